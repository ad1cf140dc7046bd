/** The window: how a long message is copied, and what becomes of it when threads are switched.  [slides 50-58] */
import type { Draft } from "immer";
import { NIL } from "../../model/index.js";
import { copyWordTo, fill, leave, openWindow, type Region, remembered, windowPage } from "./mmu.js";
import {
  hasUnitsLeft,
  here,
  home,
  isCopying,
  isFree,
  isRunnable,
  nextRegion,
  partnerOf,
  rule,
  type Thread,
  type Tlb,
  thread,
  together,
  translate,
  word,
} from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Thread `from` is copying to `to`, and has copied nothing yet. */
export function becomeSender(s: Draft<Tlb>, from: Thread, to: Thread): void {
  s.partner[from] = to;
  s.copied[from] = 0;
}

/** Thread `t` copies no more, be all copied or not. */
export function stopCopying(s: Draft<Tlb>, t: Thread): void {
  s.partner[t] = NIL;
  s.copied[t] = 0;
}

/** A directory word of the receiver's buffer is copied into the window of the current thread.  [slide 52] */
export function copyWord(s: Draft<Tlb>, r: Region): void {
  const to = partnerOf(s, s.current);
  if (to !== NIL) copyWordTo(s, here(s), home(s, to), r);
}

/** The processor goes to `next`, which may be the current thread itself. */
export function goTo(s: Draft<Tlb>, next: Thread): void {
  if (next === s.current) return;
  leave(s, here(s), home(s, next));
  s.current = next;
}

// --------------------------------------------------------------------------------------------- rules: the window

/**
 * begin: a sender and a receiver of two spaces have met (how, is spec/ipc's business), by a call of the thread that has the
 * processor. If that is the sender, directory words enter its window; should the window have been used since CR3 was
 * loaded, CR3 is loaded before. If it is the receiver, or a third thread, the sender has no window yet: when it gets the
 * processor it finds it absent, and faults. A third one takes a message that waits, and its sender receives the next.
 */
export const begin = rule(
  "begin",
  { from: thread, to: thread },
  {
    says: "{from} begins to copy a long message to {to}; directory words enter its window if it has the processor",
    source: "slide 52; L4/486, which does not look at com_used here: the look is ours",
    requires: {
      "user-level": (s) => isFree(s, s.current),
      "other-space": (s, { from, to }) => !together(s, from, to),
      "sender-free": (s, { from }) => isFree(s, from),
      "receiver-free": (s, { to }) => isFree(s, to),
    },
    effect(s, { from, to }) {
      becomeSender(s, from, to);
      if (from === s.current) openWindow(s, here(s), home(s, to));
    },
  },
);

/** copy: one unit, through the window. A page that the receiver does not have must be mapped first, by its pager. */
export const copy = rule(
  "copy",
  {},
  {
    says: "the current thread copies one unit of its message",
    source: "slides 50, 55; a pager resolves what the receiver lacks: L4/486, com_space_write_fault",
    requires: {
      copying: (s) => isCopying(s),
      "units-left": (s) => hasUnitsLeft(s),
      translated: (s) => translate(s, windowPage(s, nextRegion(s))) !== NIL,
    },
    effect(s) {
      fill(s, here(s), windowPage(s, nextRegion(s)));
      s.copied[s.current] = (s.copied[s.current] ?? 0) + 1;
    },
  },
);

/** restore: the copy meets an absent window word; the fault handler puts the thread's own word there.  [slide 57] */
export const restore = rule(
  "restore",
  {},
  {
    says: "a fault in the window: the current thread's own directory word is put there",
    source:
      "slide 57 (at a fault in the region: the mapping of the current thread); L4/486, com_space_write_fault",
    requires: {
      copying: (s) => isCopying(s),
      "units-left": (s) => hasUnitsLeft(s),
      "word-absent": (s) =>
        word(s, nextRegion(s)) === NIL && remembered(s, windowPage(s, nextRegion(s))) === NIL,
    },
    effect(s) {
      copyWord(s, nextRegion(s));
      s.used = true;
    },
  },
);

/**
 * end: all is copied, or what is left is given up; and the kernel goes on with `next`: in the common case the receiver;
 * or the sender, if an interrupt has come for it; or any thread that may run. `used` stays as it is: only loading CR3
 * clears it.
 */
export const end = rule(
  "end",
  { next: thread },
  {
    says: "the current thread copies no more; the processor goes on with {next}",
    source:
      "slide 55; L4/486, fetch_next; X0 completion codes 8 to F (aborted); to leave com_used as it is: ours",
    requires: {
      copying: (s) => isCopying(s),
      runnable: (s, { next }) => isRunnable(s, next) || s.partner[s.current] === next,
    },
    effect(s, { next }) {
      stopCopying(s, s.current);
      goTo(s, next);
    },
  },
);

/** abort: its partner was deleted, a pager was too late, a thread was told to do something else.  [X0 ipc, ex_regs] */
export const abort = rule(
  "abort",
  { sender: thread },
  {
    says: "what {sender} has yet to copy is given up, while another thread has the processor",
    source: "X0 completion codes 8 to F",
    requires: {
      "not-current": (s, { sender }) => sender !== s.current,
      copying: (s, { sender }) => partnerOf(s, sender) !== NIL,
    },
    effect(s, { sender }) {
      stopCopying(s, sender);
    },
  },
);

// ---------------------------------------------------------------------------------------------- rules: switching

/** switchThread: a timer or the thread's own wish, at user level or in mid-copy, gives the processor to a neighbour. */
export const switchThread = rule(
  "switch-thread",
  { next: thread },
  {
    says: "the processor goes to {next}, a thread of the same space",
    source: "slide 57; L4/486, deallocate_resources",
    requires: {
      another: (s, { next }) => next !== s.current,
      "same-space": (s, { next }) => together(s, next, s.current),
      runnable: (s, { next }) => isRunnable(s, next),
    },
    effect(s, { next }) {
      goTo(s, next);
    },
  },
);

/** switchSpace: the same, to a thread of another space. */
export const switchSpace = rule(
  "switch-space",
  { next: thread },
  {
    says: "the processor goes to {next}, a thread of another space, and CR3 is loaded",
    source: "slides 54, 57; L4/486, deallocate_resources",
    requires: {
      "other-space": (s, { next }) => !together(s, next, s.current),
      runnable: (s, { next }) => isRunnable(s, next),
    },
    effect(s, { next }) {
      goTo(s, next);
    },
  },
);
