/**
 * Sets of a few ways, as TLB and cache have them: which keys are there, and which of a set is replaced by the next.
 *
 * A key (a page, a line) may be in any way of its set, which its lowest bits name. Which way is replaced, pseudo-LRU says,
 * by one bit for each pair of halves: the ways are the leaves of a binary tree, and the bits of a set its inner nodes, root
 * first. A bit is 1 when the left half was used last. With 4 ways these are the 486's bits: B0 for the pairs, B1 within
 * ways 0 and 1, B2 within 2 and 3. The way replaced is found by going at each node to the half that was not used last.
 *
 * Source: Intel, Embedded Intel486 Processor Hardware Reference Manual, chapter 3, for cache and TLB; that empty ways go
 * first, and what the bits mean: Stallings, Computer Organization and Architecture, the problem on the 486.
 */

/** No key is in this way. Key k is written k + 1, so that what is all zero is empty. */
const EMPTY = 0;

export class Sets {
  private readonly setMask: number;
  private readonly ways: number;
  private readonly cells: Int32Array;
  /** For each set, its ways: a key + 1, or EMPTY. */
  private readonly keys: Int32Array;
  /** The bits of each set. */
  private readonly recent: Int32Array;
  /** The bits of a set after way w is used, at index bits * ways + w. */
  private readonly used: Uint8Array;
  /** The way to be replaced, by the bits of its set. */
  private readonly victim: Uint8Array;

  /** Words of state of so many sets. */
  static words(sets: number, ways: number): number {
    return sets * (ways + 1);
  }

  /** Sets that keep their state in `cells`, of `Sets.words` words; all zero, they are empty. */
  constructor(sets: number, ways: number, cells: Int32Array) {
    const states = 2 ** (ways - 1);
    this.setMask = sets - 1;
    this.ways = ways;
    this.cells = cells;
    this.keys = cells.subarray(0, sets * ways);
    this.recent = cells.subarray(sets * ways);
    this.used = Uint8Array.from({ length: states * ways }, (_, i) =>
      use(Math.floor(i / ways), i % ways, ways),
    );
    this.victim = Uint8Array.from({ length: states }, (_, bits) => replace(bits, ways));
  }

  /** The place of a key, set * ways + way, or -1; it becomes the one used last. */
  use(key: number): number {
    const { ways, keys } = this;
    const set = key & this.setMask;
    const first = set * ways;
    for (let way = 0; way < ways; way++)
      if (keys[first + way] === key + 1) {
        this.touch(set, way);
        return first + way;
      }
    return -1;
  }

  /** A place for a key: its own, or an empty one of its set, or that of the key that is replaced. It is used last. */
  fill(key: number): number {
    const set = key & this.setMask;
    const way = this.wayFor(set, key);
    this.keys[set * this.ways + way] = key + 1;
    this.touch(set, way);
    return set * this.ways + way;
  }

  /** Is a key there? It only looks. */
  holds(key: number): boolean {
    return this.find(key & this.setMask, key + 1) >= 0;
  }

  /** Forget a key. The place that it had, or -1. */
  drop(key: number): number {
    const set = key & this.setMask;
    const way = this.find(set, key + 1);
    if (way < 0) return -1;
    this.keys[set * this.ways + way] = EMPTY;
    return set * this.ways + way;
  }

  /** Forget everything. */
  flush(): void {
    this.cells.fill(EMPTY);
  }

  /** The key at each place that has one, for those who look. */
  contents(): readonly { readonly place: number; readonly key: number }[] {
    const all = [...this.keys].map((written, place) => ({ place, key: written - 1 }));
    return all.filter(({ key }) => key >= 0);
  }

  private touch(set: number, way: number): void {
    const { recent } = this;
    recent[set] = this.used[(recent[set] ?? 0) * this.ways + way] ?? 0;
  }

  private find(set: number, written: number): number {
    for (let way = 0; way < this.ways; way++) if (this.keys[set * this.ways + way] === written) return way;
    return -1;
  }

  private wayFor(set: number, key: number): number {
    const its = this.find(set, key + 1);
    if (its >= 0) return its;
    const empty = this.find(set, EMPTY);
    return empty >= 0 ? empty : (this.victim[this.recent[set] ?? 0] ?? 0);
  }
}

/** The bits after `way` is used: at each node on the way to it, the half that it lies in was used last. */
function use(bits: number, way: number, ways: number): number {
  let after = bits;
  for (let node = 0, half = ways / 2; half >= 1; half /= 2) {
    const isLeft = (way & half) === 0;
    after = isLeft ? after | (1 << node) : after & ~(1 << node);
    node = 2 * node + (isLeft ? 1 : 2);
  }
  return after;
}

/** The way that is replaced. */
function replace(bits: number, ways: number): number {
  let way = 0;
  for (let node = 0, half = ways / 2; half >= 1; half /= 2) {
    const goLeft = (bits & (1 << node)) === 0;
    if (!goLeft) way += half;
    node = 2 * node + (goLeft ? 1 : 2);
  }
  return way;
}
