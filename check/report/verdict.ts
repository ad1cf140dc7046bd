/** The first line of a report: the verdict, and how far it reaches. */
import { scopeText } from "../../model/index.js";
import { isBad, shownAs, type Trace } from "../trace/trace.js";
import { atStep } from "../trace/words.js";
import { afterSteps, bytes, count } from "./numbers.js";
import { type BySearch, type ByWalks, isBySearch, isJudged, machineOf, type Outcome } from "./outcome.js";

/** `spaces=3,pages=3`; the name of a model that has one size only. */
export const scopeName = ({ instance }: Pick<Outcome, "instance">): string =>
  scopeText(instance.scope) || instance.model.name;

/** `sigma: holds in all 268,714 states of spaces=3,pages=3` */
export const verdictLine = (outcome: Outcome): string =>
  `${outcome.instance.model.name}: ${sentence(outcome)}`;

function sentence(outcome: Outcome): string {
  switch (outcome.verdict) {
    case "violated":
      return `${machineFails(outcome) ?? violations(outcome.traces)} (${scopeName(outcome)})`;
    case "disagree":
      return `the judges disagree: ${outcome.disputes.join("; ")}`;
    default:
      return isBySearch(outcome) ? searched(outcome) : walked(outcome);
  }
}

/** `step 5 is none of kernel`, of a machine. */
function machineFails(outcome: Outcome): string | undefined {
  const { failure, threw } = machineOf(outcome) ?? {};
  if (failure !== undefined && outcome.judge === "refine")
    return `does not refine ${outcome.onto.model.name}, as ${count(failure.steps.length, "step")} show${failure.steps.length === 1 ? "s" : ""}`;
  return threw === undefined ? undefined : `the machine threw: ${threw}`;
}

/** `violated: SIG-DEMAP after 3 steps` */
export const violations = (traces: readonly Trace[]): string =>
  traces
    .filter(isBad)
    .map(({ kind, property, actions: { length } }) => {
      if (kind === "deadlock") return `deadlock ${afterSteps(length)}`;
      if (kind === "error") return `the specification fails ${atStep(length)}`;
      if (kind === "diverged") return `the simulation ${property} fails ${atStep(length)}`;
      return `violated: ${property} ${afterSteps(length)}`;
    })
    .join("; ");

/** `holds in all 689 states of ...`; of selected properties `SIG-ROOT, SIG-FRAME hold in ...`, if any must hold. */
function holding(outcome: Outcome, where: string): string[] {
  const { instance, properties } = outcome;
  if (properties === undefined) return [`holds ${where}`];
  const ids = instance.model.properties.filter((p) => isJudged(outcome, p.id) && shownAs(p) === "violated");
  if (ids.length === 0) return [];
  return [`${ids.map((p) => p.id).join(", ")} ${ids.length === 1 ? "holds" : "hold"} ${where}`];
}

/** `the claim DEMAP-OWNER is refuted after 1 step (spaces=3,pages=2)`, of selected properties. */
function showing(outcome: Outcome): string[] {
  if (outcome.properties === undefined) return [];
  return outcome.traces.map(({ kind, property, actions: { length } }) =>
    kind === "refuted"
      ? `the claim ${property} is refuted ${afterSteps(length)} (${scopeName(outcome)})`
      : `${property} is seen ${afterSteps(length)} (${scopeName(outcome)})`,
  );
}

/** What was never exercised, in short. */
function idle({ judge, found: { vacuous } }: Outcome): string {
  if (judge === "refine") return vacuous.join("; ");
  const parts = vacuous.length === 1 ? "1 part of the model is" : `${vacuous.length} parts of the model are`;
  return `${parts} never exercised`;
}

/** What holds where nothing is wrong, and what was shown. */
const content = (outcome: Outcome, where: string): string =>
  outcome.judge === "refine"
    ? `refines ${outcome.onto.model.name} ${where}`
    : [...holding(outcome, where), ...showing(outcome)].join("; ");

function searched(outcome: BySearch): string {
  const { found, verdict, maxBytes } = outcome;
  const symmetry = outcome.judge === "search" && outcome.symmetry;
  const states = `${count(found.distinct, "state")} of ${scopeName(outcome)}${symmetry ? ", up to renaming" : ""}`;
  const all = outcome.judge === "refine" ? `${count(found.transitions, "transition")} of ${states}` : states;
  const quiet = `nothing violated within ${count(found.depth, "step")}`;
  switch (verdict) {
    case "vacuous":
      return `vacuous: ${idle(outcome)}, in all ${states}`;
    case "limit":
      return found.limit === "depth"
        ? `limit: stopped at depth ${found.depth}, ${states}; ${quiet}`
        : `limit: ${bytes(maxBytes)} used up at ${states}; ${quiet}`;
    case "interrupted":
      return `interrupted at ${states}; ${quiet}`;
    default:
      return content(outcome, `in all ${all}`);
  }
}

function walked(outcome: ByWalks): string {
  const { found, verdict, maxSteps } = outcome;
  const states = machineOf(outcome)?.states;
  const walks =
    states === undefined
      ? `${count(found.samples, "random walk")} of at most ${count(maxSteps, "step")}`
      : `${count(found.steps, "step")} from ${count(states.kept, "arbitrary state")}`;
  switch (verdict) {
    case "vacuous":
      return `vacuous: ${idle(outcome)}, in ${walks}, ${scopeName(outcome)}`;
    case "interrupted":
      return `interrupted after ${walks}, ${scopeName(outcome)}; nothing violated so far`;
    default:
      return content(outcome, `in ${walks}, ${scopeName(outcome)}`);
  }
}
