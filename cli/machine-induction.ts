/** Judging the machine from arbitrary states: from what was found of a kernel to an outcome. */
import type { JudgedMachine, RefinedByWalks } from "../check/report/outcome.js";
import {
  inducingJointly,
  type JointInductionProgress,
  type JointInductionResult,
} from "../check/simulate/joint-inductive.js";
import { isJudged, KernelStates, refusable } from "../refinement/inductive/states.js";
import { correspondenceOf, impossible, type Setup } from "../refinement/machines.js";
import { quoted } from "./files.js";
import { labelledLine, peakBytes, SEED, secondsSince } from "./judging.js";
import { type FoundByChance, foundByChance } from "./machine-found.js";
import { machineTarget } from "./machines.js";
import { kernelAt, type Place, setupOf } from "./places.js";
import { walkLine } from "./progress.js";
import { drive, type Session } from "./session.js";

/** States that are made, unless told. */
const STATES = { small: 400, i486: 25 } as const;

/** From arbitrary states the kernel of the place. Throws RangeError if it is no place of refine's own. */
export async function induceMachine(
  session: Session,
  place: Place,
  samples: number = STATES[place.machine],
): Promise<RefinedByWalks> {
  const setup = setupOf(place);
  if (setup === undefined) throw new RangeError(`${place.profile} has no arbitrary states`);
  const kernel = await kernelAt(place);
  const { target, instance } = machineTarget(place);
  const { seed = SEED } = session.flags;
  const states = new KernelStates(correspondenceOf(setup));
  const start = performance.now();
  const found = await drive(
    session,
    inducingJointly(kernel, states, { seed, samples, counts: isJudged }),
    (progress, seconds) => labelledLine(session, target, `${place.profile} · ${lineOf(progress, seconds)}`),
  );
  const isWhole = place.mutant === undefined && place.machine === "small" && samples >= STATES.small;
  return {
    judge: "refine",
    by: "random",
    instance,
    onto: kernel.instance,
    simulation: "kernel",
    machine: machineIn(place, found, seed, samples),
    ...foundByChance(
      told(found),
      seed,
      isWhole ? unexercised(setup, found) : [],
      (rule) => !impossible(setup).includes(rule),
    ),
    ...{ maxSteps: 1, traces: [], properties: [], files: new Map(), disputes: [] },
    walkSeconds: secondsSince(start),
    seconds: secondsSince(start),
    peakBytes: peakBytes(),
  };
}

const lineOf = ({ made, steps }: JointInductionProgress, seconds: number): string =>
  walkLine({ samples: made, steps }, seconds);

/** What a report tells of the machine alone. The same states are made by the same seed and number. */
function machineIn(
  { machine, design, profile, mutant }: Place,
  { made, kept, failure, threw }: JointInductionResult,
  seed: number,
  samples: number,
): JudgedMachine {
  const bug = mutant === undefined ? "" : ` --mutant ${quoted(mutant)}`;
  const which = `${machine} --design ${design} --profile ${profile}${bug}`;
  return {
    ...{ design, profile, mutant, failure, threw: threw?.message },
    states: { made, kept, from: failure?.state },
    command: `sigma486 refine ${which} --max-samples ${samples} --seed ${seed}`,
  };
}

/** On the small machine, of which there are enough states: each rule must be taken, and refused if it can be; and whatever can occur in a state must occur in one. */
function unexercised(setup: Setup, { taken, refusals, kinds }: JointInductionResult): string[] {
  const rules = [...taken].filter(([rule]) => !impossible(setup).includes(rule));
  return [
    ...rules.filter(([, times]) => times === 0).map(([rule]) => `rule ${rule} of kernel is never taken`),
    ...refusable
      .filter((rule) => (refusals.get(rule) ?? 0) === 0)
      .map((rule) => `rule ${rule} of kernel is never refused`),
    ...[...kinds].filter(([, times]) => times === 0).map(([kind]) => `never in a state: ${kind}`),
  ];
}

const told = (found: JointInductionResult): FoundByChance => ({
  ...found,
  samples: found.made,
  isViolated: found.failure !== undefined || found.threw !== undefined,
  isInterrupted: found.isInterrupted === true,
});
