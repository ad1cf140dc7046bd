/** A trace file, and the model or the machine that it is of. */
import { checkTrace, type RecordedTrace } from "../check/trace/itf-check.js";
import { type ParsedTrace, readTraceFile, type TraceMeta } from "../check/trace/itf-read.js";
import { type Instance, instantiate } from "../model/index.js";
import { EXIT, errorText, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { isOurs, mutantIn } from "./models.js";
import type { OpenJoint } from "./open-joint.js";
import { findTarget, type Target } from "./target.js";

export interface OpenTrace {
  readonly path: string;
  readonly target: Target;
  readonly instance: Instance;
  readonly trace: RecordedTrace<unknown>;
  readonly meta: TraceMeta;
}

/** Read a trace of a model or a machine. Throws Failure with code 150. */
export async function openTrace(path: string, flags: Flags): Promise<OpenTrace | OpenJoint> {
  const parsed = readTraceFile(path);
  return parsed.meta.machine === undefined
    ? ofModel(path, parsed, flags)
    : (await import("./open-joint.js")).openJoint(path, parsed, flags);
}

/**
 * Check a trace against its model: one of ours by its name, with the bug of the gallery that it names, or the
 * one that `--model` and `--mutant` name. What else the file names is not loaded: the file may come from anywhere. Throws Failure with code 150.
 */
async function ofModel(path: string, parsed: ParsedTrace, { model, mutant }: Flags): Promise<OpenTrace> {
  const { meta } = parsed;
  const its = mutant === undefined ? meta.model : plainName(meta.model);
  if (model === undefined && !(await isOurs(its)))
    throw new Failure(EXIT.unreadable, `${path}: is of ${its}, no model of ours; ${remedy(meta)}`);
  const target = await findTarget(model ?? its, mutant === undefined ? {} : { mutant });
  try {
    const instance = instantiate(target.model, meta.scope);
    return { path, target, instance, trace: checkTrace(instance, withoutMutant(parsed, target)), meta };
  } catch (error) {
    throw new Failure(EXIT.unreadable, `${path}: ${errorText(error)}`, { cause: error });
  }
}

/** A trace is of a model with a bug, and of the model without it: whether it is fixed there is what a replay tells. */
function withoutMutant(parsed: ParsedTrace, { model: { name } }: Target): ParsedTrace {
  const { meta } = parsed;
  return plainName(meta.model) === plainName(name) ? { ...parsed, meta: { ...meta, model: name } } : parsed;
}

/** The name of a model without the mutant in it. */
function plainName(name: string): string {
  const mutant = mutantIn(name);
  return mutant === undefined ? name : name.slice(0, -mutant.length - 1);
}

const remedy = ({ mutant, source }: TraceMeta): string =>
  mutant === undefined
    ? `name its module with --model (it was ${source})`
    : `name its diff with --mutant (it was ${mutant})`;
