/**
 * What a boot loader does: the first state of everything is written into memory, at no cost, and paging is switched on.
 *
 * Memory must be zero but for the user's frames. No thread exists afterwards; the stack is the idle thread's.
 */
import {
  CR0_PG,
  CR0_WP,
  EFLAGS,
  EFLAGS_ONE,
  ESP,
  entry,
  insist,
  interruptGate,
  KERNEL_DATA,
  LINE_0,
  LINES,
  PAGE_FAULT,
  PRESENT,
  TSS_ESP0,
  TSS_SS0,
  WRITABLE,
} from "../i486/index.js";
import {
  FPAGE_UNMAP,
  ID_NEAREST,
  IPC,
  LTHREAD_EX_REGS,
  TASK_NEW,
  THREAD_SCHEDULE,
  THREAD_SWITCH,
} from "./abi.js";
import type { Label } from "./codes.js";
import type { Kernel } from "./kernel.js";
import { NODE_BYTES, TASK_SHADOW, TASK_SPACE, TASK_VERSION } from "./layout.js";
import { NODE_ENTRY, NODE_PAGE, NODE_SHADOW, NODE_SPACE, USER_PAGE } from "./mapping.js";
import { PRIORITY, READY_NEXT, SPACE, STATE, state, WAKE_NEXT } from "./tcb.js";

/** Flat segments: nothing, kernel code and data, user code and data; the upper word of each, the lower one is the same. */
const SEGMENTS = [0, 0x00cf_9a00, 0x00cf_9200, 0x00cf_fa00, 0x00cf_f200];
const SEGMENT_LOW = 0x0000_ffff;

/** System calls, and where each enters. */
const CALLS: readonly (readonly [vector: number, label: Label])[] = [
  [IPC, "ipc"],
  [ID_NEAREST, "idNearest"],
  [FPAGE_UNMAP, "fpageUnmap"],
  [THREAD_SWITCH, "threadSwitch"],
  [THREAD_SCHEDULE, "threadSchedule"],
  [LTHREAD_EX_REGS, "exRegs"],
  [TASK_NEW, "taskNew"],
];

/** The first state of a kernel, on a processor after reset. Throws a `MachineBug` if it has not the memory for sigma0. */
export function boot(k: Kernel): void {
  const { cpu, at } = k;
  kernelTables(k);
  if (cpu.geometry.codeInMemory) descriptors(k);
  poke(k, at.tss + TSS_ESP0, at.idleTcb + at.tcbBytes);
  poke(k, at.tss + TSS_SS0, KERNEL_DATA);
  cpu.setTables(at.gdt, at.idt, at.tss);
  lists(k);
  if (!k.design.virtualTcbs)
    for (let n = 0; n < at.threads; n++) poke(k, at.tcbTable + 4 * n, at.tcbs + n * at.tcbBytes);
  sigma0(k);
  idle(k);
  cpu.set(EFLAGS, EFLAGS_ONE);
  cpu.set(ESP, at.idleTcb + at.tcbBytes);
  cpu.loadCr3(spaceOfSigma0(k));
  cpu.loadCr0((CR0_PG | CR0_WP) >>> 0);
}

/** Write the word at a linear address of the region that shows physical memory. */
const poke = ({ cpu, at }: Kernel, linear: number, word: number): void =>
  cpu.memory.write(linear - at.physical, word);

/** The entry with these flags for the frame that is seen at a linear address. */
const entryOf = ({ cpu, at }: Kernel, frame: number, flags: number): number =>
  entry((frame - at.physical) >>> cpu.geometry.pageShift, flags);

/** Frame n of the pool. The first are the directory of sigma0, its shadow directory, then table, shadow table, table ... */
const poolFrame = ({ cpu, at }: Kernel, n: number): number => at.pool + n * cpu.geometry.pageBytes;

/** The directory of sigma0, as CR3 has it. */
const spaceOfSigma0 = (k: Kernel): number => entryOf(k, poolFrame(k, 0), 0);

/** Page tables that sigma0 needs. */
const tablesOfSigma0 = ({ cpu, size }: Kernel): number =>
  Math.ceil(size.userFrames / cpu.geometry.tableEntries);

// ----------------------------------------------------------------------------------------------- kernel's own parts

/** Page tables of the kernel's regions: physical memory as it is, and TCBs, of which there is none. */
function kernelTables(k: Kernel): void {
  const { cpu, at } = k;
  const { frames, pageBytes, pageShift, tableEntries } = cpu.geometry;
  insist(4 * tableEntries === pageBytes, "the kernel's page tables do not lie one after another");
  for (let n = 0; n < frames; n++) poke(k, at.tables + 4 * n, entry(n, PRESENT | WRITABLE));
  const first = at.tables + 4 * ((at.tcbs - at.physical) >>> pageShift);
  for (let n = 0; n < at.tcbsBytes / pageBytes; n++) poke(k, first + 4 * n, entryOf(k, at.noTcb, PRESENT));
}

/** Segments, and gates: only system calls may be called; and each line has one, for any may be raised. */
function descriptors(k: Kernel): void {
  const { at } = k;
  SEGMENTS.forEach((high, n) => {
    poke(k, at.gdt + 8 * n, high === 0 ? 0 : SEGMENT_LOW);
    poke(k, at.gdt + 8 * n + 4, high);
  });
  const gate = (vector: number, label: Label, dpl: 0 | 3): void =>
    interruptGate(at.code[label], dpl).forEach((word, n) => {
      poke(k, at.idt + 8 * vector + 4 * n, word);
    });
  gate(PAGE_FAULT, "pageFault", 0);
  for (let line = 0; line < LINES; line++) gate(LINE_0 + line, "interrupt", 0);
  for (const [vector, label] of CALLS) gate(vector, label, 3);
}

/** Nobody is ready, nobody waits; what memory sigma0 does not need is free. */
function lists(k: Kernel): void {
  const { cpu, at, size } = k;
  for (let n = 0; n < size.priorities; n++) emptyList(k, at.ready + 8 * n, READY_NEXT);
  for (let n = 0; n <= size.lists; n++) emptyList(k, at.wake + 8 * n, WAKE_NEXT);
  const frames = 2 + 2 * tablesOfSigma0(k);
  insist(frames <= size.poolFrames, "the pool is too small for sigma0");
  insist(size.userFrames <= size.nodes, "there are not enough nodes for sigma0");
  freeList(k, at.own.freeFrame, poolFrame(k, frames), poolFrame(k, size.poolFrames), cpu.geometry.pageBytes);
  freeList(
    k,
    at.own.freeNode,
    at.nodes + NODE_BYTES * size.userFrames,
    at.nodes + NODE_BYTES * size.nodes,
    NODE_BYTES,
  );
}

/** An empty list: both words of its head lead to a node whose links the head's words would be. */
function emptyList(k: Kernel, head: number, link: number): void {
  poke(k, head, head - link);
  poke(k, head + 4, head - link);
}

/** All from `first` on, before `end`, are free, the lowest first. */
function freeList(k: Kernel, head: number, first: number, end: number, bytes: number): void {
  poke(k, head, first < end ? first : 0);
  for (let it = first; it < end; it += bytes) poke(k, it, it + bytes < end ? it + bytes : 0);
}

/** The idle thread: it is no thread, but its stack is used while there is none. */
function idle(k: Kernel): void {
  const { idleTcb } = k.at;
  poke(k, idleTcb + STATE, state.ready);
  poke(k, idleTcb + PRIORITY, 0);
  poke(k, idleTcb + SPACE, spaceOfSigma0(k));
}

// ---------------------------------------------------------------------------------------------------------- sigma0

/** Task 0, whose page v is frame v. */
function sigma0(k: Kernel): void {
  const { cpu, at, size } = k;
  insist(size.userFrames * cpu.geometry.pageBytes <= at.userEnd, "user space is too small for sigma0");
  const [directory, shadows] = [poolFrame(k, 0), poolFrame(k, 1)];
  poke(k, at.tasks + TASK_SPACE, spaceOfSigma0(k));
  poke(k, at.tasks + TASK_SHADOW, shadows);
  poke(k, at.tasks + TASK_VERSION, 1);
  for (let n = 0; n < at.kernelTables; n++) {
    const table = at.tables + n * cpu.geometry.pageBytes;
    poke(k, directory + 4 * (at.physical / at.regionBytes + n), entryOf(k, table, PRESENT | WRITABLE));
  }
  for (let n = 0; n < tablesOfSigma0(k); n++) {
    poke(k, directory + 4 * n, entryOf(k, poolFrame(k, 2 + 2 * n), USER_PAGE));
    poke(k, shadows + 4 * n, poolFrame(k, 3 + 2 * n));
  }
  for (let frame = 0; frame < size.userFrames; frame++) root(k, frame);
}

/** The page of sigma0 that is a frame, and its node. */
function root(k: Kernel, frame: number): void {
  const { at } = k;
  const { tableEntries, pageBytes } = k.cpu.geometry;
  const node = at.nodes + NODE_BYTES * frame;
  const table = 2 + 2 * Math.floor(frame / tableEntries);
  const offset = 4 * (frame % tableEntries);
  poke(k, node + NODE_ENTRY, poolFrame(k, table) + offset);
  poke(k, node + NODE_PAGE, frame * pageBytes);
  poke(k, node + NODE_SPACE, spaceOfSigma0(k));
  poke(k, node + NODE_SHADOW, poolFrame(k, table + 1) + offset);
  poke(k, poolFrame(k, table) + offset, entry(frame, USER_PAGE));
  poke(k, poolFrame(k, table + 1) + offset, node);
}
