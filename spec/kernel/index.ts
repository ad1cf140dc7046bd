/**
 * kernel: sigma, ipc and tlb composed, as a model.
 *
 * Read state.ts and processor.ts; clans.ts; the system calls in calls.ts and tasks.ts; memory.ts and events.ts; rules.ts
 * and the properties in properties-*.ts; witnesses.ts; what its steps are in ipc, tlb and sigma, in simulation-*.ts; and
 * last the scenes.
 */
import type { Model } from "../../model/index.js";
import { codes } from "../ipc/witnesses.js";
import { carries, exact, reads, still, writes } from "./properties-memory.js";
import { border, caller, chosen, clans, near, processor, scheduled, within } from "./properties-threads.js";
import { rules } from "./rules.js";
import { scenes } from "./scenes/index.js";
import { ontoIpc, ontoSigma } from "./simulation-ipc.js";
import { ontoTlb } from "./simulation-tlb.js";
import { initial, type Kernel, scope, state } from "./state.js";
import { witnesses } from "./witnesses.js";

const three = { spaces: 3, pages: 2, threads: 1, lines: 1, drivers: 1, nesting: 2, regions: 1 };

export const kernel: Model<Kernel> = {
  name: "kernel",
  says: "The whole kernel: seven system calls, memory and its faults, interrupts and the clock.",
  scope,
  scopes: {
    /** Three tasks that may create each other, a thread and two pages each; each code by as few calls as do it. */
    quick: { ...three, granularity: 0, calls: "system", values: 2, touched: 1 },
    /** The same; threads touch both of their pages, and the timer may be late. */
    full: { ...three, granularity: 1, calls: "system", values: 2, touched: 2 },
    /** For random walks: five tasks with two threads and eight pages each, and messages of three units. */
    large: {
      spaces: 5,
      pages: 8,
      threads: 2,
      lines: 2,
      drivers: 5,
      nesting: 2,
      regions: 2,
      granularity: 4,
      calls: "many",
      values: 4,
      touched: 8,
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
    ...[border, within, near, clans],
    ...codes,
    ...witnesses,
  ],
};
