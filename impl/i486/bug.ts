/** A mistake of the program that the processor runs, or of its set-up: never what a user program can bring about. */
export class MachineBug extends Error {
  override name = "MachineBug";
}

/** A `MachineBug` with `why` unless `fact`. For paths that are not hot: `why` is made each time. */
export function insist(fact: boolean, why: string): asserts fact {
  if (!fact) throw new MachineBug(why);
}

/** A word or an address as people read it. */
export const hex = (word: number): string => `0x${(word >>> 0).toString(16)}`;
