/**
 * Symmetry: renamings of interchangeable identifiers, and the least packed form among them as the canonical one.
 *
 * The group is the product of the full symmetric groups of each interchangeable sort; it is enumerated, so that the
 * canonical form is exact. Sorts with one name are one sort.
 */

import { renameSet } from "./cells.js";
import type { Executor } from "./execute.js";
import type { Renaming } from "./pack.js";
import { list, member } from "./print.js";
import {
  demand,
  type IdentifierSchema,
  NIL,
  type PairSchema,
  type RecordSchema,
  type Schema,
} from "./schema.js";

const LARGEST = 40_320;

/** The identifier sorts, and the pairs made of them, that occur in a schema. */
function sorts(schema: Schema, into = new Map<string, IdentifierSchema | PairSchema>()) {
  switch (schema.kind) {
    case "identifier":
      return into.set(schema.sort, schema);
    case "pair":
      sorts(schema.first, into);
      sorts(schema.second, into);
      return into.set(schema.sort, schema);
    case "table":
      sorts(schema.by, into);
      return sorts(schema.of, into);
    case "optional":
    case "array":
    case "sequence":
    case "set":
      return sorts(schema.of, into);
    case "record":
      for (const field of Object.values(schema.fields)) sorts(field, into);
      return into;
    case "union":
      for (const variant of Object.values(schema.variants)) sorts(variant, into);
      return into;
    default:
      return into;
  }
}

/** Every order of the numbers `from` .. size-1 after 0 .. from-1, the identity first. */
function permutations(size: number, from: number): number[][] {
  const kept = Array.from({ length: from }, (_, i) => i);
  const rest = Array.from({ length: size - from }, (_, i) => from + i);
  return arrangements(rest).map((order) => [...kept, ...order]);
}
const arrangements = (of: readonly number[]): number[][] =>
  of.length === 0
    ? [[]]
    : of.flatMap((first) => arrangements(of.filter((x) => x !== first)).map((rest) => [first, ...rest]));

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** All renamings of the schema's interchangeable identifiers, the identity first. Throws SchemaError above 40,320. */
export function renamings(schema: Schema): readonly Renaming[] {
  const all = [...sorts(schema).values()];
  const simple = all.filter((s) => s.kind === "identifier");
  const pairs = all.filter((s) => s.kind === "pair");
  const free = (s: IdentifierSchema) => (s.interchangeable ? s.size - s.fixed : 0);
  const order = simple.reduce((n, s) => n * factorial(free(s)), 1);
  demand(
    order <= LARGEST,
    () => `${order} renamings are more than symmetry can try for each state (${LARGEST})`,
  );
  let group: Record<string, number[]>[] = [{}];
  for (const s of simple)
    group = group.flatMap((g) => permutations(s.size, s.size - free(s)).map((p) => ({ ...g, [s.sort]: p })));
  return group.map((g) =>
    renaming({ ...g, ...Object.fromEntries(pairs.map((p) => [p.sort, onPairs(p, g)])) }),
  );
}

function onPairs(
  { first, second, size }: PairSchema,
  g: Readonly<Record<string, readonly number[]>>,
): number[] {
  const [a, b] = [g[first.sort] ?? [], g[second.sort] ?? []];
  return Array.from(
    { length: size },
    (_, n) => (a[Math.floor(n / second.size)] ?? 0) * second.size + (b[n % second.size] ?? 0),
  );
}

function renaming(maps: Readonly<Record<string, readonly number[]>>): Renaming {
  const to: Record<string, Int32Array> = {};
  const from: Record<string, Int32Array> = {};
  for (const [sort, map] of Object.entries(maps)) {
    to[sort] = Int32Array.from(map);
    from[sort] = Int32Array.from(map, (_, i) => map.indexOf(i));
  }
  return { to, from };
}

/** Puts the canonical form of `after` into `key`; gives the index of the renaming that leads to it. */
export function canonicaliser<S>(
  executor: Executor<S>,
  group: readonly Renaming[],
): (key: Int32Array) => number {
  const { words, encodeRenamed, encode, after } = executor;
  const candidate = new Int32Array(words);
  const [identity = { to: {}, from: {} }] = group;
  return (key) => {
    let best = 0;
    encode(after.state, key, 0);
    for (let g = 1; g < group.length; g++) {
      encodeRenamed(after.state, candidate, 0, group[g] ?? identity);
      if (!isLess(candidate, key, words)) continue;
      key.set(candidate);
      best = g;
    }
    return best;
  };
}

function isLess(a: Int32Array, b: Int32Array, words: number): boolean {
  for (let i = 0; i < words; i++) {
    const difference = ((a[i] ?? 0) >>> 0) - ((b[i] ?? 0) >>> 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The composition: first `f`, then `g`. */
export const compose = (f: Renaming, g: Renaming): Renaming =>
  renaming(
    Object.fromEntries(
      Object.entries(f.to).map(([sort, map]) => [sort, [...map].map((x) => g.to[sort]?.[x] ?? x)]),
    ),
  );

/** The renaming that undoes `f`. */
export const inverse = (f: Renaming): Renaming => ({ to: f.from, from: f.to });

/** A scalar value under a renaming; values that name nothing stay. Arguments of rules are renamed by this. */
export function rename(schema: Schema, value: unknown, by: Renaming): unknown {
  switch (schema.kind) {
    case "identifier":
    case "pair":
      return by.to[schema.sort]?.[Number(value)] ?? value;
    case "optional":
      return value === null || value === NIL ? value : rename(schema.of, value, by);
    case "set":
      return schema.of.kind === "number" ? value : renameSet(Number(value), by.to[schema.of.sort]);
    case "record":
      return renameFields(schema, value, by);
    case "array":
    case "sequence":
      return list(value).map((element) => rename(schema.of, element, by));
    case "table": {
      const from = by.from[schema.by.sort];
      return list(value).map((_, i, all) => rename(schema.of, all[from?.[i] ?? i], by));
    }
    case "union": {
      const variant = schema.variants[String(member(value, "kind"))];
      return variant && { kind: member(value, "kind"), ...renameFields(variant, value, by) };
    }
    case "transient":
      return rename(schema.of, value, by);
    default:
      return value;
  }
}

const renameFields = ({ fields }: RecordSchema, value: unknown, by: Renaming): object =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, rename(field, member(value, name), by)]),
  );
