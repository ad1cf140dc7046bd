/** What a judge shows: a run from the initial state, and what it is evidence of. */
import type { Action, Property } from "../../model/index.js";

/**
 * violated: breaks an invariant or a step property. deadlock: ends where no rule is enabled. error: the model threw,
 * or left its own domains. diverged: its last step is not the run of abstract steps that it stands for. refuted: breaks
 * a claim that is to be refuted. witnessed: shows a witness.
 */
export const TRACE_KINDS = ["violated", "deadlock", "error", "diverged", "refuted", "witnessed"] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** How short a trace is known to be. */
export interface Minimal {
  /** No shorter trace shows the property: every state of depth less than `length` was searched. */
  readonly certified: boolean;
  readonly length: number;
  /** No trace of this length or less shows the property. */
  readonly searchedDepth: number;
  /** States looked at to know so. */
  readonly states: number;
  /** Of a machine: after how many clocks requests were interrupted there, beside not at all. */
  readonly interrupts?: readonly number[];
}

export interface Trace {
  readonly kind: TraceKind;
  /** The property's id; `deadlock` or `error` for those kinds; the simulation's name where a trace diverged. */
  readonly property: string;
  /** The requests, each enabled, from the initial state. For `error`, the last one is the one that throws. */
  readonly actions: readonly Action[];
  readonly minimal?: Minimal;
  /** What was thrown, for kind `error`. */
  readonly message?: string;
}

/** Does this trace count against the model? */
export const isBad = ({ kind }: Pick<Trace, "kind">): boolean => kind !== "refuted" && kind !== "witnessed";

/** The kind of trace in which a property shows itself. */
export function shownAs<S>({ kind }: Property<S>): "violated" | "refuted" | "witnessed" {
  switch (kind) {
    case "invariant":
    case "step":
      return "violated";
    case "refuted":
    case "refuted-step":
      return "refuted";
    case "witness":
    case "step-witness":
      return "witnessed";
  }
}
