/** Simulations judged exhaustively: at every transition of a breadth-first search, so that the first failure is a nearest. */
import type { Instance } from "../../model/index.js";
import { type Progress, running, Search, type SearchOptions, type SearchResult } from "../search/search.js";
import { isBad } from "../trace/trace.js";
import { withRoom } from "./abstract.js";
import { emptiness, type Simulated, Simulator, simulationOf } from "./simulator.js";

/** A search cannot judge simulations up to renaming: what a state stands for depends on its names. */
export type SimulationSearchOptions = Pick<SearchOptions, "maxBytes" | "maxDepth" | "maxStates">;
export type SimulationSearchResult = SearchResult &
  Simulated & {
    /** Abstract states that states stand for, or that runs go through. */
    readonly abstractStates: number;
  };

class SimulatingSearch<S> extends Search<S> {
  readonly simulator: Simulator<S>;
  private readonly name: string;
  /** What each state stands for, by their numbers. */
  private standsAt: Int32Array = new Int32Array(1024);

  constructor(instance: Instance<S>, name: string, options: SimulationSearchOptions) {
    super(instance, { ...options, properties: [], deadlock: false });
    this.name = name;
    this.simulator = new Simulator(instance, simulationOf(instance, name), options.maxBytes ?? 4 * 2 ** 30);
    this.seesSteps = true;
  }

  protected override begin(): void {
    super.begin();
    this.standsFor(0);
    if (!this.simulator.starts()) this.diverged();
  }

  override visit(request: number): boolean {
    const { executor, simulator, current } = this;
    const isNew = super.visit(request);
    const to = this.store.last;
    if (isNew) this.standsFor(to);
    const from = this.standsAt[current] ?? -1;
    if (!simulator.step(executor.before.state, from, request, executor.after.state, this.standsAt[to] ?? -1))
      this.diverged(request);
    return false;
  }

  private standsFor(number: number): void {
    this.standsAt = withRoom(this.standsAt, number);
    this.standsAt[number] = this.simulator.standsAt(this.executor.after.state);
  }

  private diverged(request?: number): void {
    if (!this.stopped)
      this.found.push({ kind: "diverged", property: this.name, state: this.current, request });
    this.stopped = true;
  }
}

/**
 * Judge the simulation of this name at every transition, yielding progress. Throws SchemaError when the model has no
 * such simulation.
 */
export function* simulating<S>(
  instance: Instance<S>,
  name: string,
  options: SimulationSearchOptions = {},
): Generator<Progress, SimulationSearchResult, boolean | undefined> {
  const search = new SimulatingSearch(instance, name, options);
  const result = yield* running(search);
  const { simulation, machine } = search.simulator;
  const seen = { ...search.simulator.seen(), abstractStates: machine.count };
  if (result.verdict !== "holds" || result.traces.some(isBad)) return { ...result, ...seen };
  const vacuous = emptiness(simulation, seen);
  return { ...result, ...seen, vacuous, verdict: vacuous.length > 0 ? "vacuous" : "holds" };
}

/** Judge the simulation to the end. */
export function simulate<S>(
  instance: Instance<S>,
  name: string,
  options: SimulationSearchOptions = {},
): SimulationSearchResult {
  const steps = simulating(instance, name, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
