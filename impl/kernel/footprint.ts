/**
 * What was read to find something out. While none of it has changed, it need not be found out again: those who judge look
 * after each of millions of steps, and a step leaves most of memory alone.
 *
 * Single words and whole frames are remembered as they were. A frame is looked at only if it was written since.
 */
import { ACCESSED, DIRTY, type Memory } from "../i486/index.js";

/** Of a page table, what the processor does not set by itself. */
const OF_ENTRIES = ~(ACCESSED | DIRTY);
const OF_WORDS = -1;

export class Footprint {
  private readonly memory: Memory;
  /** The words that were read, by their number in memory, and what each was; the first `count` of them. */
  private places = new Uint32Array(32);
  private values = new Uint32Array(32);
  private count = 0;
  /** The frames that were read; for each, which bits of its words, the age that ended before they were as they are, and they. */
  private readonly frames: number[] = [];
  private readonly bits: number[] = [];
  private readonly ages: number[] = [];
  private readonly copies: Uint32Array[] = [];
  private frameCount = 0;
  /** The age that ended when it was begun to read. */
  private age = 0;
  /** Which frames are among them: of those no words are remembered. */
  private readonly isWhole: Uint8Array;
  /** A word's number without so many bits is its frame's. */
  private readonly shift: number;
  /** Has anything been found out? */
  private isEnded = false;

  constructor(memory: Memory) {
    this.memory = memory;
    this.isWhole = new Uint8Array(memory.written.length);
    this.shift = Math.log2(memory.words.length / memory.written.length);
  }

  /** Something is about to be found out. */
  begin(): void {
    this.isEnded = false;
    this.age = this.memory.newAge();
    this.count = 0;
    for (let n = 0; n < this.frameCount; n++) this.isWhole[this.frames[n] ?? 0] = 0;
    this.frameCount = 0;
  }

  /** A word is read. */
  word(place: number, value: number): void {
    if (this.isWhole[place >>> this.shift] === 1) return;
    if (this.count === this.places.length) this.grow();
    this.places[this.count] = place;
    this.values[this.count++] = value;
  }

  /** A frame is read, or a part of it. */
  frame(number: number): void {
    this.whole(number, OF_WORDS);
  }

  /** A page table is read, or a part of it, and what the processor sets in it by itself does not matter. */
  table(number: number): void {
    this.whole(number, OF_ENTRIES);
  }

  /** It has been found out. */
  end(): void {
    this.isEnded = true;
  }

  /** Is all that was read as it was? */
  get isUnchanged(): boolean {
    const { places, values, count, frameCount, frames, ages } = this;
    if (!this.isEnded) return false;
    const { words, written } = this.memory;
    for (let n = 0; n < count; n++) if (words[places[n] ?? 0] !== values[n]) return false;
    for (let n = 0; n < frameCount; n++)
      if ((written[frames[n] ?? 0] ?? 0) > (ages[n] ?? 0) && !this.isSame(n)) return false;
    return true;
  }

  private whole(number: number, bits: number): void {
    if (this.isWhole[number] === 1) return;
    this.isWhole[number] = 1;
    const n = this.frameCount++;
    const first = number << this.shift;
    const words = this.memory.words.subarray(first, first + (1 << this.shift));
    this.frames[n] = number;
    this.bits[n] = bits;
    this.ages[n] = this.age;
    const copy = this.copies[n];
    if (copy === undefined) this.copies[n] = words.slice();
    else copy.set(words);
  }

  /** Does a frame that was written since say the same, in the bits that matter? */
  private isSame(n: number): boolean {
    const { words } = this.memory;
    const [copy, bits] = [this.copies[n] ?? words, this.bits[n] ?? OF_WORDS];
    const first = (this.frames[n] ?? 0) << this.shift;
    for (let at = 0; at < copy.length; at++)
      if ((((copy[at] ?? 0) ^ (words[first + at] ?? 0)) & bits) !== 0) return false;
    this.ages[n] = this.memory.newAge();
    return true;
  }

  private grow(): void {
    const [places, values] = [this.places, this.values];
    this.places = new Uint32Array(2 * places.length);
    this.values = new Uint32Array(2 * values.length);
    this.places.set(places);
    this.values.set(values);
  }
}
