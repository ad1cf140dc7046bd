/** Models by name or path. */
import { existsSync } from "node:fs";
import type { Model } from "../model/index.js";
import { EXIT, Failure } from "./exit.js";
import type { Mutation } from "./mutated-model.js";

/** sigma, sigma with release, and the variants that the sources' statements make. */
async function sigmaModels(): Promise<readonly Model[]> {
  const [{ sigma, sigmaRelease }, { findings }] = await Promise.all([
    import("../spec/sigma/index.js"),
    import("../spec/sigma/findings/index.js"),
  ]);
  return [sigma, sigmaRelease, ...findings];
}

/** tlb, and the designs of the sources. */
async function tlbModels(): Promise<readonly Model[]> {
  const [{ tlb }, { findings }] = await Promise.all([
    import("../spec/tlb/index.js"),
    import("../spec/tlb/findings/index.js"),
  ]);
  return [tlb, ...findings];
}

/** ipc, and the two ways to call. */
async function ipcModels(): Promise<readonly Model[]> {
  const [{ ipc }, { splitCall, wholeCall }] = await Promise.all([
    import("../spec/ipc/index.js"),
    import("../spec/ipc/split-call.js"),
  ]);
  return [ipc, wholeCall, splitCall];
}

/** The whole. */
const kernelModels = async (): Promise<readonly Model[]> => [
  (await import("../spec/kernel/index.js")).kernel,
];

/** All models of ours. */
export const ownModels = async (): Promise<readonly Model[]> =>
  (await Promise.all([sigmaModels(), ipcModels(), tlbModels(), kernelModels()])).flat();

/** What `check` makes of a model when none is named. */
export interface Plan {
  readonly model: Model;
  /** Search it at these scopes, walk it, and judge its simulations; without them, search it at the quick scope. */
  readonly whole?: readonly ("quick" | "full")[];
  /** About how long that takes, compared with other models. */
  readonly weight: number;
}

/** The models that `check` judges when none is named: the levels of the specification, then their variants. */
export async function checkedByDefault(): Promise<readonly Plan[]> {
  const [sigma, ipc, tlb, kernel] = await Promise.all([
    sigmaModels(),
    ipcModels(),
    tlbModels(),
    kernelModels(),
  ]);
  return [
    ...wholly(sigma, ["quick", "full"], 10),
    ...wholly(ipc, ["quick"], 30),
    ...wholly(tlb, ["quick"], 20),
    ...wholly(kernel, ["quick"], 25),
    ...variants(sigma, 1),
    ...variants(ipc, 1),
    ...variants(tlb, 5),
  ];
}

/** The first of a list, which its variants follow. */
const wholly = ([model]: readonly Model[], whole: Plan["whole"] & object, weight: number): readonly Plan[] =>
  model === undefined ? [] : [{ model, whole, weight }];

const variants = ([, ...others]: readonly Model[], weight: number): readonly Plan[] =>
  others.map((model) => ({ model, weight }));

/** Those of our models that stand for more abstract ones; their variants stand for the same. */
export const refiningModels = async (): Promise<readonly Model[]> =>
  (await Promise.all([ipcModels(), tlbModels(), kernelModels()])).flatMap(([model]) => model ?? []);

/** One of our own models, without a bug. */
const ownModel = async (name: string): Promise<Model | undefined> =>
  (await ownModels()).find((model) => model.name === name);

/** A name such as `sigma+a-mutant`: a model of ours, and a mutant's id or the path of a diff. */
function mutationIn(name: string): Mutation | undefined {
  const [, model, mutant] = /^([a-z][\w-]*)\+(.+)$/.exec(name) ?? [];
  return model === undefined || mutant === undefined || existsSync(name) ? undefined : { model, mutant };
}

/** The mutant in a model's name, if there is one. */
export const mutantIn = (name: string): string | undefined => mutationIn(name)?.mutant;

/** Is this one of our own models, as it is or with a mutant of the gallery? */
export async function isOurs(name: string): Promise<boolean> {
  const mutation = mutationIn(name);
  if ((await ownModel(mutation?.model ?? name)) === undefined) return false;
  return mutation === undefined || (await import("./mutated-model.js")).isExhibit(mutation.mutant);
}

/**
 * The whole name of a model, under which `findModel` finds it: with the mutant, if there is one. A mutant alone, in
 * place of a model, means the model that it is meant for. Throws Failure with code 64 where a model cannot have one.
 */
export async function wholeName(name: string, mutant: string | undefined): Promise<string> {
  const own = (await ownModel(name)) !== undefined;
  if (own || mutationIn(name) !== undefined) return mutant === undefined ? name : `${name}+${mutant}`;
  const { isMutant, meantBy } = await import("./mutated-model.js");
  if (mutant === undefined || mutant === name) return isMutant(name) ? `${meantBy(name)}+${name}` : name;
  throw new Failure(EXIT.usage, `--mutant ${mutant}: mutants are of our models, and ${name} is none`);
}

const isPath = (text: string): boolean => /[\\/]|\.[cm]?[jt]s(#|$)/.test(text) || existsSync(text);

/**
 * The model that a command line names: one of ours, one with a bug (`model+mutant`), or `path`, or `path#export` of a
 * user's module. Threads that walk find it by this function too. Throws Failure with code 150.
 */
export async function findModel(name: string): Promise<Model> {
  const own = await ownModel(name);
  if (own !== undefined) return own;
  const mutation = mutationIn(name);
  if (mutation !== undefined && (await ownModel(mutation.model)) !== undefined)
    return (await import("./mutated-model.js")).loadMutated(mutation);
  if (!isPath(name)) {
    const names = (await ownModels()).map((model) => model.name);
    throw new Failure(
      EXIT.unreadable,
      `no model ${name}: give the path of a module, or one of ${names.join(", ")}`,
    );
  }
  const { loadModel } = await import("./user-model.js");
  return loadModel(name);
}
