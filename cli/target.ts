/** What is to be judged: a model that a command line names, at a scope, by some of its properties. */
import { type Instance, instantiate, type Model, parseScope, type Scope } from "../model/index.js";
import { EXIT, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { findModel, wholeName } from "./models.js";

/** A model, and the name under which `findModel` finds it. */
export interface Target {
  readonly name: string;
  readonly model: Model;
}

/** The model that a command line names, with the mutant of its flags. Throws Failure with code 150. */
export async function findTarget(text: string, { mutant }: Pick<Flags, "mutant">): Promise<Target> {
  const name = await wholeName(text, mutant);
  return { name, model: await findModel(name) };
}

/** A model at the scope of the flags, or else at one of its own. */
export const instanceAt = (
  { model }: Target,
  { scope }: Pick<Flags, "scope">,
  otherwise: Scope = model.scopes.full,
): Instance => instantiate(model, scope === undefined ? otherwise : parseScope(model, scope));

/** The properties that the flags select; undefined for all. Throws Failure with code 151 for one that is not there. */
export function selected({ model }: Target, { invariant }: Flags): readonly string[] | undefined {
  const ids = model.properties.map((property) => property.id);
  const unknown = invariant?.find((id) => !ids.includes(id));
  if (unknown === undefined) return invariant;
  throw new Failure(
    EXIT.configuration,
    `--invariant ${unknown}: ${model.name} has no such property; it has ${ids.join(", ") || "none"}`,
  );
}
