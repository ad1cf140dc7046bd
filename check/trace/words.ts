/** How traces are spoken of: one wording for files, replays and explanations. */
import { type Instance, scopeText } from "../../model/index.js";
import { oneLine } from "./error.js";
import type { Minimal, Trace } from "./trace.js";

export const count = (n: number, what: string): string =>
  `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;

/** `in the initial state`, `after step 3` */
export const where = (step: number): string => (step === 0 ? "in the initial state" : `after step ${step}`);

const afterSteps = (n: number): string => (n === 0 ? "in the initial state" : `after ${count(n, "step")}`);

/** `in the initial state`, `at step 3` */
export const atStep = (step: number): string => (step === 0 ? "in the initial state" : `at step ${step}`);

/** What a trace of this length shows, without the model's name. */
function claimOf({ kind, property, actions: { length } }: Trace): string {
  switch (kind) {
    case "violated":
      return `${property} is violated ${afterSteps(length)}`;
    case "deadlock":
      return `no rule is enabled ${afterSteps(length)}`;
    case "error":
      return `the model fails ${atStep(length)}`;
    case "diverged":
      return `the simulation ${property} fails ${atStep(length)}`;
    case "refuted":
      return `the claim ${property} is refuted ${afterSteps(length)}`;
    case "witnessed":
      return `${property} is shown ${afterSteps(length)}`;
  }
}

/** `sigma (spaces=3,pages=2): SIG-FRAME is violated after 3 steps` */
export const headline = <S>(instance: Instance<S>, trace: Trace): string =>
  oneLine(`${modelAndScope(instance)}: ${claimOf(trace)}`);

/** `sigma (spaces=3,pages=2)`; the name alone when there is nothing to choose. */
export function modelAndScope<S>({ model, scope }: Instance<S>): string {
  const at = scopeText(scope);
  return at === "" ? model.name : `${model.name} (${at})`;
}

/** How short the trace is known to be. */
export function minimality({ kind }: Pick<Trace, "kind">, minimal: Minimal): string {
  const { certified, length, searchedDepth, states } = minimal;
  if (!certified) return `locally shortest; excluded up to depth ${searchedDepth}${interrupted(minimal)}`;
  if (length === 0) return "shortest (the initial state shows it)";
  return `shortest (no ${NOUN[kind]} within ${count(states, "state")} of depth < ${length}${interrupted(minimal)})`;
}

/** Where a machine's requests may be interrupted at any time: at which times they were. */
function interrupted({ interrupts }: Minimal): string {
  if (interrupts === undefined) return "";
  if (interrupts.length === 0) return ", no request being interrupted";
  const clocks = interrupts.map((n) => n.toLocaleString("en")).join(" or ");
  return `, requests being interrupted after ${clocks} clocks or not at all`;
}

const NOUN = {
  violated: "violation",
  deadlock: "deadlock",
  error: "error",
  diverged: "divergence",
  refuted: "refutation",
  witnessed: "witness",
} as const;
