/** The rules of ipc, and the groups of them that properties speak of. */
import { attach, ipc, wait } from "./calls.js";
import { copy, copyFault, fault, interrupt } from "./faults.js";
import { createTask, deleteTask, demap, exRegs, handOver, release } from "./tasks.js";
import { tick, timeout } from "./time.js";

/** By these messages go. */
export const messages = [ipc, wait, fault, copy, copyFault] as const;

/** By these calls begin, go on and end. */
export const progress = [...messages, attach, interrupt, timeout, deleteTask, exRegs] as const;

/** By these nothing becomes of any call. */
export const others = [tick, createTask, handOver, demap, release] as const;

export const rules = [...progress, ...others] as const;
