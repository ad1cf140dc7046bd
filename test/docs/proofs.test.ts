/** PROOFS.md has every property of sigma, as it is worded, with what the search of 3 spaces x 3 pages gives. */
import { describe, expect, test } from "vitest";
import type { SearchResult } from "../../check/index.js";
import { instantiate, type Property, scopeText } from "../../model/index.js";
import { type Sigma, sigma } from "../../spec/sigma/index.js";
import { compared, levels, sum } from "../search/forests.js";
import { searchSigma } from "../search/native.js";
import { type Blocks, blocksOf, textOf } from "./blocks.js";
import { extent, inline, isKept, number, plural, type Searched, sizeText, table, traceOf } from "./render.js";

const scope = { spaces: 3, pages: 3 };
const command = `npx sigma486 search sigma --scope ${scopeText(scope)}`;

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
function evidence({ instance, result }: Searched<Sigma>, property: Property<Sigma>): string {
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

const entry = (found: Searched<Sigma>, property: Property<Sigma>): string =>
  [
    `> ${KINDS[property.kind]} ${property.id}: ${property.says}.`,
    "",
    `* Source: ${property.source}.`,
    `* Search: ${evidence(found, property)}.`,
    `* Again: \`${command} --invariant ${property.id}\``,
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

const ruleTable = ({ result }: Searched<Sigma>): string =>
  table([
    ["rule", "taken", "refused, by the first clause that was false"],
    ...result.coverage.rules.map(({ rule, taken, clauses }) => [
      rule,
      number(taken),
      clauses.map((c) => `${c.clause} ${number(c.falseFirst)}`).join(", "),
    ]),
  ]);

// -------------------------------------------------------------------------------------------------------- blocks

async function made(): Promise<Blocks> {
  const found = { instance: instantiate(sigma, scope), result: await searchSigma(scope) };
  expect(found.result).toMatchObject({ verdict: "holds", vacuous: [], distinct: sum(levels(scope)) });
  return {
    extent: `${extent(found)}; ${plural(found.result.refused, "request")} refused.`,
    rules: ruleTable(found),
    counts: countTable(),
    ...Object.fromEntries(sigma.properties.map((p) => [p.id, entry(found, p)])),
  };
}

describe("PROOFS.md", () => {
  test("every block is what the checker finds", { timeout: 120_000 }, async () => {
    const expected = await made();
    expect(blocksOf("PROOFS.md", expected)).toEqual(expected);
  });

  test("every invariant and step property has an argument after its block", () => {
    for (const { id } of sigma.properties.filter(isKept)) {
      const [, after = ""] = textOf("PROOFS.md").split(`<!-- made: ${id} -->`);
      expect(after.split("<!-- end -->")[1], id).toMatch(/^\s+\*Why\.\*/);
    }
  });
});
