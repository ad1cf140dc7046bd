/** Shrinking and certifying: from a trace that shows something to a shortest one that shows the same. */
import { actionOf, decodeRequest, encodeRequest, type Instance, requestOf } from "../../model/index.js";
import { Runner, type Step } from "../runner.js";
import { type Progress, type SearchResult, searching } from "../search/search.js";
import { SimulatingRunner } from "../simulate/runner.js";
import { simulating } from "../simulate/search.js";
import type { Minimal, Trace, TraceKind } from "../trace/trace.js";
import { candidates, isBetter, type Steps } from "./candidates.js";

/** What a trace shows, without the trace. */
export interface Target {
  readonly kind: TraceKind;
  readonly property: string;
}

/** Tries traces for one target. */
export class Trial<S> {
  private readonly runner: Runner<S>;
  private readonly target: Target;
  constructor(instance: Instance<S>, target: Target) {
    this.target = target;
    this.runner =
      target.kind === "diverged"
        ? new SimulatingRunner(instance, target.property)
        : new Runner(instance, judgedFor(target));
  }

  /** Run the steps, leaving out those refused, up to where the target shows; undefined if it never does. */
  run(steps: Steps): Steps | undefined {
    const taken: Step[] = [];
    this.runner.reset();
    try {
      this.runner.start();
      for (const step of steps) {
        if (this.isShown()) return taken;
        if (this.runner.refuses(step)) continue;
        taken.push(step);
        this.runner.request(step);
      }
      return this.isShown() ? taken : undefined;
    } catch {
      return this.target.kind === "error" ? taken : undefined;
    }
  }

  private isShown(): boolean {
    const { kind } = this.target;
    if (kind === "deadlock") return this.runner.isDeadlocked();
    if (kind === "diverged") return this.runner.diverged;
    return kind !== "error" && this.runner.shown.length > 0;
  }
}

/** What is to be judged where the target may show: for an error everything, for any property may be what throws. */
const judgedFor = ({ kind, property }: Target): readonly string[] | undefined =>
  kind === "error" ? undefined : [property];

/** Smaller traces to try, the most ambitious first. */
type Tries<S> = (instance: Instance<S>, steps: Steps) => Generator<Steps>;

/** The smallest trace to be reached by better and better candidates; `steps` must show the target. */
export function shrink<S>(
  instance: Instance<S>,
  target: Target,
  steps: Steps,
  tries: Tries<S> = candidates,
): Steps {
  const trial = new Trial(instance, target);
  let best = trial.run(steps) ?? steps;
  for (
    let better = firstBetter(instance, trial, best, tries);
    better;
    better = firstBetter(instance, trial, best, tries)
  )
    best = better;
  return best;
}

function firstBetter<S>(
  instance: Instance<S>,
  trial: Trial<S>,
  steps: Steps,
  tries: Tries<S>,
): Steps | undefined {
  for (const candidate of tries(instance, steps)) {
    const shown = trial.run(candidate);
    if (shown !== undefined && isBetter(shown, steps)) return shown;
  }
  return undefined;
}

export interface MinimiseOptions {
  /** States that certifying may look at; 1,000,000 unless given. */
  readonly maxStates?: number;
}

/**
 * Shrink a trace, then certify it: search everything of smaller depth. A shorter trace found there replaces it. Where
 * the states run out first, `minimal` says up to which depth there is nothing.
 */
export function* minimise<S>(
  instance: Instance<S>,
  trace: Trace,
  { maxStates = 1_000_000 }: MinimiseOptions = {},
): Generator<Progress, Trace, boolean | undefined> {
  const steps = stepsOf(instance, trace);
  const shrunk = shrink(instance, trace, steps);
  const actions = shrunk.map((s) => actionOf(instance, requestNumber(instance, s)));
  const { shorter, minimal } = yield* certify(instance, trace, actions.length, maxStates);
  return { ...trace, actions: shorter?.actions ?? actions, minimal };
}

/** Search below `length` steps for the target. */
function* certify<S>(
  instance: Instance<S>,
  target: Target,
  length: number,
  maxStates: number,
): Generator<Progress, { shorter?: Trace; minimal: Minimal }, boolean | undefined> {
  // A state is judged when it is found; a deadlock or an error shows only when the state is expanded.
  const late = target.kind === "deadlock" || target.kind === "error";
  const result = yield* searchFor(instance, target, { maxStates, maxDepth: late ? length : length - 1 });
  const within = (steps: number): number => result.levels[steps - 1] ?? result.distinct;
  const shown = result.traces.find((t) => t.property === target.property);
  if (shown !== undefined && shown.actions.length < length) {
    const found = shown.actions.length;
    const minimal = { certified: true, length: found, searchedDepth: found - 1, states: within(found) };
    return { shorter: shown, minimal };
  }
  const isComplete = shown !== undefined || result.verdict === "holds" || result.limit === "depth";
  // Cut short, or ended by something else: every state of depth result.depth was found, not every one expanded.
  const searchedDepth = isComplete ? length - 1 : Math.min(length - 1, result.depth - (late ? 1 : 0));
  const states = within(searchedDepth + 1);
  return { minimal: { certified: searchedDepth === length - 1, length, searchedDepth, states } };
}

/** A search for what a target shows. */
const searchFor = <S>(
  instance: Instance<S>,
  { kind, property }: Target,
  limits: { readonly maxStates: number; readonly maxDepth: number },
): Generator<Progress, SearchResult, boolean | undefined> =>
  kind === "diverged"
    ? simulating(instance, property, limits)
    : searching(instance, {
        ...(kind === "error" ? {} : { properties: [property] }),
        ...limits,
        deadlock: kind === "deadlock",
      });

/** The steps of a trace; steps that this instance does not know are left out. */
export const stepsOf = <S>(instance: Instance<S>, { actions }: Pick<Trace, "actions">): Steps =>
  actions
    .map((action) => requestOf(instance, action))
    .filter((request) => request !== undefined)
    .map((request) => decodeRequest(instance, request))
    .map(({ rule, picks }) => ({ rule: rule.index, picks }));

/** The number of the request of a step. */
export function requestNumber<S>(instance: Instance<S>, { rule, picks }: Step): number {
  const at = instance.rules[rule];
  return at === undefined ? -1 : encodeRequest(at, picks);
}
