/** Is a bug in the kernel caught by what its header names: an invariant, a contract, a field, along random walks? */
import { type Implementation, type JointTold, type JointWalkResult, jointWalks } from "../check/index.js";
import * as observers from "../spec/ipc/observers.js";
import * as repertoire from "../spec/ipc/repertoire.js";
import * as specification from "../spec/kernel/index.js";
import * as processor from "../spec/kernel/processor.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { DiffError, type KernelExhibit, type Mutant, patched } from "./diff.js";
import type { Complaint } from "./judge.js";
import { loadChanged, sourceText } from "./load.js";
import { isProfile, type ProfileName, profiles, walksOf } from "./profiles.js";

/** The module that makes the kernel of a profile, of the mutated sources too. */
const ENTRY = "mutants/profiles.ts";

/** The specification has no bug, and is the same for all. */
const SPECIFICATION = {
  "../spec/ipc/observers.js": observers,
  "../spec/ipc/repertoire.js": repertoire,
  "../spec/kernel/index.js": specification,
  "../spec/kernel/processor.js": processor,
};

/** Walks until a bug must have been caught. */
const WALKS = { seed: 486, samples: 2000 };

/** What the walks found of a kernel with a bug. */
export interface KernelJudgement {
  readonly profile: ProfileName;
  readonly seed: number;
  /** Walks and steps up to the first walk that was caught. */
  readonly walks: number;
  readonly steps: number;
  /** The walk made short, if the bug was caught. */
  readonly failure?: readonly JointTold[];
  /** What the last step has broken. */
  readonly wrong?: string;
  readonly threw?: JointWalkResult["threw"];
  readonly seconds: number;
}

/** How a kernel is to be judged, where its header does not say so. */
export interface KernelJudging {
  readonly seed?: number | undefined;
  readonly samples?: number | undefined;
}

/**
 * What has a complaint of the judge broken: its words up to the colon, for an invariant or a contract; the field of the
 * state that it begins with; else `reply`, `answer`, or `steps` where the machine has done what the model refuses.
 */
export function brokenBy(wrong: string): string {
  const named = /^(\w+): /.exec(wrong)?.[1];
  if (named !== undefined) return named;
  if (wrong.startsWith("the machine has done")) return "steps";
  const field = /^([a-zA-Z]+)\b.* is .* in the model, and the machine/.exec(wrong)?.[1];
  return field ?? (/^thread \d+ (?:is told|has)/.test(wrong) ? "reply" : "answer");
}

type Maker = (profile: ProfileName) => Implementation<Abstract>;
const isMaker = (value: unknown): value is Maker => typeof value === "function";

/** The kernel of a profile with a bug in it. Throws DiffError. */
export async function mutatedKernel(
  root: string,
  mutant: Mutant,
  profile: ProfileName,
): Promise<Implementation<Abstract>> {
  const texts = patched(mutant, (file) => sourceText(root, file));
  const { exports, files } = await loadChanged(root, ENTRY, texts, SPECIFICATION).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : cause;
    throw new DiffError(`${mutant.path}: with it, ${ENTRY} cannot be loaded: ${why}`, { cause });
  });
  if (![...texts.keys()].some((file) => files.has(file)))
    throw new DiffError(
      `${mutant.path}: changes ${[...texts.keys()].join(", ")}, which is no part of the kernel`,
    );
  const make = exports.kernelFor;
  if (!isMaker(make)) throw new DiffError(`${mutant.path}: with it, ${ENTRY} has no kernelFor`);
  return make(profile);
}

/** The profile of this name. Throws DiffError. */
export function profileOf({ path }: Mutant, name = "small"): ProfileName {
  if (isProfile(name)) return name;
  throw new DiffError(`${path}: profile: there are ${Object.keys(profiles).join(", ")}`);
}

/** Judge a kernel with a bug: by what its header names, or, without, by all. Throws DiffError. */
export async function judgeKernel(
  root: string,
  mutant: Mutant & Pick<Partial<KernelExhibit>, "property" | "profile" | "seed">,
  { seed = mutant.seed ?? WALKS.seed, samples = WALKS.samples }: KernelJudging = {},
): Promise<KernelJudgement> {
  const profile = profileOf(mutant, mutant.profile);
  const kernel = await mutatedKernel(root, mutant, profile);
  const { property } = mutant;
  const start = performance.now();
  const {
    failure,
    threw,
    samples: walks,
    steps,
  } = jointWalks(kernel, {
    ...walksOf(profile),
    ...{ seed, samples },
    counts: (wrong) => property === undefined || brokenBy(wrong) === property,
  });
  const wrong = failure?.at(-1)?.wrong;
  return {
    ...{ profile, seed, walks, steps, seconds: (performance.now() - start) / 1000 },
    ...(failure === undefined ? {} : { failure }),
    ...(wrong === undefined ? {} : { wrong }),
    ...(threw === undefined ? {} : { threw }),
  };
}

/** What is wrong with an exhibit; nothing, if it is caught by what its header names. */
export function kernelComplaints({ property }: KernelExhibit, judged: KernelJudgement): Complaint[] {
  if (judged.wrong !== undefined) return [];
  const { threw, walks } = judged;
  if (threw !== undefined)
    return [
      { kind: "throws", says: `${property} holds in ${walks} walks, and the kernel fails: ${threw.message}` },
    ];
  return [
    { kind: "survives", says: `it survives: ${property} holds in ${walks} walks of ${judged.profile}` },
  ];
}
