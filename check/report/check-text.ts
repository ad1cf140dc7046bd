/** The report of many judges: how many are content, a table, the claims refuted, then each that is not content. */
import { wrap } from "../trace/explain-text.js";
import { isBad, type Trace } from "../trace/trace.js";
import { beyondSimulation, type Fact, machineText, runsText, takenText } from "./facts.js";
import { GRAVITY, isBySearch, machineOf, type Outcome, type Verdict } from "./outcome.js";
import { labelled, type Style, TIE } from "./style.js";
import { verdictTable } from "./table.js";
import { painter, paragraphs, type ReportStyle, shownLines } from "./text.js";
import { verdictLine } from "./verdict.js";

/**
 * The whole report; ends with a newline. `skipped` tells what was not begun, for the run was interrupted; `besides` are the
 * verdicts of what is told after it.
 */
export function checkText(
  outcomes: readonly Outcome[],
  skipped: readonly string[],
  style: ReportStyle,
  verb = "check",
  besides: readonly Verdict[] = [],
): string {
  const verdicts = [...outcomes.map(({ verdict }) => verdict), ...besides];
  const first = wrap(`${verb}: ${summary(verdicts)}`, style.width, "", "  ").map(
    painter(worst(verdicts), style.paint),
  );
  if (style.verbosity <= 1) return `${first.join("\n")}\n`;
  return paragraphs([
    first,
    verdictTable(outcomes, style).trimEnd().split("\n"),
    claimLines(outcomes, style),
    simulationLines(outcomes, style),
    machineLines(outcomes, style),
    labelled(notCovered(outcomes, skipped), style),
    ...troubles(outcomes, style),
  ]);
}

const worst = (verdicts: readonly Verdict[]): Verdict =>
  GRAVITY.find((verdict) => verdicts.includes(verdict)) ?? "holds";

/** `all 22 hold`; `of 3, 1 violated, 2 hold` */
function summary(verdicts: readonly Verdict[]): string {
  const { length } = verdicts;
  if (worst(verdicts) === "holds") return length === 1 ? "it holds" : `all ${length} hold`;
  const counts = GRAVITY.map((verdict) => ({ verdict, n: verdicts.filter((its) => its === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => (verdict === "holds" && n > 1 ? `${n} hold` : `${n} ${verdict}`));
  return `of ${length}, ${counts.join(", ")}`;
}

/** The claims of each model that were refuted, with the steps that it takes. */
function claimLines(outcomes: readonly Outcome[], style: Style): string[] {
  const facts = outcomes
    .filter((outcome) => outcome.judge === "search")
    .map(
      ({ instance, traces }): Fact => [instance.model.name, traces.filter(isRefuted).map(claim).join(", ")],
    )
    .filter(([, claims]) => claims !== "");
  if (facts.length === 0) return [];
  const head = "claims refuted, with the steps that it takes (sigma486 search MODEL shows how)";
  return [...wrap(head, style.width, "", "  "), ...labelled(facts, style)];
}

/** What the steps of each model that stands for another are there. */
function simulationLines(outcomes: readonly Outcome[], style: Style): string[] {
  const facts = outcomes
    .filter((outcome) => outcome.judge === "refine")
    .filter((outcome) => machineOf(outcome) === undefined)
    .map((outcome): Fact => {
      const { instance, onto } = outcome;
      const text = `${runsText(outcome)}: ${takenText(outcome)}`;
      return [`${instance.model.name} onto ${onto.model.name}`, text];
    });
  if (facts.length === 0) return [];
  const head = "what the steps of a model are in the more abstract one";
  return [...wrap(head, style.width, "", "  "), ...labelled(facts, style)];
}

/** What each machine did, and which rules of its model that took. */
function machineLines(outcomes: readonly Outcome[], style: ReportStyle): string[] {
  const facts = outcomes.flatMap((outcome): Fact[] => {
    const profile = machineOf(outcome)?.profile;
    if (outcome.judge !== "refine" || profile === undefined) return [];
    const rules = style.verbosity >= 3 ? [takenText(outcome)] : [];
    return [[outcome.instance.model.name, [`${profile}: ${machineText(outcome)}`, ...rules].join(": ")]];
  });
  if (facts.length === 0) return [];
  const head = "what the machines did, and how many rules of their model that took";
  return [...wrap(head, style.width, "", "  "), ...labelled(facts, style)];
}

const isRefuted = (trace: Trace): boolean => trace.kind === "refuted";
const claim = ({ property, actions }: Trace): string => `${property}${TIE}${actions.length}`;

/** The first two of them, and how many more. */
const few = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")}, and ${names.length - 2} more`;

function notCovered(outcomes: readonly Outcome[], skipped: readonly string[]): Fact[] {
  const walks = outcomes.filter((outcome) => !isBySearch(outcome));
  const unseen = walks.filter((walk) => walk.found.vacuous.length > 0 && walk.verdict === "holds");
  return [
    ...(skipped.length === 0 ? [] : [["not covered", `not begun: ${few(skipped)}`] as const]),
    ["not covered", "scopes other than those above"],
    ...walks
      .slice(0, 1)
      .map((): Fact => ["not covered", "what the walks did not come to: they exclude nothing"]),
    ...unseen.map(
      ({ instance, found }): Fact => [
        "not covered",
        `in the walks of ${instance.model.name}: ${found.vacuous.join(", ")}`,
      ],
    ),
    ...outcomes.flatMap((outcome) =>
      outcome.judge === "refine" && outcome.found.vacuous.length === 0
        ? beyondSimulation(outcome).map((text): Fact => ["not covered", text])
        : [],
    ),
  ];
}

/** Each outcome that does not hold: its verdict, and what it showed that was not told before. */
function troubles(outcomes: readonly Outcome[], style: ReportStyle): string[][] {
  const told = new Set<string>();
  return outcomes
    .filter(({ verdict }) => verdict !== "holds")
    .flatMap((outcome) => {
      const verdict = wrap(verdictLine(outcome), style.width, "", "  ").map(
        painter(outcome.verdict, style.paint),
      );
      const isNew = (trace: Trace): boolean => isBad(trace) && !told.has(keyOf(outcome, trace));
      const parts = shownLines(outcome, isNew, style);
      for (const trace of outcome.traces) told.add(keyOf(outcome, trace));
      return [verdict, ...parts];
    });
}

const keyOf = ({ instance }: Outcome, { property }: Trace): string => `${instance.model.name} ${property}`;
