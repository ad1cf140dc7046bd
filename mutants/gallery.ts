/** The gallery: every mutant of ours, in folders beside this module's source. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Exhibit, exhibit, readMutant } from "./diff.js";

/** The folders of mutants/ that hold diffs: each is named for what they change. */
const FOLDERS = ["spec"] as const;

/** Where the diff of a mutant of ours lies, by its id; `root` is the folder of the package. */
function files(root: string): readonly (readonly [id: string, path: string])[] {
  return FOLDERS.flatMap((folder) => {
    const at = join(root, "mutants", folder);
    const names = existsSync(at) ? readdirSync(at).filter((name) => name.endsWith(".diff")) : [];
    return names.toSorted().map((name) => [name.slice(0, -".diff".length), join(at, name)] as const);
  });
}

/** The models, in the order in which one reads of them. */
const MODELS = ["sigma", "ipc", "tlb", "kernel"];

/** The mutants of the gallery, model by model, in alphabetical order. Throws DiffError. */
export const gallery = (root: string): readonly Exhibit[] =>
  files(root)
    .map(([, path]) => exhibit(readMutant(path)))
    .toSorted((a, b) => MODELS.indexOf(a.model) - MODELS.indexOf(b.model));

/** The ids of the gallery. */
export const ids = (root: string): readonly string[] => files(root).map(([id]) => id);

/** The mutant of the gallery with this id. Throws DiffError. */
export function exhibitNamed(root: string, id: string): Exhibit | undefined {
  const path = files(root).find(([name]) => name === id)?.[1];
  return path === undefined ? undefined : exhibit(readMutant(path));
}
