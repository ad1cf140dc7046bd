/** The same in JSON: one element for each model and judge. */
import type { Scope } from "../../model/index.js";
import type { JointTold } from "../simulate/joint-tell.js";
import type { Simulated } from "../simulate/simulator.js";
import { isBad, type Minimal, type Trace } from "../trace/trace.js";
import { notCovered } from "./facts.js";
import {
  type BySearch,
  type ByWalks,
  isBySearch,
  machineOf,
  type Outcome,
  type Refined,
  type Verdict,
} from "./outcome.js";

export interface Result {
  readonly model: string;
  readonly judge: "random" | "search" | "refine" | "replay";
  readonly verdict: Verdict;
  readonly scope?: Scope | undefined;
  readonly seed?: string | undefined;
  readonly seconds: number;
  /** States, after symmetry where that is on. */
  readonly distinct?: number | undefined;
  readonly symmetry?: true | undefined;
  /** Enabled (state, rule, arguments) triples, self-loops included; refused requests are counted apart. */
  readonly transitions?: number | undefined;
  readonly refused?: number | undefined;
  readonly depth?: number | undefined;
  readonly outDegree?: { readonly min: number; readonly mean: number; readonly max: number } | undefined;
  readonly samples?: number | undefined;
  readonly steps?: number | undefined;
  /** Most memory that the process held, and most that the states took of it. */
  readonly peakBytes?: number | undefined;
  readonly storeBytes?: number | undefined;
  /** For verdict `limit`: which. */
  readonly limit?: "memory" | "states" | "depth" | undefined;
  /** Ids of properties, `deadlock`, or `error` where the specification threw; of a machine, what is broken. */
  readonly violated?: readonly string[] | undefined;
  /** What was never exercised, a sentence each. In walks: not in these walks. */
  readonly vacuous?: readonly string[] | undefined;
  readonly refuted?: readonly string[] | undefined;
  readonly witnessed?: readonly string[] | undefined;
  /** Ids of the properties that were judged, where it is not all. */
  readonly properties?: readonly string[] | undefined;
  readonly notCovered?: readonly string[] | undefined;
  /** For verdict `disagree`: what about. */
  readonly disputes?: readonly string[] | undefined;
  /** Path of the trace of what `violated` names first, and how short it is known to be. */
  readonly trace?: string | undefined;
  readonly minimal?: Minimal | undefined;
  /** What was thrown. */
  readonly message?: string | undefined;
  /** Of a refinement: which simulation, judged how, and onto which model at which scope. */
  readonly simulation?: string | undefined;
  readonly by?: "search" | "random" | undefined;
  readonly onto?: string | undefined;
  readonly ontoScope?: Scope | undefined;
  /** Steps by how many abstract steps they stand for, those of each abstract rule, and the abstract states met. */
  readonly runs?: Simulated["runs"] | undefined;
  readonly taken?: Simulated["taken"] | undefined;
  readonly abstractStates?: number | undefined;
  /** Of a machine: its design, what of it was judged, and the walk that fails, step by step. */
  readonly design?: string | undefined;
  readonly profile?: string | undefined;
  readonly failure?: readonly JointTold[] | undefined;
  readonly behind?: readonly string[] | undefined;
  /** Of a machine judged from arbitrary states: how many of those made satisfied the invariants; the state that fails. */
  readonly kept?: number | undefined;
  readonly from?: readonly string[] | undefined;
  /** Of a replay: its answer, the step that decides, and why. */
  readonly answer?: string | undefined;
  readonly step?: number | undefined;
  readonly why?: string | undefined;
  readonly note?: string | undefined;
}

const ids = (traces: readonly Trace[]): string[] => traces.map((trace) => trace.property);

/** The outcome as data. */
export function resultOf(outcome: Outcome): Result {
  const { instance, judge, verdict, traces, files, properties, disputes, found } = outcome;
  const bad = traces.filter(isBad);
  const main = bad[0] ?? traces.find((trace) => files.has(trace.property));
  const joint = machineOf(outcome)?.trace;
  const shown = joint?.property ?? main?.property;
  return {
    model: instance.model.name,
    judge,
    verdict,
    scope: instance.scope,
    seconds: Math.round(outcome.seconds * 1000) / 1000,
    ...(isBySearch(outcome) ? searchNumbers(outcome) : walkNumbers(outcome)),
    ...(outcome.judge === "refine" ? refineNumbers(outcome) : {}),
    peakBytes: outcome.peakBytes,
    violated: joint === undefined ? ids(bad) : [joint.property],
    vacuous: found.vacuous,
    refuted: ids(traces.filter((trace) => trace.kind === "refuted")),
    witnessed: ids(traces.filter((trace) => trace.kind === "witnessed")),
    properties: judge === "refine" ? undefined : properties,
    notCovered: notCovered(outcome),
    disputes: disputes.length === 0 ? undefined : disputes,
    trace: shown === undefined ? undefined : files.get(shown)?.path,
    minimal: joint?.minimal ?? main?.minimal,
    message: main?.message ?? machineOf(outcome)?.threw,
    ...machineNumbers(outcome),
  };
}

function searchNumbers(outcome: BySearch): Partial<Result> {
  const { found } = outcome;
  const { distinct, transitions, refused, depth, outDegree, bytes, limit } = found;
  const numbers = { distinct, transitions, refused, depth, outDegree, storeBytes: bytes, limit };
  return outcome.judge === "search" && outcome.symmetry ? { ...numbers, symmetry: true } : numbers;
}

const refineNumbers = ({ simulation, by, onto, found }: Refined): Partial<Result> => ({
  simulation,
  by,
  onto: onto.model.name,
  ontoScope: onto.scope,
  runs: found.runs,
  taken: found.taken,
  ...("abstractStates" in found ? { abstractStates: found.abstractStates } : {}),
});

function machineNumbers(outcome: Outcome): Partial<Result> {
  const machine = machineOf(outcome);
  if (machine === undefined) return {};
  const { design, profile, failure, states } = machine;
  const { kept, from } = states ?? {};
  return { design, profile, failure: failure?.told, behind: failure?.behind, kept, from };
}

const walkNumbers = ({ found }: ByWalks): Partial<Result> => ({
  seed: String(found.seed),
  samples: found.samples,
  steps: found.steps,
  refused: found.refused,
});
