/** Searching the machine: all that can be reached in a part of it, and from what was found to an outcome. */
import type { JudgedMachine, RefinedBySearch } from "../check/report/outcome.js";
import type { Implementation } from "../check/simulate/implementation.js";
import { type JointSearchResult, searchingJointly } from "../check/simulate/joint-search.js";
import type { JointFailure } from "../check/simulate/joint-tell.js";
import { writeJoint } from "../check/trace/joint-file.js";
import { JointPlayer } from "../check/trace/joint-play.js";
import { listened } from "../refinement/machines.js";
import { type SearchSetup, searches, searchOptions, unexercised } from "../refinement/searches.js";
import type { Kernel } from "../spec/kernel/state.js";
import { quoted } from "./files.js";
import { traceOf } from "./joint-traces.js";
import { labelledLine, peakBytes, secondsSince, USUAL } from "./judging.js";
import { machineTarget } from "./machines.js";
import { kernelAt, namedIn, type Place, placeName, searchAt } from "./places.js";
import { searchLine } from "./progress.js";
import { drive, type Session } from "./session.js";

/** Search the kernel of the place, or what is given in its stead. Throws RangeError if it is no place of a search. */
export async function searchMachine(
  session: Session,
  place: Place,
  given?: Implementation<Kernel>,
): Promise<RefinedBySearch> {
  const setup = searchAt(place);
  if (setup === undefined) throw new RangeError(`${place.profile} is no search`);
  const kernel = given ?? (await kernelAt(place));
  const { target, instance } = machineTarget(place);
  const { implementation, codes } = listened(kernel);
  const { maxBytes, ...options } = optionsOf(session, setup);
  const start = performance.now();
  const found = await drive(
    session,
    searchingJointly(implementation, { ...options, maxBytes }),
    (progress, seconds) =>
      labelledLine(session, target, `${place.profile} · ${searchLine(progress, seconds)}`),
  );
  return {
    judge: "refine",
    by: "search",
    instance,
    onto: kernel.instance,
    simulation: "kernel",
    machine: machineIn(place, kernel, found),
    ...resultOf(setup, found, codes),
    ...{ maxBytes, traces: [], properties: [], files: new Map(), disputes: [] },
    seconds: secondsSince(start),
    peakBytes: peakBytes(),
  };
}

/** No deeper than the flags say. */
function optionsOf({ flags }: Session, setup: SearchSetup) {
  const { maxDepth: own, ...options } = searchOptions(setup);
  const depth = Math.min(own ?? Number.POSITIVE_INFINITY, flags.maxDepth ?? Number.POSITIVE_INFINITY);
  return { ...options, maxDepth: depth, maxBytes: flags.maxMemory ?? USUAL.maxBytes };
}

/** What a report tells of the machine alone. */
function machineIn(
  place: Place,
  kernel: Implementation<Kernel>,
  { failure, threw, levels }: JointSearchResult,
): JudgedMachine {
  const { machine, design, profile, mutant } = place;
  const bug = mutant === undefined ? "" : ` --mutant ${quoted(mutant)}`;
  return {
    ...{ design, profile, mutant, threw: threw?.message },
    command: `sigma486 refine ${machine} --design ${design} --profile ${profile}${bug}`,
    ...(failure === undefined ? {} : shown(place, kernel, failure, levels)),
  };
}

/** A run than which none that fails is shorter, as a trace. */
function shown(
  place: Place,
  kernel: Implementation<Kernel>,
  failure: JointFailure,
  levels: readonly number[],
): Pick<JudgedMachine, "failure" | "trace" | "itf"> {
  const { length } = failure.steps;
  const states = levels[length - 1] ?? 0;
  const minimal = { certified: true, length, searchedDepth: length - 1, states };
  const trace = { ...traceOf(kernel.instance, failure), minimal };
  const played = new JointPlayer(kernel).play(trace.requests);
  const itf = writeJoint(kernel.instance, played, trace, namedIn(place), { source: placeName(place) });
  return { failure, trace, itf };
}

/** What was found, in the words in which searches of models tell it. That it ends at its own depth is no limit. */
function resultOf(
  setup: SearchSetup,
  found: JointSearchResult,
  codes: ReadonlySet<string>,
): Pick<RefinedBySearch, "found" | "verdict"> {
  const { states: distinct, abstract: abstractStates, steps: transitions, taken } = found;
  const { refused, depth, levels, outDegree, bytes, limit } = found;
  const [none = 0, one = 0, two = 0, more = 0] = found.runs;
  const unseen = unexercised(setup, found, codes);
  const verdict = verdictOf(setup, found, unseen);
  return {
    verdict,
    found: {
      ...{ verdict, distinct, abstractStates, transitions, refused, depth, levels, outDegree, bytes },
      ...{ traces: [], coverage: { rules: [], premises: [] } },
      vacuous: verdict === "vacuous" ? unseen : [],
      runs: { none, one, two, more },
      taken: [...taken].map(([rule, times]) => ({ rule, times })).filter(({ times }) => times > 0),
      ...(verdict !== "limit" || limit === undefined ? {} : { limit }),
    },
  };
}

function verdictOf(
  { search }: SearchSetup,
  { verdict, limit, depth }: JointSearchResult,
  unseen: readonly string[],
): RefinedBySearch["found"]["verdict"] {
  const its = searches[search];
  const isWhole = verdict === "holds" || (limit === "depth" && "maxDepth" in its && depth === its.maxDepth);
  if (!isWhole) return verdict;
  return unseen.length > 0 ? "vacuous" : "holds";
}
