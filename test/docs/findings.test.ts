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
  searched,
  table,
  traceOf,
} from "./render.js";

// -------------------------------------------------------------------------------------------------------- guards

/** Each guard of sigma, what is broken without it, and how. */
function guardTable(): string {
  const rows = guardModels.map((model) => {
    const { instance, result } = searched(model);
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

interface Answer extends Searched<Sigma> {
  readonly column: string;
  readonly model: Model<Sigma>;
}

const answers = (): readonly Answer[] =>
  [
    { column: "sigma", model: occupiedGuarded },
    { column: "refused", model: occupiedRefused },
    { column: "ignored", model: occupiedIgnored },
    { column: "flushed", model: occupiedFlushed },
    { column: "extended", model: occupiedExtended },
    { column: "skipped", model: occupiedSkipped },
  ].map((answer) => ({ ...answer, ...searched(answer.model) }));

/** For each property, which answers keep it, and after how many steps the others break it. */
function answerTable(all: readonly Answer[]): string {
  const results = all.map((answer) => answer.result);
  const rows = occupiedGuarded.properties.filter(isKept).map(({ id }) => [
    id,
    ...results.map((result) => {
      const trace = traceOf(result, id);
      return trace ? plural(trace.actions.length, "step") : "kept";
    }),
  ]);
  const sizes = ["states", ...results.map((r) => number(r.distinct))];
  return table([["property", ...all.map((answer) => answer.column)], ...rows, sizes]);
}

/** The shortest trace for each property that an answer breaks. */
function answerTraces(all: readonly Answer[]): string {
  const lines = all.flatMap((found) => {
    const { model } = found;
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

const made = (all = answers()): Blocks => ({
  "demap-by-value": finding(searched(demapByValue), ["DEMAP-OWNER", "DEMAP-GIVERS", "DEMAP-SIBLINGS"]),
  "l95-replacement": finding(searched(l95Replacement), [
    "SIG-ACYCLIC",
    "L95-MAP-CYCLE",
    "SIG-ORIGIN",
    "L95-MAP-DELIVERS",
    "L95-GRANT-CYCLE",
  ]),
  "l95-replacement-late": finding(searched(l95ReplacementLate), ["L95-GRANT-DELIVERS"]),
  guards: guardTable(),
  "grant-flushes": finding(searched(grantFlushes), ["L95-GRANT-KEEPS"]),
  "grant-moves": finding(searched(grantMoves), ["L95-GRANT-FLUSHES"]),
  "occupied-table": answerTable(all),
  "occupied-traces": answerTraces(all),
  "tlb-one-thread": finding(searched(oneThread), []),
  "tlb-slides": finding(searched(slides), ["TLB-CLEAN", "TLB-DELIVER"]),
  "tlb-l4-1996-interrupt": finding(searched(l4Interrupt), ["TLB-CLEAN", "TLB-DELIVER"]),
  "tlb-l4-1996-neighbour": finding(searched(l4Neighbour), ["TLB-DELIVER"]),
  "tlb-l4-1996-direct": finding(searched(l4Direct), ["TLB-DELIVER"]),
  "split-call": finding(searched(splitCall), ["IPC-ANSWER-HITS"]),
  "whole-call": finding(searched(wholeCall), []),
  "slide-62": timeoutTable(),
});

describe("FINDINGS.md", () => {
  test("every block is what the checker finds", { timeout: 240_000 }, () => {
    const expected = made();
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
