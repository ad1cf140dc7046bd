/**
 * Machines judged against models exhaustively: every request in every state of the machine, breadth first, so that the
 * first failure is a nearest. Two states of the machine are one if they stand for the same state of the model and have the
 * same details; what else differs are clocks. The machine itself is kept of those states only that are yet to be expanded.
 */
import { type Action, actionOf } from "../../model/index.js";
import type { Progress } from "../search/search.js";
import { isOutOfMemory, OutOfMemory } from "../search/store.js";
import { type Implementation, type Joint, JointRunner } from "./implementation.js";
import { Copies, type Copy } from "./joint-copies.js";
import { JointStates } from "./joint-states.js";
import { type JointFailure, type JointStep, toldRun } from "./joint-tell.js";

export interface JointSearchOptions {
  /** The rules that are asked for; all, if none are named. */
  readonly rules?: readonly string[];
  /** Of a rule: in how many clocks an interrupt comes while a request is done, each tried; 0: none does. [0] unless given. */
  readonly variants?: Readonly<Record<string, readonly number[]>>;
  /** Give up, with verdict `limit`, once there are more states than this. */
  readonly maxStates?: number;
  /** Expand no state at this depth or beyond. */
  readonly maxDepth?: number;
  /** Which complaint is a failure; every one, if this is not said. Nothing is looked for behind another. */
  readonly counts?: (wrong: string) => boolean;
  /** Most bytes of states and copies of the machine together; 4 GiB unless given. */
  readonly maxBytes?: number;
}

export interface JointSearchResult {
  readonly verdict: "holds" | "violated" | "limit" | "interrupted";
  /** States of the machine, those of the model that they stand for, and requests made. */
  readonly states: number;
  readonly abstract: number;
  readonly steps: number;
  readonly refused: number;
  /** The depth that is complete; and for each depth up to it, how many states there are of this depth or less. */
  readonly depth: number;
  readonly levels: readonly number[];
  /** Requests that can be made in a state. */
  readonly outDegree: { readonly min: number; readonly mean: number; readonly max: number };
  /** Steps, by how many steps of the model they stand for: none, one, two, more. */
  readonly runs: readonly number[];
  /** How often each rule of the model was taken. */
  readonly taken: ReadonlyMap<string, number>;
  readonly bytes: number;
  /** For verdict `limit`: which. */
  readonly limit?: "memory" | "states" | "depth";
  /** The shortest run that fails, and is told; or that the machine threw at the end of. */
  readonly failure?: JointFailure;
  readonly threw?: { readonly steps: readonly JointStep[]; readonly message: string };
}

/** Expansions between two yields. */
const BATCH = 16;

/** What is asked of the machine in each state. */
interface Asked {
  readonly step: JointStep;
  readonly action: Action;
}

function everyRequest<A>({ instance }: Implementation<A>, { rules, variants }: JointSearchOptions): Asked[] {
  const wanted = instance.rules.filter(({ rule }) => rules === undefined || rules.includes(rule.name));
  return wanted.flatMap(({ rule, first, variables }) => {
    const count = variables.reduce((n, { values }) => n * values.length, 1);
    return Array.from({ length: count }, (_, n) => first + n).flatMap((request) =>
      (variants?.[rule.name] ?? [0]).map((variant) => ({
        step: { request, variant },
        action: actionOf(instance, request),
      })),
    );
  });
}

class JointSearch<A> {
  private readonly implementation: Implementation<A>;
  private readonly options: JointSearchOptions;
  private readonly runner: JointRunner<A>;
  private readonly asked: readonly Asked[];
  private readonly states: JointStates;
  private readonly maxBytes: number;
  /** Copies of the machine in the states that are yet to be expanded: of this level, and of the next. */
  private level: (Copy | undefined)[] = [];
  private next: Copy[] = [];
  private readonly copies: Copies;
  private copiesBytes = 0;
  private peakBytes = 0;
  private current = 0;
  private depth = 0;
  private readonly levels: number[] = [];
  private steps = 0;
  private refused = 0;
  private readonly runs = [0, 0, 0, 0];
  private readonly taken = new Map<string, number>();
  private minDegree = Number.POSITIVE_INFINITY;
  private maxDegree = 0;
  private limit: JointSearchResult["limit"];
  private failing: readonly JointStep[] | undefined;
  private threw: JointSearchResult["threw"];

  constructor(implementation: Implementation<A>, options: JointSearchOptions) {
    this.implementation = implementation;
    this.options = options;
    this.runner = new JointRunner(implementation);
    this.asked = everyRequest(implementation, options);
    this.maxBytes = options.maxBytes ?? 4 * 2 ** 30;
    this.states = new JointStates(this.runner.executor.words, this.maxBytes);
    implementation.start();
    this.copies = new Copies(implementation.save());
    for (const { rule } of implementation.instance.rules) this.taken.set(rule.name, 0);
  }

  *run(): Generator<Progress, void> {
    try {
      yield* this.explore();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.limit = "memory";
    }
  }

  /** Level by level. */
  private *explore(): Generator<Progress, void> {
    const { maxDepth = Number.POSITIVE_INFINITY } = this.options;
    this.begin();
    while (this.next.length > 0) {
      this.levels.push(this.states.count);
      this.depth = this.levels.length - 1;
      if (this.depth >= maxDepth) return this.cut("depth");
      this.level = this.next;
      this.next = [];
      yield* this.expandLevel();
      if (this.isOver()) return;
    }
  }

  private *expandLevel(): Generator<Progress, void> {
    const { maxStates = Number.POSITIVE_INFINITY } = this.options;
    for (let n = 0; n < this.level.length && !this.isOver(); n++) {
      if (this.current % BATCH === 0) yield this.progress();
      if (this.states.count > maxStates) return this.cut("states");
      const copy = this.level[n];
      if (copy !== undefined) this.expand(copy);
      this.level[n] = undefined;
      this.copiesBytes -= copy?.byteLength ?? 0;
      this.current++;
    }
  }

  private isOver(): boolean {
    return this.limit !== undefined || this.failing !== undefined || this.threw !== undefined;
  }

  private cut(limit: "states" | "depth"): void {
    this.limit = limit;
  }

  /** The initial state of the machine. */
  private begin(): void {
    this.implementation.start();
    this.runner.begin();
    this.reached(-1, -1);
  }

  /** All steps from a state. */
  private expand(copy: Copy): void {
    const { implementation, runner, asked } = this;
    const machine = this.copies.unpack(copy);
    implementation.load(machine);
    runner.begin();
    let degree = 0;
    for (let n = 0; n < asked.length && !this.isOver(); n++) {
      const joint = this.step(n);
      if (joint === undefined) continue;
      degree++;
      this.count(joint);
      if (joint.wrong !== undefined) this.fails(n, joint.wrong);
      else this.reached(this.current, n);
      implementation.load(machine);
    }
    this.minDegree = Math.min(this.minDegree, degree);
    this.maxDegree = Math.max(this.maxDegree, degree);
  }

  private fails(step: number, wrong: string): void {
    if (this.options.counts?.(wrong) ?? true) this.failing = this.pathBy(step);
  }

  private step(n: number): Joint | undefined {
    const asked = this.asked[n];
    if (asked === undefined) return undefined;
    try {
      return this.runner.step(asked.action, asked.step.variant);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.threw = { steps: this.pathBy(n), message };
      return undefined;
    }
  }

  private count({ isEnabled, run }: Joint): void {
    this.steps++;
    if (!isEnabled) this.refused++;
    const length = Math.min(run.length, this.runs.length - 1);
    this.runs[length] = (this.runs[length] ?? 0) + 1;
    for (const { rule } of run) this.taken.set(rule, (this.taken.get(rule) ?? 0) + 1);
  }

  /** The machine is in a state: if it is new, it will be expanded. Throws OutOfMemory. */
  private reached(parent: number, step: number): void {
    const { states, implementation, runner } = this;
    if (!states.add(runner.reached, implementation.detail(), parent, step)) return;
    const copy = this.copies.pack(implementation.save());
    this.next.push(copy);
    this.copiesBytes += copy.byteLength;
    const bytes = states.bytes + this.copiesBytes;
    this.peakBytes = Math.max(this.peakBytes, bytes);
    if (bytes > this.maxBytes) throw new OutOfMemory(`${bytes} bytes`);
  }

  /** The run to the state that is expanded, and one step more. */
  private pathBy(step: number): JointStep[] {
    return [...this.states.pathTo(this.current), step].flatMap((n) => this.asked[n]?.step ?? []);
  }

  private progress(): Progress {
    const { count } = this.states;
    return {
      depth: this.depth,
      distinct: count,
      transitions: this.steps,
      queue: count - this.current,
    };
  }

  result(finished: boolean): JointSearchResult {
    const { states, steps, refused, depth, levels, runs, taken, minDegree, maxDegree } = this;
    const { limit, failing, threw } = this;
    const isBad = failing !== undefined || threw !== undefined;
    const quiet = !finished ? "interrupted" : limit === undefined ? "holds" : "limit";
    return {
      verdict: isBad ? "violated" : quiet,
      ...{ states: states.count, abstract: states.standsFor, steps, refused, depth, levels, runs, taken },
      outDegree: {
        min: Math.min(minDegree, maxDegree),
        mean: steps / Math.max(1, this.current),
        max: maxDegree,
      },
      bytes: this.peakBytes,
      ...(limit === undefined ? {} : { limit }),
      ...(threw === undefined ? {} : { threw }),
      ...(failing === undefined ? {} : { failure: toldRun(this.runner, failing) }),
    };
  }
}

/** Search all states of a machine, or those up to a depth, yielding progress. Told false, it gives what it covered. */
export function* searchingJointly<A>(
  implementation: Implementation<A>,
  options: JointSearchOptions = {},
): Generator<Progress, JointSearchResult, boolean | undefined> {
  const search = new JointSearch(implementation, options);
  for (const progress of search.run()) if ((yield progress) === false) return search.result(false);
  return search.result(true);
}

/** Search to the end. */
export function jointSearch<A>(
  implementation: Implementation<A>,
  options: JointSearchOptions = {},
): JointSearchResult {
  const search = searchingJointly(implementation, options);
  for (;;) {
    const { done, value } = search.next();
    if (done === true) return value;
  }
}
