/** Simulations judged along random walks. */
import fc from "fast-check";
import { actionOf, type Instance } from "../../model/index.js";
import type { WalkOptions } from "../random/options.js";
import { CHUNK, mixed } from "../random/run.js";
import { walk } from "../random/walk.js";
import type { WalkProgress, WalkResult } from "../random/walks.js";
import type { Step } from "../runner.js";
import { requestNumber } from "../shrink/shrink.js";
import type { Trace } from "../trace/trace.js";
import { coverageOf } from "../vacuity.js";
import { SimulatingRunner } from "./runner.js";
import { emptiness, type Simulated } from "./simulator.js";

export interface SimulationWalkOptions extends WalkOptions {
  /** A 32-bit whole number. */
  readonly seed: number;
  /** How many walks. */
  readonly samples: number;
}
export type SimulationWalkResult = WalkResult & Simulated;

class SimulatingWalks<S> {
  samples = 0;
  failure: Trace | undefined;
  private readonly instance: Instance<S>;
  private readonly name: string;
  private readonly options: SimulationWalkOptions;
  private readonly runner: SimulatingRunner<S>;

  constructor(instance: Instance<S>, name: string, options: SimulationWalkOptions) {
    this.instance = instance;
    this.name = name;
    this.options = options;
    this.runner = new SimulatingRunner(instance, name);
    this.runner.reset();
  }

  /** Walks number `chunk * CHUNK` and on; ends after the first that fails. */
  chunk(chunk: number): void {
    const { samples, seed } = this.options;
    const once = fc.property(walk(this.instance, this.options), ({ steps }) => this.holds(steps));
    const numRuns = Math.min(CHUNK, samples - chunk * CHUNK);
    fc.check(once, { seed: mixed(seed, chunk), numRuns, endOnFailure: true });
  }

  private holds(steps: readonly Step[]): boolean {
    const { runner } = this;
    const taken: Step[] = [];
    this.samples++;
    try {
      runner.start();
      for (const step of steps) {
        if (runner.diverged) break;
        taken.push(step);
        if (!runner.request(step)) taken.pop();
      }
      if (runner.diverged) this.fails({ kind: "diverged", property: this.name }, taken);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.fails({ kind: "error", property: "error", message }, taken);
    }
    return this.failure === undefined;
  }

  private fails(what: Omit<Trace, "actions">, taken: readonly Step[]): void {
    const actions = taken.map((step) => actionOf(this.instance, requestNumber(this.instance, step)));
    this.failure ??= { ...what, actions };
  }

  progress(): WalkProgress {
    return { samples: this.samples, steps: this.runner.executor.counts.taken.reduce((n, m) => n + m, 0) };
  }

  result(finished: boolean): SimulationWalkResult {
    const { instance, options, failure, runner } = this;
    const coverage = coverageOf(instance, runner.executor.counts);
    const seen = runner.simulator.seen();
    const vacuous = finished && failure === undefined ? emptiness(runner.simulator.simulation, seen) : [];
    const quiet = finished ? (vacuous.length > 0 ? "vacuous" : "holds") : "interrupted";
    return {
      ...this.progress(),
      ...seen,
      verdict: failure === undefined ? quiet : "violated",
      seed: options.seed,
      refused: coverage.rules.reduce((n, r) => n + r.clauses.reduce((m, c) => m + c.falseFirst, 0), 0),
      traces: failure === undefined ? [] : [failure],
      vacuous,
      coverage,
    };
  }
}

/**
 * Judge the simulation of this name along random walks; yields its progress after each chunk, and ends with the result
 * so far after `next(false)`. Throws SchemaError when the model has no such simulation.
 */
export function* walkingSimulation<S>(
  instance: Instance<S>,
  name: string,
  options: SimulationWalkOptions,
): Generator<WalkProgress, SimulationWalkResult, boolean | undefined> {
  const walks = new SimulatingWalks(instance, name, options);
  for (let chunk = 0; chunk * CHUNK < options.samples && walks.failure === undefined; chunk++) {
    walks.chunk(chunk);
    if ((yield walks.progress()) === false) return walks.result(false);
  }
  return walks.result(true);
}
