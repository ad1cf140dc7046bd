/** The variables of a model's traces: the fields of its state, constants left out, and its views. */
import { type Instance, member, type Schema, SchemaError, type Tags } from "../../model/index.js";

export interface TraceVariable<S> {
  readonly name: string;
  readonly schema: Schema;
  readonly of: (state: S) => unknown;
  /** What an optional value's cases are called; Some and None unless given. */
  readonly tags?: Tags;
}

/** A state that is not a record is one variable of this name. */
const WHOLE = "state";

/** The fields of the state that may change. */
export function stateVariables<S>({ schema }: Instance<S>): TraceVariable<S>[] {
  if (schema.kind !== "record") return [{ name: WHOLE, schema, of: (state) => state }];
  return Object.entries(schema.fields)
    .filter(([, field]) => field.kind !== "constant")
    .map(([name, field]) => ({
      name,
      schema: field.kind === "transient" ? field.of : field,
      of: (state) => member(state, name),
    }));
}

/** The views. Throws SchemaError when one has the name of a field. */
export function viewVariables<S>(instance: Instance<S>): TraceVariable<S>[] {
  const { model, scope } = instance;
  const taken = stateVariables(instance).map((v) => v.name);
  return Object.entries(model.views ?? {}).map(([name, viewAt]) => {
    if (taken.includes(name)) throw new SchemaError(`${model.name} has a field and a view called ${name}`);
    const { schema, of, tags } = viewAt(scope as never);
    return { name, schema, of: (state) => of(state), ...(tags === undefined ? {} : { tags }) };
  });
}
