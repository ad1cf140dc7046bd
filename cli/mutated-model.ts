/** Models with a bug in them: one of ours, from sources that a mutant's diff has changed. It is named MODEL+MUTANT. */
import { existsSync } from "node:fs";
import type { Model } from "../model/index.js";
import { type Mutant, patched, readMutant } from "../mutants/diff.js";
import { exhibitNamed, ids } from "../mutants/gallery.js";
import { type Loaded, loadChanged, sourceText } from "../mutants/load.js";
import { EXIT, errorText, Failure } from "./exit.js";
import { looksLikeModel, modelComplaint, toModel } from "./model-shape.js";
import { root } from "./package.js";

/** A model and the bug in it. */
export interface Mutation {
  /** One of ours. */
  readonly model: string;
  /** The id of a mutant of the gallery, or the path of a diff. */
  readonly mutant: string;
}

/** Is this a mutant's id, or the path of a diff? */
export const isMutant = (text: string): boolean =>
  ids(root).includes(text) || /\.(?:diff|patch)$/i.test(text);

/** Is this mutant in the gallery? */
export const isExhibit = (mutant: string): boolean => ids(root).includes(mutant);

/** The mutant with this id or path. Throws Failure with code 150 where there is none, DiffError for a bad one. */
export function findMutant(name: string): Mutant {
  const own = exhibitNamed(root, name);
  if (own !== undefined) return own;
  if (/[\\/]|\.\w+$/.test(name) || existsSync(name)) return readMutant(name);
  throw new Failure(
    EXIT.unreadable,
    `no mutant ${name}: give the path of a diff, or an id from the list of sigma486 mutants`,
  );
}

/** The model that a mutant is meant for: the one its header names, or else that of the folder that it changes. */
export function meantBy(name: string): string {
  const { fields, patches } = findMutant(name);
  return fields.model ?? patches[0]?.file.split("/")[1] ?? "";
}

/** The modules of spec/ that export models of ours. */
const HOMES = [
  "spec/sigma/index.ts",
  "spec/sigma/findings/index.ts",
  "spec/ipc/index.ts",
  "spec/ipc/split-call.ts",
  "spec/tlb/index.ts",
  "spec/tlb/findings/index.ts",
  "spec/kernel/index.ts",
] as const;

/** Load a model of ours with a bug. Throws Failure with code 150, or DiffError. */
export async function loadMutated({ model: name, mutant: of }: Mutation): Promise<Model> {
  const mutant = findMutant(of);
  const texts = patched(mutant, (file) => sourceText(root, file));
  const near = HOMES.filter((home) => name.startsWith(home.split("/")[1] ?? ""));
  for (const home of [...near, ...HOMES.filter((other) => !near.includes(other))]) {
    const loaded = await load(mutant, home, texts);
    const model = modelsIn(loaded).find((found) => found.name === name);
    if (model === undefined) continue;
    const changed = [...texts.keys()];
    if (!changed.some((file) => loaded.files.has(file)))
      throw unusable(mutant, `changes ${changed.join(", ")}, which is no part of ${name}`);
    return { ...model, name: `${name}+${mutant.id}` };
  }
  throw unusable(mutant, `there is no model ${name} in spec/ that it could be applied to`);
}

const unusable = ({ path }: Mutant, why: string, cause?: unknown): Failure =>
  new Failure(EXIT.unreadable, `${path}: ${why}`, { cause });

async function load(mutant: Mutant, home: string, texts: ReadonlyMap<string, string>): Promise<Loaded> {
  try {
    return await loadChanged(root, home, texts);
  } catch (error) {
    throw unusable(mutant, `with it, ${home} cannot be loaded: ${errorText(error)}`, error);
  }
}

/** The models that a module exports, one by one or in lists. */
const modelsIn = ({ exports }: Loaded): Model[] =>
  Object.values(exports)
    .flat()
    .filter((value) => looksLikeModel(value) && modelComplaint(value) === undefined)
    .map(toModel);
