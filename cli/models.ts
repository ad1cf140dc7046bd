/** Models by name or path. */
import { existsSync } from "node:fs";
import type { Model } from "../model/index.js";
import { EXIT, Failure } from "./exit.js";

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

/** All models of ours. */
const ownModels = async (): Promise<readonly Model[]> =>
  (await Promise.all([sigmaModels(), ipcModels(), tlbModels()])).flat();

/** The models that `check` judges when none is named: the first at all scopes, variants at their quick one. */
export const checkedByDefault = sigmaModels;

/** One of our own models. */
export const ownModel = async (name: string): Promise<Model | undefined> =>
  (await ownModels()).find((model) => model.name === name);

const isPath = (text: string): boolean => /[\\/]|\.[cm]?[jt]s(#|$)/.test(text) || existsSync(text);

/**
 * The model that a command line names: one of ours, or `path`, or `path#export` of a user's module. Threads that walk
 * find it by this function too. Throws Failure with code 150.
 */
export async function findModel(name: string): Promise<Model> {
  const own = await ownModel(name);
  if (own !== undefined) return own;
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
