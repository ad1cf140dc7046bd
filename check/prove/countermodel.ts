/** A solver's answer as a finite structure, the state from which an obligation fails. */
import type { Structure } from "./structure.js";
import type { Theory } from "./theory.js";
import type { Variable } from "./vocabulary.js";

/** Read the values of `wanted` terms, in their order. */
export function structureOf(
  theory: Theory,
  params: readonly Variable[],
  most: number,
  values: readonly string[],
): Structure {
  const rest = values.values();
  const next = (): string => rest.next().value ?? "";
  const things = new Map(
    theory.sorts.map(({ sort }) => [sort.name, distinct(Array.from({ length: most }, next))]),
  );
  const numberOf = (sort: string, value: string): number =>
    sort === "Bool" ? Number(value === "true") : Math.max(0, things.get(sort)?.all.indexOf(value) ?? 0);
  const args = Object.fromEntries(params.map(({ name, sort }) => [name, numberOf(sort.name, next())]));
  const tables = new Map(
    theory.symbols.map(({ symbol }) => {
      const kept = symbol.takes.map((one) => things.get(one.name)?.first ?? []);
      const table: number[] = [];
      for (const isKept of everyTuple(kept)) {
        const value = numberOf(symbol.gives.name, next());
        if (isKept) table.push(value);
      }
      return [symbol.name, table] as const;
    }),
  );
  return { sizes: new Map([...things].map(([name, { all }]) => [name, all.length])), tables, args };
}

/** The values without repetition, and which places are the first of their value: two names may be of one thing. */
function distinct(values: readonly string[]): {
  readonly all: readonly string[];
  readonly first: readonly boolean[];
} {
  const all = [...new Set(values)];
  return { all, first: values.map((value, i) => values.indexOf(value) === i) };
}

/** For every tuple of places, the last fastest: is each the first of its value? */
function* everyTuple(places: readonly (readonly boolean[])[]): Generator<boolean> {
  const [head, ...tail] = places;
  if (head === undefined) return yield true;
  for (const isFirst of head) for (const others of everyTuple(tail)) yield isFirst && others;
}
