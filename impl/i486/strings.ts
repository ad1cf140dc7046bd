/**
 * String instructions: many words in one instruction, which may be stopped between two of them by a page fault or by an
 * interrupt, and be continued. ESI, EDI and ECX then say where, as on the processor.
 *
 * Within a line of the source the words are moved in one go: two translations and one look into the cache for all of
 * them, which is what each of them would find.
 */
import { clocks, type Row } from "./clocks.js";
import { NOWHERE, READ, WRITE } from "./core.js";
import { DataInstructions } from "./data.js";
import { ECX, EDI, ESI } from "./registers.js";

export abstract class StringInstructions extends DataInstructions {
  /** The line that interrupts now, or -1. */
  abstract interruptLine(): number;

  /**
   * REP MOVSD: 12 + 3 n clocks for n words, upwards. Gives how many words were moved. Fewer than `words`: it is
   * `faulted`, or else an interrupt line is due. The same instruction with what is left continues it.
   */
  repMovs(from: number, to: number, words: number, text?: string): number {
    if (!this.begin(clocks.repMovs)) return 0;
    let moved = 0;
    while (moved < words) {
      const run = this.moveRun((from + 4 * moved) >>> 0, (to + 4 * moved) >>> 0, words - moved);
      moved += run;
      if (run === 0 || (moved < words && this.interruptLine() >= 0)) break;
    }
    this.registers[ESI] = from + 4 * moved;
    return this.ended(clocks.repMovs, to, moved, words, text);
  }

  /** REP STOSD: 7 + 4 n clocks to write a word n times, upwards. Gives how many were written, as `repMovs` does. */
  repStos(to: number, word: number, words: number, text?: string): number {
    if (!this.begin(clocks.repStos)) return 0;
    let moved = 0;
    while (moved < words) {
      const run = this.storeRun((to + 4 * moved) >>> 0, word, words - moved);
      moved += run;
      if (run === 0 || (moved < words && this.interruptLine() >= 0)) break;
    }
    return this.ended(clocks.repStos, to, moved, words, text);
  }

  private ended(row: Row, to: number, moved: number, words: number, text: string | undefined): number {
    this.registers[EDI] = to + 4 * moved;
    this.registers[ECX] = words - moved;
    if (moved < words) this.restart();
    this.end(row, text);
    return moved;
  }

  /** Move words up to the end of the line of either address. How many; 0: the access faults. */
  private moveRun(from: number, to: number, left: number): number {
    const source = this.wordAt(from, READ | this.user);
    if (source === NOWHERE) return 0;
    const target = this.wordAt(to, WRITE | this.user);
    if (target === NOWHERE) return 0;
    const run = Math.min(left, this.toEndOfLine(from), this.toEndOfLine(to));
    this.readThroughCache(source);
    this.cache.write(target);
    this.copy(source, target, run);
    this.charge(clocks.repMovs.perWord * run);
    return run;
  }

  /** Write words up to the end of a line. How many; 0: the access faults. */
  private storeRun(to: number, word: number, left: number): number {
    const target = this.wordAt(to, WRITE | this.user);
    if (target === NOWHERE) return 0;
    const run = Math.min(left, this.toEndOfLine(to));
    this.cache.write(target);
    for (let n = 0; n < run; n++) this.memory.put(target + 4 * n, word);
    this.charge(clocks.repStos.perWord * run);
    return run;
  }

  /** Word by word, upwards: where the strings overlap, what is moved is moved on. */
  private copy(source: number, target: number, run: number): void {
    const { memory } = this;
    for (let n = 0; n < run; n++) memory.put(target + 4 * n, memory.words[(source >>> 2) + n] ?? 0);
  }

  /** Words from an address to the end of its line. */
  private toEndOfLine(linear: number): number {
    const { lineBytes } = this.geometry;
    return (lineBytes - (linear & (lineBytes - 1))) >>> 2;
  }
}
