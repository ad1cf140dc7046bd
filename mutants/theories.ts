/** Mutants of the gallery as mutants of theories: for each a diff of proofs/ too, or the reason why there is none. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Exhibit, type Mutant, readMutant } from "./diff.js";
import { gallery } from "./gallery.js";

/** Mutants that are not judged, though there is a theory of their model, and why. */
export const unexpressed: Readonly<Record<string, string>> = {
  "registers-for-everybody":
    "a task that does not exist can create itself with it, and the model throws when it is deleted",
};

/** The diff of proofs/ that goes with a mutant, by its id. Undefined where there is none. Throws DiffError. */
export function theoryDiff(root: string, { id }: Pick<Mutant, "id">): Mutant | undefined {
  const path = join(root, "mutants", "proofs", `${id}.diff`);
  return existsSync(path) ? readMutant(path) : undefined;
}

/** Why there are no formulas of a mutant: what it breaks is among the properties that are left out of the theory. */
export const leftOut = (
  root: string,
  exhibit: Exhibit,
  left: Readonly<Record<string, string>>,
): string | undefined => (theoryDiff(root, exhibit) === undefined ? left[exhibit.property] : undefined);

/** The mutants of the gallery that are against one of these models. */
export const mutantsOf = (root: string, models: readonly string[]): readonly Exhibit[] =>
  gallery(root).filter(({ model }) => models.includes(model));
