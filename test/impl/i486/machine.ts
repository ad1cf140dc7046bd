/** Machines for tests: paging on, and the first region of linear memory mapped onto physical memory, page by page. */
import {
  CR0_PG,
  CR0_WP,
  EFLAGS_IF,
  ESP,
  entry,
  frameAddress,
  type Geometry,
  i486,
  interruptGate,
  PRESENT,
  Processor,
  small,
  TSS_ESP0,
  TSS_SS0,
  USER,
  USER_CODE,
  USER_DATA,
  WRITABLE,
} from "../../../impl/i486/index.js";

/** The geometries that all tests are for, and the 486 without code in memory, where only data is to be seen. */
export const geometries = [i486(2 ** 18), small()];
export const without = (g: Geometry): Geometry => ({ ...g, codeInMemory: false });

/** Frames of the page directory and of the page table of region 0. */
export const DIRECTORY = 1;
export const TABLE = 2;
/** Pages of region 0: the processor's tables, kernel code and stack, user code and stack. */
const [TABLES, KERNEL_TEXT, KERNEL_STACK, USER_TEXT, USER_STACK] = [3, 4, 5, 6, 7] as const;

/** All of an entry's rights. */
export const ALL = PRESENT | WRITABLE | USER;

/** The physical address of the page directory. */
export const frameAddressOfDirectory = (g: Geometry): number => frameAddress(g, DIRECTORY);

/** The physical address of the table entry for a page of region 0. */
export const entryOf = (g: Geometry, page: number): number => frameAddress(g, TABLE) + 4 * page;

/** A processor whose pages of region 0 are its first frames, with these flags. */
export function paged(g: Geometry, flags = ALL): Processor {
  const cpu = new Processor(g);
  cpu.memory.write(frameAddress(g, DIRECTORY), entry(TABLE, ALL));
  for (let page = 0; page < Math.min(g.tableEntries, g.frames); page++)
    cpu.memory.write(entryOf(g, page), entry(page, flags));
  cpu.loadCr3(entry(DIRECTORY, 0));
  cpu.loadCr0(CR0_PG | CR0_WP);
  return cpu;
}

/** Where things are in a machine that has user code. */
export const places = (g: Geometry) => ({
  tables: TABLES * g.pageBytes,
  tss: TABLES * g.pageBytes + (g.codeInMemory ? 0x800 : 0),
  kernelCode: KERNEL_TEXT * g.pageBytes,
  kernelStack: (KERNEL_STACK + 1) * g.pageBytes,
  userCode: USER_TEXT * g.pageBytes,
  userStack: (USER_STACK + 1) * g.pageBytes,
});

/** Where the handler of a vector lies. */
export const handler = (g: Geometry, vector: number): number =>
  g.codeInMemory ? places(g).kernelCode + 16 * vector : vector;

/** A processor with gates, a TSS and a kernel stack, which is in the kernel and about to go to user code. */
export function booted(g: Geometry): Processor {
  const cpu = paged(g);
  const { tables, tss, kernelCode, kernelStack, userCode, userStack } = places(g);
  cpu.setTables(tables, tables + 0x100, tss);
  cpu.memory.write(tss + TSS_ESP0, kernelStack);
  cpu.memory.write(tss + TSS_SS0, 0x10);
  for (let vector = 0; g.codeInMemory && vector < 64; vector++)
    interruptGate(handler(g, vector), 3).forEach((word, i) => {
      cpu.memory.write(tables + 0x100 + 8 * vector + 4 * i, word);
    });
  cpu.at(kernelCode);
  cpu.set(ESP, kernelStack);
  for (const word of [USER_DATA, userStack, EFLAGS_IF, USER_CODE, userCode]) cpu.push(word);
  return cpu;
}

/** A processor that runs user code. */
export function inUser(g: Geometry): Processor {
  const cpu = booted(g);
  cpu.iret();
  return cpu;
}

/** Clocks that a piece of work takes. */
export function clocksOf(cpu: Processor, work: () => unknown): number {
  const before = cpu.clock;
  work();
  return cpu.clock - before;
}

/** Clocks that a piece of work takes by itself, without its misses of TLB and cache. */
export function clocksOnHits(cpu: Processor, work: () => unknown): number {
  const { tlbMisses, cacheMisses } = cpu;
  const taken = clocksOf(cpu, work);
  return taken - 9 * (cpu.tlbMisses - tlbMisses) - 3 * (cpu.cacheMisses - cacheMisses);
}

/** Clocks of a piece of work when it has been done before. */
export function hot(cpu: Processor, work: () => unknown): number {
  work();
  return clocksOf(cpu, work);
}
