/** What was found out of memory is kept while what it was found out by is as it was. */
import { Footprint } from "./footprint.js";
import type { Look } from "./look.js";

/** `Kept.now` reads again when some of what was read has changed; the look has looked `again` since memory changed. */
export class Kept<T> {
  private readonly look: Look;
  private readonly read: () => T;
  private readonly footprint: Footprint;
  private found: { readonly part: T } | undefined;
  /** Of the kernel's page tables, by which it was read. */
  private layout = 0;

  constructor(look: Look, read: () => T) {
    this.look = look;
    this.read = read;
    this.footprint = new Footprint(look.k.cpu.memory);
  }

  get now(): T {
    const { found, footprint, look } = this;
    if (found !== undefined && this.layout === look.layout && footprint.isUnchanged) return found.part;
    const part = look.noting(footprint, this.read);
    this.found = { part };
    this.layout = look.layout;
    return part;
  }

  /** What was read is not all in memory: it is to be read again. */
  forget(): void {
    this.found = undefined;
  }
}
