/** Finite structures: how many things there are of each sort, and a table for each symbol. */
import type { Declaration, Sort } from "./vocabulary.js";

export interface Structure {
  /** How many things there are of a sort, by its name. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The value of each symbol for each tuple of arguments, the last of them fastest; by the symbol's name. */
  readonly tables: ReadonlyMap<string, ArrayLike<number>>;
  /** The things that the parameters stand for, by name. */
  readonly args: Readonly<Record<string, number>>;
}

export const sizeOf = (sizes: ReadonlyMap<string, number>, { name }: Sort): number =>
  name === "Bool" ? 2 : (sizes.get(name) ?? 0);

/** How many tuples of arguments a symbol has. */
export const tuples = (sizes: ReadonlyMap<string, number>, { takes }: Pick<Declaration, "takes">): number =>
  takes.reduce((n, one) => n * sizeOf(sizes, one), 1);

/** Tuple number `n` of a symbol's arguments. */
export function tuple(
  sizes: ReadonlyMap<string, number>,
  { takes }: Pick<Declaration, "takes">,
  n: number,
): number[] {
  const found = takes.map(() => 0);
  let rest = n;
  for (let i = takes.length - 1; i >= 0; i--) {
    const one = takes[i];
    const size = one === undefined ? 1 : sizeOf(sizes, one);
    found[i] = rest % size;
    rest = Math.floor(rest / size);
  }
  return found;
}

/** The value of a symbol in a structure. */
export function valueIn({ sizes, tables }: Structure, symbol: Declaration, args: readonly number[]): number {
  const at = symbol.takes.reduce((n, one, i) => n * sizeOf(sizes, one) + (args[i] ?? 0), 0);
  return tables.get(symbol.name)?.[at] ?? 0;
}
