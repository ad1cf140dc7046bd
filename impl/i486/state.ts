/**
 * All that a processor and its memory are, in one buffer: counters, registers, TLB, cache, memory. A snapshot is a copy
 * of it.
 */
import { insist } from "./bug.js";
import { Cache } from "./cache.js";
import type { Geometry } from "./geometry.js";
import { COUNTERS, REGISTERS } from "./registers.js";
import { Tlb } from "./tlb.js";

/** A copy of a whole machine, for `restore` of a processor with the same geometry. */
export type Snapshot = Uint32Array;

/** Where each part begins in a snapshot, in words, and where it ends. Counters are doubles, of two words each. */
export function layout(g: Geometry) {
  const counters = 0;
  const registers = counters + 2 * COUNTERS;
  const tlb = registers + REGISTERS;
  const cache = tlb + Tlb.words(g);
  const memory = cache + Cache.words(g);
  return { counters, registers, tlb, cache, memory, end: memory + g.memoryBytes / 4 } as const;
}

export class State {
  /** Everything, word by word. */
  readonly cells: Uint32Array;
  readonly counters: Float64Array;
  readonly registers: Uint32Array;
  readonly tlb: Int32Array;
  readonly cache: Int32Array;
  readonly memory: Uint32Array;

  constructor(g: Geometry) {
    const { registers, tlb, cache, memory, end } = layout(g);
    const buffer = new ArrayBuffer(4 * end);
    this.cells = new Uint32Array(buffer);
    this.counters = new Float64Array(buffer, 0, COUNTERS);
    this.registers = new Uint32Array(buffer, 4 * registers, REGISTERS);
    this.tlb = new Int32Array(buffer, 4 * tlb, Tlb.words(g));
    this.cache = new Int32Array(buffer, 4 * cache, Cache.words(g));
    this.memory = new Uint32Array(buffer, 4 * memory, g.memoryBytes / 4);
  }

  /** A copy of everything: into `into` if it is given, else a new one. */
  save(into: Snapshot = new Uint32Array(this.cells.length)): Snapshot {
    insist(into.length === this.cells.length, "a snapshot of another geometry");
    into.set(this.cells);
    return into;
  }

  /** Take from a copy all but memory, and of memory the frames for which `written` is later than `since`. Throws like `load`. */
  loadSince(from: Snapshot, written: Float64Array, since: number): void {
    insist(from.length === this.cells.length, "a snapshot of another geometry");
    const { cells } = this;
    const memory = cells.length - this.memory.length;
    const words = this.memory.length / written.length;
    for (let n = 0; n < memory; n++) cells[n] = from[n] ?? 0;
    for (let frame = 0; frame < written.length; frame++) {
      if ((written[frame] ?? 0) <= since) continue;
      const end = memory + words * (frame + 1);
      for (let n = end - words; n < end; n++) cells[n] = from[n] ?? 0;
    }
  }

  /** Take everything from a copy. Throws a `MachineBug` if it is of another size. */
  load(from: Snapshot): void {
    insist(from.length === this.cells.length, "a snapshot of another geometry");
    this.cells.set(from);
  }
}
