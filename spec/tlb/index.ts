/**
 * tlb: page tables, TLB and communication window, as a model.
 *
 * Read mmu.ts, state.ts, memory.ts, rules.ts, properties.ts, witnesses.ts and simulation.ts, in this order; then
 * findings/, where the same model has the rules of the slides and of the kernel of 1996.
 */
import type { Model } from "../../model/index.js";
import { access, demap, grant, map, release } from "./memory.js";
import {
  clean,
  closed,
  coherent,
  deliver,
  exact,
  isPrivate,
  marked,
  owner,
  paired,
  thrift,
} from "./properties.js";
import { abort, begin, copy, end, restore, switchSpace, switchThread } from "./rules.js";
import { ofSigma } from "./simulation.js";
import { initial, scope, state, type Tlb } from "./state.js";
import {
  again,
  fetched,
  givenUp,
  preempted,
  resumed,
  twoCopies,
  underneath,
  wholeMessage,
} from "./witnesses.js";

export * from "./memory.js";
export {
  closeWindowOf,
  copyWordTo,
  inWindow,
  type LinearPage,
  linearPage,
  loadCr3,
  pageAt,
  type Region,
  remembered,
  windowPage,
  wordAt,
} from "./mmu.js";
export * from "./properties.js";
export * from "./rules.js";
export * from "./state.js";
export * from "./witnesses.js";

export const tlb: Model<Tlb> = {
  name: "tlb",
  says: "Page tables, a TLB that may be stale, and the window through which the kernel copies long messages.",
  scope,
  scopes: {
    quick: { spaces: 3, pages: 2, threads: 4, units: 1, regions: 1 },
    full: { spaces: 3, pages: 2, threads: 5, units: 2, regions: 2 },
  },
  state,
  initial,
  rules: [access, begin, copy, restore, end, abort, switchThread, switchSpace, map, grant, demap, release],
  simulations: { sigma: ofSigma },
  properties: [
    ...[coherent, exact, isPrivate],
    ...[clean, owner, deliver, thrift],
    ...[marked, closed, paired],
    ...[wholeMessage, fetched, resumed, givenUp, preempted, twoCopies, underneath, again],
  ],
};
