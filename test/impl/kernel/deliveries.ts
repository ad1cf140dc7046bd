/**
 * Where words of messages may go: into the buffer of a thread that receives, as its space is then, and nowhere else. Looked
 * at from outside, by what an act of the kernel's has changed in the users' memory.  [spec/tlb TLB-DELIVER, TLB-OWNER]
 */
import { PRESENT } from "../../../impl/i486/index.js";
import type { Kernel, Tcb } from "../../../impl/kernel/kernel.js";
import { Look } from "../../../impl/kernel/look.js";
import { roomPart, WORDS } from "../../../impl/kernel/parts.js";
import { ROOM_STRINGS, SPACE, STATE, state } from "../../../impl/kernel/tcb.js";

export class Deliveries {
  private readonly k: Kernel;
  private readonly now: Uint32Array;
  private readonly before: Uint32Array;
  private readonly look: Look;
  /** Words of users' memory: all of it is at the bottom. */
  private readonly end: number;

  constructor(k: Kernel) {
    this.k = k;
    this.now = k.cpu.memory.words;
    this.before = this.now.slice();
    this.look = new Look(k, this.before);
    this.end = (k.size.userFrames * k.cpu.geometry.pageBytes) / 4;
  }

  /** An act of the kernel's begins. */
  begin(): void {
    this.before.set(this.now);
    this.look.again();
  }

  /** It is over: what is wrong with what it has changed, or nothing. */
  wrong(after: Look): string | undefined {
    for (let word = 0; word < this.end; word++)
      if (this.now[word] !== this.before[word] && !this.mayChange(word, after))
        return `word ${word.toString(16)}h of memory has changed, and nobody receives there`;
    return undefined;
  }

  /** Was a word in the buffer of a thread that waited for a message, or of the one that called? */
  private mayChange(word: number, after: Look): boolean {
    const { look } = this;
    for (let n = 0; n < look.count; n++) {
      const tcb = look.tcbs[n] ?? 0;
      const its = look.word(tcb + STATE);
      const waited = its === state.receiving || its === state.taking;
      if (waited && this.isInBuffer(word, look, tcb)) return true;
      if (tcb === look.current && this.isInBuffer(word, after, tcb)) return true;
    }
    return false;
  }

  /** `at`: how the buffer is described. The space is as it was before. */
  private isInBuffer(word: number, at: Look, tcb: Tcb): boolean {
    const { k, look } = this;
    const { pageBytes } = k.cpu.geometry;
    for (let part = 0; part <= at.word(tcb + ROOM_STRINGS); part++) {
      const first = at.word(roomPart(k, tcb, part));
      const end = first + 4 * at.word(roomPart(k, tcb, part) + WORDS);
      for (let page = (first & -pageBytes) >>> 0; page < end; page += pageBytes) {
        const frame = this.frameOf(look.word(tcb + SPACE), page);
        const linear = page + 4 * word - frame;
        if (frame >= 0 && linear >= Math.max(first, page) && linear < Math.min(end, page + pageBytes))
          return true;
      }
    }
    return false;
  }

  /** Where a page of a space was in physical memory, or -1. */
  private frameOf(space: number, page: number): number {
    const { look } = this;
    const { pageShift, regionShift, tableEntries } = this.k.cpu.geometry;
    const table = look.word(look.frameAt(space) + 4 * (page >>> regionShift));
    if ((table & PRESENT) === 0) return -1;
    const its = look.word(look.frameAt(table) + 4 * ((page >>> pageShift) & (tableEntries - 1)));
    return (its & PRESENT) === 0 ? -1 : (its >>> 12) << pageShift;
  }
}
