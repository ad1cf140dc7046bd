/** Random schemas of every kind, nested, and pairs of a schema with values of it. */
import * as fc from "fast-check";
import { arbitrary } from "../../model/arbitrary.js";
import {
  absent,
  array,
  boolean,
  constant,
  identifier,
  int,
  interchangeable,
  list,
  member,
  oneOf,
  optional,
  pair,
  record,
  type Schema,
  type SetSchema,
  sequence,
  set,
  table,
  transient,
  union,
} from "../../model/index.js";
import { blank } from "../../model/unpack.js";

/** One sort is one size, so that the sorts are few and fixed. */
const colour = identifier("colour", 3);
const lone = identifier("lone", 1);
const node = interchangeable("node", 3);
const slot = interchangeable("slot", 3, 1);
const link = pair("link", node, slot);
const twin = pair("twin", node, node);
const names = [colour, lone, node, slot, link, twin];

/** From one value to as many as an int may have; from far below zero to far above. */
const ranges = fc
  .tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
    fc.oneof(fc.constantFrom(0, 1, 2, 3, 2 ** 31 - 3), fc.nat(70), fc.nat(2 ** 31 - 3)),
  )
  .map(([lo, width]) => int(lo, lo + width));

const naturals = fc
  .tuple(fc.nat(40), fc.oneof(fc.nat(9), fc.constant(2 ** 31 - 3)))
  .map(([lo, width]) => int(lo, lo + width));

const subrange = fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => int(Math.min(a, b), Math.max(a, b)));
const sets: fc.Arbitrary<Schema> = fc.oneof(
  subrange.map((range) => set(range)),
  fc.constantFrom(...names).map((name) => set<number>(name)),
);

const choices: fc.Arbitrary<Schema> = fc.constantFrom(
  oneOf("only"),
  oneOf("ready", "waiting", "nil"),
  oneOf("a", "b", "c", "d", "e"),
);

const scalars: fc.Arbitrary<Schema> = fc.oneof(
  ranges,
  fc.constant(boolean),
  choices,
  fc.constantFrom(...names),
  sets,
  fc.oneof(naturals, sets, choices, fc.constantFrom(...names, boolean)).map((of) => optional(of)),
);

const FIELDS = ["a", "b", "odd name", 'q"uote'] as const;
const fieldsOf = (of: fc.Arbitrary<Schema>): fc.Arbitrary<Record<string, Schema>> =>
  fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof({ weight: 4, arbitrary: of }, constants), {
    maxKeys: 3,
  });

const constants: fc.Arbitrary<Schema> = fc.constantFrom<Schema>(constant(7), constant([1, 2, 3]));

/** A schema one level deeper than those of `of`. */
const composites = (of: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> =>
  fc.oneof(
    fieldsOf(of).map((fields) => record(fields)),
    fc.tuple(fc.nat(4), of).map(([length, s]) => array(length, s)),
    fc.tuple(fc.constantFrom(...names), of).map(([by, s]) => table(by, s)),
    fc.tuple(fc.nat(3), of).map(([max, s]) => sequence(max, s)),
    fc.tuple(fieldsOf(of), fieldsOf(of)).map(([x, y]) => union({ x, y, "no fields": {} })),
    fieldsOf(of).map((fields) => optional(record(fields))),
    fc.tuple(fc.nat(2), of).map(([max, s]): Schema => optional(sequence(max, s))),
  );

/** Wide enough that an encoder is written as several functions: they split after 200 cells. */
const wide: fc.Arbitrary<Schema> = fc
  .tuple(fc.integer({ min: 201, max: 450 }), scalars, composites(scalars))
  .map(([length, cell, rest]) => record({ first: array(length, cell), rest, last: array(3, cell) }));

const level1 = fc.oneof(scalars, composites(scalars));
const level2 = fc.oneof(level1, composites(level1));

/** A schema of any kind, up to four levels deep. */
export const schemas: fc.Arbitrary<Schema> = fc.oneof(
  { weight: 3, arbitrary: scalars },
  { weight: 8, arbitrary: composites(level2) },
  { weight: 1, arbitrary: wide },
);

/** A schema with two of its values. */
export const withValues = (
  of: fc.Arbitrary<Schema> = schemas,
): fc.Arbitrary<{ schema: Schema; one: unknown; other: unknown }> =>
  of.chain((schema) =>
    fc.record({ schema: fc.constant(schema), one: arbitrary(schema), other: arbitrary(schema) }),
  );

/** A state with a transient field `told`: its schema, what `told` is forgotten to, and two states that have it filled. */
export const filled = fc
  .tuple(schemas, schemas)
  .chain(([rest, of]) => fc.tuple(fc.constant(rest), fc.constant(of), arbitrary(of)))
  .chain(([rest, of, blank]) => {
    const state = fc.record({ rest: arbitrary(rest), told: arbitrary(of) });
    const schema = record({ rest, told: transient(of, blank) });
    return fc.record({ schema: fc.constant(schema), blank: fc.constant(blank), one: state, other: state });
  });

const with_ = (all: readonly unknown[], i: number, value: unknown): unknown[] =>
  all.map((v, j) => (i === j ? value : v));

/** Copies of a value with one part of it moved out of its domain, for each part. */
export function* outside(schema: Schema, value: unknown): Generator<unknown> {
  switch (schema.kind) {
    case "number":
      return yield* [schema.lo - 1, schema.hi + 1, schema.lo + 0.5, Number.NaN];
    case "identifier":
    case "pair":
      return yield* [-2, schema.size, 0.5];
    case "boolean":
    case "choice":
      return yield* ["no such word", 0, undefined];
    case "set":
      return yield* outsideSet(schema);
    case "optional":
      for (const bad of outside(schema.of, value === absent(schema.of) ? blank(schema.of) : value))
        if (bad !== absent(schema.of)) yield bad;
      return;
    case "record":
      return yield* outsideFields(schema.fields, value);
    case "array":
    case "table":
    case "sequence": {
      const all = list(value);
      for (const [i, element] of all.entries())
        for (const bad of outside(schema.of, element)) yield with_(all, i, bad);
      const most = schema.kind === "sequence" ? schema.max : all.length;
      return yield Array.from({ length: most + 1 }, () => blank(schema.of));
    }
    case "union":
      yield { ...Object(value), kind: "no such kind" };
      return yield* outsideFields(schema.variants[String(member(value, "kind"))]?.fields ?? {}, value);
    case "constant":
      return;
    case "transient":
      return yield* outside(schema.of, value);
  }
}

function* outsideFields(fields: Readonly<Record<string, Schema>>, value: unknown): Generator<unknown> {
  for (const [name, field] of Object.entries(fields))
    for (const bad of outside(field, member(value, name))) yield { ...Object(value), [name]: bad };
}

function* outsideSet({ of }: SetSchema): Generator<number> {
  const [lo, hi] = of.kind === "number" ? [of.lo, of.hi] : [0, of.size - 1];
  if (lo > 0) yield 1 << (lo - 1);
  if (hi < 30) yield 1 << (hi + 1);
  yield -2;
}

/** What an effect may do and worse: nested objects replaced, sequences grown, kinds and cells overwritten. */
export function spoil(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case "record":
      return spoilFields(schema.fields, value);
    case "union":
      spoilFields(schema.variants[String(member(value, "kind"))]?.fields ?? {}, value);
      return Object.assign(Object(value), { kind: "spoilt" });
    case "array":
    case "table":
      if (Array.isArray(value))
        for (const [i, element] of value.entries()) Reflect.set(value, i, spoil(schema.of, element));
      return list(value).slice();
    case "sequence":
      if (Array.isArray(value)) value.push("spoilt", "twice");
      return value;
    case "optional":
      return typeof value === "object" && value !== null ? spoil(schema.of, value) : "spoilt";
    case "constant":
      return value;
    case "transient":
      return spoil(schema.of, value);
    default:
      return "spoilt";
  }
}

function spoilFields(fields: Readonly<Record<string, Schema>>, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const [name, field] of Object.entries(fields))
    Reflect.set(value, name, spoil(field, member(value, name)));
  return { ...value };
}
