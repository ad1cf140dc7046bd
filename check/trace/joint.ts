/** What a machine shows that does not do what its model does: requests, and what is wrong after the last of them. */
import type { Action } from "../../model/index.js";
import { oneLine } from "./error.js";
import type { Minimal } from "./trace.js";
import { count } from "./words.js";

/** A request, and in how many clocks an interrupt comes while it is done; 0: none does. */
export interface JointRequest {
  readonly action: Action;
  readonly variant: number;
}

export interface JointTrace {
  /** What is broken, in a word: see `brokenBy`. */
  readonly property: string;
  /** What is wrong after the last request, in a sentence. */
  readonly wrong: string;
  /** From the initial state of the machine. */
  readonly requests: readonly JointRequest[];
  readonly minimal?: Minimal;
}

/** Which machine a trace is of: its name, its design, what of it was judged, and the mutant, if it has one. */
export interface MachineNamed {
  readonly machine: string;
  readonly design: string;
  readonly profile: string;
  readonly mutant?: string | undefined;
}

/**
 * What has a complaint of the judge broken: its words up to the colon, for an invariant or a contract; the field of the
 * state that it begins with; else `reply`, `answer`, or `steps` where the machine has done what the model refuses.
 */
export function brokenBy(wrong: string): string {
  const named = /^(\w+): /.exec(wrong)?.[1];
  if (named !== undefined) return named;
  if (wrong.startsWith("the machine has done")) return "steps";
  const field = /^([a-zA-Z]+)\b.* is .* in the model, and the machine/.exec(wrong)?.[1];
  return field ?? (/^thread \d+ (?:is told|has)/.test(wrong) ? "reply" : "answer");
}

/** `small without window, with grant-is-map (profile=memory)` */
export function machineText({ machine, design, profile, mutant }: MachineNamed): string {
  const name = design === "l3" ? machine : `${machine} without ${design}`;
  const bug = mutant === undefined ? "" : `, with ${mutant}`;
  return oneLine(`${name}${bug} (profile=${profile})`);
}

/** `small (profile=memory): is not kernel at step 3: pages is broken` */
export const jointHeadline = (of: MachineNamed, model: string, { requests, property }: JointTrace): string =>
  oneLine(
    `${machineText(of)}: does not refine ${model}, as ${count(requests.length, "step")} show${requests.length === 1 ? "s" : ""}: ${property}`,
  );
