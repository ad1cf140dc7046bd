/** What a machine was found to do wrong: made short, certified as far as there is time for it, and ready to be written. */
import type { JudgedMachine } from "../check/report/outcome.js";
import { type JointMinimiseOptions, minimiseJointly } from "../check/shrink/joint.js";
import type { Implementation } from "../check/simulate/implementation.js";
import type { JointFailure, JointTold } from "../check/simulate/joint-tell.js";
import type { JointWalkOptions } from "../check/simulate/joint-walks.js";
import { brokenBy, type JointTrace } from "../check/trace/joint.js";
import { writeJoint } from "../check/trace/joint-file.js";
import { JointPlayer, type Played, requestText } from "../check/trace/joint-play.js";
import { actionOf, type Instance, printAction, requestOf } from "../model/index.js";
import type { Kernel } from "../spec/kernel/state.js";
import { labelledLine } from "./judging.js";
import { namedIn, type Place, placeName, walksAt } from "./places.js";
import { searchLine } from "./progress.js";
import { drive, type Session } from "./session.js";

/** How much is done to make a trace short, and to exclude shorter ones: where it was found, and where that was asked for. */
export const QUICK = { maxStates: 100, maxTries: 200 } as const;
export const THOROUGH = { maxStates: 20_000, maxTries: 100_000 } as const;
type Effort = Pick<JointMinimiseOptions, "maxStates" | "maxTries">;

/** What a walk has shown, as short as it quickly gets. */
export async function shownBy(
  session: Session,
  place: Place,
  kernel: Implementation<Kernel>,
  failure: JointFailure,
  { seed }: Pick<JointWalkOptions, "seed">,
): Promise<Pick<JudgedMachine, "failure" | "trace" | "itf">> {
  const { instance } = kernel;
  const trace = await shortestJoint(session, place, kernel, traceOf(instance, failure), QUICK);
  const played = new JointPlayer(kernel).play(trace.requests);
  const options = { source: placeName(place), seed: String(seed) };
  return {
    trace,
    failure: failureOf(instance, played),
    itf: writeJoint(instance, played, trace, namedIn(place), options),
  };
}

/** What a walk has shown, as a trace. */
export function traceOf(instance: Instance<Kernel>, { steps, told }: JointFailure): JointTrace {
  const wrong = told.at(-1)?.wrong ?? "";
  const requests = steps.map(({ request, variant }) => ({ action: actionOf(instance, request), variant }));
  return { property: brokenBy(wrong), wrong, requests };
}

/** The trace made short and certified; as it is, once the session is to stop. */
export async function shortestJoint(
  session: Session,
  place: Place,
  kernel: Implementation<Kernel>,
  trace: JointTrace,
  effort: Effort,
): Promise<JointTrace> {
  if (session.signal.aborted) return trace;
  const options = { ...effort, rules: rulesAt(place, kernel, trace) };
  const model = { model: { ...kernel.instance.model, name: placeName(place) }, name: placeName(place) };
  return drive(session, minimiseJointly(kernel, trace, options), (progress, seconds) =>
    labelledLine(
      session,
      model,
      "tries" in progress
        ? `shrinking · ${progress.tries} tries · ${progress.steps} steps`
        : `excluding shorter ones · ${searchLine(progress, seconds)}`,
    ),
  );
}

/** What walks ask for there, and what the trace does. */
function rulesAt(place: Place, { instance }: Implementation<Kernel>, { requests }: JointTrace): string[] {
  const { weights = {} } = walksAt(place);
  const asked = new Set(requests.map(({ action }) => action.rule));
  return instance.rules.map(({ rule }) => rule.name).filter((name) => weights[name] !== 0 || asked.has(name));
}

/** What was played, in the words in which a walk is told. */
function failureOf(instance: Instance<Kernel>, { steps, behind }: Played<Kernel>): JointFailure {
  return {
    steps: steps.map(({ request }) => ({
      request: requestOf(instance, request.action) ?? -1,
      variant: request.variant,
    })),
    told: steps.map(
      ({ request, run, clocks, wrong }): JointTold => ({
        asked: requestText(instance, request),
        run: run.map((action) => printAction(instance, action)),
        ...(clocks === undefined ? {} : { clocks }),
        ...(wrong === undefined ? {} : { wrong }),
      }),
    ),
    behind,
  };
}
