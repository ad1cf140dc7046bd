/** The processor that the kernel runs on: a simulated Intel 486, each instruction of which acts and charges its clocks. */
export { insist, MachineBug } from "./bug.js";
export { type Confidence, clocks, type Row, stringClocks } from "./clocks.js";
export * from "./entries.js";
export * from "./geometry.js";
export { type Entry, Ledger, type Sum } from "./ledger.js";
export type { Memory } from "./memory.js";
export {
  interruptGate,
  KERNEL_CODE,
  KERNEL_DATA,
  PAGE_FAULT,
  TSS_ESP0,
  TSS_SS0,
  USER_CODE,
  USER_DATA,
} from "./privileged.js";
export * from "./processor.js";
export * from "./registers.js";
export { layout, type Snapshot } from "./state.js";
export type { Remembered } from "./tlb.js";
