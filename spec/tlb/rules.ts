/** The window: how a long message is copied, and what becomes of it when threads are switched.  [slides 50-58] */
import type { Draft } from "immer";
import { NIL } from "../../model/index.js";
import {
  bufferOf,
  hasUnitsLeft,
  home,
  isCopying,
  isFree,
  isRunnable,
  nextRegion,
  type Region,
  remembered,
  rule,
  type Thread,
  type Tlb,
  thread,
  together,
  translate,
  windowPage,
  word,
  wordAt,
} from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** CR3 is loaded: the TLB forgets everything.  [i486] */
export function loadCr3(s: Draft<Tlb>): void {
  for (const at of s.everyLinearPage) s.tlb[at] = NIL;
  s.used = false;
}

/** A directory word of the receiver's buffer is copied into the window.  [slide 52] */
export function copyWord(s: Draft<Tlb>, r: Region): void {
  s.window[wordAt(s, r)] = bufferOf(s, s.current, r);
}

/** Both window words of the directory in CR3 become absent.  [slides 55, 57] */
export function closeWindow(s: Draft<Tlb>): void {
  for (const r of s.bothRegions) s.window[wordAt(s, r)] = NIL;
}

/** The current thread is copying to `to`, and all units are left. */
export function becomeSender(s: Draft<Tlb>, to: Thread): void {
  s.partner[s.current] = to;
  s.left[s.current] = s.units;
}

/**
 * The processor goes to `next`, which may be the current thread itself. A thread that leaves after it used the window
 * closes it, and CR3 is loaded then even if the space stays the same.  [L4/486: deallocate_resources]
 */
export function goTo(s: Draft<Tlb>, next: Thread): void {
  if (next === s.current) return;
  if (s.used) closeWindow(s);
  if (s.used || !together(s, s.current, next)) loadCr3(s);
  s.current = next;
}

// --------------------------------------------------------------------------------------------- rules: the window

/**
 * begin: a long message for a thread of another space, which waits for it (rendezvous is spec/ipc's business). Should
 * the window have been used since CR3 was loaded, CR3 is loaded before the two words are written.
 */
export const begin = rule(
  "begin",
  { to: thread },
  {
    says: "the current thread begins to copy a long message to {to}: two directory words enter its window",
    source: "slide 52; L4/486, which does not look at com_used here: the look is ours",
    requires: {
      free: (s) => isFree(s, s.current),
      "other-space": (s, { to }) => !together(s, s.current, to),
      "receiver-free": (s, { to }) => isFree(s, to),
    },
    effect(s, { to }) {
      if (s.used) loadCr3(s);
      becomeSender(s, to);
      for (const r of s.bothRegions) copyWord(s, r);
      s.used = true;
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
      "units-left": (s) => hasUnitsLeft(s),
      translated: (s) => translate(s, windowPage(s, nextRegion(s))) !== NIL,
    },
    effect(s) {
      const at = windowPage(s, nextRegion(s));
      s.tlb[at] = translate(s, at);
      s.left[s.current] = (s.left[s.current] ?? 0) - 1;
    },
  },
);

/** restore: the copy meets an absent window word; the fault handler puts the thread's own word there.  [slide 57] */
export const restore = rule(
  "restore",
  {},
  {
    says: "a fault in the window: the current thread's own directory word is put back",
    source:
      "slide 57 (at a fault in the region: the mapping of the current thread); L4/486, com_space_write_fault",
    requires: {
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
 * end: the message is copied, and the kernel goes on with `next`: in the common case the receiver; or the sender, if
 * an interrupt has come for it; or any thread that may run. `used` stays as it is: only loadCr3 clears it.
 */
export const end = rule(
  "end",
  { next: thread },
  {
    says: "the message is copied; the processor goes on with {next}",
    source: "slide 55; L4/486, fetch_next; to leave com_used as it is: ours",
    requires: {
      copied: (s) => isCopying(s) && !hasUnitsLeft(s),
      runnable: (s, { next }) => isRunnable(s, next) || s.partner[s.current] === next,
    },
    effect(s, { next }) {
      s.partner[s.current] = NIL;
      goTo(s, next);
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
      "same-space": (s, { next }) => home(s, next) === home(s, s.current),
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
