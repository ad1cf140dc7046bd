/**
 * Machines judged against models exhaustively: every request in every state of the machine, breadth first, so that the
 * first failure is a nearest. Two states of the machine are one if they stand for the same state of the model and have the
 * same details; what else differs are clocks.
 */
import { type Action, actionOf } from "../../model/index.js";
import { type Implementation, JointRunner } from "./implementation.js";
import type { JointStep } from "./joint-walks.js";

export interface JointSearchOptions {
  /** The rules that are asked for; all, if none are named. */
  readonly rules?: readonly string[];
  /** In how many clocks an interrupt comes while a request is done, each tried; 0: none does. */
  readonly variants?: readonly number[];
  readonly maxStates?: number;
  readonly maxDepth?: number;
}

export interface JointSearchResult {
  readonly verdict: "holds" | "violated" | "limit";
  /** States of the machine, those of the model that they stand for, and requests made; the depth that is complete. */
  readonly states: number;
  readonly abstract: number;
  readonly steps: number;
  readonly refused: number;
  readonly depth: number;
  /** How often each rule of the model was taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** The shortest run that fails, and what is wrong. */
  readonly failure?: { readonly steps: readonly JointStep[]; readonly wrong: string };
}

/** A state of the machine that was found: whole, and from where by which step. */
interface Found {
  readonly snapshot: Uint32Array;
  readonly number: number;
}

class JointSearch<A> {
  steps = 0;
  refused = 0;
  readonly taken = new Map<string, number>();
  readonly seen = new Map<string, number>();
  readonly abstract = new Set<string>();
  failure: { readonly steps: readonly JointStep[]; readonly wrong: string } | undefined;
  private readonly runner: JointRunner<A>;
  private readonly requests: readonly (readonly [JointStep, Action])[];
  private readonly parents: number[] = [];
  private readonly by: (JointStep | undefined)[] = [];
  private readonly implementation: Implementation<A>;

  constructor(implementation: Implementation<A>, options: JointSearchOptions) {
    this.implementation = implementation;
    this.runner = new JointRunner(implementation);
    const { rules, variants = [0] } = options;
    const { instance } = implementation;
    for (const { rule } of instance.rules) this.taken.set(rule.name, 0);
    const wanted = instance.rules.filter(({ rule }) => rules === undefined || rules.includes(rule.name));
    this.requests = wanted.flatMap(({ first, variables }) => {
      const count = variables.reduce((n, { values }) => n * values.length, 1);
      const all = Array.from({ length: count }, (_, n) => first + n);
      return all.flatMap((request) =>
        variants.map((variant) => [{ request, variant }, actionOf(instance, request)] as const),
      );
    });
  }

  /** The initial state of the machine. */
  first(): Found[] {
    this.implementation.start();
    this.runner.begin();
    const found = this.add(-1, undefined);
    return found === undefined ? [] : [found];
  }

  /** All steps from a state: the states that are new. */
  expand({ snapshot, number }: Found): Found[] {
    const { implementation, runner } = this;
    implementation.load(snapshot);
    runner.begin();
    const found: Found[] = [];
    for (const [step, action] of this.requests) {
      const joint = runner.step(action, step.variant);
      if (joint === undefined) continue;
      this.steps++;
      if (!joint.isEnabled) this.refused++;
      for (const { rule } of joint.run) this.taken.set(rule, (this.taken.get(rule) ?? 0) + 1);
      if (joint.wrong !== undefined) {
        this.failure = { steps: [...this.pathTo(number), step], wrong: joint.wrong };
        return [];
      }
      const next = this.add(number, step);
      if (next !== undefined) found.push(next);
      implementation.load(snapshot);
    }
    return found;
  }

  /** The state in which the machine is now, if it is new. */
  private add(parent: number, step: JointStep | undefined): Found | undefined {
    const abstract = this.runner.reached.join();
    const key = `${abstract}|${this.implementation.detail().join()}`;
    if (this.seen.has(key)) return undefined;
    const number = this.seen.size;
    this.seen.set(key, number);
    this.abstract.add(abstract);
    this.parents.push(parent);
    this.by.push(step);
    return { snapshot: this.implementation.save(), number };
  }

  private pathTo(number: number): JointStep[] {
    const path: JointStep[] = [];
    for (let at = number; at >= 0; at = this.parents[at] ?? -1) {
      const step = this.by[at];
      if (step !== undefined) path.push(step);
    }
    return path.reverse();
  }
}

/** Search all states of a machine, or those up to a depth. */
export function jointSearch<A>(
  implementation: Implementation<A>,
  options: JointSearchOptions = {},
): JointSearchResult {
  const { maxStates = Number.POSITIVE_INFINITY, maxDepth = Number.POSITIVE_INFINITY } = options;
  const search = new JointSearch(implementation, options);
  let level = search.first();
  let depth = 0;
  let isWhole = true;
  while (level.length > 0 && search.failure === undefined && isWhole) {
    if (depth === maxDepth) isWhole = false;
    else {
      const next: Found[] = [];
      for (const state of level) {
        if (search.failure !== undefined || search.seen.size > maxStates) break;
        next.push(...search.expand(state));
      }
      isWhole = search.seen.size <= maxStates;
      level = next;
      if (level.length > 0 && isWhole) depth++;
    }
  }
  const { seen, abstract, steps, refused, taken, failure } = search;
  const counts = { states: seen.size, abstract: abstract.size, steps, refused, depth, taken };
  if (failure !== undefined) return { verdict: "violated", ...counts, failure };
  return { verdict: isWhole ? "holds" : "limit", ...counts };
}
