/** Judging the machine: which kernels a command line names, and from what was found of one to an outcome. */
import type { JudgedMachine, RefinedByWalks } from "../check/report/outcome.js";
import type { Implementation } from "../check/simulate/implementation.js";
import {
  type JointWalkOptions,
  type JointWalkResult,
  walkingJointly,
} from "../check/simulate/joint-walks.js";
import type { Instance } from "../model/index.js";
import {
  completionCodes,
  correspondenceOf,
  designs,
  implementationOf,
  impossible,
  listened,
  type MachineName,
  machines,
  type Setup,
  setupName,
  walksOf,
} from "../refinement/machines.js";
import { type ProfileName, profileNames, profiles } from "../refinement/profiles.js";
import type { Kernel } from "../spec/kernel/state.js";
import { EXIT, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { labelledLine, peakBytes, SEED, secondsSince } from "./judging.js";
import { walkLine } from "./progress.js";
import { drive, type Session } from "./session.js";
import type { Target } from "./target.js";

/** Requests of a walk, unless told. */
const MAX_STEPS = 200;

export const isMachine = (name: string): name is MachineName => machines.some((machine) => machine === name);

/** The kernels that a name and the flags stand for: all designs on the small geometry, and L3's on the large one. */
export function setupsOf(
  machine: MachineName,
  { design, profile }: Pick<Flags, "design" | "profile">,
): Setup[] {
  const chosen = profile === undefined ? undefined : profileNamed(profile);
  if (design !== undefined)
    return [{ machine, design: designNamed(design), profile: chosen ?? "everything" }];
  const whole = { machine, profile: chosen ?? ("everything" as const) };
  const others = machine === "small" ? [...designs.keys()].filter((name) => name !== "l3") : [];
  return [
    ...(chosen === undefined && machine === "small"
      ? profileNames.map((name) => ({ machine, design: "l3", profile: name }))
      : [{ ...whole, design: "l3" }]),
    ...others.map((name) => ({ ...whole, design: name })),
  ];
}

function designNamed(name: string): string {
  if (designs.has(name)) return name;
  const names = [...designs.keys()].join(", ");
  throw new Failure(EXIT.configuration, `--design ${name}: there is no such design; there are ${names}`);
}

function profileNamed(name: string): ProfileName {
  const found = profileNames.find((profile) => profile === name);
  if (found !== undefined) return found;
  const names = profileNames.join(", ");
  throw new Failure(EXIT.configuration, `--profile ${name}: there is no such profile; there are ${names}`);
}

/** What stands for the model in a report: the specification, under the machine's name. */
export function machineTarget(setup: Setup): { readonly target: Target; readonly instance: Instance } {
  const { instance } = correspondenceOf(setup);
  const model = { ...instance.model, name: setupName(setup), properties: [], simulations: {} };
  const scope = { profile: setup.profile };
  return { target: { name: model.name, model }, instance: { ...instance, model, scope, properties: [] } };
}

/** The specification that a machine is to stand for. */
export const machineModel = (setup: Setup): Instance => correspondenceOf(setup).instance;

/** Along random walks: the kernel of the setup, or what is given in its place. */
export async function judgeMachine(
  session: Session,
  setup: Setup,
  samples: number | undefined,
  given: Implementation<Kernel> = implementationOf(setup),
): Promise<RefinedByWalks> {
  const { maxSteps = MAX_STEPS, seed = SEED } = session.flags;
  const { target, instance } = machineTarget(setup);
  const { implementation, codes } = listened(given);
  const usual = profiles[setup.profile].samples[setup.machine];
  const options = { seed, samples: samples ?? usual, maxSteps, ...walksOf(setup) };
  const start = performance.now();
  const found = await drive(session, walkingJointly(implementation, options), (progress, seconds) =>
    labelledLine(session, target, `${setup.profile} · ${walkLine(progress, seconds)}`),
  );
  const unseen = options.samples < usual ? [] : unexercised(setup, found, codes);
  return {
    judge: "refine",
    by: "random",
    instance,
    onto: given.instance,
    simulation: "kernel",
    machine: machineIn(setup, found, options),
    ...result(setup, found, seed, unseen),
    maxSteps,
    traces: [],
    properties: [],
    files: new Map(),
    disputes: [],
    walkSeconds: secondsSince(start),
    seconds: secondsSince(start),
    peakBytes: peakBytes(),
  };
}

/** What a report tells of the machine alone. The same walks are made by the same seed and numbers. */
function machineIn(
  { machine, design, profile }: Setup,
  { shortest, threw }: JointWalkResult,
  { seed, samples, maxSteps }: Pick<JointWalkOptions, "seed" | "samples" | "maxSteps">,
): JudgedMachine {
  const which = `${machine} --design ${design} --profile ${profile}`;
  const walks = `--max-samples ${samples} --max-steps ${maxSteps} --seed ${seed}`;
  return {
    ...{ design, profile, failure: shortest, threw: threw?.message },
    command: `sigma486 refine ${which} ${walks}`,
  };
}

/** In the profile in which everything is asked for, each rule must be taken, and each code be told. */
function unexercised(setup: Setup, { taken }: JointWalkResult, codes: ReadonlySet<string>): string[] {
  if (setup.profile !== "everything") return [];
  const untaken = [...taken].filter(([rule, times]) => times === 0 && isExpected(setup, rule));
  return [
    ...untaken.map(([rule]) => `rule ${rule} of kernel is never taken`),
    ...completionCodes.filter((code) => !codes.has(code)).map((code) => `the code ${code} is never told`),
  ];
}

/** What was found, in the words in which walks of models tell it. */
function result(
  setup: Setup,
  found: JointWalkResult,
  seed: number,
  vacuous: readonly string[],
): Pick<RefinedByWalks, "found" | "verdict"> {
  const { samples, steps, refused, taken, runs } = found;
  const [none = 0, one = 0, two = 0, more = 0] = runs;
  const verdict = verdictOf(found, vacuous);
  return {
    verdict,
    found: {
      ...{ verdict, seed, samples, steps, refused },
      traces: [],
      vacuous: verdict === "vacuous" ? vacuous : [],
      coverage: { rules: [], premises: [] },
      runs: { none, one, two, more },
      taken: [...taken]
        .map(([rule, times]) => ({ rule, times }))
        .filter(({ rule, times }) => times > 0 || isExpected(setup, rule)),
    },
  };
}

/** Is it worth a word if the rule was never taken? */
const isExpected = (setup: Setup, rule: string): boolean =>
  setup.profile === "everything" && !impossible(setup).includes(rule);

function verdictOf(
  { shortest, threw, isInterrupted }: JointWalkResult,
  vacuous: readonly string[],
): "holds" | "violated" | "vacuous" | "interrupted" {
  if (shortest !== undefined || threw !== undefined) return "violated";
  if (isInterrupted) return "interrupted";
  return vacuous.length > 0 ? "vacuous" : "holds";
}
