/**
 * Machines judged against models from arbitrary states: states of the machine's memory that satisfy its invariants, whether
 * it can come to them or not. From each of them some requests are made, each from that same state; afterwards the
 * invariants must hold still, and what was done must be a run of the model. With that the invariants are inductive:
 * what holds in the initial state and is kept by every step holds in every state that can be reached.
 */
import fc from "fast-check";
import { type Action, actionOf } from "../../model/index.js";
import { mixed } from "../random/run.js";
import { changedCells } from "../trace/cells.js";
import { type Implementation, type Joint, JointRunner } from "./implementation.js";
import { type JointFailure, type JointStep, tell } from "./joint-tell.js";
import { drawing } from "./joint-walks.js";

/** States that are made before anybody is asked whether to go on. */
const FEW = 20;
/** So many smaller states are tried after one that fails. */
const SMALLER = 600;

/** A number below n. */
export type Roll = (n: number) => number;

/** A state of a machine that was made by chance. */
export interface MadeState {
  readonly snapshot: Uint32Array;
  /** What kinds of things occur in it: see `kinds`. */
  readonly kinds: Iterable<string>;
}

/** Arbitrary states of a machine. */
export interface ArbitraryStates {
  /** How many rolls are enough for one; after them all are 0. */
  readonly rolls: number;
  /** A state by rolls, the simplest if all are 0; or which invariant it breaks, so that it is not judged. */
  readonly make: (roll: Roll) => MadeState | string;
  /** What has to occur in some state, or the judge has looked away. */
  readonly kinds: readonly string[];
}

export interface JointInductionOptions {
  /** A 32-bit whole number. */
  readonly seed: number;
  /** How many states, and how many requests from each. */
  readonly samples: number;
  readonly requests?: number;
  /** How often a rule is asked for, compared with the others; 1 if it is not named, and never if it is 0. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Which complaint fails a state; every one, if this is not said. */
  readonly counts?: (wrong: string) => boolean;
}

export interface JointInductionProgress {
  /** States that were made, and those of them that satisfied the invariants. */
  readonly made: number;
  readonly kept: number;
  /** Requests that were made from them, and those of these that the model refused. */
  readonly steps: number;
  readonly refused: number;
}

/** A state from which a step fails, as small as it was found. */
export interface InductionFailure extends JointFailure {
  /** In which cells it differs from the initial state: `thread(1,0) is ready`. */
  readonly state: readonly string[];
}

export interface JointInductionResult extends JointInductionProgress {
  /** Of the states that were not kept, how many broke which invariant. */
  readonly rejected: ReadonlyMap<string, number>;
  /** How often each rule was taken, be it asked for or not; and how often it was asked for and refused. */
  readonly taken: ReadonlyMap<string, number>;
  readonly refusals: ReadonlyMap<string, number>;
  /** Steps, by how many steps of the model they stand for: none, one, two, more. */
  readonly runs: readonly number[];
  /** In how many of the states that were kept each kind occurred. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly failure?: InductionFailure;
  readonly isInterrupted?: true;
  /** How often the machine threw, or what tells what it stands for; and what first. */
  readonly threw?: { readonly times: number; readonly message: string };
}

/** What is tried: a state, by the numbers that are rolled for it, and requests from it. */
type Trial = readonly [numbers: readonly number[], steps: readonly JointStep[]];

const count = (in_: Map<string, number>, what: string): void => {
  in_.set(what, (in_.get(what) ?? 0) + 1);
};

class JointInduction<A> {
  made = 0;
  kept = 0;
  steps = 0;
  refused = 0;
  readonly rejected = new Map<string, number>();
  readonly taken = new Map<string, number>();
  readonly refusals = new Map<string, number>();
  readonly runs = [0, 0, 0, 0];
  readonly kinds: Map<string, number>;
  threw: JointInductionResult["threw"];
  private smaller = 0;
  /** The step that has failed: from smaller states it alone is made. */
  private failed: JointStep | undefined;
  private readonly implementation: Implementation<A>;
  private readonly states: ArbitraryStates;
  private readonly runner: JointRunner<A>;
  private readonly counts: (wrong: string) => boolean;

  constructor(
    implementation: Implementation<A>,
    states: ArbitraryStates,
    { counts = () => true }: JointInductionOptions,
  ) {
    this.implementation = implementation;
    this.states = states;
    this.runner = new JointRunner(implementation);
    this.counts = counts;
    this.kinds = new Map(states.kinds.map((kind) => [kind, 0]));
    for (const { rule } of implementation.instance.rules) {
      this.taken.set(rule.name, 0);
      this.refusals.set(rule.name, 0);
    }
  }

  /** Does every step from a state keep what must be kept? After the first that does not, smaller ones are tried. */
  holds([numbers, steps]: Trial): boolean {
    const { failed } = this;
    if (failed !== undefined && this.smaller++ >= SMALLER) return true;
    const state = this.stateOf(numbers);
    if (failed === undefined) this.note(state);
    if (typeof state === "string") return true;
    const failing = this.failing(state, failed === undefined ? steps : [failed]);
    this.failed ??= failing;
    return failing === undefined;
  }

  private stateOf(numbers: readonly number[]): MadeState | string {
    let next = 0;
    return this.states.make((n) => (numbers[next++] ?? 0) % n);
  }

  private note(state: MadeState | string): void {
    this.made++;
    if (typeof state === "string") return count(this.rejected, state);
    this.kept++;
    for (const kind of new Set(state.kinds)) count(this.kinds, kind);
  }

  /** The first of the steps, each from the state, that fails. */
  private failing({ snapshot }: MadeState, steps: readonly JointStep[]): JointStep | undefined {
    const { implementation } = this;
    implementation.load(snapshot);
    if (!this.begins()) return undefined;
    let isThere = true;
    for (const step of steps) {
      if (!isThere) implementation.load(snapshot);
      const joint = this.step(actionOf(implementation.instance, step.request), step.variant);
      isThere = joint === undefined;
      if (joint?.wrong !== undefined && this.counts(joint.wrong)) return step;
    }
    return undefined;
  }

  /** Does the state stand for one of the model? */
  private begins(): boolean {
    try {
      this.runner.begin();
      return true;
    } catch (error) {
      this.noteThrown(error);
      return false;
    }
  }

  private step(action: Action, variant: number): Joint | undefined {
    try {
      const joint = this.runner.step(action, variant);
      if (joint !== undefined && this.failed === undefined) this.counted(action, joint);
      return joint;
    } catch (error) {
      this.noteThrown(error);
      return { run: [], isEnabled: false };
    }
  }

  private noteThrown(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const { times, message: first } = this.threw ?? { times: 0, message };
    if (this.failed === undefined) this.threw = { times: times + 1, message: first };
  }

  private counted({ rule: asked }: Action, { run, isEnabled }: Joint): void {
    this.steps++;
    const length = Math.min(run.length, this.runs.length - 1);
    this.runs[length] = (this.runs[length] ?? 0) + 1;
    if (!isEnabled) {
      this.refused++;
      count(this.refusals, asked);
    }
    for (const { rule } of run) count(this.taken, rule);
  }

  /** What fails, told. */
  told([numbers]: Trial): InductionFailure | undefined {
    const { implementation, runner, failed: step } = this;
    const state = this.stateOf(numbers);
    if (typeof state === "string" || step === undefined) return undefined;
    const { instance } = implementation;
    implementation.load(state.snapshot);
    const cells = changedCells(instance, instance.initial, implementation.abs());
    runner.begin();
    const start = implementation.clock?.() ?? 0;
    const action = actionOf(instance, step.request);
    const joint = runner.step(action, step.variant);
    return {
      steps: [step],
      told: joint === undefined ? [] : [tell(implementation, action, step, joint, start)],
      behind: implementation.behind?.(joint?.wrong ?? "") ?? [],
      state: cells.map(({ cell, to }) => `${cell} is ${to}`),
    };
  }
}

/** States by rolls that fast-check draws, so that it can make them smaller, and requests from each. */
function anyTrial<A>(
  implementation: Implementation<A>,
  states: ArbitraryStates,
  { requests = 24, weights = {} }: JointInductionOptions,
): fc.Arbitrary<Trial> {
  const draw = drawing(implementation, { weights });
  const chance = fc.array(fc.nat(), { minLength: states.rolls, maxLength: states.rolls, size: "max" });
  const lengths = { minLength: requests, maxLength: requests };
  const steps = fc.array(fc.noShrink(fc.maxSafeNat()), { ...lengths, size: "max" });
  const drawn = steps.map((numbers) => numbers.map(draw));
  return fc.noBias(fc.tuple(chance, drawn));
}

/** Judge a machine from arbitrary states, a few at a time. Told false, it makes no more. */
export function* inducingJointly<A>(
  implementation: Implementation<A>,
  states: ArbitraryStates,
  options: JointInductionOptions,
): Generator<JointInductionProgress, JointInductionResult, boolean | undefined> {
  const { seed, samples } = options;
  const induction = new JointInduction(implementation, states, options);
  const judged = fc.property(anyTrial(implementation, states, options), (trial) => induction.holds(trial));
  for (let chunk = 0; chunk * FEW < samples; chunk++) {
    const numRuns = Math.min(FEW, samples - chunk * FEW);
    const { counterexample } = fc.check(judged, { seed: mixed(seed, chunk), numRuns });
    const failure = counterexample === null ? undefined : induction.told(counterexample[0]);
    if (failure !== undefined) return { ...found(induction), failure };
    if ((yield found(induction)) === false) return { ...found(induction), isInterrupted: true };
  }
  return found(induction);
}

/** Judge a machine from arbitrary states. */
export function jointInduction<A>(
  implementation: Implementation<A>,
  states: ArbitraryStates,
  options: JointInductionOptions,
): JointInductionResult {
  const induction = inducingJointly(implementation, states, options);
  for (;;) {
    const { done, value } = induction.next(true);
    if (done === true) return value;
  }
}

const found = <A>(its: JointInduction<A>): JointInductionResult => {
  const { made, kept, steps, refused, rejected, taken, refusals, runs, kinds, threw } = its;
  return {
    ...{ made, kept, steps, refused, rejected, taken, refusals, runs: [...runs], kinds },
    ...(threw === undefined ? {} : { threw }),
  };
};
