/**
 * The TLB: page entries that the processor has used lately, in sets of a few ways, replaced by pseudo-LRU.
 *
 * It believes what it was filled with until it is flushed: a table entry that is changed in memory stays here as it was.
 * There is no address-space tag and no global bit, so that a load of CR3 flushes all of it.
 *
 * On the 486 the set is bits 14 to 12 of the linear address, and the tag bits 31 to 15.
 *
 * Source: Intel, Embedded Intel486 Processor Hardware Reference Manual, chapter 3.
 */
import { DIRTY, frameOf, USER, WRITABLE } from "./entries.js";
import type { Geometry } from "./geometry.js";
import { Sets } from "./sets.js";

/** What is remembered of a page. */
export interface Remembered {
  readonly page: number;
  readonly set: number;
  readonly way: number;
  readonly frame: number;
  readonly writable: boolean;
  readonly user: boolean;
  readonly dirty: boolean;
}

export class Tlb {
  /** How many pages it can remember. */
  readonly places: number;
  private readonly ways: number;
  private readonly cells: Int32Array;
  /** Which pages are where. */
  private readonly pages: Sets;
  /** The combined entry at each place. Its P bit is set, so that 0 stands for no entry. */
  private readonly entries: Int32Array;

  /** Words of state. */
  static words(g: Geometry): number {
    return g.tlbSets * g.tlbWays + Sets.words(g.tlbSets, g.tlbWays);
  }

  /** A TLB that keeps its state in `cells`, of `Tlb.words` words; all zero, it is empty. */
  constructor(g: Geometry, cells: Int32Array) {
    const places = g.tlbSets * g.tlbWays;
    this.places = places;
    this.ways = g.tlbWays;
    this.cells = cells;
    this.entries = cells.subarray(0, places);
    this.pages = new Sets(g.tlbSets, g.tlbWays, cells.subarray(places));
  }

  /** The entry remembered for a page, or 0; it becomes the one used last. */
  lookup(page: number): number {
    const place = this.pages.use(page);
    return place < 0 ? 0 : (this.entries[place] ?? 0);
  }

  /** Remember an entry for a page, in place of what was remembered for it, or in an empty way, or of the oldest. */
  fill(page: number, entry: number): void {
    const its = this.pages.use(page);
    this.entries[its < 0 ? this.pages.take(page) : its] = entry;
  }

  /** Forget a page. Was it remembered? */
  drop(page: number): boolean {
    const place = this.pages.drop(page);
    if (place < 0) return false;
    this.entries[place] = 0;
    return true;
  }

  /** Forget everything. */
  flush(): void {
    this.cells.fill(0);
  }

  /** Is a page remembered? It only looks. */
  holds(page: number): boolean {
    return this.pages.holds(page);
  }

  /** The entry at a place, for those who look; 0: none. */
  wordAt(place: number): number {
    return this.entries[place] ?? 0;
  }

  /** The page whose entry is at a place; -1: none. */
  pageAt(place: number): number {
    return this.pages.keyAt(place);
  }

  /** Everything that is remembered, for those who look. */
  contents(): readonly Remembered[] {
    return this.pages.contents().map(({ place, key }) => {
      const word = this.entries[place] ?? 0;
      return {
        page: key,
        set: Math.floor(place / this.ways),
        way: place % this.ways,
        frame: frameOf(word),
        writable: (word & WRITABLE) !== 0,
        user: (word & USER) !== 0,
        dirty: (word & DIRTY) !== 0,
      };
    });
  }
}
