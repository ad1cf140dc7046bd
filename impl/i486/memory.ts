/** Physical memory: 32-bit words at byte addresses. For the boot loader, devices and those who look: nothing is charged. */
import { hex, MachineBug } from "./bug.js";

export class Memory {
  /** The word at physical address a is `words[a / 4]`. It is for reading: writes go through `write`, so that they are noted. */
  readonly words: Uint32Array;
  /**
   * For each frame, in which age it was last written. Ages are for those who look, and no part of the machine: what has
   * not been written since they looked need not be looked at again. There may be more than 2^32 of them.
   */
  readonly written: Float64Array;
  /** The age in which things are written now. */
  age = 1;
  private readonly frameShift: number;

  constructor(words: Uint32Array, frameShift: number) {
    this.words = words;
    this.frameShift = frameShift;
    this.written = new Float64Array((words.length * 4) >>> frameShift);
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.words.length * 4;
  }

  /** The word at a physical address. Throws a `MachineBug` if it is not aligned, or there is no such memory. */
  read(physical: number): number {
    const word = this.words[physical / 4];
    if (word === undefined) throw this.noWord(physical);
    return word;
  }

  /** Write a word at a physical address. Throws like `read`. */
  write(physical: number, value: number): void {
    if (!(physical / 4 in this.words)) throw this.noWord(physical);
    this.put(physical, value);
  }

  /** The same, by those who know that there is such a word. */
  put(physical: number, value: number): void {
    this.words[physical >>> 2] = value;
    this.written[physical >>> this.frameShift] = this.age;
  }

  /** A frame is as good as written. */
  note(frame: number): void {
    this.written[frame] = this.age;
  }

  /** Has a frame been written after the age that `newAge` gave ended? Since age 0, all have. */
  isWrittenSince(frame: number, age: number): boolean {
    return age === 0 || (this.written[frame] ?? 0) > age;
  }

  /** A new age begins. Gives the one that ends: what is written from now on is written after it. */
  newAge(): number {
    return this.age++;
  }

  private noWord(physical: number): MachineBug {
    return new MachineBug(`${hex(physical)} is not the address of a word in ${this.bytes} bytes of memory`);
  }
}
