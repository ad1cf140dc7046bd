/** Is a mutant caught by the property that its header names: by a search, by random walks, and as soon as it says? */
import type { WalkResult } from "../check/random/walks.js";
import { afterSteps, count } from "../check/report/numbers.js";
import type { SearchOptions, SearchResult } from "../check/search/search.js";
import { replay } from "../check/trace/replay.js";
import type { Trace } from "../check/trace/trace.js";
import type { Instance } from "../model/index.js";
import type { Exhibit } from "./diff.js";

/** What the judges found of one mutant. */
export interface Judgement {
  readonly exhibit: Exhibit;
  readonly instance: Instance;
  readonly search: SearchResult;
  readonly walks: WalkResult;
  readonly seconds: { readonly search: number; readonly walks: number };
}

/**
 * What is wrong with an exhibit. survives: no judge catches it. disagree: the judges, or they and the header, do not say
 * the same. throws: the model fails where it is judged, and that is no way to catch a mutant.
 */
export interface Complaint {
  readonly kind: "survives" | "disagree" | "throws";
  /** One sentence. */
  readonly says: string;
}

/** How an exhibit is searched: for its property alone. A deadlock does not catch it, and does not end the search. */
export const searchOptions = ({ property }: Exhibit): SearchOptions => ({
  properties: [property],
  deadlock: false,
});

/** The trace by which a judge catches the mutant. */
export const caught = (
  { property }: Exhibit,
  { traces }: { readonly traces: readonly Trace[] },
): Trace | undefined => traces.find((trace) => trace.kind === "violated" && trace.property === property);

/** What is wrong with an exhibit, the gravest first; nothing, if it is caught as its header says. */
export function complaints(judgement: Judgement): Complaint[] {
  const { exhibit, search, walks } = judgement;
  const [shortest, walked] = [caught(exhibit, search), caught(exhibit, walks)];
  if (shortest === undefined && walked === undefined) return [...failures(judgement), ...survival(judgement)];
  return [...disputes(judgement, shortest, walked), ...failures(judgement)];
}

/** A model that fails: none of its traces counts. */
const failures = ({ search, walks }: Judgement): Complaint[] =>
  [...search.traces, ...walks.traces]
    .filter((trace) => trace.kind === "error")
    .map(({ actions, message }) => ({
      kind: "throws",
      says: `the model fails ${afterSteps(actions.length)}: ${message}`,
    }));

function survival({ exhibit: { property }, search, walks }: Judgement): Complaint[] {
  const states = `${search.verdict === "holds" ? "all " : ""}${count(search.distinct, "state")}`;
  const says = `it survives: ${property} holds in ${states} and in ${count(walks.samples, "walk")}`;
  return [{ kind: "survives", says }];
}

/** What the header, the search and the walks do not agree about. */
function disputes(
  { exhibit, instance, search, walks }: Judgement,
  shortest: Trace | undefined,
  walked: Trace | undefined,
): Complaint[] {
  const { property, length } = exhibit;
  const found: string[] = [];
  if (shortest === undefined) {
    const at = afterSteps(walked?.actions.length ?? 0);
    found.push(`walks break ${property} ${at}, a search of ${count(search.distinct, "state")} does not`);
  } else {
    const steps = shortest.actions.length;
    if (steps !== length)
      found.push(`${property} is broken ${afterSteps(steps)}, and the header says ${length}`);
    if (walked === undefined)
      found.push(`a search breaks ${property}, and none of ${count(walks.samples, "walk")} does`);
    else if (walked.actions.length < steps)
      found.push(
        `a walk breaks ${property} ${afterSteps(walked.actions.length)}, a search ${afterSteps(steps)}`,
      );
    const again = replay(instance, shortest);
    if (again.answer !== "still fails") found.push(`the trace of ${property} does not replay: ${again.why}`);
  }
  return found.map((says) => ({ kind: "disagree", says }));
}
