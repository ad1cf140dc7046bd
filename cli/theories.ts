/** Theories by the names of their models, with a mutant if there is one. */
import type { Theory } from "../check/prove/index.js";
import { EXIT, Failure } from "./exit.js";
import { findModel, mutantIn, wholeName } from "./models.js";

const own = async (): Promise<readonly Theory[]> => (await import("../proofs/index.js")).theories;

/** All theories, or those of the models that are named. Throws Failure with code 150 for a model that has none. */
export async function theoriesOf(
  names: readonly string[],
  mutant: string | undefined,
): Promise<readonly Theory[]> {
  if (names.length === 0 && mutant === undefined) return own();
  const wanted = names.length === 0 && mutant !== undefined ? [mutant] : names;
  return Promise.all(wanted.map(async (name) => theoryNamed(await wholeName(name, mutant))));
}

async function theoryNamed(name: string): Promise<Theory> {
  const mutation = mutantIn(name);
  const base = mutation === undefined ? name : name.slice(0, name.indexOf("+"));
  const all = await own();
  const found = all.find(({ model }) => model.name === base);
  if (found === undefined) {
    await findModel(name);
    const known = all.map(({ model }) => model.name).join(", ");
    throw new Failure(EXIT.unreadable, `there is no theory of ${name}: there are theories of ${known}`);
  }
  if (mutation === undefined) return all.find(({ model }) => model.name === base) ?? theoryNamed(base);
  return (await import("./mutated-theory.js")).loadMutatedTheory({ model: base, mutant: mutation });
}
