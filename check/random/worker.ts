/** A thread that walks. It loads the model once, and keeps its walker warm from chunk to chunk. */
import { instantiate, type Model, SchemaError } from "../../model/index.js";
import type { ModelSource } from "./options.js";
import { type ChunkResult, Walker } from "./run.js";
import type { ChunkTask } from "./workers.js";

let kept: { readonly key: string; readonly walker: Walker<unknown> } | undefined;

export default async function walkChunk(task: ChunkTask): Promise<ChunkResult> {
  const { source, scope, options, chunk, size } = task;
  const key = JSON.stringify([source, scope, options]);
  if (kept?.key !== key) kept = { key, walker: new Walker(instantiate(await load(source), scope), options) };
  return kept.walker.chunk(options.seed, chunk, size);
}

async function load({ module, name, argument }: ModelSource): Promise<Model> {
  const exports: Record<string, unknown> = await import(module);
  const found = exports[name];
  const model: unknown = typeof found === "function" ? await found(argument) : found;
  if (typeof model !== "object" || model === null) throw new SchemaError(`${module} has no model ${name}`);
  return model as Model;
}
