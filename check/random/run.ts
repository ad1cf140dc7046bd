/**
 * Many walks, in chunks. A chunk's walks depend on the seed and its number alone, and chunks are put together in
 * their order, so that the result is the same for any number of workers.
 */
import fc from "fast-check";
import { actionOf, type Instance, propertyAt } from "../../model/index.js";
import { Runner, type Step } from "../runner.js";
import { requestNumber } from "../shrink/shrink.js";
import { isBad, shownAs, type Trace } from "../trace/trace.js";
import { type Coverage, coverageOf } from "../vacuity.js";
import type { WalkOptions } from "./options.js";
import { type Walk, walk } from "./walk.js";

/** Walks of a chunk. */
export const CHUNK = 100;

export interface ChunkResult {
  readonly samples: number;
  /** Requests taken, and requests refused. */
  readonly steps: number;
  readonly refused: number;
  readonly coverage: Coverage;
  /** The first trace of this chunk for each property shown, as walked: neither shrunk nor certified. */
  readonly traces: readonly Trace[];
}

/** Runs chunks of walks of one instance. */
export class Walker<S> {
  private readonly instance: Instance<S>;
  private readonly runner: Runner<S>;
  private readonly walks: fc.Arbitrary<Walk>;

  constructor(instance: Instance<S>, options: WalkOptions & { readonly properties?: readonly string[] }) {
    this.instance = instance;
    this.runner = new Runner(instance, options.properties);
    this.walks = walk(instance, options);
  }

  /** Walks number `chunk * CHUNK` and on, `samples` of them; ends after the first that shows something bad. */
  chunk(seed: number, chunk: number, samples: number): ChunkResult {
    const traces: Trace[] = [];
    let walked = 0;
    this.runner.reset();
    const once = (sample: Walk): boolean => {
      walked++;
      traces.push(...this.judge(sample.steps));
      return !traces.some(isBad);
    };
    fc.check(fc.property(this.walks, once), {
      seed: mixed(seed, chunk),
      numRuns: samples,
      endOnFailure: true,
    });
    const coverage = coverageOf(this.instance, this.runner.executor.counts);
    const steps = coverage.rules.reduce((n, r) => n + r.taken, 0);
    const refused = coverage.rules.reduce((n, r) => n + r.clauses.reduce((m, c) => m + c.falseFirst, 0), 0);
    return { samples: walked, steps, refused, coverage, traces };
  }

  /** Run one walk; the traces of what it shows that no walk of this chunk showed before. */
  private judge(steps: readonly Step[]): Trace[] {
    const { runner } = this;
    const before = runner.shown.length;
    const traces: Trace[] = [];
    const taken: Step[] = [];
    const note = (from: number): void => {
      for (const index of runner.shown.slice(from)) traces.push(this.trace(index, taken));
    };
    try {
      runner.start();
      note(before);
      for (const step of steps) {
        const shown = runner.shown.length;
        taken.push(step);
        if (!runner.request(step)) taken.pop();
        if (runner.shown.length > shown) note(shown);
        if (traces.some(isBad)) return traces;
      }
      if (runner.isDeadlocked())
        traces.push({ kind: "deadlock", property: "deadlock", actions: this.actions(taken) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [...traces, { kind: "error", property: "error", actions: this.actions(taken), message }];
    }
    return traces;
  }

  private trace(index: number, taken: readonly Step[]): Trace {
    const { property } = propertyAt(this.instance, index);
    return { kind: shownAs(property), property: property.id, actions: this.actions(taken) };
  }

  private actions(steps: readonly Step[]): Trace["actions"] {
    return steps.map((step) => actionOf(this.instance, requestNumber(this.instance, step)));
  }
}

/** A seed for each chunk: the 32-bit finaliser of MurmurHash3, so that neighbouring chunks have nothing in common. */
export function mixed(seed: number, chunk: number): number {
  let h = Math.imul(seed ^ Math.imul(chunk + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
