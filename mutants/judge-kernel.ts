/** Is a bug in the kernel caught by what its header names: an invariant, a contract, a field, along random walks? */
import type { Implementation } from "../check/simulate/implementation.js";
import type { JointFailure, JointTold } from "../check/simulate/joint-tell.js";
import { type JointWalkResult, jointWalks } from "../check/simulate/joint-walks.js";
import { brokenBy } from "../check/trace/joint.js";
import type { Setup } from "../refinement/machines.js";
import type { SearchSetup } from "../refinement/searches.js";
import * as observers from "../spec/ipc/observers.js";
import * as repertoire from "../spec/ipc/repertoire.js";
import * as specification from "../spec/kernel/index.js";
import * as processor from "../spec/kernel/processor.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { DiffError, type KernelExhibit, type Mutant, patched } from "./diff.js";
import type { Complaint } from "./judge.js";
import { loadChanged, sourceText } from "./load.js";
import { isProfile, type ProfileName, profiles, walksOf } from "./profiles.js";

/** The specification, where it has no bug: it is the same for all. */
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
  readonly shortest?: JointFailure;
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

type Maker = (of: ProfileName | Setup | SearchSetup) => Implementation<Abstract>;
const isMaker = (value: unknown): value is Maker => typeof value === "function";

/** The module that makes kernels, and what it calls the function that does. */
interface Entry {
  readonly file: string;
  readonly name: string;
}

/** Of a profile of the gallery, of one of refine's, and of one of its searches. */
const GALLERY: Entry = { file: "mutants/profiles.ts", name: "kernelFor" };
const REFINE: Entry = { file: "refinement/machines.ts", name: "implementationOf" };
const SEARCH: Entry = { file: "mutants/searched.ts", name: "kernelSearched" };

/** The function that makes kernels, of the mutated sources. Throws DiffError. */
async function makerOf(root: string, mutant: Mutant, { file, name }: Entry): Promise<Maker> {
  const texts = patched(mutant, (path) => sourceText(root, path));
  const changed = [...texts.keys()];
  const known = changed.some((path) => path.startsWith("spec/")) ? {} : SPECIFICATION;
  const { exports, files } = await loadChanged(root, file, texts, known).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : cause;
    throw new DiffError(`${mutant.path}: with it, ${file} cannot be loaded: ${why}`, { cause });
  });
  if (!changed.some((path) => files.has(path)))
    throw new DiffError(`${mutant.path}: changes ${changed.join(", ")}, which is no part of the kernel`);
  const make = exports[name];
  if (!isMaker(make)) throw new DiffError(`${mutant.path}: with it, ${file} has no ${name}`);
  return make;
}

/** The kernel with a bug, in a profile of the gallery. Throws DiffError. */
export async function mutatedKernel(
  root: string,
  mutant: Mutant,
  profile: ProfileName,
): Promise<Implementation<Abstract>> {
  const make = await makerOf(root, mutant, GALLERY);
  return make(profile);
}

/** The kernel with a bug, or what it is compared with, as refine judges it. Throws DiffError. */
export async function mutatedMachine(
  root: string,
  mutant: Mutant,
  setup: Setup,
): Promise<Implementation<Abstract>> {
  const make = await makerOf(root, mutant, REFINE);
  return make(setup);
}

/** The same, as one of refine's searches searches it. Throws DiffError. */
export async function mutatedSearch(
  root: string,
  mutant: Mutant,
  setup: SearchSetup,
): Promise<Implementation<Abstract>> {
  const make = await makerOf(root, mutant, SEARCH);
  return make(setup);
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
    shortest,
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
    ...(shortest === undefined ? {} : { shortest }),
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
