/**
 * The cache, for clocks only: it knows which lines of physical memory are in it, and memory itself has their words.
 *
 * One cache for code and data, by physical address. It is written through: a write goes to memory, and to the line if it
 * is there; only a read that misses fills a line. So nothing has to be written back, and no address space to be flushed.
 *
 * Source: Intel, Embedded Intel486 Processor Hardware Reference Manual, chapter 3.
 */
import type { Geometry } from "./geometry.js";
import { Sets } from "./sets.js";

export class Cache {
  private readonly lineShift: number;
  private readonly lines: Sets;

  /** Words of state. */
  static words(g: Geometry): number {
    return Sets.words(g.cacheSets, g.cacheWays);
  }

  /** A cache that keeps its state in `cells`, of `Cache.words` words; all zero, it is empty. */
  constructor(g: Geometry, cells: Int32Array) {
    this.lineShift = g.lineShift;
    this.lines = new Sets(g.cacheSets, g.cacheWays, cells);
  }

  /** A read at a physical address: is its line there? If not it is filled. */
  read(physical: number): boolean {
    const line = physical >>> this.lineShift;
    if (this.lines.use(line) >= 0) return true;
    this.lines.take(line);
    return false;
  }

  /** A write at a physical address: its line is used if it is there, and not filled if it is not. */
  write(physical: number): void {
    this.lines.use(physical >>> this.lineShift);
  }

  /** Forget everything. */
  flush(): void {
    this.lines.flush();
  }

  /** Is the line of a physical address there? It only looks. */
  holds(physical: number): boolean {
    return this.lines.holds(physical >>> this.lineShift);
  }
}
