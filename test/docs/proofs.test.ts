/** PROOFS.md has every property, as it is worded, with what a search of its model gives. */
import { describe, expect, test } from "vitest";
import type { SearchResult } from "../../check/index.js";
import { type Model, type Property, scopeText } from "../../model/index.js";
import { ipc } from "../../spec/ipc/index.js";
import type { Ipc } from "../../spec/ipc/state.js";
import { codes } from "../../spec/ipc/witnesses.js";
import { kernel } from "../../spec/kernel/index.js";
import type { Kernel } from "../../spec/kernel/state.js";
import { releaseEquation, sigma, sigmaRelease } from "../../spec/sigma/index.js";
import { tlb } from "../../spec/tlb/index.js";
import { compared, levels, sum } from "../search/forests.js";
import { simulateBuilt } from "../search/native.js";
import { type Blocks, blocksOf, textOf } from "./blocks.js";
import {
  extent,
  inline,
  isKept,
  number,
  plural,
  type Searched,
  searched,
  sizeText,
  table,
  traceOf,
} from "./render.js";

const scope = { spaces: 3, pages: 3 };

// ------------------------------------------------------------------------------------------------------ evidence

const KINDS = {
  invariant: "Invariant",
  step: "Step property",
  witness: "Witness",
  "step-witness": "Step witness",
  refuted: "Claim to be refuted",
  "refuted-step": "Claim to be refuted",
} as const;

const premiseOf = (result: SearchResult, id: string): number =>
  result.coverage.premises.find((p) => p.property === id)?.true ?? 0;

/** Transitions by the rules that a step property speaks of. */
const stepsOf = ({ coverage }: SearchResult, on: readonly string[]): number =>
  sum(coverage.rules.filter((r) => on.includes(r.rule)).map((r) => r.taken));

/** What the search found of one property. */
function evidence<S>({ instance, result }: Searched<S>, property: Property<S>): string {
  const { id } = property;
  const trace = traceOf(result, id);
  const at = sizeText(instance.scope);
  if (trace)
    return `first shown after ${plural(trace.actions.length, "step")}: \`${inline(instance, trace)}\``;
  const asked = `${"when" in property && property.when !== undefined ? "its premise was true" : "it was asked"} ${number(premiseOf(result, id))} times`;
  return "on" in property
    ? `holds in all ${number(stepsOf(result, property.on))} transitions by ${property.on.join(", ")} of ${at}; ${asked}`
    : `holds in all ${plural(result.distinct, "state")} of ${at}; ${asked}`;
}

const again = <S>({ instance: { model, scope } }: Searched<S>): string =>
  `npx sigma486 search ${model.name} --scope ${scopeText(scope)}`;

const entry = <S>(found: Searched<S>, property: Property<S>): string =>
  [
    `> ${KINDS[property.kind]} ${property.id}: ${property.says}.`,
    "",
    `* Source: ${property.source}.`,
    `* Search: ${evidence(found, property)}.`,
    `* Again: \`${again(found)} --invariant ${property.id}\``,
  ].join("\n");

// -------------------------------------------------------------------------------------------------------- counts

const countTable = (): string =>
  table([
    ["scope", "states by the formula, and found", "levels, from 0 maps on"],
    ...compared.map((size) => [
      sizeText(size),
      number(sum(levels(size))),
      levels(size).map(number).join(" + "),
    ]),
  ]);

const ruleTable = <S>({ result }: Searched<S>): string =>
  table([
    ["rule", "taken", "refused, by the first clause that was false"],
    ...result.coverage.rules.map(({ rule, taken, clauses }) => [
      rule,
      number(taken),
      clauses.map((c) => `${c.clause} ${number(c.falseFirst)}`).join(", "),
    ]),
  ]);

// -------------------------------------------------------------------------------------------------------- blocks

/** What was searched, what each rule did, and each property. */
const blocks = <S>(found: Searched<S>, prefix: string): Blocks => ({
  [`${prefix}extent`]: `${extent(found)}; ${plural(found.result.refused, "request")} refused.`,
  [`${prefix}rules`]: ruleTable(found),
  ...Object.fromEntries(found.instance.model.properties.map((p) => [p.id, entry(found, p)])),
});

/** What ends a call, and the shortest trace to each. */
const codeTable = ({ instance, result }: Searched<Ipc>): string =>
  table([
    ["", "", "first after", "by"],
    ...codes.map(({ id, says }) => {
      const trace = traceOf(result, id);
      return trace
        ? [id, says, plural(trace.actions.length, "step"), `\`${inline(instance, trace)}\``]
        : [id, says];
    }),
  ]);

/** Completion codes have a table of their own. */
const ipcBlocks = (found: Searched<Ipc>): Blocks => {
  const told = new Set(codes.map(({ id }) => id));
  const others = Object.entries(blocks(found, "ipc-")).filter(([id]) => !told.has(id));
  return { ...Object.fromEntries(others), "ipc-codes": codeTable(found) };
};

/** The kernel's own properties: those of ipc that it takes over have their blocks there. */
const ownOfKernel = kernel.properties.filter(({ id }) => id.startsWith("KERNEL-"));

/** The simulations of a model, a row each, judged at its quick scope. */
async function simulationTable<S>({ name, scopes, simulations = {} }: Model<S>): Promise<string> {
  const head = ["onto", "", "transitions", "no step", "one", "two", "more", "states there"];
  const rows = Object.entries(simulations).map(async ([onto, { says }]) => {
    const { verdict, transitions, runs, abstractStates } = await simulateBuilt(name, scopes.quick, onto);
    expect({ onto, verdict }).toEqual({ onto, verdict: "holds" });
    const counts = [transitions, runs.none, runs.one, runs.two, runs.more, abstractStates];
    return [onto, says, ...counts.map(number)];
  });
  return table([head, ...(await Promise.all(rows))]);
}

const kernelBlocks = (found: Searched<Kernel>): Blocks => {
  const [own, all] = [new Set(ownOfKernel.map(({ id }) => id)), blocks(found, "kernel-")];
  return Object.fromEntries(Object.entries(all).filter(([id]) => id.startsWith("kernel-") || own.has(id)));
};

async function made(): Promise<Blocks> {
  const [ofIpc, ofTlb, ofSigma, ofKernel, ofRelease, ipcSimulations, kernelSimulations] = await Promise.all([
    searched(ipc),
    searched(tlb),
    searched(sigma, scope),
    searched(kernel),
    searched(sigmaRelease),
    simulationTable(ipc),
    simulationTable(kernel),
  ]);
  expect(ofSigma.result.distinct).toBe(sum(levels(scope)));
  return {
    ...blocks(ofSigma, ""),
    counts: countTable(),
    [releaseEquation.id]: entry(ofRelease, releaseEquation),
    ...ipcBlocks(ofIpc),
    "ipc-simulations": ipcSimulations,
    ...blocks(ofTlb, "tlb-"),
    ...kernelBlocks(ofKernel),
    "kernel-simulations": kernelSimulations,
  };
}

describe("PROOFS.md", () => {
  test("every block is what the checker finds", { timeout: 400_000 }, async () => {
    const expected = await made();
    // Those of the machine are made by machine.test.ts, those of the solver by prove.test.ts.
    const found = Object.entries(blocksOf("PROOFS.md", expected)).filter(
      ([name]) => !/^(?:machine|prove)-/.test(name),
    );
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test("every invariant and step property has an argument after its block", () => {
    const kept = [
      sigmaRelease.properties.filter(isKept),
      ipc.properties.filter(isKept),
      tlb.properties.filter(isKept),
      ownOfKernel.filter(isKept),
    ].flat();
    for (const { id } of kept) {
      const [, after = ""] = textOf("PROOFS.md").split(`<!-- made: ${id} -->`);
      expect(after.split("<!-- end -->")[1], id).toMatch(/^\s+\*Why\.\*/);
    }
  });
});
