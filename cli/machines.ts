/** Judging the machine: from what was found of a kernel to an outcome. */
import type { JudgedMachine, RefinedByWalks } from "../check/report/outcome.js";
import type { Implementation } from "../check/simulate/implementation.js";
import {
  type JointWalkOptions,
  type JointWalkResult,
  walkingJointly,
} from "../check/simulate/joint-walks.js";
import type { Instance } from "../model/index.js";
import { expectedOf, listened } from "../refinement/machines.js";
import { searchOptions } from "../refinement/searches.js";
import { completionCodes } from "../spec/ipc/threads.js";
import type { Kernel } from "../spec/kernel/state.js";
import { quoted } from "./files.js";
import { shownBy } from "./joint-traces.js";
import { labelledLine, peakBytes, secondsSince } from "./judging.js";
import { type FoundByChance, foundByChance } from "./machine-found.js";
import { kernelAt, modelAt, type Place, placeName, searchAt, setupOf, walksAt } from "./places.js";
import { walkLine } from "./progress.js";
import { drive, type Session } from "./session.js";
import type { Target } from "./target.js";

/** What stands for the model in a report: the specification, under the machine's name. */
export function machineTarget(place: Place): { readonly target: Target; readonly instance: Instance } {
  const instance = modelAt(place);
  const model = { ...instance.model, name: placeName(place), properties: [], simulations: {} };
  const scope = { profile: place.profile, ...boundOf(place) };
  return { target: { name: model.name, model }, instance: { ...instance, model, scope, properties: [] } };
}

/** In how many steps all is tried, where that is not all there are. */
function boundOf(place: Place): { readonly depth?: number } {
  const search = searchAt(place);
  const { maxDepth: depth } = search === undefined ? {} : searchOptions(search);
  return depth === undefined ? {} : { depth };
}

/** Along random walks: the kernel of the place, or what is given in its stead. */
export async function judgeMachine(
  session: Session,
  place: Place,
  samples: number | undefined,
  given?: Implementation<Kernel>,
): Promise<RefinedByWalks> {
  const kernel = given ?? (await kernelAt(place));
  const { target, instance } = machineTarget(place);
  const { implementation, codes } = listened(kernel);
  const usual = walksAt(place);
  const { maxSteps = usual.maxSteps, seed = usual.seed } = session.flags;
  const options = { ...usual, seed, samples: samples ?? usual.samples, maxSteps };
  const start = performance.now();
  const found = await drive(session, walkingJointly(implementation, options), (progress, seconds) =>
    labelledLine(session, target, `${place.profile} · ${walkLine(progress, seconds)}`),
  );
  const walkSeconds = secondsSince(start);
  const isWhole = place.mutant === undefined && options.samples >= usual.samples;
  const unseen = isWhole ? unexercised(place, found, codes) : [];
  const shown = found.shortest && (await shownBy(session, place, kernel, found.shortest, options));
  return {
    judge: "refine",
    by: "random",
    instance,
    onto: kernel.instance,
    simulation: "kernel",
    machine: { ...machineIn(place, found, options), ...shown },
    ...foundByChance(told(found), seed, unseen, (rule) => isExpected(place, rule)),
    maxSteps,
    traces: [],
    properties: [],
    files: new Map(),
    disputes: [],
    walkSeconds,
    seconds: secondsSince(start),
    peakBytes: peakBytes(),
  };
}

/** What a report tells of the machine alone. The same walks are made by the same seed and numbers. */
function machineIn(
  { machine, design, profile, mutant }: Place,
  { threw }: JointWalkResult,
  { seed, samples, maxSteps }: Pick<JointWalkOptions, "seed" | "samples" | "maxSteps">,
): JudgedMachine {
  const bug = mutant === undefined ? "" : ` --mutant ${quoted(mutant)}`;
  const which = `${machine} --design ${design} --profile ${profile}${bug}`;
  const walks = `--max-samples ${samples} --max-steps ${maxSteps} --seed ${seed}`;
  return { design, profile, mutant, threw: threw?.message, command: `sigma486 refine ${which} ${walks}` };
}

/** Each rule that is expected must be taken; and where everything is asked for, each code be told. */
function unexercised(place: Place, { taken }: JointWalkResult, codes: ReadonlySet<string>): string[] {
  const untaken = [...taken].filter(([rule, times]) => times === 0 && isExpected(place, rule));
  const expected = setupOf(place)?.profile === "everything" ? completionCodes : [];
  return [
    ...untaken.map(([rule]) => `rule ${rule} of kernel is never taken`),
    ...expected.filter((code) => !codes.has(code)).map((code) => `the code ${code} is never told`),
  ];
}

const told = (found: JointWalkResult): FoundByChance => ({
  ...found,
  isViolated: found.shortest !== undefined || found.threw !== undefined,
  isInterrupted: found.isInterrupted === true,
});

/** Is it worth a word if the rule was never taken? */
function isExpected(place: Place, rule: string): boolean {
  const setup = setupOf(place);
  return setup !== undefined && expectedOf(setup).includes(rule);
}
