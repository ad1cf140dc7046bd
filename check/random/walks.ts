/** The judge of random walks: all chunks, on this thread or on several. */
import type { Instance } from "../../model/index.js";
import { isBad, type Trace } from "../trace/trace.js";
import { addCoverage, type Coverage, vacuities } from "../vacuity.js";
import type { WalksOptions } from "./options.js";
import { CHUNK, type ChunkResult, Walker } from "./run.js";

export interface WalkProgress {
  readonly samples: number;
  readonly steps: number;
}

export interface WalkResult {
  readonly verdict: "holds" | "violated" | "vacuous" | "interrupted";
  readonly seed: number;
  readonly samples: number;
  /** Requests taken, each followed by every property. */
  readonly steps: number;
  readonly refused: number;
  /** One for each property shown, as walked: neither shrunk nor certified. */
  readonly traces: readonly Trace[];
  /** What these walks did not exercise. */
  readonly vacuous: readonly string[];
  readonly coverage: Coverage;
}

/** Walk; yields its progress after each chunk. `next(false)` ends it with the result so far. */
export async function* runWalks<S>(
  instance: Instance<S>,
  options: WalksOptions,
): AsyncGenerator<WalkProgress, WalkResult, boolean | undefined> {
  const sum = new Sum(instance, options);
  const sizes = chunkSizes(options.samples);
  const chunks =
    (options.workers ?? 1) > 1 ? await inWorkers(instance, options, sizes) : inline(instance, options, sizes);
  try {
    for await (const chunk of chunks) {
      sum.add(chunk);
      if (sum.traces.some(isBad)) break;
      if ((yield { samples: sum.samples, steps: sum.steps }) === false) return sum.result(false);
    }
  } finally {
    await chunks.return?.(undefined);
  }
  return sum.result(true);
}

const chunkSizes = (samples: number): number[] =>
  Array.from({ length: Math.ceil(samples / CHUNK) }, (_, i) => Math.min(CHUNK, samples - i * CHUNK));

async function* inline<S>(
  instance: Instance<S>,
  options: WalksOptions,
  sizes: readonly number[],
): AsyncGenerator<ChunkResult> {
  const walker = new Walker(instance, options);
  for (const [i, size] of sizes.entries()) yield walker.chunk(options.seed, i, size);
}

async function inWorkers<S>(
  instance: Instance<S>,
  options: WalksOptions,
  sizes: readonly number[],
): Promise<AsyncGenerator<ChunkResult>> {
  const { chunksInWorkers } = await import("./workers.js");
  return chunksInWorkers(instance.scope, options, sizes);
}

/** The chunks so far, put together in their order. */
class Sum<S> {
  samples = 0;
  steps = 0;
  readonly traces: Trace[] = [];
  private refused = 0;
  private coverage: Coverage | undefined;
  private readonly instance: Instance<S>;
  private readonly options: WalksOptions;

  constructor(instance: Instance<S>, options: WalksOptions) {
    this.instance = instance;
    this.options = options;
  }

  add(chunk: ChunkResult): void {
    this.samples += chunk.samples;
    this.steps += chunk.steps;
    this.refused += chunk.refused;
    this.coverage = this.coverage === undefined ? chunk.coverage : addCoverage(this.coverage, chunk.coverage);
    for (const trace of chunk.traces)
      if (!this.traces.some((t) => t.property === trace.property)) this.traces.push(trace);
  }

  result(finished: boolean): WalkResult {
    const { samples, steps, refused, traces, options } = this;
    const coverage = this.coverage ?? { rules: [], premises: [] };
    const whole = finished && options.properties === undefined && samples > 0;
    const vacuous = whole && !traces.some(isBad) ? vacuities(this.instance, coverage, traces) : [];
    const quiet = finished ? (vacuous.length > 0 ? "vacuous" : "holds") : "interrupted";
    const verdict = traces.some(isBad) ? "violated" : quiet;
    return { verdict, seed: options.seed, samples, steps, refused, traces, vacuous, coverage };
  }
}
