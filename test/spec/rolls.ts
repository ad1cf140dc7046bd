/** Chance for those who need no shrinking. */
import type { Roll } from "../../check/index.js";

/** Marsaglia's xorshift: the same rolls for the same seed. */
export function rolls(seed: number): Roll {
  let x = seed;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % n;
  };
}
