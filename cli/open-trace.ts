/** A trace file, and the model that it is of. */
import { checkTrace, type RecordedTrace } from "../check/trace/itf-check.js";
import { readTraceFile, type TraceMeta } from "../check/trace/itf-read.js";
import { type Instance, instantiate } from "../model/index.js";
import { EXIT, errorText, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { ownModel } from "./models.js";
import { findTarget, type Target } from "./target.js";

export interface OpenTrace {
  readonly path: string;
  readonly target: Target;
  readonly instance: Instance;
  readonly trace: RecordedTrace<unknown>;
  readonly meta: TraceMeta;
}

/**
 * Read a trace and check it against its model: one of ours by its name, or the one that `--model` names. A module that
 * the file itself names is not loaded: the file may come from anywhere. Throws Failure with code 150.
 */
export async function openTrace(path: string, { model }: Flags): Promise<OpenTrace> {
  const parsed = readTraceFile(path);
  const { meta } = parsed;
  if (model === undefined && (await ownModel(meta.model)) === undefined)
    throw new Failure(
      EXIT.unreadable,
      `${path}: is of ${meta.model}, no model of ours; name its module with --model (it was ${meta.source})`,
    );
  const target = await findTarget(model ?? meta.model);
  try {
    const instance = instantiate(target.model, meta.scope);
    return { path, target, instance, trace: checkTrace(instance, parsed), meta };
  } catch (error) {
    throw new Failure(EXIT.unreadable, `${path}: ${errorText(error)}`, { cause: error });
  }
}
