/**
 * Sets of a few ways, as TLB and cache have them: which keys are there, and which of a set is replaced by the next.
 *
 * A key (a page, a line) may be in any way of its set, which its lowest bits name. Which way is replaced, pseudo-LRU says,
 * by the 486's three bits: B0 is 1 when the pair of ways 0 and 1 was used later than that of 2 and 3, B1 when way 0 was
 * used later than way 1, B2 when way 2 was used later than way 3. What is replaced is the earlier way of the earlier pair.
 * A set of two ways is the first pair, and has B1.
 *
 * Each instruction passes `use` a few times. So it is written out way by way, and all state is in one array: there each
 * array more that the compiled code must look at costs more than the work.
 *
 * Source: Intel, Embedded Intel486 Processor Hardware Reference Manual, chapter 3, for cache and TLB; that empty ways go
 * first, and what the bits mean: Stallings, Computer Organization and Architecture, the problem on the 486.
 */

/** No key is in this way. Key k is written k + 1, so that what is all zero is empty. */
const EMPTY = 0;
const B0 = 1;
const B1 = 2;
const B2 = 4;

export class Sets {
  private readonly setMask: number;
  private readonly ways: number;
  /** Ways in all. */
  private readonly places: number;
  /** For each set, its ways, each a key + 1 or EMPTY; then the bits of each set. */
  private readonly cells: Int32Array;

  /** Words of state of so many sets. */
  static words(sets: number, ways: number): number {
    return sets * (ways + 1);
  }

  /** Sets of 2 or 4 ways that keep their state in `cells`, of `Sets.words` words; all zero, they are empty. */
  constructor(sets: number, ways: number, cells: Int32Array) {
    this.setMask = sets - 1;
    this.ways = ways;
    this.places = sets * ways;
    this.cells = cells;
  }

  /** Forget everything. */
  flush(): void {
    this.cells.fill(EMPTY);
  }

  /** The place of a key, set * ways + way, or -1; it becomes the one used last. */
  use(key: number): number {
    const { cells, ways } = this;
    const set = key & this.setMask;
    const first = set * ways;
    const bits = this.places + set;
    const old = cells[bits] ?? 0;
    if (cells[first] === key + 1) {
      cells[bits] = old | B0 | B1;
      return first;
    }
    if (cells[first + 1] === key + 1) {
      cells[bits] = (old & ~B1) | B0;
      return first + 1;
    }
    if (ways === 2) return -1;
    if (cells[first + 2] === key + 1) {
      cells[bits] = (old & ~B0) | B2;
      return first + 2;
    }
    if (cells[first + 3] === key + 1) {
      cells[bits] = old & ~(B0 | B2);
      return first + 3;
    }
    return -1;
  }

  /** A place for a key that is not there: an empty one of its set, or that of the key that is replaced. It is used last. */
  take(key: number): number {
    const set = key & this.setMask;
    const empty = this.find(set, EMPTY);
    const place = empty >= 0 ? empty : set * this.ways + this.victim(this.cells[this.places + set] ?? 0);
    this.cells[place] = key + 1;
    return this.use(key);
  }

  /** Is a key there? It only looks. */
  holds(key: number): boolean {
    return this.find(key & this.setMask, key + 1) >= 0;
  }

  /** Forget a key. The place that it had, or -1. */
  drop(key: number): number {
    const place = this.find(key & this.setMask, key + 1);
    if (place >= 0) this.cells[place] = EMPTY;
    return place;
  }

  /** The key at a place, for those who look; -1: none. */
  keyAt(place: number): number {
    return (this.cells[place] ?? 0) - 1;
  }

  /** The key at each place that has one, for those who look. */
  contents(): readonly { readonly place: number; readonly key: number }[] {
    const all = [...this.cells.subarray(0, this.places)].map((written, place) => ({
      place,
      key: written - 1,
    }));
    return all.filter(({ key }) => key >= 0);
  }

  private find(set: number, written: number): number {
    const first = set * this.ways;
    for (let place = first; place < first + this.ways; place++)
      if (this.cells[place] === written) return place;
    return -1;
  }

  /** The way that is replaced, by the bits of its set. */
  private victim(bits: number): number {
    if (this.ways === 4 && (bits & B0) !== 0) return (bits & B2) === 0 ? 2 : 3;
    return (bits & B1) === 0 ? 0 : 1;
  }
}
