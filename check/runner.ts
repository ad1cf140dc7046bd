/** Runs requests one after another on the fast executor, judging every state and step. Walks and the shrinker use it. */
import { compile, type Executor, type Instance, picksAt, type RuleAt } from "../model/index.js";

/** A request as numbers: the rule's index and, for each parameter, the index of its value. */
export interface Step {
  readonly rule: number;
  readonly picks: readonly number[];
}

export class Runner<S> {
  readonly instance: Instance<S>;
  readonly executor: Executor<S>;
  /** Indices of the properties shown since the start, in the order of showing; each once. */
  readonly shown: number[] = [];
  /** Was a step not what it stands for? Only the runner that judges a simulation ever says so. */
  diverged = false;
  private readonly judged: Uint8Array;
  private readonly initial: Int32Array;
  private readonly packed: Int32Array;
  private readonly note = (property: number): void => {
    this.shown.push(property);
    this.executor.counts.active[property] = 0;
  };

  /** Judges the properties with these ids; all unless given. */
  constructor(instance: Instance<S>, properties?: readonly string[]) {
    this.instance = instance;
    this.executor = compile(instance);
    this.judged = Uint8Array.from(instance.properties, ({ property }) =>
      (properties?.includes(property.id) ?? true) ? 1 : 0,
    );
    this.initial = new Int32Array(this.executor.words);
    this.packed = new Int32Array(this.executor.words);
    this.executor.encode(instance.initial, this.initial, 0);
  }

  /** Forget all that was shown and counted. */
  reset(): void {
    const { counts } = this.executor;
    this.shown.length = 0;
    counts.active.set(this.judged);
    counts.taken.fill(0);
    counts.premises.fill(0);
    for (const clauses of counts.refused) clauses.fill(0);
  }

  /** Go back to the initial state, and judge it. */
  start(): void {
    const { executor } = this;
    this.packed.set(this.initial);
    executor.after.unpack(this.packed, 0);
    executor.judgeState(this.note);
  }

  /** Make a request, and count it. Is it taken? Throws what the model throws. */
  request({ rule, picks }: Step): boolean {
    const clause = this.refusal(rule, picks);
    if (clause < 0) this.take(rule, picks);
    else this.countRefusal(rule, clause);
    return clause < 0;
  }

  /** Would a request be refused now? If a guard throws it is not: taking the step will show the error. */
  refuses({ rule, picks }: Step): boolean {
    try {
      return this.refusal(rule, picks) >= 0;
    } catch {
      return false;
    }
  }

  /** The index of the first clause that is false now, or -1. */
  private refusal(rule: number, picks: readonly number[]): number {
    return this.executor.refusal[rule]?.(picks) ?? 0;
  }

  private countRefusal(rule: number, clause: number): void {
    const clauses = this.executor.counts.refused[rule];
    if (clauses !== undefined) clauses[clause] = (clauses[clause] ?? 0) + 1;
  }

  /** Take a step that is known to be enabled. What is transient is forgotten once the step is judged. */
  take(rule: number, picks: readonly number[]): void {
    const { executor, packed } = this;
    executor.before.unpack(packed, 0);
    executor.apply[rule]?.(picks);
    executor.encode(executor.after.state, packed, 0);
    this.judge(rule, picks);
    executor.after.unpack(packed, 0);
  }

  /** Judge the step just taken: `before` and `after` hold its states. */
  protected judge(rule: number, picks: readonly number[]): void {
    this.executor.judgeState(this.note);
    this.executor.judgeStep[rule]?.(picks, this.note);
  }

  /** Is no request enabled, in a state in which the model may not end? */
  isDeadlocked(): boolean {
    const { instance, executor } = this;
    if (instance.model.mayEnd?.(executor.after.state)) return false;
    return !instance.rules.some((rule) => this.isEnabled(rule));
  }

  /** Is any request of a rule enabled? */
  private isEnabled(at: RuleAt<S>): boolean {
    const { variables, requests } = at;
    for (let n = 0; n < requests; n++)
      if (!this.refuses({ rule: at.index, picks: picksAt(variables, n) })) return true;
    return false;
  }
}
