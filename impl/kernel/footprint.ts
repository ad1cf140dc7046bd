/**
 * What was read to find something out. While none of it has changed, it need not be found out again: those who judge look
 * after each of millions of steps, and most steps leave page tables and mapping trees alone.
 *
 * Single words are remembered by what they were, whole frames by when they were last written.
 */
import type { Memory } from "../i486/index.js";

export class Footprint {
  private readonly memory: Memory;
  /** The words that were read, by their number in memory, and what each was; the first `count` of them. */
  private places = new Uint32Array(256);
  private values = new Uint32Array(256);
  private count = 0;
  private readonly frames: number[] = [];
  private frameCount = 0;
  /** Which frames are among them: of those no words are remembered. */
  private readonly isWhole: Uint8Array;
  /** A word's number without so many bits is its frame's. */
  private readonly shift: number;
  /** The age that ended when all had been read; 0: nothing has been found out. */
  private age = 0;

  constructor(memory: Memory) {
    this.memory = memory;
    this.isWhole = new Uint8Array(memory.written.length);
    this.shift = Math.log2(memory.words.length / memory.written.length);
  }

  /** Something is about to be found out. */
  begin(): void {
    this.age = 0;
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
    if (this.isWhole[number] === 1) return;
    this.isWhole[number] = 1;
    this.frames[this.frameCount++] = number;
  }

  /** It has been found out. */
  end(): void {
    this.age = this.memory.newAge();
  }

  /** Is all that was read as it was? */
  get isUnchanged(): boolean {
    const { memory, age, frames, frameCount, places, values, count } = this;
    if (age === 0) return false;
    const { words, written } = memory;
    for (let n = 0; n < count; n++) if (words[places[n] ?? 0] !== values[n]) return false;
    for (let n = 0; n < frameCount; n++) if ((written[frames[n] ?? 0] ?? 0) > age) return false;
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
