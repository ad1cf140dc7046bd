/** Copies of a machine, which are alike in most words: each is kept as those words in which it differs from the first. */

/** Words of a copy, each behind its place. */
export type Copy = Uint32Array;

export class Copies {
  private readonly first: Uint32Array;
  private readonly found: Uint32Array;

  constructor(first: Uint32Array) {
    this.first = first;
    this.found = new Uint32Array(2 * first.length);
  }

  pack(machine: Uint32Array): Copy {
    const { first, found } = this;
    let length = 0;
    for (let at = 0; at < first.length; at++) {
      if (machine[at] === first[at]) continue;
      found[length++] = at;
      found[length++] = machine[at] ?? 0;
    }
    return found.slice(0, length);
  }

  /** The machine of a copy. */
  unpack(copy: Copy): Uint32Array {
    const machine = this.first.slice();
    for (let n = 0; n < copy.length; n += 2) machine[copy[n] ?? 0] = copy[n + 1] ?? 0;
    return machine;
  }
}
