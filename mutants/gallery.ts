/** The gallery: every mutant of ours, in folders beside this module's source. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Exhibit, exhibit, type KernelExhibit, kernelExhibit, readMutant } from "./diff.js";

/** The folders of mutants/ that hold diffs: each is named for what they change. */
const FOLDERS = ["spec", "impl"] as const;
type Folder = (typeof FOLDERS)[number];

/** Where the diff of a mutant of ours lies, by its id; `root` is the folder of the package. */
function files(
  root: string,
  folders: readonly Folder[] = FOLDERS,
): readonly (readonly [id: string, path: string])[] {
  return folders.flatMap((folder) => {
    const at = join(root, "mutants", folder);
    const names = existsSync(at) ? readdirSync(at).filter((name) => name.endsWith(".diff")) : [];
    return names.toSorted().map((name) => [name.slice(0, -".diff".length), join(at, name)] as const);
  });
}

/** The models, in the order in which one reads of them. */
const MODELS = ["sigma", "ipc", "tlb", "kernel"];

/** The mutants of the gallery against the specification, model by model, in alphabetical order. Throws DiffError. */
export const gallery = (root: string): readonly Exhibit[] =>
  files(root, ["spec"])
    .map(([, path]) => exhibit(readMutant(path)))
    .toSorted((a, b) => MODELS.indexOf(a.model) - MODELS.indexOf(b.model));

/** Those against the kernel, in alphabetical order. Throws DiffError. */
export const kernelGallery = (root: string): readonly KernelExhibit[] =>
  files(root, ["impl"]).map(([, path]) => kernelExhibit(readMutant(path)));

/** The ids of the gallery. */
export const ids = (root: string): readonly string[] => files(root).map(([id]) => id);

/** The mutant of the gallery with this id. Throws DiffError. */
export function exhibitNamed(root: string, id: string): Exhibit | KernelExhibit | undefined {
  const spec = files(root, ["spec"]).find(([name]) => name === id)?.[1];
  if (spec !== undefined) return exhibit(readMutant(spec));
  const impl = files(root, ["impl"]).find(([name]) => name === id)?.[1];
  return impl === undefined ? undefined : kernelExhibit(readMutant(impl));
}
