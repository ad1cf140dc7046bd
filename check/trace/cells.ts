/**
 * Cells: the smallest parts of a state that have a name, and what a step changed of them.
 *
 * `origin(1,2)` is the cell of a table, `slot[3]` of an array, `clock.left` of a record. A sequence or a set is one
 * cell, and so is a union whose kind changes: their parts have no fixed places.
 */
import { absent, type Instance, list, member, print, type Schema } from "../../model/index.js";
import { stateVariables, type TraceVariable, viewVariables } from "./vars.js";

/** A cell and its value, printed. */
export interface Cell {
  readonly cell: string;
  readonly value: string;
}
/** A cell that changed, and its values before and after, printed. */
export interface CellChange {
  readonly cell: string;
  readonly from: string;
  readonly to: string;
}

/** The parts of a value that have places of their own, by name; undefined when the value is one cell. */
function parts(schema: Schema, name: string, value: unknown): [string, Schema, unknown][] | undefined {
  switch (schema.kind) {
    case "record":
      return fields(schema.fields, name, value);
    case "array":
      return list(value).map((v, i) => [`${name}[${i}]`, schema.of, v]);
    case "table":
      return list(value).map((v, i) => [`${name}${keyText(print(schema.by, i))}`, schema.of, v]);
    case "optional":
      return value === absent(schema.of) ? undefined : parts(schema.of, name, value);
    case "union":
      return fields(schema.variants[String(member(value, "kind"))]?.fields ?? {}, name, value);
    default:
      return undefined;
  }
}

const keyText = (key: string): string => (key.startsWith("(") ? key : `(${key})`);

const fields = (
  of: Readonly<Record<string, Schema>>,
  name: string,
  value: unknown,
): [string, Schema, unknown][] =>
  Object.entries(of)
    .filter(([, field]) => field.kind !== "constant")
    .map(([field, schema]) => [`${name}.${field}`, schema, member(value, field)]);

/** Do the parts of the two values lie at the same places? */
function alike(schema: Schema, a: unknown, b: unknown): boolean {
  switch (schema.kind) {
    case "optional":
      return a !== absent(schema.of) && b !== absent(schema.of) && alike(schema.of, a, b);
    case "union":
      return member(a, "kind") === member(b, "kind");
    default:
      return true;
  }
}

/** The cells of a variable that differ between two values of it. */
function changesOf(schema: Schema, name: string, a: unknown, b: unknown): CellChange[] {
  const [before, after] = [parts(schema, name, a), parts(schema, name, b)];
  if (before !== undefined && after !== undefined && alike(schema, a, b))
    return before.flatMap(([cell, of, value], i) => changesOf(of, cell, value, after[i]?.[2]));
  const [from, to] = [print(schema, a), print(schema, b)];
  return from === to ? [] : [{ cell: name, from, to }];
}

/** The cells of a variable, a union's and an optional record's written whole. */
function cellsOf(schema: Schema, name: string, value: unknown): Cell[] {
  const splits = schema.kind === "record" || schema.kind === "array" || schema.kind === "table";
  const inside = splits ? parts(schema, name, value) : undefined;
  return (
    inside?.flatMap(([cell, of, v]) => cellsOf(of, cell, v)) ?? [{ cell: name, value: print(schema, value) }]
  );
}

const changes = <S>(of: readonly TraceVariable<S>[], before: S, after: S): CellChange[] =>
  of.flatMap((v) => changesOf(v.schema, v.name, v.of(before), v.of(after)));

/** The cells of the state that differ. */
export const changedCells = <S>(instance: Instance<S>, before: S, after: S): CellChange[] =>
  changes(stateVariables(instance), before, after);

/** The cells of the views that differ. */
export const changedViews = <S>(instance: Instance<S>, before: S, after: S): CellChange[] =>
  changes(viewVariables(instance), before, after);

/** Every cell of the state, then of the views. */
export const allCells = <S>(instance: Instance<S>, state: S): Cell[] =>
  [...stateVariables(instance), ...viewVariables(instance)].flatMap((v) =>
    cellsOf(v.schema, v.name, v.of(state)),
  );
