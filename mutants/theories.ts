/** Mutants of the gallery as mutants of theories: for each a diff of proofs/ too, or the reason why there is none. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Exhibit, type Mutant, readMutant } from "./diff.js";
import { gallery } from "./gallery.js";

const ORDER = "it depends on the order of the pages' numbers, and the pages of the theory have none";

/** Mutants that the theories cannot express, and why. */
export const unexpressed: Readonly<Record<string, string>> = {
  "rehang-first-only": ORDER,
  "revoke-upwards-only": ORDER,
};

/** The diff of proofs/ that goes with a mutant, by its id. Undefined where there is none. Throws DiffError. */
export function theoryDiff(root: string, { id }: Pick<Mutant, "id">): Mutant | undefined {
  const path = join(root, "mutants", "proofs", `${id}.diff`);
  return existsSync(path) ? readMutant(path) : undefined;
}

/** The mutants of the gallery that are against one of these models. */
export const mutantsOf = (root: string, models: readonly string[]): readonly Exhibit[] =>
  gallery(root).filter(({ model }) => models.includes(model));
