/**
 * Forward simulation of a machine onto a model: the machine is no model of ours, has a memory of its own, and is only asked
 * for what it does and what it stands for.
 *
 * For every concrete step c -> c' by a request: abs(c') is reached from abs(c) by that request, if it is enabled there, and
 * by internal steps of the model, such as the choice of who runs next; the threads are told what the model tells them; the
 * representation invariants hold; and the path costs no more than its contract says. What the abstraction function blurs
 * is made alike before states are compared.
 */

import {
  type Action,
  compile,
  type Executor,
  encoder,
  type Instance,
  type RuleAt,
} from "../../model/index.js";
import { changedCells } from "../trace/cells.js";

/** A machine that is to be compared with a model. `A` is a state of the model. */
export interface Implementation<A> {
  readonly name: string;
  readonly instance: Instance<A>;
  /** To the initial state. */
  readonly start: () => void;
  /** Memory and registers, whole; and back to them. What was saved is never changed. */
  readonly save: () => Uint32Array;
  readonly load: (from: Uint32Array) => void;
  /** What the machine stands for now. The state is the caller's. */
  readonly abs: () => A;
  /** What is not compared is made alike. */
  readonly blur: (state: A) => void;
  /**
   * Make a request, as a user, a device or the clock would, and let the machine run until it rests. Gives what it turned
   * out to be, for an access may fault; "internal": the machine has only gone on with what it did; undefined: nobody can ask
   * this now.
   */
  readonly perform: (action: Action, variant: number) => Action | "internal" | undefined;
  /** The internal step that leads from what the model has reached towards what the machine stands for; undefined: none. */
  readonly internal: (now: A, goal: A) => Action | undefined;
  /** Hear what the model's step has told, before it is forgotten. The first step of a run is the request itself. */
  readonly hear: (state: A, isFirst: boolean) => void;
  /** What is wrong with what the machine has told of all that was heard since the request. */
  readonly misses: (action: Action, goal: A) => string | undefined;
  /** The first representation invariant that is broken. */
  readonly broken: () => string | undefined;
  /**
   * What is wrong with the clocks that it took, if it promises any: for what was asked, the run of the model's steps that it
   * stood for, the state before, and the state after.
   */
  readonly overcharged?: (asked: Action, run: readonly Action[], was: () => A, is: A) => string | undefined;
  /** How many clocks it has run, if it counts them. */
  readonly clock?: () => number;
  /** Words of memory behind what is wrong, a line each. */
  readonly behind?: (wrong: string) => readonly string[];
  /**
   * What decides what the machine will do, beside what it stands for, as numbers: two states of the machine that are alike
   * in both do the same, but for clocks.
   */
  readonly detail: () => readonly number[];
}

/** What came of a step. */
export interface Joint {
  /** The model's steps that the machine's stands for. */
  readonly run: readonly Action[];
  /** Was the request enabled in the model? */
  readonly isEnabled: boolean;
  /** Why the machine's step is none of the model's. */
  readonly wrong?: string;
}

/** At most so many steps of the model for one of the machine's. */
const LONGEST = 64;

/** A rule of the model, with what is needed to apply it. */
interface Applied<A> {
  readonly rule: RuleAt<A>;
  readonly refusal: (picks: readonly number[]) => number;
  readonly apply: (picks: readonly number[]) => void;
}

export class JointRunner<A> {
  readonly implementation: Implementation<A>;
  readonly executor: Executor<A>;
  private readonly rules: ReadonlyMap<string, Applied<A>>;
  /** Packs what the machine stands for: objects of other shapes than the executor's, so with a text of its own. */
  private readonly pack: Executor<A>["encode"];
  private readonly before: Int32Array;
  private readonly now: Int32Array;
  private readonly goal: Int32Array;

  constructor(implementation: Implementation<A>) {
    this.implementation = implementation;
    this.executor = compile(implementation.instance);
    this.pack = encoder(implementation.instance.schema, false).encode;
    const { refusal, apply, words } = this.executor;
    this.rules = new Map(
      implementation.instance.rules.map((rule) => [
        rule.rule.name,
        { rule, refusal: refusal[rule.index] ?? (() => 0), apply: apply[rule.index] ?? (() => {}) },
      ]),
    );
    this.before = new Int32Array(words);
    this.now = new Int32Array(words);
    this.goal = new Int32Array(words);
  }

  /** Both are where the machine is now: after `start` or `load`, and before the first step. */
  begin(): void {
    this.reach(this.implementation.abs());
    this.advance();
  }

  /** The state that the last step has led to is where the next one begins. */
  advance(): void {
    this.before.set(this.goal);
  }

  /** What the machine stood for after the last step, packed. It is the runner's own. */
  get reached(): Int32Array {
    return this.goal;
  }

  /** What the machine stands for now. */
  private reach(state: A): void {
    this.implementation.blur(state);
    this.pack(state, this.goal, 0);
  }

  /**
   * Make a request of both, from where the last step began, or has led to if `advance` was called since: the machine must
   * be there. Undefined: nobody can ask this of the machine now, and nothing has happened.
   */
  step(action: Action, variant: number): Joint | undefined {
    const { implementation } = this;
    const done = implementation.perform(action, variant);
    if (done === undefined) return undefined;
    this.executor.after.unpack(this.before, 0);
    const isEnabled = done !== "internal" && this.take(done, true);
    const run = isEnabled ? [done] : [];
    const wrong = implementation.broken() ?? this.compared(action, run);
    return wrong === undefined ? { run, isEnabled } : { run, isEnabled, wrong };
  }

  /** What a machine stands for is looked at only if its representation is sound: else there may be no end to it. */
  private compared(action: Action, run: Action[]): string | undefined {
    const { implementation } = this;
    const goal = implementation.abs();
    return (
      this.follow(goal, run) ??
      implementation.misses(action, goal) ??
      implementation.overcharged?.(action, run, this.was, goal)
    );
  }

  /** The state in which the step began. */
  private readonly was = (): A => {
    const { before } = this.executor;
    before.unpack(this.before, 0);
    return before.state;
  };

  /** The model takes a step, and what it tells is heard. False: the request is refused. */
  private take({ rule: name, args }: Action, isFirst: boolean): boolean {
    const its = this.rules.get(name);
    const picks = its === undefined ? [] : picksOf(its.rule, args);
    if (its === undefined || its.refusal(picks) >= 0) return false;
    its.apply(picks);
    this.implementation.hear(this.executor.after.state, isFirst);
    return true;
  }

  /** Internal steps are taken until the model is where the machine is. What is wrong if they do not lead there. */
  private follow(goal: A, run: Action[]): string | undefined {
    const { implementation, executor } = this;
    while (run.length < LONGEST) {
      const next = implementation.internal(executor.after.state, goal);
      if (next === undefined) return this.difference(goal);
      run.push(next);
      this.settle();
      if (!this.take(next, false)) return `the machine has done ${next.rule}, which the model refuses`;
    }
    return `more than ${LONGEST} steps of the model`;
  }

  /** The model's state is as the next step finds it: what a step tells is forgotten. */
  private settle(): void {
    const { encode, after } = this.executor;
    encode(after.state, this.now, 0);
    after.unpack(this.now, 0);
  }

  /** In which field the model's state differs from what the machine stands for. */
  private difference(goal: A): string | undefined {
    const { implementation, executor, now } = this;
    const state = executor.after.state;
    this.reach(goal);
    implementation.blur(state);
    executor.encode(state, now, 0);
    if (isSame(this.goal, now)) return undefined;
    const [odd] = changedCells(implementation.instance, implementation.instance.forget(state), goal);
    return odd === undefined
      ? "the states differ"
      : `${odd.cell} is ${odd.from} in the model, and the machine stands for ${odd.to}`;
  }
}

function isSame(some: Int32Array, others: Int32Array): boolean {
  for (let n = 0; n < some.length; n++) if (some[n] !== others[n]) return false;
  return true;
}

/** The index of each argument among the values of its parameter. */
export function picksOf<A>({ variables }: RuleAt<A>, args: Action["args"]): number[] {
  return variables.map(({ name, values }) => {
    const all: readonly unknown[] = values;
    return all.indexOf(args[name]);
  });
}
