/** Physical memory: 32-bit words at byte addresses. For the boot loader, devices and those who look: nothing is charged. */
import { hex, MachineBug } from "./bug.js";

export class Memory {
  /** The word at physical address a is `words[a / 4]`. */
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
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
    this.words[physical / 4] = value;
  }

  private noWord(physical: number): MachineBug {
    return new MachineBug(`${hex(physical)} is not the address of a word in ${this.bytes} bytes of memory`);
  }
}
