/**
 * Do the judges agree? What one of them showed, another that looked at all runs of that length must have shown too;
 * and a trace must replay on the plain executor, which shares no code with the fast one that found it.
 */
import { replay } from "../trace/replay.js";
import { isBad, type Trace } from "../trace/trace.js";
import { afterSteps, count } from "./numbers.js";
import {
  type BySearch,
  type ByWalks,
  haveOneSubject,
  isBySearch,
  isJudged,
  type Outcome,
} from "./outcome.js";
import { scopeName } from "./verdict.js";

/** The outcomes, with the verdict `disagree` where judges do, and walks that a search speaks for excused. */
export function compared(outcomes: readonly Outcome[]): Outcome[] {
  const searches = outcomes.filter(isBySearch);
  return outcomes.map((outcome) => {
    const disputes = [...unreplayable(outcome), ...(isBySearch(outcome) ? [] : unshared(outcome, searches))];
    if (disputes.length > 0) return { ...outcome, verdict: "disagree", disputes };
    return isBySearch(outcome) ? outcome : excused(outcome, searches);
  });
}

/** Traces that do not show, on the plain executor, what they are said to show. */
function unreplayable({ instance, judge, traces }: Outcome): string[] {
  return traces
    .map((trace) => ({ trace, again: replay(instance, trace) }))
    .filter(({ again }) => again.answer !== "still fails")
    .map(({ trace, again }) => `the trace of ${trace.property} (${judge}) does not replay: ${again.why}`);
}

/** What walks showed, and a search of the same scope should have shown. */
function unshared(walked: ByWalks, searches: readonly BySearch[]): string[] {
  const same = searches.filter((s) => haveOneSubject(s, walked) && scopeName(s) === scopeName(walked));
  return same.flatMap((search) =>
    walked.traces
      .filter((trace) => misses(search, trace))
      .map(
        ({ property, actions }) =>
          `walks show ${property} ${afterSteps(actions.length)}, a search of ${count(search.found.distinct, "state")} does not`,
      ),
  );
}

/** Did the search look at every run of the trace's length, and not show its property? */
function misses(search: BySearch, { property, kind, actions }: Trace): boolean {
  const judged = !isProperty(kind) || isJudged(search, property);
  const shown = search.traces.some((trace) => trace.property === property);
  return judged && !shown && actions.length <= depthCovered(search);
}

/** Does the kind name a property of the model? */
const isProperty = (kind: Trace["kind"]): boolean =>
  kind === "violated" || kind === "refuted" || kind === "witnessed";

/** All runs of at most so many steps were judged. */
function depthCovered({ found, traces }: BySearch): number {
  const bad = traces.filter(isBad).map((trace) => trace.actions.length);
  if (bad.length > 0) return Math.min(...bad) - 1;
  return found.verdict === "holds" || found.verdict === "vacuous" ? Number.POSITIVE_INFINITY : found.depth;
}

/** Walks need not come to everything: what they did not is no vacuity if a search, at any scope, found none. */
function excused(walked: ByWalks, searches: readonly BySearch[]): ByWalks {
  const whole = searches.some((search) => haveOneSubject(search, walked) && search.verdict === "holds");
  return walked.verdict === "vacuous" && whole ? { ...walked, verdict: "holds" } : walked;
}
