/**
 * What a state may be: finite domains, as data.
 *
 * A schema is written once and read six times: for the packed encoding (pack.ts), the canonical form under
 * symmetry (symmetry.ts), random typed states (arbitrary.ts), ITF values (itf.ts), printing (print.ts) and
 * its size in bits. Numbers stay small integers, so that a packed state costs a shift and a mask a cell.
 */

/** A number 0 .. size-1 that names one thing of one sort: a space, a page, a thread. */
export type Id<Sort extends string> = number & { readonly __sort: Sort };

/** The identifier with this number. */
export const id = <Sort extends string>(n: number): Id<Sort> => n as Id<Sort>;

/** The absent number: what an optional number or identifier holds when it holds nothing. */
export const NIL = -1;
export type Nil = typeof NIL;

/** A set of numbers 0 .. 30: element e is in the set when bit e is. Made and read by the functions of sets.ts. */
export type Bits<Element extends number> = number & { readonly __sort: readonly ["set", Element] };

export interface NumberSchema {
  readonly kind: "number";
  readonly lo: number;
  readonly hi: number;
}
export interface BooleanSchema {
  readonly kind: "boolean";
}
export interface ChoiceSchema {
  readonly kind: "choice";
  readonly options: readonly string[];
}
/** One sort of names. With `interchangeable`, all but the first `fixed` of them may be swapped freely. */
export interface IdentifierSchema {
  readonly kind: "identifier";
  readonly sort: string;
  readonly size: number;
  readonly interchangeable: boolean;
  readonly fixed: number;
}
/** A pair of identifiers (a, b), numbered a * |b| + b. */
export interface PairSchema {
  readonly kind: "pair";
  readonly sort: string;
  readonly first: IdentifierSchema;
  readonly second: IdentifierSchema;
  readonly size: number;
}
export interface OptionalSchema {
  readonly kind: "optional";
  readonly of: Schema;
}
export interface RecordSchema {
  readonly kind: "record";
  readonly fields: Readonly<Record<string, Schema>>;
}
export interface ArraySchema {
  readonly kind: "array";
  readonly length: number;
  readonly of: Schema;
}
/** A total function from identifiers, kept as an array. */
export interface TableSchema {
  readonly kind: "table";
  readonly by: IdentifierSchema | PairSchema;
  readonly of: Schema;
}
export interface SequenceSchema {
  readonly kind: "sequence";
  readonly max: number;
  readonly of: Schema;
}
export interface SetSchema {
  readonly kind: "set";
  readonly of: NumberSchema | IdentifierSchema | PairSchema;
}
export interface UnionSchema {
  readonly kind: "union";
  readonly variants: Readonly<Record<string, RecordSchema>>;
}
export interface ConstantSchema {
  readonly kind: "constant";
  readonly value: unknown;
}

export interface TransientSchema {
  readonly kind: "transient";
  readonly of: Schema;
  readonly value: unknown;
}

export type SchemaNode =
  | NumberSchema
  | BooleanSchema
  | ChoiceSchema
  | IdentifierSchema
  | PairSchema
  | OptionalSchema
  | RecordSchema
  | ArraySchema
  | TableSchema
  | SequenceSchema
  | SetSchema
  | UnionSchema
  | ConstantSchema
  | TransientSchema;

/** A schema whose values have the TypeScript type `T`. */
export type Schema<T = unknown> = SchemaNode & { readonly __type?: T };

/** The type of a schema's values. */
export type Value<S> = S extends { readonly __type?: infer T } ? T : never;

export type Fields = Readonly<Record<string, Schema>>;
export type RecordOf<F extends Fields> = { readonly [K in keyof F]: Value<F[K]> };
export type UnionOf<V extends Readonly<Record<string, Fields>>> = {
  [K in keyof V & string]: { readonly kind: K } & RecordOf<V[K]>;
}[keyof V & string];

/** A schema that a model module got wrong: told to its author, never to a user of the model. */
export class SchemaError extends Error {
  override name = "SchemaError";
}

/** Error with `why` unless `fact`. */
export function demand(fact: boolean, why: () => string): asserts fact {
  if (!fact) throw new SchemaError(why());
}

const wholes = (lo: number, hi: number): boolean => Number.isSafeInteger(lo) && Number.isSafeInteger(hi);

/** The whole numbers lo .. hi, both included; at most 2^31 - 1 of them. */
export function int(lo: number, hi: number): NumberSchema & Schema<number> {
  demand(wholes(lo, hi) && lo <= hi && hi - lo < 2 ** 31 - 2, () => `int(${lo}, ${hi}) is not a range`);
  return { kind: "number", lo, hi };
}

/** true or false. */
export const boolean: Schema<boolean> = { kind: "boolean" };

/** One of a few words. */
export function oneOf<const O extends readonly [string, ...string[]]>(...options: O): Schema<O[number]> {
  demand(new Set(options).size === options.length, () => `oneOf(${options.join(", ")}) repeats a word`);
  return { kind: "choice", options };
}

function identifierNode(
  name: string,
  size: number,
  interchangeable: boolean,
  fixed: number,
): IdentifierSchema {
  demand(
    wholes(size, fixed) && size > 0 && size < 2 ** 16,
    () => `${name}: ${size} is not a number of identifiers`,
  );
  return { kind: "identifier", sort: name, size, interchangeable, fixed };
}

/** `size` names of one sort whose order or number means something. */
export const identifier = <Sort extends string>(
  name: Sort,
  size: number,
): IdentifierSchema & Schema<Id<Sort>> => identifierNode(name, size, false, size);

/** `size` names of one sort; all but the first `fixed` of them behave alike, so that symmetry may swap them. */
export const interchangeable = <Sort extends string>(
  name: Sort,
  size: number,
  fixed = 0,
): IdentifierSchema & Schema<Id<Sort>> => identifierNode(name, size, true, fixed);

/** Pairs (first, second), one number each: first * |second| + second. */
export const pair = <Sort extends string>(
  name: Sort,
  first: IdentifierSchema,
  second: IdentifierSchema,
): PairSchema & Schema<Id<Sort>> => ({
  kind: "pair",
  sort: name,
  first,
  second,
  size: first.size * second.size,
});

/** A value or nothing. Nothing is NIL for numbers and identifiers, `null` for all else. */
export function optional<T>(of: Schema<T>): Schema<T extends number ? T | Nil : T | null> {
  demand(of.kind !== "optional" && of.kind !== "constant", () => `optional(${of.kind}) says nothing more`);
  demand(
    of.kind !== "number" || of.lo >= 0,
    () => "optional: a range with negative numbers has no place for NIL",
  );
  return { kind: "optional", of };
}

/** A record; its fields are laid out in the order written. */
export const record = <F extends Fields>(fields: F): RecordSchema & Schema<RecordOf<F>> => ({
  kind: "record",
  fields,
});

/** Exactly `length` values. */
export function array<T>(length: number, of: Schema<T>): Schema<readonly T[]> {
  demand(Number.isSafeInteger(length) && length >= 0, () => `array: ${length} is not a length`);
  return { kind: "array", length, of };
}

/** One value for each identifier. */
export const table = <T>(by: IdentifierSchema | PairSchema, of: Schema<T>): Schema<readonly T[]> => ({
  kind: "table",
  by,
  of,
});

/** From none to `max` values, in order. */
export function sequence<T>(max: number, of: Schema<T>): Schema<readonly T[]> {
  demand(Number.isSafeInteger(max) && max >= 0, () => `sequence: ${max} is not a maximum`);
  return { kind: "sequence", max, of };
}

/** A set of numbers or identifiers, none above 30 (for larger sets use a table of booleans). */
export function set<T extends number>(
  of: (NumberSchema | IdentifierSchema | PairSchema) & Schema<T>,
): Schema<Bits<T>> {
  const [lo, hi] = of.kind === "number" ? [of.lo, of.hi] : [0, of.size - 1];
  demand(lo >= 0 && hi <= 30, () => `set: elements ${lo}..${hi} are not all in 0..30`);
  return { kind: "set", of };
}

/** One of several records, told apart by the field `kind`. */
export function union<V extends Readonly<Record<string, Fields>>>(variants: V): Schema<UnionOf<V>> {
  const records: Record<string, RecordSchema> = {};
  for (const [tag, fields] of Object.entries(variants)) {
    demand(!("kind" in fields), () => `union: variant ${tag} has a field of its own called kind`);
    records[tag] = { kind: "record", fields };
  }
  demand(Object.keys(records).length > 0, () => "union of nothing");
  return { kind: "union", variants: records };
}

/** A field that is the same in every state of a scope: readable by every rule, packed into no bits. */
export const constant = <const T>(value: T): Schema<T> => ({ kind: "constant", value });

/**
 * A field that a step fills in and the next step does not find any more, such as what the kernel told each thread. It is
 * no part of a state's identity: it is packed into no bits, and states that differ in it alone are one. Guards and
 * effects find `value` there, and so do properties of states and the state before a step; properties of steps see what
 * the step filled in, in the state after, and traces show it. Only a field of the state itself can be transient.
 */
export const transient = <T>(of: Schema<T>, value: NoInfer<T>): Schema<T> => ({
  kind: "transient",
  of,
  value,
});
