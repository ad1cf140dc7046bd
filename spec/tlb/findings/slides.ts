/**
 * Finding "the scheduler's two rules": what keeps the TLB IPC-clean when a space has several threads.
 *
 * Slides 54 and 55 argue for one thread in a space: the TLB is empty when a thread begins to run, and after its copy
 * comes the switch to the receiver, which is in another space. Slide 57 has several threads, and changes the scheduler
 * in two points: between any threads it invalidates "the IPC region in the page table"; between spaces it flushes the
 * TLB "as before". A fault in the region restores the mapping of the current thread. Nothing is said of the TLB between
 * threads of one space. Each design is written down so.
 */
import type { Draft } from "immer";
import {
  again,
  becomeSender,
  type begin,
  clean,
  closed,
  closeWindowOf,
  copyWord,
  deliver,
  type end,
  here,
  loadCr3,
  marked,
  nextRegion,
  owner,
  partnerOf,
  preempted,
  restore,
  resumed,
  stopCopying,
  switchSpace,
  switchThread,
  type Thread,
  type Tlb,
  together,
  twoCopies,
} from "../index.js";
import { beginBySender, endOfMessage, guarded, ofSource } from "./variants.js";

// --------------------------------------------------------------------------------- rules: one thread, and several

/** (1) map the IPC region.  [slide 55] */
const beginToMap: typeof begin = {
  ...beginBySender,
  source: "slides 52, 55",
  effect(s, { from, to }) {
    becomeSender(s, from, to);
    for (const r of s.everyRegion) copyWord(s, r);
  },
};

/** (3) unmap the IPC region; (4) switch to the receiver, and to nobody else.  [slide 55] */
const endByUnmapping: typeof end = {
  ...guarded(endOfMessage, "runnable", { "to-receiver": (s, { next }) => partnerOf(s, s.current) === next }),
  says: "the message is copied, the window is closed, and the processor goes on with the receiver {next}",
  source: "slide 55",
  effect(s, { next }) {
    stopCopying(s, s.current);
    closeWindowOf(s, here(s));
    flushBetweenSpaces(s, next);
  },
};

/** The TLB is flushed on address space switch.  [slide 54] */
function flushBetweenSpaces(s: Draft<Tlb>, next: Thread): void {
  if (!together(s, s.current, next)) loadCr3(s);
  s.current = next;
}

const switchWithFlush: typeof switchSpace = {
  ...switchSpace,
  source: "slide 54",
  effect(s, { next }) {
    flushBetweenSpaces(s, next);
  },
};

// ------------------------------------------------------------------------------------------- rules: slide 57 only

/** Always invalidate the IPC region in the page table; between spaces flush as before.  [slide 57] */
const invalidating = <R extends typeof switchThread>(rule: R): R => ({
  ...rule,
  source: "slide 57",
  effect(s: Draft<Tlb>, { next }: { next: Thread }) {
    closeWindowOf(s, here(s));
    flushBetweenSpaces(s, next);
  },
});

/** Only the word that the fault is about: what else is in the region faults in its turn. */
const restoreOwn: typeof restore = {
  ...restore,
  source: "slide 57",
  effect(s) {
    copyWord(s, nextRegion(s));
  },
};

// -------------------------------------------------------------------------------------------------------- models

/** The slides have no mark. */
const noMark = [marked, closed];

/** No neighbours, so no switch between them; and nothing closes a window in mid-copy, so no word is ever absent. */
export const oneThread = ofSource({
  name: "tlb-one-thread",
  says: "One thread in a space: slides 54 and 55.",
  rules: [beginToMap, endByUnmapping, switchWithFlush],
  without: [switchThread, restore],
  unasked: [...noMark, again, preempted, resumed, twoCopies],
  scope: { threads: 3, units: 2, regions: 2 },
});

export const slides = ofSource({
  name: "tlb-slides",
  says: "Several threads in a space: slides 56 and 57.",
  rules: [beginToMap, endByUnmapping, restoreOwn, invalidating(switchThread), invalidating(switchSpace)],
  broken: [clean, owner, deliver],
  unasked: noMark,
});
