/**
 * The sizes of a processor and its memory. The code is the same for all of them: `i486` has those of the 486, `small`
 * is small enough for an exhaustive search of what a kernel does on it.
 *
 * A linear address is a directory index, a table index and an offset in a page, from the top. Bits above these, where
 * there are any, are ignored by the processor.
 *
 * Source: Intel, Embedded Intel486 Processor Hardware Reference Manual, chapter 3 (page, TLB and cache); Liedtke, SOSP
 * 1993 (50 MHz).
 */
import { hex, insist, MachineBug } from "./bug.js";

/** What may be chosen. All are powers of two but the size of memory, which is a number of whole pages, and the clock rate. */
export interface Sizes {
  readonly name: string;
  /** Bytes of a page; a page directory and a page table lie at the start of one, and fit in. */
  readonly pageBytes: number;
  readonly tableEntries: number;
  readonly directoryEntries: number;
  /** Bytes of physical memory. */
  readonly memoryBytes: number;
  readonly tlbSets: number;
  /** Entries of a TLB set: 2 or 4. */
  readonly tlbWays: number;
  readonly cacheSets: number;
  /** Lines of a cache set: 2 or 4. */
  readonly cacheWays: number;
  /** Bytes of a cache line. */
  readonly lineBytes: number;
  /** Clocks in a second. */
  readonly hertz: number;
  /**
   * Do code and the processor's descriptor tables (GDT, IDT) take up memory? If not, they are always at hand: they are
   * not fetched, and vector n enters at EIP n. The TSS lies in memory either way.
   */
  readonly codeInMemory: boolean;
}

/** Sizes, and what follows from them. Made by `geometry`. */
export interface Geometry extends Sizes {
  /** log2 of `pageBytes`. */
  readonly pageShift: number;
  /** log2 of the bytes that one directory entry leads to. */
  readonly regionShift: number;
  /** log2 of `lineBytes`. */
  readonly lineShift: number;
  /** The bits of a linear address that count, as a signed word. */
  readonly linearMask: number;
  /** Page frames of physical memory. */
  readonly frames: number;
}

const isPower = (n: number): boolean =>
  Number.isSafeInteger(n) && n > 0 && 2 ** Math.round(Math.log2(n)) === n;

function validate(sizes: Sizes): void {
  const { name, pageBytes, tableEntries, directoryEntries, memoryBytes, tlbWays, cacheWays, lineBytes } =
    sizes;
  const powers = { pageBytes, tableEntries, directoryEntries, tlbWays, cacheWays, lineBytes };
  for (const [field, n] of Object.entries({ ...powers, tlbSets: sizes.tlbSets, cacheSets: sizes.cacheSets }))
    insist(isPower(n), `geometry ${name}: ${field} ${n} is not a power of two`);
  insist(pageBytes >= 16 && pageBytes <= 4096, `geometry ${name}: a page has 16 to 4096 bytes`);
  insist(tableEntries * 4 <= pageBytes, `geometry ${name}: a table does not fit in a page`);
  insist(directoryEntries * 4 <= pageBytes, `geometry ${name}: a directory does not fit in a page`);
  for (const ways of [tlbWays, cacheWays])
    insist(ways === 2 || ways === 4, `geometry ${name}: a set has 2 or 4 ways`);
  insist(lineBytes >= 4 && lineBytes <= pageBytes, `geometry ${name}: a line has a word to a page`);
  insist(
    memoryBytes > 0 && memoryBytes <= 2 ** 30 && memoryBytes % pageBytes === 0,
    `geometry ${name}: memory of ${memoryBytes} bytes is not 1 GB or less in whole pages`,
  );
}

/** The geometry of these sizes. Throws a `MachineBug` if they do not fit together. */
export function geometry(sizes: Sizes): Geometry {
  validate(sizes);
  const pageShift = Math.log2(sizes.pageBytes);
  const regionShift = pageShift + Math.log2(sizes.tableEntries);
  const bits = regionShift + Math.log2(sizes.directoryEntries);
  return {
    ...sizes,
    pageShift,
    regionShift,
    lineShift: Math.log2(sizes.lineBytes),
    linearMask: bits >= 32 ? -1 : 2 ** bits - 1,
    frames: sizes.memoryBytes / sizes.pageBytes,
  };
}

/** The 486 at 50 MHz: TLB of 8 sets x 4 ways, cache of 8 KB in 128 sets x 4 lines x 16 bytes. */
export const i486 = (memoryBytes = 2 ** 24): Geometry =>
  geometry({
    name: "i486",
    pageBytes: 4096,
    tableEntries: 1024,
    directoryEntries: 1024,
    memoryBytes,
    tlbSets: 8,
    tlbWays: 4,
    cacheSets: 128,
    cacheWays: 4,
    lineBytes: 16,
    hertz: 50e6,
    codeInMemory: true,
  });

/** Pages of 16 words, 16 x 16 of them in a linear space of 16 KB; a TLB of 4 entries; a cache of 4 lines; no code. */
export const small = (memoryBytes = 8192): Geometry =>
  geometry({
    name: "small",
    pageBytes: 64,
    tableEntries: 16,
    directoryEntries: 16,
    memoryBytes,
    tlbSets: 2,
    tlbWays: 2,
    cacheSets: 2,
    cacheWays: 2,
    lineBytes: 8,
    hertz: 50e6,
    codeInMemory: false,
  });

/** The number of the page that a linear address lies in. */
export const pageOf = (g: Geometry, linear: number): number => (linear & g.linearMask) >>> g.pageShift;

/** The linear address at which a page begins. */
export const pageAddress = (g: Geometry, page: number): number =>
  ((page << g.pageShift) & g.linearMask) >>> 0;

/** Which directory entry a linear address uses. */
export const directoryIndex = (g: Geometry, linear: number): number =>
  (linear & g.linearMask) >>> g.regionShift;

/** Which entry of its page table a linear address uses. */
export const tableIndex = (g: Geometry, linear: number): number =>
  (linear >>> g.pageShift) & (g.tableEntries - 1);

/** Bytes from the start of its page. */
export const offsetInPage = (g: Geometry, linear: number): number => linear & (g.pageBytes - 1);

/** The physical address at which a page frame begins. Throws a `MachineBug` if memory has no such frame. */
export function frameAddress(g: Geometry, frame: number): number {
  if (frame < g.frames) return frame << g.pageShift;
  throw new MachineBug(`there is no frame ${hex(frame)}: memory has ${g.frames}`);
}

/** Microseconds that so many clocks take. */
export const microseconds = (g: Geometry, clocks: number): number => (clocks / g.hertz) * 1e6;
