/**
 * What the machine owes for each step of the specification: which of its events stands for the step, and how many clocks
 * that may cost. That the state after it is what the specification says, and that threads are told what it tells them, is
 * the same for all: see check/simulate/implementation.ts.
 *
 * Clocks are counted apart from misses of TLB and cache, for a walk comes to a path with any of them; on a path that is hot,
 * `sigma486 cost` has the clocks with their misses. The prices are those of L3's design; each design that leaves a technique
 * out costs more where the technique would have helped.
 *
 * Sources: the clocks of instructions, impl/i486/clocks.ts; what paths do, L93 and slides 50 to 63. The prices are our own
 * kernel's: the most that was seen, and a little more.
 */
import { clocks, type Geometry } from "../impl/i486/index.js";
import type { Size } from "../impl/kernel/index.js";

/** What prices depend on: how many words a page has, how many frames the TCB of a thread may need, how many threads there can be. */
export interface Sizes {
  readonly words: number;
  readonly tcbFrames: number;
  readonly threads: number;
}

/** The sizes of a machine. */
export const sizesFor = ({ pageBytes }: Geometry, { tasks, threadsPerTask, tcbBytes }: Size): Sizes => ({
  words: pageBytes / 4,
  tcbFrames: Math.ceil(tcbBytes / pageBytes),
  threads: tasks * threadsPerTask,
});

/** A price in clocks. */
export type Price = (sizes: Sizes) => number;

export interface Obligation {
  /** The event of the machine that stands for the step. */
  readonly event: string;
  /** Where in impl/kernel that is answered. */
  readonly where: string;
  readonly price: Price;
}

/** A frame is filled with zeros: REP STOSD. */
const frame = ({ words }: Sizes): number => clocks.repStos.clocks + clocks.repStos.perWord * words;

const owed = (event: string, where: string, price: number | Price): Obligation => ({
  event,
  where,
  price: typeof price === "number" ? () => price : price,
});

/** Of each step, by its rule. */
export const obligations: Readonly<Record<string, Obligation>> = {
  ipc: owed("a user's INT of ipc that names a partner", "ipc.ts ipc", 520),
  wait: owed("a user's INT of ipc that names none", "ipc.ts ipc", 440),
  attach: owed("a user's INT of ipc that receives from a line, at once", "interrupts.ts attach", 260),
  idNearest: owed("a user's INT of id_nearest", "calls.ts idNearest", 200),
  demap: owed("a user's INT of fpage_unmap", "calls.ts fpageUnmap", 200),
  release: owed("a user's INT of fpage_unmap that gives its own page up too", "calls.ts fpageUnmap", 220),
  threadSwitch: owed("a user's INT of thread_switch", "calls.ts threadSwitch", 220),
  threadSchedule: owed("a user's INT of thread_schedule", "calls.ts threadSchedule", 250),
  exRegs: owed("a user's INT of lthread_ex_regs", "tasks.ts exRegs", 280),
  /** The task's directory and its shadow, the TCBs of its threads; and the loader's page with its two tables. */
  createTask: owed(
    "a user's INT of task_new, for a task that is not there",
    "tasks.ts taskNew",
    (sizes) => 360 + 5 * frame(sizes),
  ),
  handOver: owed("a user's INT of task_new, with another chief", "tasks.ts taskNew", 230),
  deleteTask: owed("a user's INT of task_new without a new task", "tasks.ts taskNew", 230),
  read: owed("an instruction reads", "the processor", 10),
  write: owed("an instruction writes", "the processor", 10),
  fault: owed("an instruction's page fault", "paging.ts pageFault", 240),
  copy: owed(
    "REP MOVSD comes to the end of a page",
    "copy.ts copyOn",
    ({ words }) => 310 + clocks.repMovs.perWord * words,
  ),
  restore: owed("REP MOVSD faults in the window, whose word is absent", "window.ts restoreWindow", 150),
  copyFault: owed("REP MOVSD faults where a page is missing", "copy.ts missingPage", 330),
  dispatch: owed("the processor goes to another thread", "switch.ts switchTo", 90),
  /** Each thread is in one wake-up list at most, and not all lists are looked through. */
  tick: owed("the timer's interrupt", "timer.ts tick", ({ threads }) => 220 + 30 * threads),
  timeout: owed("the timer finds a wait that is over", "timer.ts tick", 70),
  interrupt: owed("another line's interrupt", "interrupts.ts interrupt", 220),
};

/** What comes to that, for each page, thread or task that a step brings or takes away. */
export const extras = {
  /** With a page may come a page table, and its shadow. */
  pageCome: (sizes) => 110 + 2 * frame(sizes),
  pageGone: () => 80,
  /** With a thread may come the frames of its TCB. */
  threadCome: (sizes) => 50 + sizes.tcbFrames * (20 + frame(sizes)),
  /** A task's directory is looked through, and the tables of both regions. */
  taskGone: ({ words }) => 800 + 32 * words,
} as const satisfies Readonly<Record<string, Price>>;

/** A message in registers to a thread that waits for it, and runs then. */
export const SHORT = 260;
