/** The file of a machine's trace, and the machine that it is of. */
import type { Implementation } from "../check/simulate/implementation.js";
import type { Explanation } from "../check/trace/explain.js";
import type { Graph } from "../check/trace/graph.js";
import type { ParsedTrace, TraceMeta } from "../check/trace/itf-read.js";
import type { JointTrace } from "../check/trace/joint.js";
import { explainJointly, jointGraph } from "../check/trace/joint-explain.js";
import { checkJoint, type RecordedJoint, writeJoint } from "../check/trace/joint-file.js";
import { JointPlayer } from "../check/trace/joint-play.js";
import type { Instance } from "../model/index.js";
import type { Kernel } from "../spec/kernel/state.js";
import { EXIT, errorText, Failure } from "./exit.js";
import { jointFileText } from "./files.js";
import type { Flags } from "./flags.js";
import { isExhibit } from "./mutated-model.js";
import { isMachine, kernelAt, namedIn, type Place, placeIn, placeName } from "./places.js";

export interface OpenJoint {
  readonly path: string;
  /** Which kernel makes the requests, and the kernel. */
  readonly place: Place;
  readonly kernel: Implementation<Kernel>;
  readonly instance: Instance<Kernel>;
  readonly trace: RecordedJoint<Kernel>;
  readonly meta: TraceMeta;
}

/**
 * Check a trace against its machine: with the bug of the gallery that it names, or with the one that `--mutant` names; with
 * none, if `--model` names the machine. What else the file names is not loaded: the file may come from anywhere. Throws
 * Failure with code 150.
 */
export async function openJoint(path: string, parsed: ParsedTrace, flags: Flags): Promise<OpenJoint> {
  const { meta } = parsed;
  try {
    const { machine = "", design = "l3", profile = "everything" } = meta;
    const mutant = mutantOf(meta, flags);
    const place = placeIn({ machine, design, profile, mutant });
    if (flags.model !== undefined && flags.model !== machine) throw otherThan(flags.model, machine);
    const kernel = await kernelAt(place);
    return {
      path,
      place,
      kernel,
      instance: kernel.instance,
      trace: checkJoint(kernel.instance, parsed),
      meta,
    };
  } catch (error) {
    throw new Failure(EXIT.unreadable, `${path}: ${errorText(error)}`, { cause: error });
  }
}

/** The bug that the machine is to have. */
function mutantOf({ mutant: its }: TraceMeta, { model, mutant }: Flags): string | undefined {
  if (mutant !== undefined || model !== undefined) return mutant;
  if (its === undefined || isExhibit(its)) return its;
  throw new Failure(
    EXIT.unreadable,
    `#meta.mutant: is no mutant of the gallery; name its diff with --mutant (it was ${its})`,
  );
}

const otherThan = (model: string, machine: string): Failure =>
  new Failure(
    EXIT.unreadable,
    `#meta.machine: the trace is of ${machine}, ${isMachine(model) ? `not of ${model}` : `a machine, and ${model} is none`}`,
  );

/** The trace told in prose, as the machine makes it now. */
export const explanationOf = (
  { kernel, instance, place }: Pick<OpenJoint, "kernel" | "instance" | "place">,
  trace: JointTrace,
  all: boolean,
): Explanation =>
  explainJointly(instance, new JointPlayer(kernel).play(trace.requests), trace, namedIn(place), { all });

export const graphOf = ({ kernel, instance, place, trace }: OpenJoint): Graph =>
  jointGraph(instance, new JointPlayer(kernel).play(trace.requests), trace, namedIn(place));

/** The text of a file of the trace. Throws Failure with code 150 where it has a request that cannot be made. */
export function fileOf({ kernel, instance, place, path, meta }: OpenJoint, trace: JointTrace): string {
  const played = new JointPlayer(kernel).play(trace.requests);
  const { obstacle, steps } = played;
  if (obstacle !== undefined)
    throw new Failure(EXIT.unreadable, `${path}: request ${steps.length + 1} ${obstacle}`);
  if (steps.at(-1)?.wrong === undefined)
    throw new Failure(EXIT.unreadable, `${path}: nothing is wrong after its requests (replay says so too)`);
  const options = { source: placeName(place), seed: meta.seed };
  return jointFileText(writeJoint(instance, played, trace, namedIn(place), options));
}
