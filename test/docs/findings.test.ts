/** FINDINGS.md says what the checker finds. */
import { describe, expect, test } from "vitest";
import type { Model } from "../../model/index.js";
import { splitCall, wholeCall } from "../../spec/ipc/split-call.js";
import { demapByValue } from "../../spec/sigma/findings/demap-by-value.js";
import { grantFlushes, grantMoves } from "../../spec/sigma/findings/grant-flushes.js";
import { guardModels } from "../../spec/sigma/findings/guards.js";
import { findings } from "../../spec/sigma/findings/index.js";
import { l95Replacement, l95ReplacementLate } from "../../spec/sigma/findings/l95-replacement.js";
import { occupiedFlushed, occupiedGuarded } from "../../spec/sigma/findings/occupied.js";
import { occupiedIgnored, occupiedRefused } from "../../spec/sigma/findings/occupied-ignored.js";
import { occupiedExtended, occupiedSkipped } from "../../spec/sigma/findings/occupied-skipped.js";
import type { Sigma } from "../../spec/sigma/index.js";
import { findings as designs } from "../../spec/tlb/findings/index.js";
import { l4Direct, l4Interrupt, l4Neighbour } from "../../spec/tlb/findings/l4-1996.js";
import { oneThread, slides } from "../../spec/tlb/findings/slides.js";
import type { Tlb } from "../../spec/tlb/index.js";
import { type Blocks, blocksOf, textOf } from "./blocks.js";
import {
  extent,
  fenced,
  finding,
  inline,
  isClaim,
  isKept,
  number,
  plural,
  type Searched,
  searchedEach,
  table,
  traceOf,
} from "./render.js";

// -------------------------------------------------------------------------------------------------------- guards

/** Each guard of sigma, what is broken without it, and how. */
function guardTable(all: readonly Searched<Sigma>[]): string {
  const rows = all.map(({ instance, result }) => {
    const { model } = instance;
    const broken = model.properties.filter(isClaim).map(({ id }) => ({ id, trace: traceOf(result, id) }));
    const lengths = broken.map(({ id, trace }) => `${id} (${trace?.actions.length})`);
    const shortest = broken
      .map((b) => b.trace)
      .toSorted((a, b) => (a?.actions.length ?? 0) - (b?.actions.length ?? 0))[0];
    return [
      model.name.replace("-without-", ": "),
      lengths.join(", ") || "nothing",
      shortest ? `\`${inline(instance, shortest)}\`` : "",
      plural(result.distinct, "state"),
    ];
  });
  return table([["without", "is broken (steps)", "the shortest of these traces", "searched"], ...rows]);
}

// ---------------------------------------------------------------------------------------------- occupied targets

const answers: readonly (readonly [string, Model<Sigma>])[] = [
  ["sigma", occupiedGuarded],
  ["refused", occupiedRefused],
  ["ignored", occupiedIgnored],
  ["flushed", occupiedFlushed],
  ["extended", occupiedExtended],
  ["skipped", occupiedSkipped],
];

/** For each property, which answers keep it, and after how many steps the others break it. */
function answerTable(all: readonly Searched<Sigma>[]): string {
  const results = all.map(({ result }) => result);
  const rows = occupiedGuarded.properties.filter(isKept).map(({ id }) => [
    id,
    ...results.map((result) => {
      const trace = traceOf(result, id);
      return trace ? plural(trace.actions.length, "step") : "kept";
    }),
  ]);
  const sizes = ["states", ...results.map((r) => number(r.distinct))];
  return table([["property", ...answers.map(([column]) => column)], ...rows, sizes]);
}

/** The shortest trace for each property that an answer breaks. */
function answerTraces(all: readonly Searched<Sigma>[]): string {
  const lines = all.flatMap((found) => {
    const { model } = found.instance;
    const broken = model.properties.filter(isClaim);
    if (broken.length === 0) return [];
    const traces = broken.map(({ id }) => {
      const trace = traceOf(found.result, id);
      return `  ${id.padEnd(18)}${trace ? inline(found.instance, trace) : "not refuted"}`;
    });
    return [`${model.name}: ${extent(found)}`, ...traces, ""];
  });
  return fenced(lines.slice(0, -1));
}

// ------------------------------------------------------------------------------------------------------ slide 62

/** What the slide takes for granted. */
const slide62 = { scansPerSecond: 250, threads: 400, lists: 8, secondsPerIpc: 5e-6, shareOfScheduling: 0.01 };

const percent = (share: number): string =>
  `${(100 * share).toLocaleString("en", { maximumSignificantDigits: 3 })} %`;

/** How much IPC there must be, if that share of it has timeouts other than 0 and infinity. */
function timeoutTable(): string {
  const { scansPerSecond, threads, lists, secondsPerIpc, shareOfScheduling } = slide62;
  const entriesPerSecond = (scansPerSecond * threads) / lists;
  const rows = [1, 0.75, 0.25].map((finite) => {
    const ipcPerSecond = entriesPerSecond / finite;
    const busy = ipcPerSecond * secondsPerIpc;
    return [
      percent(finite),
      number(entriesPerSecond),
      number(Math.round(ipcPerSecond)),
      percent(busy),
      percent(shareOfScheduling / busy),
    ];
  });
  return table([
    [
      "IPCs with finite timeouts",
      "entries a second",
      "IPCs a second",
      "of the processor",
      "1 % for the lists, to that",
    ],
    ...rows,
  ]);
}

// -------------------------------------------------------------------------------------------------------- blocks

/** The findings that are told by themselves, and the claims of each that are told in full. */
const toldOfSigma: readonly (readonly [Model<Sigma>, readonly string[]])[] = [
  [demapByValue, ["DEMAP-OWNER", "DEMAP-GIVERS", "DEMAP-SIBLINGS"]],
  [l95Replacement, ["SIG-ACYCLIC", "L95-MAP-CYCLE", "SIG-ORIGIN", "L95-MAP-DELIVERS", "L95-GRANT-CYCLE"]],
  [l95ReplacementLate, ["L95-GRANT-DELIVERS"]],
  [grantFlushes, ["L95-GRANT-KEEPS"]],
  [grantMoves, ["L95-GRANT-FLUSHES"]],
];
const toldOfTlb: readonly (readonly [Model<Tlb>, readonly string[]])[] = [
  [oneThread, []],
  [slides, ["TLB-CLEAN", "TLB-DELIVER"]],
  [l4Interrupt, ["TLB-CLEAN", "TLB-DELIVER"]],
  [l4Neighbour, ["TLB-DELIVER"]],
  [l4Direct, ["TLB-DELIVER"]],
];

/** A block for each of the models. */
async function told<S>(its: readonly (readonly [Model<S>, readonly string[]])[]): Promise<Blocks> {
  const found = await searchedEach(its.map(([model]) => model));
  return Object.fromEntries(
    its.map(([{ name }, claims], i) => [name, found[i] ? finding(found[i], claims) : ""]),
  );
}

async function made(): Promise<Blocks> {
  const [ofTlb, ofSigma, guards, occupied, split, whole] = await Promise.all([
    told(toldOfTlb),
    told(toldOfSigma),
    searchedEach(guardModels),
    searchedEach(answers.map(([, model]) => model)),
    told([[splitCall, ["IPC-ANSWER-HITS"]]]),
    told([[wholeCall, []]]),
  ]);
  return {
    ...ofTlb,
    ...ofSigma,
    guards: guardTable(guards),
    "occupied-table": answerTable(occupied),
    "occupied-traces": answerTraces(occupied),
    ...split,
    ...whole,
    "slide-62": timeoutTable(),
  };
}

describe("FINDINGS.md", () => {
  test("every block is what the checker finds", { timeout: 240_000 }, async () => {
    const expected = await made();
    expect(blocksOf("FINDINGS.md", expected)).toEqual(expected);
  });

  test("every variant is named", () => {
    for (const { name } of [
      ...findings.filter((m) => !guardModels.includes(m)),
      ...designs,
      splitCall,
      wholeCall,
    ])
      expect(textOf("FINDINGS.md")).toContain(`\`${name}\``);
  });
});
