/**
 * The concrete kernel: an L3/L4 kernel in instructions of the 486, all of whose state is words of simulated memory.
 *
 * Read in this order: abi.ts (what user code sees), tcb.ts and layout.ts (where things are), ipc.ts (the short path), then
 * transfer.ts, switch.ts, window.ts and copy.ts (the long one), paging.ts, interrupts.ts, wakeups.ts and timer.ts,
 * mapping.ts and space.ts, calls.ts and tasks.ts; boot.ts and machine.ts put it on a processor.
 */
export * as abi from "./abi.js";
export { type Design, l3, type Size, sizeFor, variants } from "./design.js";
export type { Rest } from "./enter.js";
export { idOf, lineId, taskOfId, threadOfId } from "./ids.js";
export { Kernel, type Tcb, type ThreadId } from "./kernel.js";
export { Machine } from "./machine.js";
