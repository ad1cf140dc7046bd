/** Finite sets of numbers 0 .. 30 as values: a set is a number, so nothing is allocated and nothing is shared. */
import type { Bits } from "./schema.js";

const bits = <E extends number>(n: number): Bits<E> => n as Bits<E>;

/** The set of the elements given. */
export const setOf = <E extends number>(...elements: readonly E[]): Bits<E> =>
  bits(elements.reduce((all: number, e) => all | (1 << e), 0));

/** e in s */
export const has = <E extends number>(s: Bits<E>, e: E): boolean => ((s >>> e) & 1) === 1;

/** s u {e} */
export const including = <E extends number>(s: Bits<E>, e: E): Bits<E> => bits(s | (1 << e));

/** s \ {e} */
export const excluding = <E extends number>(s: Bits<E>, e: E): Bits<E> => bits(s & ~(1 << e));

/** s u t */
export const join = <E extends number>(s: Bits<E>, t: Bits<E>): Bits<E> => bits(s | t);

/** s n t */
export const meet = <E extends number>(s: Bits<E>, t: Bits<E>): Bits<E> => bits(s & t);

/** The number of elements. */
export function size(s: Bits<number>): number {
  let left: number = s;
  let n = 0;
  for (; left !== 0; left &= left - 1) n++;
  return n;
}

/** The elements, smallest first. */
export function members(s: Bits<number>): readonly number[] {
  const found: number[] = [];
  for (let e = 0; e <= 30; e++) if ((s >>> e) & 1) found.push(e);
  return found;
}
