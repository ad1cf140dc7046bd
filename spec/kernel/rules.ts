/** The rules of the kernel, and the groups of them that properties speak of. */
import { attach, demap, idNearest, ipc, release, threadSchedule, threadSwitch, wait } from "./calls.js";
import { dispatch, interrupt, tick, timeout } from "./events.js";
import { copy, copyFault, fault, read, restore, write } from "./memory.js";
import { createTask, deleteTask, exRegs, handOver } from "./tasks.js";

/** The system calls. */
export const calls = [
  ...[ipc, wait, attach],
  ...[idNearest, demap, release, threadSwitch, threadSchedule, exRegs, createTask, handOver, deleteTask],
] as const;

/** By these messages go. */
export const messages = [ipc, wait, fault, copy, copyFault] as const;

/** What comes from outside. */
export const events = [dispatch, tick, timeout, interrupt] as const;

export const rules = [...calls, read, write, fault, copy, restore, copyFault, ...events] as const;
