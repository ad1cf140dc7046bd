/**
 * The kernel onto tlb: what becomes of directories, window and TLB.
 *
 * A long message between two spaces is a copy of tlb's; one within a space is not, for no window is needed. A step of the
 * kernel is a few steps there, in this order: copies that end or are given up, pages that change, a copy that begins.
 */
import { type Action, action, id, NIL, over, type Simulation } from "../../model/index.js";
import { activityOf, pageOf, taskOf, unitsCopied } from "../ipc/observers.js";
import { deletionSteps } from "../ipc/simulation.js";
import type { Asked } from "../ipc/steps.js";
import { mostUnits, repertoire, type Thread } from "../ipc/threads.js";
import * as tlb from "../tlb/index.js";
import * as calls from "./calls.js";
import * as events from "./events.js";
import * as memory from "./memory.js";
import { copyingTo, source } from "./processor.js";
import { pageSteps } from "./simulation-ipc.js";
import { type Kernel, type Scope, state } from "./state.js";
import * as control from "./tasks.js";

const { stands } = over(state);

// ------------------------------------------------------------------------------------------ abstraction function

/** The thread of another space that `t` copies to, or NIL. */
function copiesTo(s: Kernel, t: Thread): Thread {
  const at = activityOf(s, t);
  return at.kind === "giving" && taskOf(s, at.to) !== taskOf(s, t) ? at.to : id(NIL);
}

/** What the processor holds, and who copies to whom. */
const machine = (s: Kernel): tlb.Tlb => ({
  sigma: s.sigma,
  everyRegion: s.everyRegion,
  everyLinearPage: s.everyLinearPage,
  window: s.window,
  tlb: s.tlb,
  used: s.used,
  units: mostUnits(s.calls),
  everyThread: s.everyThread,
  homeOf: s.everyThread.map((t) => taskOf(s, t)),
  current: s.current,
  partner: s.everyThread.map((t) => copiesTo(s, t)),
  copied: s.everyThread.map((t) => (copiesTo(s, t) === NIL ? 0 : unitsCopied(s, t))),
});

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Copies that were and are no more. */
const endings = (before: Kernel, after: Kernel): Action[] =>
  before.everyThread
    .filter((t) => copiesTo(before, t) !== NIL && copiesTo(after, t) === NIL)
    .map((t) => (t === before.current ? action(tlb.end, { next: t }) : action(tlb.abort, { sender: t })));

/** Copies that were not and are. */
const beginnings = (before: Kernel, after: Kernel): Action[] =>
  before.everyThread
    .filter((t) => copiesTo(before, t) === NIL && copiesTo(after, t) !== NIL)
    .map((from) => action(tlb.begin, { from, to: copiesTo(after, from) }));

const around = (before: Kernel, after: Kernel, pages: readonly Action[] = []): Action[] => [
  ...endings(before, after),
  ...pages,
  ...beginnings(before, after),
];

const withMessages = (before: Kernel, after: Kernel, args: Asked): Action[] =>
  around(before, after, pageSteps(before, after, args));

/** A unit is read where it lies and written through the window; or both in one space. */
const unit = (s: Kernel): Action[] => [
  action(tlb.access, { at: source(s) }),
  ...(copyingTo(s) === NIL ? [] : [action(tlb.copy, {})]),
];

const switching = (s: Kernel, next: Thread): Action[] => {
  if (next === s.current) return [];
  return [action(taskOf(s, next) === taskOf(s, s.current) ? tlb.switchThread : tlb.switchSpace, { next })];
};

// ---------------------------------------------------------------------------------------------------- simulation

export const ontoTlb: Simulation<Kernel, tlb.Tlb> = {
  says: "directories, window and TLB change as in tlb, where long messages between spaces are its copies",
  source: "slides 50-58; L4/486",
  onto: tlb.tlb,
  scope: (scope: Scope) => ({
    spaces: scope.spaces,
    pages: scope.pages,
    threads: scope.spaces * scope.threads,
    units: mostUnits(repertoire(scope)),
    regions: scope.regions,
  }),
  of: machine,
  steps: [
    stands([calls.ipc, calls.wait, memory.fault, memory.copyFault], withMessages),
    stands([memory.copy], (before, after, args) => [...unit(before), ...withMessages(before, after, args)]),
    stands([memory.read, memory.write], (_, _after, { page }) => [action(tlb.access, { at: id(page) })]),
    stands([memory.restore], () => [action(tlb.restore, {})]),
    stands([calls.demap], (before, _, { page }) => [
      action(tlb.demap, { from: pageOf(before, before.current, page) }),
    ]),
    stands([calls.release], (before, _, { page }) => [
      action(tlb.release, { from: pageOf(before, before.current, page) }),
    ]),
    stands([control.deleteTask], (before, after) => around(before, after, deletionSteps(before, after))),
    stands([control.exRegs, events.timeout], (before, after) => around(before, after)),
    stands([calls.threadSwitch], (before, _, { to }) => switching(before, to)),
    stands([events.dispatch], (before, _, { next }) => switching(before, next)),
  ],
};
