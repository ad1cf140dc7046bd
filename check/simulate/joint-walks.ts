/**
 * Machines judged against models along random walks: requests of all kinds, those that must be refused among them. A walk
 * that fails is shrunk, and told step by step with the model's steps above the machine's.
 */
import fc from "fast-check";
import { type Action, actionOf, printAction, type RuleAt } from "../../model/index.js";
import { CHUNK, mixed } from "../random/run.js";
import { type Implementation, JointRunner } from "./implementation.js";

/** A request by its number, and in how many clocks an interrupt comes while it is done; 0: none does. */
export interface JointStep {
  readonly request: number;
  readonly variant: number;
}

export interface JointWalkOptions {
  /** A 32-bit whole number. */
  readonly seed: number;
  /** How many walks, and how many requests in each at most. */
  readonly samples: number;
  readonly maxSteps: number;
  /** How often a rule is asked for, compared with the others; 1 if it is not named. */
  readonly weights?: Readonly<Record<string, number>>;
  /** The longest time after which an interrupt comes, in clocks. */
  readonly longest?: number;
}

/** A step of a walk that fails, as it is told. */
export interface JointTold {
  readonly asked: string;
  /** The model's steps that the machine's stands for. */
  readonly run: readonly string[];
  readonly wrong?: string;
}

export interface JointWalkResult {
  readonly samples: number;
  /** Steps that the machine has made, and how many of them the model refused. */
  readonly steps: number;
  readonly refused: number;
  /** How often each rule of the model was taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** The shortest walk that was found to fail, step by step. */
  readonly failure?: readonly JointTold[];
}

class JointWalks<A> {
  samples = 0;
  steps = 0;
  refused = 0;
  readonly taken = new Map<string, number>();
  private readonly runner: JointRunner<A>;
  private readonly first: Uint32Array;
  private readonly implementation: Implementation<A>;

  constructor(implementation: Implementation<A>) {
    this.implementation = implementation;
    this.runner = new JointRunner(implementation);
    implementation.start();
    this.first = implementation.save();
    for (const { rule } of implementation.instance.rules) this.taken.set(rule.name, 0);
  }

  /** A walk from the beginning: what its steps stand for, up to the first that fails. */
  walk(steps: readonly JointStep[]): JointTold[] {
    const { implementation, runner } = this;
    implementation.load(this.first);
    runner.begin();
    const told: JointTold[] = [];
    for (const { request, variant } of steps) {
      const action = actionOf(implementation.instance, request);
      const step = this.step(action, variant);
      if (step === undefined) continue;
      told.push(step);
      if (step.wrong !== undefined) break;
    }
    return told;
  }

  private step(action: Action, variant: number): JointTold | undefined {
    const { instance } = this.implementation;
    const joint = this.runner.step(action, variant);
    if (joint === undefined) return undefined;
    this.runner.advance();
    this.steps++;
    if (!joint.isEnabled) this.refused++;
    for (const { rule } of joint.run) this.taken.set(rule, (this.taken.get(rule) ?? 0) + 1);
    const asked = () =>
      printAction(instance, action) + (variant === 0 ? "" : ` (interrupted after ${variant} clocks)`);
    const run = () => joint.run.map((each) => printAction(instance, each));
    // What succeeds is not told: printing would take longer than doing it.
    if (joint.wrong === undefined)
      return {
        get asked() {
          return asked();
        },
        get run() {
          return run();
        },
      };
    return { asked: asked(), run: run(), wrong: joint.wrong };
  }
}

/** Steps of all rules, by their weights, with any arguments. */
function anyStep<A>({ instance }: Implementation<A>, options: JointWalkOptions): fc.Arbitrary<JointStep> {
  const { weights = {}, longest = 500 } = options;
  const ofRule = (at: RuleAt<A>): fc.Arbitrary<number> => {
    const count = at.variables.reduce((n, { values }) => n * values.length, 1);
    return fc.nat(count - 1).map((n) => at.first + n);
  };
  const request = fc.oneof(
    ...instance.rules.map((at) => ({ arbitrary: ofRule(at), weight: weights[at.rule.name] ?? 1 })),
  );
  const variant = fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, fc.integer({ min: 1, max: longest }));
  return fc.record({ request, variant });
}

/** Judge a machine along random walks. */
export function jointWalks<A>(implementation: Implementation<A>, options: JointWalkOptions): JointWalkResult {
  const { seed, samples, maxSteps } = options;
  const walks = new JointWalks(implementation);
  const steps = fc.array(anyStep(implementation, options), {
    minLength: 1,
    maxLength: maxSteps,
    size: "max",
  });
  const isWrong = (told: readonly JointTold[]): boolean => told.at(-1)?.wrong !== undefined;
  for (let chunk = 0; chunk * CHUNK < samples; chunk++) {
    const numRuns = Math.min(CHUNK, samples - chunk * CHUNK);
    const judged = fc.property(steps, (each) => {
      walks.samples++;
      return !isWrong(walks.walk(each));
    });
    const { counterexample } = fc.check(judged, { seed: mixed(seed, chunk), numRuns });
    if (counterexample !== null) return { ...seenBy(walks), failure: walks.walk(counterexample[0]) };
  }
  return seenBy(walks);
}

const seenBy = <A>({ samples, steps, refused, taken }: JointWalks<A>) => ({ samples, steps, refused, taken });
