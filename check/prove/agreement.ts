/**
 * Do a theory and the executable model say the same? At a scope, in every state that is reached by way of states in which the
 * theory's invariants hold, and at every request of it:
 *
 * each guard's formula is true where the guard is, up to the first that refuses; after a step that is taken, each symbol
 * has the value, for every tuple of arguments, that its update says; each statement is true where the model's property
 * holds; and no two states are read alike, so that what the updates say determines the successor; unless the theory is a
 * view, which leaves out a part of states, and of which the states that it tells apart are counted. Besides, statements
 * are compared with properties in arbitrary states, and along steps from them, where many are false.
 */
import fc from "fast-check";
import { arbitrary } from "../../model/arbitrary.js";
import type { Scope } from "../../model/index.js";
import { Store } from "../search/store.js";
import { Comparison, type Pair, type Request, type Tally } from "./comparison.js";
import type { Theory } from "./theory.js";

/** What was compared. */
export interface Agreement {
  readonly scope: Scope;
  /** The first differences, a sentence each; none if the theory and the model agree. */
  readonly differences: readonly string[];
  readonly states: number;
  /** How many of them the theory tells apart. */
  readonly views: number;
  readonly transitions: number;
  readonly refused: number;
  /** Rules by which no step was taken, and of which nothing was compared therefore. */
  readonly untaken: readonly string[];
  /** Reachable states in which an invariant of the theory is false. Nothing is said of steps from there. */
  readonly unlawful: number;
  /** Cells of successors that an update or the frame has told. */
  readonly cells: number;
  /** Comparisons of statements with properties in arbitrary states, and how many of these were false in both. */
  readonly arbitrary: {
    readonly states: number;
    readonly steps: number;
    readonly compared: number;
    readonly broken: number;
  };
  readonly seconds: number;
}

/** How far a comparison is. */
export interface Compared {
  readonly states: number;
  readonly found: number;
}

/** Compare the theory with the model in every reachable state, yielding progress. */
export function* agreeing<S>(
  theory: Theory<S>,
  scope: Scope,
  samples = 300,
): Generator<Compared, Agreement, boolean | undefined> {
  const start = performance.now();
  const its = new Comparison(theory, scope);
  const reached = new Reached(its);
  if (its.differences.length === 0)
    for (const progress of reached.walk()) if ((yield progress) === false) break;
  return {
    scope: its.instance.scope,
    differences: its.differences,
    states: reached.done,
    views: reached.views,
    transitions: reached.transitions,
    refused: reached.refused,
    cells: reached.cells,
    untaken: theory.rules.map(({ name }) => name).filter((name) => !reached.taken.has(name)),
    unlawful: reached.unlawful,
    arbitrary: arbitrarily(its, its.differences.length === 0 ? samples : 0),
    seconds: (performance.now() - start) / 1000,
  };
}

/** Compare to the end. */
export function agree<S>(theory: Theory<S>, scope: Scope, samples = 300): Agreement {
  const steps = agreeing(theory, scope, samples);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Of the arbitrary states: always the same. */
const SEED = 486;
/** Most bytes of states, and of readings. */
const MAX_BYTES = 4 * 2 ** 30;

/** Every reachable state, breadth first, and how each is read. */
class Reached<S> {
  done = 0;
  transitions = 0;
  refused = 0;
  cells = 0;
  unlawful = 0;
  readonly taken = new Set<string>();
  private readonly its: Comparison<S>;
  private readonly states: Store;
  private readonly readings: Store;
  /** The number of the reading of each state. */
  private readonly readingOf: number[] = [];
  private readonly key: Int32Array;
  private readonly words: Int32Array;
  private view: Uint8Array = new Uint8Array(0);

  constructor(its: Comparison<S>) {
    this.its = its;
    const { executor, reader } = its;
    this.key = new Int32Array(executor.words);
    this.words = new Int32Array(Math.ceil(reader.layout.cells / 4));
    const limits = { maxBytes: MAX_BYTES, symmetry: false };
    this.states = new Store(this.key.length, limits);
    this.readings = new Store(this.words.length, limits);
  }

  get views(): number {
    return this.readings.count;
  }

  *walk(): Generator<Compared> {
    const { executor, instance } = this.its;
    executor.encode(instance.initial, this.key, 0);
    executor.after.unpack(this.key, 0);
    this.its.start(this.bytes(), this.place(this.find(-1)));
    for (; this.done < this.states.count && this.its.differences.length === 0; this.done++) {
      if (this.its.isLawful(this.bytes(), this.place(this.done))) this.expand(this.done);
      else this.unlawful++;
      if (this.done % 256 === 0) yield { states: this.done, found: this.states.count };
    }
  }

  /** Is the state in `executor.after` new? Then it is read, and judged. */
  private find(parent: number): number {
    const { its, states, readings } = this;
    if (!states.add(this.key, parent, 0)) return states.last;
    its.reader.read(its.executor.after.state, new Uint8Array(this.words.buffer), 0);
    const isNew = readings.add(this.words, parent, 0);
    if (!isNew && !its.isView) its.differ("two states are read alike: the theory does not tell them apart");
    this.readingOf[states.last] = readings.last;
    const [cells, at] = [this.bytes(), this.place(states.last)];
    its.fixed(cells, at);
    its.statements(cells, at);
    return states.last;
  }

  /** The readings, byte by byte. The store moves them when it grows. */
  private bytes(): Uint8Array {
    const { buffer } = this.readings.states;
    if (this.view.buffer !== buffer) this.view = new Uint8Array(buffer);
    return this.view;
  }

  private place(number: number): number {
    return (this.readingOf[number] ?? 0) * this.words.length * 4;
  }

  private expand(number: number): void {
    const { executor, pairs } = this.its;
    const at = number * executor.words;
    executor.before.unpack(this.states.states, at);
    executor.after.unpack(this.states.states, at);
    for (const pair of pairs) for (const request of pair.requests) this.request(number, pair, request);
  }

  private request(number: number, pair: Pair<S>, request: Request): void {
    const { its } = this;
    const { executor } = its;
    if (its.refusal(pair, request, this.bytes(), this.place(number)) >= 0) {
      this.refused++;
      return;
    }
    executor.apply[pair.rule.index]?.(request.picks);
    executor.encode(executor.after.state, this.key, 0);
    const then = this.place(this.find(number));
    const cells = this.bytes();
    its.successor(pair, request, cells, this.place(number), then);
    its.steps(pair, request, cells, this.place(number), then);
    this.transitions++;
    this.taken.add(pair.rule.rule.name);
    this.cells += its.reader.layout.cells;
    executor.after.unpack(this.states.states, number * executor.words);
  }
}

/** Compare statements with properties in states that need not be reachable, and along steps that no guard refuses. */
function arbitrarily<S>(its: Comparison<S>, samples: number): Agreement["arbitrary"] {
  const { executor, instance, pairs, reader } = its;
  const states = fc.sample(arbitrary(instance.schema), { numRuns: samples, seed: SEED });
  const length = reader.layout.cells;
  const cells = new Uint8Array(length * 2);
  const key = new Int32Array(executor.words);
  let [steps, compared, broken] = [0, 0, 0];
  const count = ([all, some]: Tally): void => {
    compared += all;
    broken += some;
  };
  states.forEach((state, n) => {
    executor.encode(state, key, 0);
    executor.before.unpack(key, 0);
    executor.after.unpack(key, 0);
    reader.read(executor.before.state, cells, 0);
    count(its.statements(cells, 0));
    for (const pair of pairs.filter((one) => one.steps.some(({ property }) => property >= 0))) {
      const request = enabledIn(its, pair, n * 7919);
      if (request === undefined) continue;
      executor.apply[pair.rule.index]?.(request.picks);
      reader.read(executor.after.state, cells, length);
      count(its.steps(pair, request, cells, 0, length));
      executor.after.unpack(key, 0);
      steps++;
    }
  });
  return { states: states.length, steps, compared, broken };
}

/** The first request of a rule that is not refused, from some number on. */
function enabledIn<S>(
  { executor }: Comparison<S>,
  { rule, requests }: Pair<S>,
  start: number,
): Request | undefined {
  const first = start % requests.length;
  return [...requests.slice(first), ...requests.slice(0, first)].find(
    ({ picks }) => executor.refusal[rule.index]?.(picks) === -1,
  );
}
