/** What a report says after its verdict: the numbers, and what the verdict does not cover. */
import type { Property } from "../../model/index.js";
import { untaken } from "../simulate/simulator.js";
import { isBad, shownAs } from "../trace/trace.js";
import { bytes, count, duration, number, rate } from "./numbers.js";
import {
  type BySearch,
  type ByWalks,
  isBySearch,
  isJudged,
  machineOf,
  type Outcome,
  type Refined,
  type RefinedBySearch,
} from "./outcome.js";
import { scopeName } from "./verdict.js";

/** A label and what stands beside it. */
export type Fact = readonly [label: string, text: string];

export function numbers(outcome: Outcome): Fact[] {
  const own = isBySearch(outcome) ? searchNumbers(outcome) : walkNumbers(outcome);
  return [
    ...own,
    ...(outcome.judge === "refine" ? refineNumbers(outcome) : []),
    ...shown(outcome, "witnessed", "witnesses", "seen"),
    ...shown(outcome, "refuted", "claims", "refuted"),
  ];
}

function searchNumbers(outcome: BySearch): Fact[] {
  const { found, traces, seconds, peakBytes } = outcome;
  const symmetry = outcome.judge === "search" && outcome.symmetry;
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

const refineNumbers = (outcome: Refined): Fact[] => [
  ["steps are", runsText(outcome)],
  ["abstract", `${takenText(outcome)}, of ${outcome.onto.model.name}`],
  ...("abstractStates" in outcome.found
    ? [["", `${count(outcome.found.abstractStates, "state")} met there`] as const]
    : []),
];

/** `90 stutters, 50 one step, 7 two`: steps by the length of the runs that they stand for. */
export function runsText({ found: { runs } }: Refined): string {
  const { none, one, two, more } = runs;
  const parts = [
    [none, none === 1 ? "stutter" : "stutters"],
    [one, "one step"],
    [two, "two"],
    [more, "more"],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, what]) => `${number(n)} ${what}`)
    .join(", ");
}

/** `map 12, grant 5`: how often the rules of the abstract model were taken, of those that were. */
export const takenText = ({ found: { taken } }: Refined): string =>
  taken
    .filter(({ times }) => times > 0)
    .map(({ rule, times }) => `${rule} ${number(times)}`)
    .join(", ") || "no step";

/** `1,835 steps, 311 refused, 2,041 steps/s; 22 rules`, of a machine; of all its states, how many they are. */
export function machineText(outcome: Refined): string {
  const { found } = outcome;
  const { refused, taken } = found;
  const [steps, states] =
    "steps" in found
      ? [found.steps, keptText(outcome)]
      : [found.transitions, `${statesText(found)}, depth ${number(found.depth)}; `];
  const seconds = "walkSeconds" in outcome ? outcome.walkSeconds : outcome.seconds;
  const rules = count(taken.filter(({ times }) => times > 0).length, "rule");
  return `${states}${count(steps, "step")}, ${number(refused)} refused, ${rate(steps, seconds, "steps")}; ${rules}`;
}

/** `400 of 400 arbitrary states; `, of a machine that was judged from them. */
function keptText(outcome: Refined): string {
  const states = machineOf(outcome)?.states;
  return states === undefined ? "" : `${number(states.kept)} of ${count(states.made, "arbitrary state")}; `;
}

const statesText = ({ distinct, abstractStates }: RefinedBySearch["found"]): string =>
  `${count(distinct, "state")}, which ${distinct === 1 ? "stands" : "stand"} for ${number(abstractStates)}`;

function walkNumbers(outcome: ByWalks): Fact[] {
  const { found, traces, seconds, walkSeconds, peakBytes } = outcome;
  const shrunk = traces.some((trace) => trace.minimal !== undefined);
  const shrinking = shrunk ? `, then ${duration(seconds - walkSeconds)} to shrink` : "";
  return [
    samplesFact(outcome),
    ["steps", `${number(found.steps)}, and ${count(found.refused, "request")} refused`],
    ["memory", `${bytes(peakBytes)} at peak`],
    ["time", `${duration(walkSeconds)}, ${rate(found.steps, walkSeconds, "steps")}${shrinking}`],
  ];
}

/** Walks; or of a machine the arbitrary states from which it was judged. */
function samplesFact(outcome: ByWalks): Fact {
  const { samples, seed } = outcome.found;
  const states = machineOf(outcome)?.states;
  if (states === undefined) return ["walks", `${number(samples)}, seed ${seed}`];
  const { made, kept } = states;
  return ["states", `${number(made)} made, ${number(kept)} of them satisfy the invariants; seed ${seed}`];
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
  const { instance } = outcome;
  return [
    ...(isBySearch(outcome) ? beyondSearch(outcome) : beyondWalks(outcome)),
    ...(outcome.judge === "refine" ? beyondSimulation(outcome) : beyondSelection(outcome)),
    ...(Object.keys(instance.scope).length === 0 ? [] : [`scopes other than ${scopeName(outcome)}`]),
  ];
}

/** Abstract rules that no step stands for, where that is not held against the simulation. */
export function beyondSimulation(outcome: Refined): string[] {
  const { instance, onto, found, verdict, by } = outcome;
  if (verdict !== "holds") return [];
  const machine = machineOf(outcome);
  const idle = untaken(found).join(", ");
  if (machine !== undefined)
    return idle === ""
      ? []
      : [`of ${onto.model.name}, what ${instance.model.name} did not do in ${machine.profile}: ${idle}`];
  const whose = by === "search" ? instance.model.name : `these walks of ${instance.model.name}`;
  return untaken(found).map(
    (rule) => `rule ${rule} of ${onto.model.name}, for which no step of ${whose} stands`,
  );
}

function beyondSelection(outcome: Outcome): string[] {
  const { instance, properties } = outcome;
  const unselected = instance.model.properties.filter((p: Property<unknown>) => !isJudged(outcome, p.id));
  return [
    ...(unselected.length === 0
      ? []
      : [`properties not selected: ${unselected.map((p) => p.id).join(", ")}`]),
    ...(properties === undefined
      ? []
      : ["rules and clauses that are never exercised: they are judged when all properties are"]),
  ];
}

function beyondSearch({ found, traces, verdict }: BySearch): string[] {
  if (traces.some(isBad)) return ["what lies behind the violation: the search ended there"];
  if (verdict !== "limit" && verdict !== "interrupted") return [];
  return [
    `states more than ${count(found.depth, "step")} from the initial one`,
    "vacuity: it is judged when a search comes to its end",
  ];
}

function beyondWalks(outcome: ByWalks): string[] {
  const { found, traces, maxSteps, verdict } = outcome;
  if (machineOf(outcome)?.states !== undefined)
    return ["states that were not made, and steps other than the next"];
  const unseen = verdict === "vacuous" ? [] : found.vacuous.map((what) => `in these walks, ${what}`);
  return [
    ...(traces.some(isBad)
      ? []
      : ["what these walks did not come to: walks find violations, they exclude none"]),
    `runs of more than ${count(maxSteps, "step")}`,
    ...unseen,
  ];
}
