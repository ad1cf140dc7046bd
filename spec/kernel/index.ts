/**
 * kernel: sigma, ipc and tlb composed, as a model.
 *
 * Read state.ts and processor.ts; the system calls in calls.ts, with clans.ts; memory.ts and events.ts; the properties in
 * properties-*.ts, and witnesses.ts.
 */
import type { Model } from "../../model/index.js";
import { codes } from "../ipc/witnesses.js";
import { carries, exact, reads, still, writes } from "./properties-memory.js";
import { border, caller, chosen, clans, near, processor, scheduled } from "./properties-threads.js";
import { rules } from "./rules.js";
import { scenes } from "./scenes/index.js";
import { ontoIpc, ontoSigma } from "./simulation-ipc.js";
import { ontoTlb } from "./simulation-tlb.js";
import { initial, type Kernel, scope, state } from "./state.js";
import { witnesses } from "./witnesses.js";

export const kernel: Model<Kernel> = {
  name: "kernel",
  says: "The whole kernel: seven system calls, memory and its faults, interrupts and the clock.",
  scope,
  scopes: {
    /** Three tasks that may create each other, a thread and two pages each. */
    quick: {
      spaces: 3,
      pages: 2,
      threads: 1,
      lines: 1,
      drivers: 1,
      nesting: 2,
      regions: 1,
      granularity: 0,
      calls: "system",
      values: 2,
    },
    full: {
      spaces: 3,
      pages: 2,
      threads: 1,
      lines: 1,
      drivers: 1,
      nesting: 2,
      regions: 1,
      granularity: 0,
      calls: "system",
      values: 2,
    },
  },
  state,
  initial,
  rules,
  simulations: { ipc: ontoIpc, tlb: ontoTlb, sigma: ontoSigma },
  scenes,
  properties: [
    ...[reads, writes, carries, still, exact],
    ...[processor, chosen, caller, scheduled],
    ...[border, near, clans],
    ...codes,
    ...witnesses,
  ],
};
