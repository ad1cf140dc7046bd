/** Transient fields: where a schema has them, and states in which what they hold is forgotten. */
import { demand, type Schema, type TransientSchema } from "./schema.js";

/** The transient fields of a state, by name. Throws SchemaError when a part that is no field of the state is transient. */
export function transients(schema: Schema): readonly (readonly [string, TransientSchema])[] {
  const fields = schema.kind === "record" ? Object.entries(schema.fields) : [["state", schema] as const];
  return fields.flatMap(([name, field]) => {
    if (field.kind === "transient" && schema.kind === "record") return [[name, field] as const];
    demand(!hasTransient(field), () => `${name}: only a field of the state itself can be transient`);
    return [];
  });
}

function hasTransient(node: Schema): boolean {
  switch (node.kind) {
    case "transient":
      return true;
    case "optional":
    case "array":
    case "table":
    case "sequence":
      return hasTransient(node.of);
    case "record":
      return Object.values(node.fields).some(hasTransient);
    case "union":
      return Object.values(node.variants).some(hasTransient);
    default:
      return false;
  }
}

/** The function that forgets: it gives the state as the next step finds it. */
export function forgetting<S>(schema: Schema<S>): (state: S) => S {
  const forgotten = transients(schema).map(([name, { value }]) => [name, value] as const);
  if (forgotten.length === 0) return (state) => state;
  const blank = Object.fromEntries(forgotten);
  return (state) => ({ ...state, ...blank });
}
