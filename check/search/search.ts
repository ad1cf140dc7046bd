/**
 * Exhaustive search: breadth first, level by level, from the initial state.
 *
 * Every reachable state is visited once, every enabled request of it taken once; so a first violation is one that no
 * shorter trace shows. The search is a generator: it yields its progress now and then, so that a caller can draw it,
 * stop it, or hand the processor on. Results do not depend on how often it yields.
 */
import {
  canonicaliser,
  compile,
  demand,
  type Executor,
  type Expand,
  type Instance,
  propertyAt,
  type Renaming,
  renamings,
  type Sink,
} from "../../model/index.js";
import { isBad, shownAs, type Trace, type TraceKind } from "../trace/trace.js";
import { type Coverage, coverageOf, vacuities } from "../vacuity.js";
import { asymmetry } from "./asymmetry.js";
import { culprit, pathTo } from "./path.js";
import { isOutOfMemory, Store } from "./store.js";

export interface SearchOptions {
  /** Ids of the properties to judge; all unless given. Vacuity is judged only when all are. */
  readonly properties?: readonly string[];
  /** Most bytes of states, parents and table together; 4 GiB unless given. */
  readonly maxBytes?: number;
  /** Expand no state at this depth or beyond. */
  readonly maxDepth?: number;
  /** Give up, with verdict `limit`, once there are more states than this. */
  readonly maxStates?: number;
  /** Identify states that differ in the names of interchangeable things only. */
  readonly symmetry?: boolean;
  /** Is a state without an enabled rule a violation? Yes unless false. */
  readonly deadlock?: boolean;
  /** Made for each search; a test hands in a faulty one. */
  readonly store?: typeof Store;
}

/** How far a search is. */
export interface Progress {
  readonly depth: number;
  readonly distinct: number;
  readonly transitions: number;
  /** States found and not yet expanded. */
  readonly queue: number;
}

export interface SearchResult {
  readonly verdict: "holds" | "violated" | "vacuous" | "limit" | "interrupted";
  readonly distinct: number;
  readonly transitions: number;
  /** Requests refused, over all states: each refused (state, rule, arguments) once. */
  readonly refused: number;
  /** Steps from the initial state to the farthest states; complete up to here. */
  readonly depth: number;
  /** For each depth up to `depth`, how many states there are of this depth or less. */
  readonly levels: readonly number[];
  /** Enabled requests of a state. */
  readonly outDegree: { readonly min: number; readonly mean: number; readonly max: number };
  readonly bytes: number;
  /** One for each property shown, each the shortest there is. */
  readonly traces: readonly Trace[];
  readonly vacuous: readonly string[];
  readonly coverage: Coverage;
  /** For kind `limit`: which limit. */
  readonly limit?: "memory" | "states" | "depth";
}

const NO_SYMMETRY: readonly Renaming[] = [{ to: {}, from: {} }];
/** Expansions between two yields, and transitions: whichever comes first. */
const BATCH = { states: 512, transitions: 20_000 };

/** A search under way. What else sees each step, such as the judge of simulations, extends it. */
export class Search<S> implements Sink {
  readonly instance: Instance<S>;
  readonly executor: Executor<S>;
  readonly store: Store;
  readonly group: readonly Renaming[];
  protected readonly found: Found[] = [];
  private readonly failures: Trace[] = [];
  private readonly options: SearchOptions;
  protected readonly key: Int32Array;
  private readonly canonical: (key: Int32Array) => number;
  /** The number of the state that is expanded. */
  protected current = 0;
  private minDegree = Number.POSITIVE_INFINITY;
  private maxDegree = 0;
  /** Must the state that is expanded stand in `executor.before`? */
  protected seesSteps = false;
  private transitions = 0;
  private nextYield = 0;
  private depth = 0;
  private readonly levels: number[] = [1];
  protected stopped = false;
  private outcome: "holds" | "limit" = "holds";
  private limit: SearchResult["limit"];

  constructor(instance: Instance<S>, options: SearchOptions) {
    this.instance = instance;
    this.options = options;
    this.executor = compile(instance);
    const { counts, words } = this.executor;
    for (const { index, property } of instance.properties)
      counts.active[index] = (options.properties?.includes(property.id) ?? true) ? 1 : 0;
    this.group = options.symmetry ? symmetries(this.instance) : NO_SYMMETRY;
    this.canonical = canonicaliser(this.executor, this.group);
    this.key = new Int32Array(words);
    const maxBytes = options.maxBytes ?? 4 * 2 ** 30;
    this.store = new (options.store ?? Store)(words, { maxBytes, symmetry: this.group.length > 1 });
  }

  *run(): Generator<Progress, void> {
    try {
      yield* this.explore();
    } catch (error) {
      if (isOutOfMemory(error)) this.cut("memory");
      else this.failed(error);
    }
  }

  private *explore(): Generator<Progress, void> {
    const { executor, store } = this;
    this.begin();
    const judgesSteps = this.instance.properties.some(
      ({ property, index }) => "on" in property && executor.counts.active[index] === 1,
    );
    const expansions = executor.expansions(judgesSteps);
    this.seesSteps ||= judgesSteps;
    for (let levelEnd = store.count; this.current < levelEnd && !this.stopped; levelEnd = store.count) {
      if (this.depth >= (this.options.maxDepth ?? Number.POSITIVE_INFINITY)) return this.cut("depth");
      for (; this.current < levelEnd && !this.stopped; this.current++) {
        if (this.isDue()) yield this.progress();
        if (store.count > (this.options.maxStates ?? Number.POSITIVE_INFINITY)) return this.cut("states");
        this.expand(expansions);
      }
      if (store.count > levelEnd) this.depth = this.levels.push(store.count) - 1;
    }
  }

  /** The initial state is found, and judged. */
  protected begin(): void {
    const { executor, store } = this;
    executor.encode(this.instance.initial, this.key, 0);
    executor.after.unpack(this.key, 0);
    store.add(this.key, -1, this.canonical(this.key));
    executor.judgeState((index) => this.state(index));
  }

  private isDue(): boolean {
    const due = this.current % BATCH.states === 0 || this.transitions >= this.nextYield;
    if (due) this.nextYield = this.transitions + BATCH.transitions;
    return due;
  }

  private expand(expansions: readonly Expand[]): void {
    const { executor, store } = this;
    const at = this.current * store.words;
    if (this.seesSteps) executor.before.unpack(store.states, at);
    let degree = 0;
    for (const expand of expansions) degree += expand(store.states, at, this.key, this);
    this.transitions += degree;
    if (degree < this.minDegree) this.minDegree = degree;
    if (degree > this.maxDegree) this.maxDegree = degree;
    if (degree === 0) this.deadlock();
  }

  visit(_request: number): boolean {
    const renaming = this.group.length === 1 ? 0 : this.canonical(this.key);
    return this.store.add(this.key, this.current, renaming);
  }

  state(index: number): void {
    this.note(index, this.store.count - 1);
  }

  step(index: number, request: number): void {
    this.note(index, this.current, request);
  }

  /** One trace a property is enough; a violation ends the search once this state is expanded. */
  private note(index: number, state: number, request?: number): void {
    this.executor.counts.active[index] = 0;
    const { property: shown } = propertyAt(this.instance, index);
    const [kind, property] = [shownAs(shown), shown.id];
    this.found.push({ kind, property, state, request });
    if (kind === "violated") this.stopped = true;
  }

  private deadlock(): void {
    this.executor.before.unpack(this.store.states, this.current * this.store.words);
    if (this.options.deadlock === false) return;
    if (this.instance.model.mayEnd?.(this.executor.before.state)) return;
    this.found.push({ kind: "deadlock", property: "deadlock", state: this.current, request: undefined });
    this.stopped = true;
  }

  private failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const state = Math.min(this.current, this.store.count - 1);
    const action = culprit(this.instance, pathTo(this, state));
    this.failures.push({ kind: "error", property: "error", actions: action, message });
  }

  private cut(limit: "memory" | "states" | "depth"): void {
    this.outcome = "limit";
    this.limit = limit;
  }

  private progress(): Progress {
    const { count } = this.store;
    return { depth: this.depth, distinct: count, transitions: this.transitions, queue: count - this.current };
  }

  result(finished: boolean): SearchResult {
    const { store, transitions, executor } = this;
    const coverage = coverageOf(this.instance, executor.counts);
    const traces = [...this.failures, ...this.found.map((f) => this.traced(f))];
    const whole = this.outcome === "holds" && this.options.properties === undefined;
    const bad = traces.some(isBad);
    const vacuous = finished && whole && !bad ? vacuities(this.instance, coverage, traces) : [];
    const quiet = finished ? (vacuous.length > 0 ? "vacuous" : this.outcome) : "interrupted";
    return {
      verdict: bad ? "violated" : quiet,
      distinct: store.count,
      transitions,
      refused: coverage.rules.reduce((n, r) => n + r.clauses.reduce((m, c) => m + c.falseFirst, 0), 0),
      depth: this.depth,
      levels: this.levels,
      outDegree: {
        min: Math.min(this.minDegree, this.maxDegree),
        mean: transitions / Math.max(1, this.current),
        max: this.maxDegree,
      },
      bytes: store.peakBytes,
      traces,
      vacuous,
      coverage,
      ...(this.limit === undefined ? {} : { limit: this.limit }),
    };
  }

  private traced({ kind, property, state, request }: Found): Trace {
    const actions = pathTo(this, state, request);
    const { length } = actions;
    const states = this.levels[length - 1] ?? 0;
    return {
      kind,
      property,
      actions,
      minimal: { certified: true, length, searchedDepth: length - 1, states },
    };
  }
}

/** A property that showed itself, before its trace is made. */
export interface Found {
  readonly kind: TraceKind;
  readonly property: string;
  readonly state: number;
  readonly request: number | undefined;
}

/** The renamings under which the model is symmetric. Throws SchemaError when it turns out not to be. */
function symmetries<S>(instance: Instance<S>): readonly Renaming[] {
  const group = renamings(instance.schema);
  const odd = asymmetry(compile(instance), group);
  demand(odd === undefined, () => `${instance.model.name} is not as symmetric as its schema says: ${odd}`);
  return group;
}

/** Search, yielding progress; the generator's return value is the result, of what was covered if it is stopped early. */
export function* searching<S>(
  instance: Instance<S>,
  options: SearchOptions = {},
): Generator<Progress, SearchResult, boolean | undefined> {
  return yield* running(new Search(instance, options));
}

/** Run a search; see `searching`. */
export function* running<S>(search: Search<S>): Generator<Progress, SearchResult, boolean | undefined> {
  for (const progress of search.run()) if ((yield progress) === false) return search.result(false);
  return search.result(true);
}

/** Search to the end. */
export function search<S>(instance: Instance<S>, options: SearchOptions = {}): SearchResult {
  const steps = searching(instance, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
