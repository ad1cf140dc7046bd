/**
 * The techniques that make L3's IPC fast, each of which can be left out, so that its price can be seen; and how large the
 * kernel is.
 *
 * Source: L93 = Liedtke, Improving IPC by Kernel Design (SOSP 1993); slides 42 to 63.
 */
import { type Geometry, insist } from "../i486/index.js";

export interface Design {
  /** Send and receive are one call. Off: user code calls twice, and so enters the kernel twice as often.  [slide 45] */
  readonly oneCall: boolean;
  /** Long messages are copied once, through the window. Off: twice, by way of a buffer of the kernel.  [slides 50-58] */
  readonly window: boolean;
  /** After a send the processor goes straight to the receiver. Off: the receiver is made ready, and the dispatcher chooses. */
  readonly directSwitch: boolean;
  /** Threads stay in the ready list when they block. Off: they are taken out, and put in again, each time. */
  readonly lazyScheduling: boolean;
  /** Threads stay in the wake-up list when their wait is over. Off: they are taken out each time. */
  readonly lazyWakeups: boolean;
  /** Two words of a message travel in registers. Off: all of it lies in memory. */
  readonly registers: boolean;
  /** TCBs are found by arithmetic on the thread's id. Off: through a table. */
  readonly virtualTcbs: boolean;
  /** Where wake-up times are: in lists of TCBs, or in an array that each tick looks through whole.  [slides 60-62] */
  readonly wakeups: "lists" | "array";
}

/** L3's: everything on. */
export const l3: Design = {
  oneCall: true,
  window: true,
  directSwitch: true,
  lazyScheduling: true,
  lazyWakeups: true,
  registers: true,
  virtualTcbs: true,
  wakeups: "lists",
};

/** The same with one technique left out, for each of them: the price list's rows. */
export const variants: readonly { readonly without: keyof Design; readonly design: Design }[] = [
  { without: "oneCall", design: { ...l3, oneCall: false } },
  { without: "window", design: { ...l3, window: false } },
  { without: "directSwitch", design: { ...l3, directSwitch: false } },
  { without: "lazyScheduling", design: { ...l3, lazyScheduling: false } },
  { without: "lazyWakeups", design: { ...l3, lazyWakeups: false } },
  { without: "registers", design: { ...l3, registers: false } },
  { without: "virtualTcbs", design: { ...l3, virtualTcbs: false } },
  { without: "wakeups", design: { ...l3, wakeups: "array" } },
];

/** How large a kernel is. Powers of two, but for the numbers of frames and nodes. */
export interface Size {
  readonly tasks: number;
  readonly threadsPerTask: number;
  /** Bytes of a TCB, its stack included. */
  readonly tcbBytes: number;
  /** Strings of a message beside the direct one. */
  readonly strings: number;
  /** Priorities: 0 is the lowest. */
  readonly priorities: number;
  /** Words that are copied with interrupts off: more takes longer than a device should wait. */
  readonly brief: number;
  /** Interrupt lines that threads may attach to; line 0 is the timer's, and not one of them. */
  readonly lines: number;
  /** How many tasks, sigma0 the first, may attach to lines. */
  readonly drivers: number;
  /** How deep tasks may create tasks. */
  readonly nesting: number;
  /** Page frames at the bottom of memory that are sigma0's to give. */
  readonly userFrames: number;
  /** Page frames for directories, page tables and TCBs. */
  readonly poolFrames: number;
  /** Nodes of mapping trees, one for each page of each space. */
  readonly nodes: number;
  /** ms between two ticks of the timer. */
  readonly tick: number;
  /** Wake-up lists for those who wait for less than `horizon`; the others are in one list more.  [slides 61, 62] */
  readonly lists: number;
  /** ms, a multiple of `tick`: how often the list of the long waits is looked through. */
  readonly horizon: number;
  /** The clock is a base and an offset of so many bits, in ms.  [slide 63: 24] */
  readonly offsetBits: number;
  /** How often one task number may be given to a new task: its versions. */
  readonly versions: number;
  /** ms of a time slice, if nobody says otherwise. */
  readonly slice: number;
}

/** Large enough for 400 threads that wait and for messages of 4 MB, in 16 MB of memory; smaller with less. */
const large = (g: Geometry): Size => ({
  tasks: 256,
  threadsPerTask: 64,
  tcbBytes: 1024,
  strings: 31,
  brief: 128,
  priorities: 8,
  lines: 16,
  drivers: 256,
  nesting: 16,
  userFrames: g.frames >= 4096 ? 3072 : Math.floor(g.frames / 4),
  poolFrames: Math.floor(g.frames / 8),
  nodes: g.frames * 2,
  tick: 4,
  lists: 8,
  horizon: 1024,
  offsetBits: 24,
  versions: 0x1_0000,
  slice: 20,
});

/** 4 tasks of 4 threads, 8 page frames. */
const little: Size = {
  tasks: 4,
  threadsPerTask: 4,
  tcbBytes: 256,
  strings: 1,
  brief: 0,
  priorities: 2,
  lines: 4,
  drivers: 2,
  nesting: 3,
  userFrames: 8,
  poolFrames: 72,
  nodes: 24,
  tick: 1,
  lists: 2,
  horizon: 4,
  offsetBits: 4,
  versions: 0x4000,
  slice: 2,
};

/** The usual size of a kernel on a processor of this geometry. */
export const sizeFor = (g: Geometry, changes: Partial<Size> = {}): Size => {
  const size = { ...(g.codeInMemory ? large(g) : little), ...changes };
  insist(size.horizon % size.tick === 0, "the horizon is not a multiple of the tick");
  return size;
};
