/** Shrinking and certifying what a machine does that its model does not. */
import { actionOf, decodeRequest, type Instance, requestOf } from "../../model/index.js";
import type { Step } from "../runner.js";
import type { Progress } from "../search/search.js";
import type { Implementation } from "../simulate/implementation.js";
import { searchingJointly } from "../simulate/joint-search.js";
import { brokenBy, type JointRequest, type JointTrace } from "../trace/joint.js";
import { JointPlayer } from "../trace/joint-play.js";
import type { Minimal } from "../trace/trace.js";
import { candidates, isBetter } from "./candidates.js";
import { requestNumber } from "./shrink.js";

/** How far a machine's trace has come to be shrunk: walks that were tried, and the steps of the best. */
export interface Shrinking {
  readonly tries: number;
  readonly steps: number;
}

export interface JointMinimiseOptions {
  /** The rules that are asked for in the search; all, unless given. */
  readonly rules?: readonly string[];
  /** States of the machine that certifying may come to. */
  readonly maxStates: number;
  /** Walks that shrinking may try. */
  readonly maxTries: number;
}

/**
 * Shrink a trace, then certify it: make every request in every state of smaller depth, interrupted as in the trace or not at
 * all. A shorter run that breaks the same replaces the trace. Told false, it gives what it has.
 */
export function* minimiseJointly<A>(
  implementation: Implementation<A>,
  trace: JointTrace,
  options: JointMinimiseOptions,
): Generator<Shrinking | Progress, JointTrace, boolean | undefined> {
  const shrinker = new JointShrinker(implementation, trace, options.maxTries);
  const shrunk = yield* shrinker.run();
  if (shrunk === undefined) return trace;
  return yield* certifyJointly(implementation, shrunk, options);
}

/** A step with its arguments by their numbers, so that it can be varied. */
interface JointStepAt extends Step, JointRequest {}

/** Walks that are tried before anybody is asked whether to go on. */
const FEW = 20;

class JointShrinker<A> {
  private readonly player: JointPlayer<A>;
  private readonly instance: Instance<A>;
  private readonly trace: JointTrace;
  private readonly maxTries: number;
  private best: readonly JointStepAt[];
  private tries = 0;

  constructor(implementation: Implementation<A>, trace: JointTrace, maxTries: number) {
    this.player = new JointPlayer(implementation);
    this.instance = implementation.instance;
    this.trace = trace;
    this.maxTries = maxTries;
    this.best = trace.requests.flatMap((request) => stepAt(this.instance, request));
  }

  /** Better and better walks; undefined if the one that was given does not break what it should. */
  *run(): Generator<Shrinking, JointTrace | undefined, boolean | undefined> {
    const first = this.broken(this.best);
    if (first === undefined) return undefined;
    this.best = first;
    while (yield* this.improve());
    const { property, wrong, requests } = this.told();
    return { property, wrong, requests };
  }

  /** The first candidate that is better takes the place of the best; false if there is none, or no more are to be tried. */
  private *improve(): Generator<Shrinking, boolean, boolean | undefined> {
    for (const candidate of jointCandidates(this.instance, this.best)) {
      if (this.tries >= this.maxTries) return false;
      if (++this.tries % FEW === 0 && (yield { tries: this.tries, steps: this.best.length }) === false)
        return false;
      const made = this.broken(candidate.map((step) => withAction(this.instance, step)));
      if (made === undefined || !isBetterJointly(made, this.best)) continue;
      this.best = made;
      return true;
    }
    return false;
  }

  /** The steps that were made, if they break what the trace does. */
  private broken(steps: readonly JointStepAt[]): readonly JointStepAt[] | undefined {
    const { made, wrong } = this.player.attempt(steps);
    return wrong !== undefined && brokenBy(wrong) === this.trace.property ? made : undefined;
  }

  private told(): JointTrace {
    const requests = this.best.map(({ action, variant }) => ({ action, variant }));
    const { wrong = this.trace.wrong } = this.player.attempt(requests);
    return { property: this.trace.property, wrong, requests };
  }
}

function stepAt<A>(instance: Instance<A>, { action, variant }: JointRequest): JointStepAt[] {
  const request = requestOf(instance, action);
  if (request === undefined) return [];
  const { rule, picks } = decodeRequest(instance, request);
  return [{ rule: rule.index, picks, action, variant }];
}

const withAction = <A>(instance: Instance<A>, step: JointStepAt): JointStepAt => ({
  ...step,
  action: actionOf(instance, requestNumber(instance, step)),
});

/** Fewer steps, simpler arguments; then fewer interrupts, and earlier ones. */
function* jointCandidates<A>(
  instance: Instance<A>,
  steps: readonly JointStepAt[],
): Generator<readonly JointStepAt[]> {
  yield* earlier(steps, () => 0);
  yield* candidates(instance, steps);
  yield* earlier(steps, (variant) => Math.floor(variant / 2));
  yield* earlier(steps, (variant) => variant - 1);
}

function* earlier(
  steps: readonly JointStepAt[],
  than: (variant: number) => number,
): Generator<readonly JointStepAt[]> {
  for (const [n, step] of steps.entries())
    if (step.variant > 0) yield steps.with(n, { ...step, variant: than(step.variant) });
}

/** Shorter; or with fewer interrupts; or with earlier arguments; or with earlier interrupts. */
function isBetterJointly(a: readonly JointStepAt[], b: readonly JointStepAt[]): boolean {
  if (a.length !== b.length) return a.length < b.length;
  const [ours, theirs] = [a, b].map((steps) => steps.filter(({ variant }) => variant > 0).length);
  if (ours !== undefined && theirs !== undefined && ours !== theirs) return ours < theirs;
  if (isBetter(a, b)) return true;
  return !isBetter(b, a) && sum(a) < sum(b);
}

const sum = (steps: readonly JointStepAt[]): number => steps.reduce((all, { variant }) => all + variant, 0);

// ------------------------------------------------------------------------------------------------------ certifying

/** Search below the length of a trace for what it shows. */
export function* certifyJointly<A>(
  implementation: Implementation<A>,
  trace: JointTrace,
  { rules, maxStates }: Pick<JointMinimiseOptions, "rules" | "maxStates">,
): Generator<Progress, JointTrace, boolean | undefined> {
  const { instance } = implementation;
  const { length } = trace.requests;
  const variants = new Set(trace.requests.map(({ variant }) => variant));
  const interrupts = [...variants].filter((n) => n > 0).toSorted((a, b) => a - b);
  const asked = rules ?? instance.rules.map(({ rule }) => rule.name);
  const found = yield* searchingJointly(implementation, {
    rules: asked,
    variants: Object.fromEntries(asked.map((rule) => [rule, [0, ...interrupts]])),
    ...{ maxStates, maxDepth: length - 1 },
    counts: (wrong) => brokenBy(wrong) === trace.property,
  });
  const states = (depth: number): number => found.levels[depth] ?? found.states;
  const minimal = (searchedDepth: number, of: number): Minimal => ({
    ...{ certified: searchedDepth === of - 1, length: of, searchedDepth },
    ...{ states: states(searchedDepth), interrupts },
  });
  const { failure } = found;
  if (failure !== undefined && failure.steps.length < length) {
    const requests = failure.steps.map(({ request, variant }) => ({
      action: actionOf(instance, request),
      variant,
    }));
    const wrong = failure.told.at(-1)?.wrong ?? trace.wrong;
    return { ...trace, wrong, requests, minimal: minimal(requests.length - 1, requests.length) };
  }
  const isWhole = found.verdict === "holds" || found.limit === "depth";
  return { ...trace, minimal: minimal(isWhole ? length - 1 : Math.min(length - 1, found.depth), length) };
}
