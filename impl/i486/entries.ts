/**
 * Entries of page directories and page tables, in the layout of the 486:
 *
 *     31                  12 11  9 8 7  6  5   4   3   2   1   0
 *    +----------------------+-----+---+---+---+---+---+---+---+---+
 *    |  frame               |free |0 0| D | A |PCD|PWT|U/S|R/W| P |
 *    +----------------------+-----+---+---+---+---+---+---+---+---+
 *
 * The frame is a number, whatever the size of a page: on the 486 it is the upper bits of the frame's address too. CR3
 * has the frame of the page directory at the same place. An entry without P is the kernel's to use.
 *
 * Source: Intel, Embedded Intel486 Processor Hardware Reference Manual, chapter 3; L4/486 (1996), which uses exactly the
 * bits 0 to 6.
 */
import { directoryIndex, frameAddress, type Geometry, tableIndex } from "./geometry.js";
import type { Memory } from "./memory.js";

/** P: the entry leads somewhere. */
export const PRESENT = 1;
/** R/W: writes are allowed. */
export const WRITABLE = 2;
/** U/S: user code is allowed. */
export const USER = 4;
/** PWT: no effect here, for all memory is written through. */
export const WRITE_THROUGH = 8;
/** PCD: no effect here, for all memory is cached. */
export const CACHE_DISABLED = 16;
/** A: set by the processor in both entries when they are used. */
export const ACCESSED = 32;
/** D: set by the processor in the table entry when the page is written. */
export const DIRTY = 64;
/** Bits 9 to 11, free for the kernel. */
export const FREE = 0xe00;

/** An entry: a frame number and flags. */
export const entry = (frame: number, flags: number): number => ((frame << 12) | flags) >>> 0;

/** The frame number of an entry, or of CR3. */
export const frameOf = (word: number): number => word >>> 12;

/** What both levels allow together: the table entry, with R/W and U/S only where the directory entry has them too. */
export const combined = (directoryEntry: number, tableEntry: number): number =>
  tableEntry & (directoryEntry | ~(WRITABLE | USER));

/** The physical address of the directory entry for a linear address. */
export const directoryEntryAt = (g: Geometry, cr3: number, linear: number): number =>
  frameAddress(g, frameOf(cr3)) + 4 * directoryIndex(g, linear);

/** The physical address of the table entry for a linear address, by its directory entry. */
export const tableEntryAt = (g: Geometry, directoryEntry: number, linear: number): number =>
  frameAddress(g, frameOf(directoryEntry)) + 4 * tableIndex(g, linear);

/**
 * What the tables under `cr3` say of a linear address: the combined entry, or 0 if there is none. It only looks: nothing
 * is charged, no bit is set, the TLB is not asked.
 */
export function walk(g: Geometry, memory: Memory, cr3: number, linear: number): number {
  const first = memory.read(directoryEntryAt(g, cr3, linear));
  if ((first & PRESENT) === 0) return 0;
  const second = memory.read(tableEntryAt(g, first, linear));
  return (second & PRESENT) === 0 ? 0 : combined(first, second) >>> 0;
}
