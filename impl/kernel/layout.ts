/**
 * Where everything is. Nothing here changes after boot: these are the constants that an assembler would put into the
 * kernel's code, for one geometry, one size and one design.
 *
 *     linear addresses, from the top                     physical addresses, from the bottom
 *       TCBs, an array by thread number                     user frames, sigma0's at first
 *       all of physical memory                              code; data; tables; nodes
 *       the window, two regions                             the pool of frames
 *       user space
 */
import { type Geometry, insist } from "../i486/index.js";
import { codeBytes, codeMap } from "./codes.js";
import type { Design, Size } from "./design.js";
import { PART_BYTES, SENT } from "./tcb.js";

/** Words that a thread pushes on its kernel stack at most: all registers, an error code, what INT pushes, and two more. */
const STACK_WORDS = 16;

/** Regions of the window: two, so that a string of one region fits, wherever it begins.  [slide 52: 8 MB] */
const WINDOW_REGIONS = 2;
const GDT_BYTES = 5 * 8;
const IDT_BYTES = 64 * 8;
const TSS_BYTES = 12;
const BUFFER_PAGES = 1;
/** Where code is said to lie that takes up no memory. */
const SMALL_CODE = 0x100;

/** A task's entry: its directory as CR3 has it (0: no such task); its shadow directory; its chief; its version. */
export const TASK_SPACE = 0;
export const TASK_SHADOW = 4;
/** The number of its chief's task plus 1; 0 for sigma0. */
export const TASK_CHIEF = 8;
/** How often its number has been given to a task. */
export const TASK_VERSION = 12;
export const TASK_BYTES = 16;

/** A mapping node: see mapping.ts. */
export const NODE_BYTES = 32;

/** The kernel's own words, in this order. */
const words = {
  /** The window's words in the loaded directory, and the TLB, may know of a copy: CR3 has not been loaded since. */
  windowUsed: 1,
  /** ms since the base. */
  now: 1,
  /** How often the base was renewed: two words, the lower first. */
  base: 2,
  /** The first free frame of the pool, as its linear address; each holds the address of the next. */
  freeFrame: 1,
  /** The first free node. */
  freeNode: 1,
  /** The thread that had the processor last, while nobody runs. */
  lastThread: 1,
} as const;

/** Makes room for so many bytes, and says where. */
type Take = (bytes: number, align?: number) => number;

const taker = (start: number): { take: Take; end: () => number } => {
  let next = start;
  return {
    take(bytes, align = 4) {
      const at = Math.ceil(next / align) * align;
      next = at + bytes;
      return at;
    },
    end: () => next,
  };
};

type Word = keyof typeof words;
const isWord = (name: string): name is Word => Object.hasOwn(words, name);

/** The kernel's words, one after another. */
function ownWords(take: Take): Readonly<Record<Word, number>> {
  const at: Record<Word, number> = { ...words };
  for (const name of Object.keys(words).filter(isWord)) at[name] = take(4 * words[name]);
  return at;
}

/** Linear addresses, by region. */
function regions(g: Geometry, size: Size) {
  const regionBytes = 2 ** g.regionShift;
  const threads = size.tasks * size.threadsPerTask;
  const tcbsBytes = threads * size.tcbBytes;
  const top = g.directoryEntries - Math.ceil(tcbsBytes / regionBytes);
  const middle = top - Math.ceil(g.memoryBytes / regionBytes);
  const user = middle - WINDOW_REGIONS;
  insist(user >= 1, "linear space is too small for the kernel");
  return {
    /** Threads in all. */
    threads,
    regionBytes,
    /** Bytes of a TCB, and of all TCBs. */
    tcbBytes: size.tcbBytes,
    tcbsBytes,
    userEnd: user * regionBytes,
    window: user * regionBytes,
    /** Where frame 0 is seen. */
    physical: middle * regionBytes,
    tcbs: top * regionBytes,
    /** The page tables of the kernel's regions. */
    kernelTables: g.directoryEntries - middle,
  };
}

/** The bits of a thread's id, and of the address of its TCB. */
function shifts(size: Size) {
  const tcbShift = Math.log2(size.tcbBytes);
  return {
    /** The bits of an id that say which TCB. */
    idMask: (size.tasks * size.threadsPerTask - 1) * size.tcbBytes,
    /** log2 of the bytes of a TCB, and of those of all TCBs of a task. */
    tcbShift,
    taskShift: tcbShift + Math.log2(size.threadsPerTask),
    /** Offset of the first part of the receive buffer in a TCB. */
    room: SENT + PART_BYTES * (1 + size.strings),
  };
}

/** Hot words: in one page on the 486, and that is all that a short IPC needs of the kernel's data. */
const hot = (take: Take, g: Geometry, size: Size) => ({
  idleTcb: take(size.tcbBytes, Math.max(size.tcbBytes, g.pageBytes)),
  gdt: take(g.codeInMemory ? GDT_BYTES : 0, 8),
  tss: take(TSS_BYTES, 16),
  own: ownWords(take),
  /** Heads of the ready lists, by priority; of the wake-up lists, that of the long waits last: two words each. */
  ready: take(8 * size.priorities, 8),
  wake: take(8 * (size.lists + 1), 8),
  /** For each line the thread that is attached to it. */
  lines: take(4 * size.lines),
  idt: take(g.codeInMemory ? IDT_BYTES : 0, 8),
});

const cold = (take: Take, g: Geometry, size: Size, kernelTables: number) => ({
  /** Page tables of the kernel's regions, one after another, first those of physical memory. */
  tables: take(kernelTables * g.pageBytes, g.pageBytes),
  tasks: take(size.tasks * TASK_BYTES, TASK_BYTES),
  nodes: take(size.nodes * NODE_BYTES, NODE_BYTES),
  pool: take(size.poolFrames * g.pageBytes, g.pageBytes),
});

/** What only some designs have. */
const ofDesign = (take: Take, g: Geometry, threads: number, design: Design) => ({
  /** Design `window` off: by this buffer messages go. */
  buffer: take(design.window ? 0 : BUFFER_PAGES * g.pageBytes, g.pageBytes),
  /** Design `virtualTcbs` off: for each thread number the address of its TCB. */
  tcbTable: take(design.virtualTcbs ? 0 : 4 * threads, g.pageBytes),
  /** Design `wakeups` array: for each thread number when it wakes, or 0. */
  wakeArray: take(design.wakeups === "array" ? 4 * threads : 0, g.pageBytes),
});

/** All addresses of a kernel. Throws a `MachineBug` if it does not fit. */
export function layout(g: Geometry, size: Size, design: Design) {
  const linear = regions(g, size);
  const { take, end } = taker(linear.physical + size.userFrames * g.pageBytes);
  const its = {
    ...linear,
    ...shifts(size),
    // Not at a border of regions: there TCBs and users' pages have the same sets of the TLB.
    /** The TCB that is seen wherever there is none: zeros. */
    noTcb: take(g.pageBytes, g.pageBytes),
    ...hot(take, g, size),
    code: codeMap(g.codeInMemory ? take(codeBytes, g.pageBytes) : SMALL_CODE),
    ...cold(take, g, size, linear.kernelTables),
    ...ofDesign(take, g, linear.threads, design),
  };
  insist(2 * its.room - SENT + 4 * STACK_WORDS <= size.tcbBytes, "a TCB is too small for its words");
  insist(
    end() <= linear.physical + g.memoryBytes,
    `memory of ${g.memoryBytes} bytes is too small for the kernel`,
  );
  return its;
}
export type Layout = ReturnType<typeof layout>;
