/**
 * Theories of models with a bug in them: the sources of spec/ with a mutant's diff, and those of proofs/ with the diff
 * that goes with it in mutants/proofs. Whether the two say the same is for the judge to find.
 */
import type { Theory } from "../check/prove/index.js";
import * as vocabulary from "../check/prove/index.js";
import { patched } from "../mutants/diff.js";
import { loadChanged, sourceText } from "../mutants/load.js";
import { theoryDiff } from "../mutants/theories.js";
import { EXIT, Failure } from "./exit.js";
import { findMutant, type Mutation } from "./mutated-model.js";
import { root } from "./package.js";

/** How a theory imports its vocabulary. */
const KNOWN = { "../../check/prove/index.js": vocabulary, "../check/prove/index.js": vocabulary };

/** Load the theory of a model with a bug; its model is named MODEL+MUTANT. Throws Failure with code 150. */
export async function loadMutatedTheory({ model: name, mutant: of }: Mutation): Promise<Theory> {
  const mutant = findMutant(of);
  const other = theoryDiff(root, mutant);
  const read = (file: string): string | undefined => sourceText(root, file);
  const texts = new Map([...patched(mutant, read), ...(other === undefined ? [] : patched(other, read))]);
  const { exports } = await loadChanged(root, "proofs/index.ts", texts, KNOWN);
  const { theories } = exports;
  const theory = isTheories(theories) ? theories.find(({ model }) => model.name === name) : undefined;
  if (theory === undefined)
    throw new Failure(EXIT.unreadable, `${mutant.path}: there is no theory of ${name}`);
  return { ...theory, model: { ...theory.model, name: `${name}+${mutant.id}` } };
}

/** What proofs/index.ts exports, loaded from our own sources. */
const isTheories = (value: unknown): value is readonly Theory[] => Array.isArray(value);
