/** Parts of the abstract state that are kept while the memory that they were read from is as it was. */
import { Footprint } from "../impl/kernel/footprint.js";
import type { Look } from "../impl/kernel/look.js";

/** A part of the state, and what it was read from: it is read again when some of that has changed. */
export class Kept<T> {
  private readonly footprint: Footprint;
  private readonly look: Look;
  private readonly read: () => T;
  private part: T | undefined;

  constructor(look: Look, read: () => T) {
    this.footprint = new Footprint(look.k.cpu.memory);
    this.look = look;
    this.read = read;
  }

  get now(): T {
    const { part } = this;
    if (part !== undefined && this.footprint.isUnchanged) return part;
    const found = this.look.noting(this.footprint, this.read);
    this.part = found;
    return found;
  }

  /** What was read is not all in memory: it is to be read again. */
  forget(): void {
    this.footprint.begin();
  }
}
