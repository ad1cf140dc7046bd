/** What a report says after its verdict: the numbers, and what the verdict does not cover. */
import type { Property } from "../../model/index.js";
import { isBad, shownAs } from "../trace/trace.js";
import { bytes, count, duration, number, rate } from "./numbers.js";
import { isJudged, type Outcome, type Searched, type Walked } from "./outcome.js";
import { scopeName } from "./verdict.js";

/** A label and what stands beside it. */
export type Fact = readonly [label: string, text: string];

export function numbers(outcome: Outcome): Fact[] {
  const own = outcome.judge === "search" ? searchNumbers(outcome) : walkNumbers(outcome);
  return [
    ...own,
    ...shown(outcome, "witnessed", "witnesses", "seen"),
    ...shown(outcome, "refuted", "claims", "refuted"),
  ];
}

function searchNumbers({ found, traces, symmetry, seconds, peakBytes }: Searched): Fact[] {
  const { distinct, transitions, refused, depth, outDegree, bytes: held } = found;
  const degrees = `min ${number(outDegree.min)}, mean ${number(outDegree.mean)}, max ${number(outDegree.max)}`;
  const alike = symmetry ? ", each for all that differ in names only" : "";
  return [
    ["states", `${number(distinct)}${alike}; stored whole, so no collisions`],
    ["transitions", `${number(transitions)}, and ${count(refused, "request")} refused`],
    ["depth", number(depth)],
    ...(traces.some((trace) => trace.kind === "error") ? [] : [["out-degree", degrees] as const]),
    ["memory", `${bytes(peakBytes)} at peak, ${bytes(held)} of it for states`],
    ["time", `${duration(seconds)}, ${rate(transitions, seconds, "transitions")}`],
  ];
}

function walkNumbers({ found, traces, seconds, walkSeconds, peakBytes }: Walked): Fact[] {
  const shrunk = traces.some((trace) => trace.minimal !== undefined);
  const shrinking = shrunk ? `, then ${duration(seconds - walkSeconds)} to shrink` : "";
  return [
    ["walks", `${number(found.samples)}, seed ${found.seed}`],
    ["steps", `${number(found.steps)}, and ${count(found.refused, "request")} refused`],
    ["memory", `${bytes(peakBytes)} at peak`],
    ["time", `${duration(walkSeconds)}, ${rate(found.steps, walkSeconds, "steps")}${shrinking}`],
  ];
}

/** `witnesses  4 of 4 seen`, where the model has any. */
function shown(outcome: Outcome, kind: "witnessed" | "refuted", label: string, verb: string): Fact[] {
  const { instance, traces } = outcome;
  const all = instance.model.properties.filter((p) => shownAs(p) === kind && isJudged(outcome, p.id));
  const seen = traces.filter((t) => t.kind === kind).length;
  return all.length === 0 ? [] : [[label, `${seen} of ${all.length} ${verb}`]];
}

/** What the verdict says nothing about, a phrase each. */
export function notCovered(outcome: Outcome): string[] {
  const { instance, properties } = outcome;
  const unselected = instance.model.properties.filter((p: Property<unknown>) => !isJudged(outcome, p.id));
  return [
    ...(outcome.judge === "search" ? beyondSearch(outcome) : beyondWalks(outcome)),
    ...(Object.keys(instance.scope).length === 0 ? [] : [`scopes other than ${scopeName(outcome)}`]),
    ...(unselected.length === 0
      ? []
      : [`properties not selected: ${unselected.map((p) => p.id).join(", ")}`]),
    ...(properties === undefined
      ? []
      : ["rules and clauses that are never exercised: they are judged when all properties are"]),
  ];
}

function beyondSearch({ found, traces, verdict }: Searched): string[] {
  if (traces.some(isBad)) return ["what lies behind the violation: the search ended there"];
  if (verdict !== "limit" && verdict !== "interrupted") return [];
  return [
    `states more than ${count(found.depth, "step")} from the initial one`,
    "vacuity: it is judged when a search comes to its end",
  ];
}

function beyondWalks({ found, traces, maxSteps, verdict }: Walked): string[] {
  const unseen = verdict === "vacuous" ? [] : found.vacuous.map((what) => `in these walks, ${what}`);
  return [
    ...(traces.some(isBad)
      ? []
      : ["what these walks did not come to: walks find violations, they exclude none"]),
    `runs of more than ${count(maxSteps, "step")}`,
    ...unseen,
  ];
}
