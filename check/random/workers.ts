/** Chunks of walks on several threads, given back in their order. */
import { Piscina } from "piscina";
import type { Scope } from "../../model/index.js";
import { SchemaError } from "../../model/index.js";
import type { ModelSource, WalksOptions } from "./options.js";
import type { ChunkResult } from "./run.js";

/** What a thread is told. */
export interface ChunkTask {
  readonly source: ModelSource;
  readonly scope: Scope;
  readonly options: Omit<WalksOptions, "source" | "workers">;
  readonly chunk: number;
  readonly size: number;
}

/** Chunks kept in flight for each thread. */
const AHEAD = 2;

/** Throws SchemaError without `options.source`: a thread has to find the model by itself. */
export async function* chunksInWorkers(
  scope: Scope,
  options: WalksOptions,
  sizes: readonly number[],
): AsyncGenerator<ChunkResult> {
  const { source, workers = 1, ...rest } = options;
  if (source === undefined) throw new SchemaError("walks on several threads need the module of the model");
  const pool = new Piscina<ChunkTask, ChunkResult>({
    filename: new URL("./worker.js", import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  const run = (chunk: number) => pool.run({ source, scope, options: rest, chunk, size: sizes[chunk] ?? 0 });
  try {
    const flying: Promise<ChunkResult>[] = [];
    for (let next = 0; next < sizes.length || flying.length > 0; ) {
      while (next < sizes.length && flying.length < workers * AHEAD) flying.push(quiet(run(next++)));
      const first = flying.shift();
      if (first !== undefined) yield await first;
    }
  } finally {
    await pool.destroy();
  }
}

/** A chunk that fails is heard of when its turn comes, not before. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
