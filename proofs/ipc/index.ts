/** The theory of ipc: who waits for whom, and in which order, for any number of threads and tasks. */
import type { Theory } from "../../check/prove/index.js";
import { ipc } from "../../spec/ipc/index.js";
import type { Ipc } from "../../spec/ipc/state.js";
import { left } from "./left.js";
import { axioms, invariants, steps } from "./properties.js";
import { sorts, symbols } from "./readings.js";
import { initial, rules } from "./rules.js";

const small = { pages: 1, threads: 1, lines: 1, drivers: 1, nesting: 1, regions: 1, granularity: 1 };

export const ipcTheory: Theory<Ipc> = {
  model: ipc,
  scopes: [
    { ...small, spaces: 2, calls: "few" },
    { ...small, spaces: 3, granularity: 0, calls: "system" },
  ],
  sorts,
  symbols,
  axioms,
  initial,
  rules,
  invariants,
  steps,
  left,
  view: "what messages hold, how much time is left, lines, tasks and pages",
};
