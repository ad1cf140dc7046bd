/**
 * Machines judged against models along random walks: requests of all kinds, those that must be refused among them. A walk
 * that fails is shrunk, and told step by step with the model's steps above the machine's.
 */
import fc from "fast-check";
import { type Action, actionOf, type Instance, requestOf } from "../../model/index.js";
import { mixed } from "../random/run.js";
import { type Implementation, type Joint, JointRunner } from "./implementation.js";
import { type JointFailure, type JointStep, type JointTold, toldRun } from "./joint-tell.js";

/** Walks that are made before anybody is asked whether to go on. */
const FEW = 10;

export interface JointWalkOptions {
  /** A 32-bit whole number. */
  readonly seed: number;
  /** How many walks, and how many requests in each at most. */
  readonly samples: number;
  readonly maxSteps: number;
  /** How often a rule is asked for, compared with the others: a whole number; 1 if it is not named, and never if it is 0. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Requests with which half of the walks begin, lest all of them begin where little can happen. */
  readonly opening?: readonly Action[];
  /** The same where there are several, each as often as none. */
  readonly openings?: readonly (readonly Action[])[];
  /** The longest time after which an interrupt comes, in clocks. */
  readonly longest?: number;
  /** Which complaint fails a walk; every one, if this is not said. A walk with another ends there, and does not fail. */
  readonly counts?: (wrong: string) => boolean;
}

export interface JointProgress {
  readonly samples: number;
  readonly steps: number;
}

export interface JointWalkResult {
  /** Walks, up to the first that failed; those that were made to find a shorter one are not among them. */
  readonly samples: number;
  /** Steps that the machine has made meanwhile, and how many of them the model refused. */
  readonly steps: number;
  readonly refused: number;
  /** How often each rule of the model was taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** Steps, by how many steps of the model they stand for: none, one, two, more. */
  readonly runs: readonly number[];
  /** The shortest walk that was found to fail, step by step; and what is known of it besides. */
  readonly failure?: readonly JointTold[];
  readonly shortest?: JointFailure;
  /** Was it told to stop before all walks were made? */
  readonly isInterrupted?: true;
  /** How many walks ended because the machine threw, and what it threw first. */
  readonly threw?: { readonly walks: number; readonly message: string };
}

class JointWalks<A> {
  samples = 0;
  steps = 0;
  refused = 0;
  readonly taken = new Map<string, number>();
  readonly runs = [0, 0, 0, 0];
  threw: JointWalkResult["threw"];
  /** Has a walk failed? What follows is made to find a shorter one, and is not counted. */
  private hasFailed = false;
  private readonly runner: JointRunner<A>;
  private readonly first: Uint32Array;
  private readonly actions: Action[] = [];
  private readonly implementation: Implementation<A>;
  private readonly counts: (wrong: string) => boolean;

  constructor(implementation: Implementation<A>, { counts = () => true }: JointWalkOptions) {
    this.implementation = implementation;
    this.counts = counts;
    this.runner = new JointRunner(implementation);
    implementation.start();
    this.first = implementation.save();
    for (const { rule } of implementation.instance.rules) this.taken.set(rule.name, 0);
  }

  /** Judge one more walk. */
  holds(steps: readonly JointStep[]): boolean {
    if (!this.hasFailed) this.samples++;
    const { isWrong } = this.walk(steps);
    this.hasFailed ||= isWrong;
    return !isWrong;
  }

  /** A walk that fails, as short as it gets by leaving out single steps. */
  shortest(steps: readonly JointStep[]): JointFailure {
    let least = this.walk(steps).made;
    for (let n = least.length - 1; n >= 0; n--) {
      const { isWrong, made } = this.walk(least.toSpliced(n, 1));
      if (!isWrong) continue;
      least = made;
      n = least.length;
    }
    return toldRun(this.runner, least);
  }

  /** A walk from the beginning, up to the first complaint: which steps the machine made. */
  private walk(steps: readonly JointStep[]): Walked {
    const { implementation, runner } = this;
    implementation.load(this.first);
    runner.begin();
    const made: JointStep[] = [];
    for (const step of steps) {
      const joint = this.step(this.action(step.request), step.variant);
      if (joint === "threw") break;
      if (joint === undefined) continue;
      made.push(step);
      if (joint.wrong !== undefined) return { made, isWrong: this.counts(joint.wrong) };
      runner.advance();
    }
    return { made, isWrong: false };
  }

  /** The action of a request, made once. */
  private action(request: number): Action {
    const found = this.actions[request] ?? actionOf(this.implementation.instance, request);
    this.actions[request] = found;
    return found;
  }

  private step(action: Action, variant: number): Joint | undefined | "threw" {
    try {
      const joint = this.runner.step(action, variant);
      if (joint !== undefined && !this.hasFailed) this.count(joint);
      return joint;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const { walks, message: first } = this.threw ?? { walks: 0, message };
      if (!this.hasFailed) this.threw = { walks: walks + 1, message: first };
      return "threw";
    }
  }

  private count({ isEnabled, run }: Joint): void {
    this.steps++;
    if (!isEnabled) this.refused++;
    const length = Math.min(run.length, this.runs.length - 1);
    this.runs[length] = (this.runs[length] ?? 0) + 1;
    for (const { rule } of run) this.taken.set(rule, (this.taken.get(rule) ?? 0) + 1);
  }
}

/** A walk that was made. */
interface Walked {
  readonly made: readonly JointStep[];
  readonly isWrong: boolean;
}

/**
 * From a large number a step: a rule by its weight, any arguments of it, and for a third of the steps a time after which
 * an interrupt comes. A walk is some hundred of them, and most of those are refused: so chance is asked once for each.
 */
export function drawing<A>(
  { instance }: Implementation<A>,
  { weights = {}, longest = 500 }: Pick<JointWalkOptions, "weights" | "longest">,
): (number: number) => JointStep {
  const drawn = instance.rules.flatMap((at) => {
    const count = at.variables.reduce((n, { values }) => n * values.length, 1);
    return Array.from({ length: weights[at.rule.name] ?? 1 }, () => ({ first: at.first, count }));
  });
  return (number) => {
    const { first, count } = drawn[number % drawn.length] ?? { first: 0, count: 1 };
    const rest = Math.floor(number / drawn.length);
    const time = (Math.floor(rest / count) % (3 * longest)) - 2 * longest;
    return { request: first + (rest % count), variant: Math.max(0, time + 1) };
  };
}

/** Walks of any length up to the longest. */
function anyWalk<A>(
  implementation: Implementation<A>,
  options: JointWalkOptions,
): fc.Arbitrary<readonly JointStep[]> {
  const { maxSteps: maxLength, opening = [], openings = [opening] } = options;
  const { instance } = implementation;
  const begun = openings.map((actions) =>
    actions.map((action) => ({ request: numberOf(instance, action), variant: 0 })),
  );
  const draw = drawing(implementation, options);
  const steps = fc.array(fc.noShrink(fc.maxSafeNat()), { minLength: 1, maxLength, size: "max" });
  return fc
    .noBias(fc.tuple(fc.constantFrom([], ...begun), steps))
    .map(([first, numbers]) => [...first, ...numbers.map(draw)].slice(0, maxLength));
}

/** The number of a request. Throws RangeError if the model has no such rule, or no such argument. */
function numberOf<A>(instance: Instance<A>, action: Action): number {
  const found = requestOf(instance, action);
  if (found === undefined) throw new RangeError(`there is no request ${JSON.stringify(action)}`);
  return found;
}

/** Judge a machine along random walks, a few at a time. Told false, it makes no more. */
export function* walkingJointly<A>(
  implementation: Implementation<A>,
  options: JointWalkOptions,
): Generator<JointProgress, JointWalkResult, boolean | undefined> {
  const { seed, samples } = options;
  const walks = new JointWalks(implementation, options);
  const judged = fc.property(anyWalk(implementation, options), (steps) => walks.holds(steps));
  for (let chunk = 0; chunk * FEW < samples; chunk++) {
    const numRuns = Math.min(FEW, samples - chunk * FEW);
    const { counterexample } = fc.check(judged, { seed: mixed(seed, chunk), numRuns });
    if (counterexample !== null) {
      const shortest = walks.shortest(counterexample[0]);
      return { ...seenBy(walks), failure: shortest.told, shortest };
    }
    if ((yield seenBy(walks)) === false) return { ...seenBy(walks), isInterrupted: true };
  }
  return seenBy(walks);
}

/** Judge a machine along random walks. */
export function jointWalks<A>(implementation: Implementation<A>, options: JointWalkOptions): JointWalkResult {
  const walks = walkingJointly(implementation, options);
  for (;;) {
    const { done, value } = walks.next(true);
    if (done === true) return value;
  }
}

const seenBy = <A>({ samples, steps, refused, taken, runs, threw }: JointWalks<A>) => ({
  ...{ samples, steps, refused, taken, runs },
  ...(threw === undefined ? {} : { threw }),
});
