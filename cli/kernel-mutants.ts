/** Bugs of the kernel in words: how each is caught, by which judges, and by which walk. */
import { count, duration, number } from "../check/report/numbers.js";
import type { Verdict } from "../check/report/outcome.js";
import { gridText, tied } from "../check/report/table.js";
import { painter, paragraphs, type ReportStyle } from "../check/report/text.js";
import type { Implementation } from "../check/simulate/implementation.js";
import { explainText, wrap } from "../check/trace/explain-text.js";
import type { JointTrace } from "../check/trace/joint.js";
import { isOfKernel, type KernelExhibit, kernelExhibit, type Mutant } from "../mutants/diff.js";
import type { Complaint } from "../mutants/judge.js";
import { judgeKernel, type KernelJudgement, kernelComplaints } from "../mutants/judge-kernel.js";
import { bySearch, byWalks, type Found } from "../mutants/matrix.js";
import { profileNames } from "../refinement/profiles.js";
import { type SearchName, searchesOf, searchOptions } from "../refinement/searches.js";
import type { Kernel } from "../spec/kernel/state.js";
import type { Flags } from "./flags.js";
import { shortestJoint, traceOf } from "./joint-traces.js";
import { explanationOf } from "./open-joint.js";
import { root } from "./package.js";
import { kernelAt, ownPlace, type Place, searchPlace, walksAt } from "./places.js";
import { openSession, type Session } from "./session.js";

/** A bug of the kernel that was judged, and what is wrong with it. */
export interface JudgedKernel {
  readonly exhibit: KernelExhibit;
  /** By what its header names. */
  readonly judged: KernelJudgement;
  readonly complaints: readonly Complaint[];
  /** What shows it, made short, and certified as far as few states reach; absent if it was not caught. */
  readonly trace?: JointTrace;
  /** By walks in which everything is asked for, and by refine's searches, one after another until one has caught it. */
  readonly everything: Found;
  readonly search: Found & { readonly search?: SearchName };
}

/** States up to which a bug is looked for in each search. */
const STATES = 2000;

/** States that are looked at, and walks that are tried, to make the trace short that shows a bug. */
const EFFORT = { maxStates: 500, maxTries: 2000 };

/** Judge one bug of the kernel. */
export async function judgeKernelMutant(session: Session, exhibit: KernelExhibit): Promise<JudgedKernel> {
  const { seed, maxSamples: samples } = session.flags;
  const judged = await judgeKernel(root, exhibit, { seed, samples });
  const shown = await shownBy(session, exhibit.path, judged);
  const whole = { ...ownPlace(exhibit.path), profile: "everything" };
  const usual = walksAt(whole);
  return {
    ...{ exhibit, judged, complaints: kernelComplaints(exhibit, judged) },
    ...(shown === undefined ? {} : { trace: shown.trace }),
    everything: byWalks(await kernelAt(whole), {
      ...usual,
      ...{ seed: seed ?? usual.seed, samples: samples ?? usual.samples },
    }),
    search: await searched(exhibit),
  };
}

/** The kernel with a bug, where its header has it judged. */
interface Shown {
  readonly place: Place;
  readonly kernel: Implementation<Kernel>;
  readonly trace: JointTrace;
}

/** What walks have shown there, made short and certified; undefined if they have shown nothing. */
async function shownBy(
  session: Session,
  name: string,
  { shortest }: KernelJudgement,
): Promise<Shown | undefined> {
  if (shortest === undefined) return undefined;
  const place = ownPlace(name);
  const kernel = await kernelAt(place);
  const found = traceOf(kernel.instance, shortest);
  return { place, kernel, trace: await shortestJoint(session, place, kernel, found, EFFORT) };
}

/** By all quick searches, up to the first that catches it. */
async function searched({ path }: KernelExhibit): Promise<Found & { readonly search?: SearchName }> {
  let sum: Found = { looked: 0, steps: 0, seconds: 0 };
  for (const search of profileNames.flatMap((profile) => searchesOf(profile, "quick"))) {
    const place = { ...searchPlace(search), mutant: path };
    const found = bySearch(await kernelAt(place), {
      ...searchOptions({ design: place.design, search }),
      maxStates: STATES,
    });
    sum = {
      ...found,
      looked: sum.looked + found.looked,
      steps: sum.steps + found.steps,
      seconds: sum.seconds + found.seconds,
    };
    if (sum.broken !== undefined) return { ...sum, search };
  }
  return sum;
}

const verdictOf = ({ complaints }: JudgedKernel): Verdict => (complaints.length === 0 ? "holds" : "missed");

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** An element of `--json`. */
export const kernelResult = (one: JudgedKernel) => ({
  model: "impl/kernel",
  judge: "mutants",
  verdict: verdictOf(one),
  mutant: one.exhibit.id,
  property: one.exhibit.property,
  profile: one.judged.profile,
  seed: String(one.judged.seed),
  seconds: rounded(one.judged.seconds),
  samples: one.judged.walks,
  steps: one.judged.steps,
  violated: one.judged.wrong === undefined ? [] : [one.exhibit.property],
  wrong: one.judged.wrong,
  threw: one.judged.threw?.walks ?? 0,
  walk: one.judged.failure,
  minimal: one.trace?.minimal,
  everything: foundResult(one.everything, "samples"),
  search: foundResult(one.search, "distinct"),
  complaints: one.complaints,
});

const foundResult = ({ looked, seconds, ...found }: Found, what: "samples" | "distinct") => ({
  ...found,
  [what]: looked,
  seconds: rounded(seconds),
});

const HEAD = ["mutant", "caught by", "profile", "in its profile", "by everything", "by a search", "shortest"];

/** Which bugs were caught, by which judges and how soon, and what is wrong with the others. */
export function kernelText(judged: readonly JudgedKernel[], style: ReportStyle): string {
  const bad = judged.filter((one) => one.complaints.length > 0);
  const says =
    bad.length === 0
      ? `kernel: all ${judged.length} are caught as they should be`
      : `kernel: of ${judged.length}, ${bad.length} not caught as they should be`;
  const colour = painter(bad.length > 0 ? "missed" : "holds", style.paint);
  const lines = bad.flatMap(({ exhibit: { id }, complaints }) =>
    complaints.flatMap((each) => wrap(`${id}: ${each.says}`, style.width, "", "  ")),
  );
  const grid = gridText(HEAD, judged.map(row), style);
  return paragraphs([
    [colour(says)],
    style.verbosity <= 1 ? [] : grid.trimEnd().split("\n"),
    style.verbosity <= 1 ? [] : others(judged, style),
    lines,
  ]);
}

/** How many the other judges have caught. */
function others(judged: readonly JudgedKernel[], { width }: ReportStyle): string[] {
  const caught = (found: (one: JudgedKernel) => Found): number =>
    judged.filter((one) => found(one).broken !== undefined).length;
  const certified = judged.filter(({ trace }) => trace?.minimal?.certified === true).length;
  const walks = `walks in which everything is asked for catch ${caught(({ everything }) => everything)}`;
  const searches = `searches of at most ${number(STATES)} states each ${caught(({ search }) => search)}`;
  const traces = `${number(certified)} have a trace that is certified the shortest in their profile`;
  return wrap(`of ${judged.length}, ${walks}, and ${searches}; ${traces}`, width, "", "  ");
}

const row = ({ exhibit: { id, property }, judged, everything, search, trace }: JudgedKernel): string[] => [
  id,
  judged.failure === undefined ? "-" : property,
  judged.profile,
  cell(judged.failure, judged.walks, "walk", judged.seconds),
  cell(everything.broken, everything.looked, "walk", everything.seconds),
  cell(search.broken, search.looked, "state", search.seconds),
  trace === undefined ? "-" : lengthOf(trace),
];

/** `3 steps, certified`; `9 steps, at least 4`, where a search has excluded those of 3 and fewer. */
function lengthOf({ requests, minimal }: JointTrace): string {
  const steps = tied(count(requests.length, "step"));
  if (minimal === undefined) return steps;
  return `${steps}, ${minimal.certified ? "certified" : tied(`at least ${minimal.searchedDepth + 1}`)}`;
}

/** Until when a judge has caught it: `7 walks, 0.4 s`; a dash, if it has not. */
const cell = (found: unknown, looked: number, what: string, seconds: number): string =>
  found === undefined ? "-" : `${tied(count(looked, what))}, ${tied(duration(seconds))}`;

/** The trace that shows a bug, told on both levels; undefined if it is none of the kernel. */
export async function kernelTrace(
  mutant: Mutant,
  name: string,
  flags: Flags,
  width: number,
): Promise<string | undefined> {
  if (!isOfKernel(mutant)) return undefined;
  const isExhibit = mutant.fields.property !== undefined;
  const { seed, maxSamples: samples } = flags;
  const judged = await judgeKernel(root, isExhibit ? kernelExhibit(mutant) : mutant, { seed, samples });
  const session = await openSession(flags);
  const shown = await shownBy(session, name, judged);
  session.progress.clear();
  if (shown === undefined) return `${count(judged.walks, "walk")} do not catch it`;
  const { kernel, place, trace } = shown;
  const explained = explanationOf({ kernel, instance: kernel.instance, place }, trace, flags.all ?? false);
  return explainText(explained, width);
}
