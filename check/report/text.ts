/** The report of one judge as text: verdict, numbers, what was not covered, and what was shown. */
import { printAction } from "../../model/index.js";
import { explain } from "../trace/explain.js";
import { explainText, wrap } from "../trace/explain-text.js";
import { isBad, type Trace } from "../trace/trace.js";
import { type Fact, notCovered, numbers } from "./facts.js";
import { machineLines } from "./machine-text.js";
import { afterSteps, count } from "./numbers.js";
import { isBySearch, isJudged, type Outcome, type Verdict } from "./outcome.js";
import { labelled, type Paint, type Style } from "./style.js";
import { verdictLine } from "./verdict.js";

export interface ReportStyle extends Style {
  /** 1: the verdict line alone. 3: claims with whole traces, and coverage. 4: whole states. */
  readonly verbosity: number;
  /** Show witnesses' traces too. */
  readonly witnesses: boolean;
}

/** The report of one judge; ends with a newline. */
export function reportText(outcome: Outcome, style: ReportStyle): string {
  const { width, verbosity } = style;
  const verdict = wrap(verdictLine(outcome), width, "", "  ").map(painter(outcome.verdict, style.paint));
  if (verbosity <= 1) return `${verdict.join("\n")}\n`;
  const facts = [...numbers(outcome), ...notCovered(outcome).map((text): Fact => ["not covered", text])];
  return paragraphs([verdict, labelled(facts, style), ...shownParts(outcome, style)]);
}

/** What a judge showed: claims refuted, witnesses if asked for, and at last what is wrong. */
function shownParts(outcome: Outcome, style: ReportStyle): string[][] {
  const { traces } = outcome;
  const { verbosity, witnesses } = style;
  const refuted = traces.filter((trace) => trace.kind === "refuted");
  const seen = witnesses ? traces.filter((trace) => trace.kind === "witnessed") : [];
  return [
    verbosity >= 3 ? coverageLines(outcome, style) : [],
    ...(verbosity >= 3
      ? refuted.map((trace) => traceLines(outcome, trace, style))
      : [refuted.flatMap((trace) => shortLines(outcome, trace, style))]),
    ...seen.map((trace) => traceLines(outcome, trace, style)),
    ...shownLines(outcome, isBad, style),
  ];
}

/** What was never exercised, and the counterexamples that are wanted. */
export const shownLines = (
  outcome: Outcome,
  wanted: (trace: Trace) => boolean,
  style: ReportStyle,
): string[][] => [
  vacuousLines(outcome, style),
  machineLines(outcome, style),
  ...outcome.traces.filter(wanted).map((trace) => traceLines(outcome, trace, style)),
];

/** Paragraphs with an empty line between them. */
export const paragraphs = (parts: readonly (readonly string[])[]): string =>
  `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;

/** The colour of a verdict. */
export function painter(verdict: Verdict, paint: Paint): (text: string) => string {
  switch (verdict) {
    case "holds":
      return paint.good;
    case "violated":
    case "disagree":
    case "missed":
      return paint.bad;
    default:
      return paint.warn;
  }
}

/** A trace explained, and the command that replays it. */
function traceLines(outcome: Outcome, trace: Trace, style: ReportStyle): string[] {
  const { instance, files } = outcome;
  const text = explainText(explain(instance, trace, { all: style.verbosity >= 4 }), style.width);
  const file = files.get(trace.property);
  return [...text.trimEnd().split("\n"), ...(file === undefined ? [] : [`replay: ${file.command}`])];
}

/** `claim SIG-DEMAP refuted after 1 step: demap(from: (0,0))` */
function shortLines({ instance }: Outcome, { property, actions }: Trace, style: Style): string[] {
  const run = actions.map((action) => printAction(instance, action)).join("; ");
  const text = `claim ${property} refuted ${afterSteps(actions.length)}${run === "" ? "" : `: ${run}`}`;
  return wrap(text, style.width, "", "  ");
}

function vacuousLines(outcome: Outcome, { width }: Style): string[] {
  const { verdict, found } = outcome;
  if (verdict !== "vacuous") return [];
  const hint = !isBySearch(outcome) ? ["These walks did not show it; more of them may."] : [];
  return [...found.vacuous, ...hint].flatMap((what) => wrap(what, width, "  ", "    "));
}

/** How often each rule was taken, and each clause was the one that refused. */
function coverageLines(outcome: Outcome, style: Style): string[] {
  const { rules, premises } = outcome.found.coverage;
  const facts: Fact[] = [
    ...rules.flatMap(({ rule, taken, clauses }): Fact[] => [
      [rule, `taken ${count(taken, "time")}`],
      ...clauses.map((c): Fact => [`${rule}.${c.clause}`, `refused ${count(c.falseFirst, "time")}`]),
    ]),
    ...premises
      .filter((p) => isJudged(outcome, p.property))
      .map((p): Fact => [p.property, `premise true ${count(p.true, "time")}`]),
  ];
  return labelled(facts, style);
}
