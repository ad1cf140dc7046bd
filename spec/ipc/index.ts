/**
 * ipc: threads, rendezvous and time, as a model.
 *
 * Read repertoire.ts, threads.ts and state.ts; observers.ts and phases.ts; the rules in calls.ts, time.ts, faults.ts and
 * tasks.ts; steps.ts and the properties in properties-*.ts; witnesses.ts; and last split-call.ts, a design that fails.
 */
import type { Model } from "../../model/index.js";
import { both, ends, noGap, once, phases, quiet } from "./properties-calls.js";
import { byLeave, clans, control, deleted, handedOver, held } from "./properties-control.js";
import { attachedOnce, copying, pagingOnly } from "./properties-inductive.js";
import { item, itemOnly, mapFailed } from "./properties-items.js";
import {
  closed,
  cutForBoth,
  fifo,
  intact,
  interrupted,
  interruptKept,
  lineKept,
  order,
  unasked,
  whole,
} from "./properties-messages.js";
import { armed, notEarly, notLate, pollsOnly, started, whichTimeout } from "./properties-time.js";
import {
  forever,
  housed,
  interruptRendezvous,
  noGhost,
  paired,
  pendingAttached,
  poll,
  queued,
  rendezvous,
} from "./properties-waiting.js";
import { rules } from "./rules.js";
import { ofSigma } from "./simulation.js";
import { type Ipc, initial, state } from "./state.js";
import { scope } from "./threads.js";
import { codes, scenes } from "./witnesses.js";

const three = {
  spaces: 3,
  pages: 1,
  threads: 1,
  lines: 1,
  drivers: 1,
  nesting: 1,
  regions: 1,
  granularity: 1,
};

export const ipc: Model<Ipc> = {
  name: "ipc",
  says: "Threads, rendezvous and time: every message is a meeting of two, page faults and interrupts are messages too.",
  scope,
  scopes: {
    /** Three tasks with a thread and a page each, and each form, message and timeout once. */
    quick: { ...three, calls: "few" },
    /** The same tasks, which may create each other, and more calls: items in time, items with strings, open receives. */
    full: { ...three, nesting: 2, calls: "many" },
    /** For random walks: five tasks with two threads and eight pages each. */
    large: {
      spaces: 5,
      pages: 8,
      threads: 2,
      lines: 2,
      drivers: 5,
      nesting: 4,
      regions: 2,
      granularity: 4,
      calls: "many",
    },
  },
  state,
  initial,
  rules,
  simulations: { sigma: ofSigma },
  properties: [
    ...[rendezvous, interruptRendezvous, pendingAttached, queued, paired, noGhost, housed, poll, forever],
    ...[copying, pagingOnly, attachedOnce],
    ...[noGap, once, ends, quiet, phases, both],
    ...[intact, closed, unasked, whole, cutForBoth],
    ...[fifo, order, interrupted, interruptKept, lineKept],
    ...[notLate, armed, notEarly, whichTimeout, pollsOnly, started],
    ...[item, itemOnly, mapFailed],
    ...[clans, deleted, control, byLeave, handedOver, held],
    ...codes,
    ...scenes,
  ],
};
