/** What page tables, TLB and window keep. The invariants together are inductive, and the steps follow from them. */
import { NIL } from "../../model/index.js";
import { realPage } from "../sigma/index.js";
import { access } from "./memory.js";
import {
  inWindow,
  type LinearPage,
  linearPage,
  pageAt,
  type Region,
  region,
  remembered,
  windowPage,
  windowWord,
  wordAt,
} from "./mmu.js";
import { begin, copy, restore } from "./rules.js";
import {
  bufferOf,
  here,
  invariant,
  isCopying,
  nextRegion,
  partnerOf,
  type Scope,
  space,
  step,
  type Tlb,
  thread,
  together,
  word,
} from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** sigma_i(v): what the current thread's space has at linear page v. */
const own = (s: Tlb, at: LinearPage) => realPage(s.sigma, pageAt(s, here(s), at));

/** What the receiver's buffer has, at this moment, where the region of the window should lead. */
const wanted = (s: Tlb, r: Region) => realPage(s.sigma, bufferOf(s, s.current, r));

/** Does the TLB remember the region of the window? */
const isDirty = (s: Tlb, r: Region): boolean => remembered(s, windowPage(s, r)) !== NIL;

/** Did a begin or a restore write this window word?  A begin of the sender's writes all, restore the absent one. */
const isWritten = (before: Tlb, after: Tlb, r: Region): boolean =>
  isCopying(after) && word(after, r) !== NIL && (!isCopying(before) || word(before, r) === NIL);

/** The place of a window word, of any directory. */
const place = (scope: Scope) => windowWord(space(scope), scope);

// ------------------------------------------------------------------------------------------- properties: the TLB

/** User accesses of this level are accesses of sigma. */
export const coherent = step("TLB-COHERENT", {
  says: "an access lands in the real page that the flat view of the thread's space has there",
  source: "slide 68 (sigma : V -> R u {nil} is what a space is)",
  on: [access],
  holds: (before, after, { at }) => remembered(after, at) === own(before, at),
});

/** Why accesses are coherent, whatever changes underneath. */
export const exact = invariant("TLB-EXACT", {
  says: "what the TLB remembers of the loaded space's own pages is what sigma says now",
  source: "i486 (a changed entry stays in the TLB until it is flushed)",
  forAll: { page: linearPage },
  when: (s, { page }) => !inWindow(s, page) && remembered(s, page) !== NIL,
  holds: (s, { page }) => remembered(s, page) === own(s, page),
});

export const isPrivate = step("TLB-PRIVATE", {
  says: "no user access reaches a window, though it be open, or remembered",
  source: "slide 50 (the temporary mapping is accessible to the kernel only)",
  on: [access],
  forAll: { r: region },
  when: (before, _after, { r }) => word(before, r) !== NIL || isDirty(before, r),
  holds: (before, after, { at, r }) =>
    at !== windowPage(before, r) &&
    remembered(after, windowPage(before, r)) === remembered(before, windowPage(before, r)),
});

// ---------------------------------------------------------------------------------------- properties: the window

/** The IPC-clean invariant. */
export const clean = step("TLB-CLEAN", {
  says: "when a window directory word is written, the TLB holds nothing of that region of the window",
  source: "slide 53 (IPC-clean TLB)",
  on: [begin, restore],
  forAll: { r: region },
  when: (before, after, { r }) => isWritten(before, after, r),
  holds: (_before, after, { r }) => !isDirty(after, r),
});

export const owner = invariant("TLB-OWNER", {
  says: "while a thread copies, all window words in its directory and window pages in the TLB are of its own copy",
  source: "slides 56, 57 (one region, shared by all threads of the space)",
  forAll: { r: region },
  when: (s, { r }) => isCopying(s) && (word(s, r) !== NIL || isDirty(s, r)),
  holds: (s, { r }) =>
    (word(s, r) === NIL || word(s, r) === bufferOf(s, s.current, r)) &&
    (!isDirty(s, r) || remembered(s, windowPage(s, r)) === wanted(s, r)),
});

export const deliver = step("TLB-DELIVER", {
  says: "a unit is copied into the real page that the receiver's buffer has at that moment",
  source: "slides 50, 55 (one copy, through the temporary mapping, into the receiver's buffer)",
  on: [copy],
  holds: (before, after) =>
    remembered(after, windowPage(before, nextRegion(before))) === wanted(before, nextRegion(before)),
});

/** The switch to the receiver loads CR3 anyway. Until then a thread that came by such a load needs no other. */
export const thrift = step("TLB-THRIFT", {
  says: "the first long message since CR3 was loaded is copied without a flush: the TLB forgets nothing",
  source: "slides 53, 55 (to flush is too expensive; the switch to the receiver does it anyway)",
  on: [begin, copy, restore],
  forAll: { page: linearPage },
  when: (before, _after, { page }) => (isCopying(before) || !before.used) && remembered(before, page) !== NIL,
  holds: (before, after, { page }) => remembered(after, page) === remembered(before, page),
});

// ---------------------------------------------------------------------------------------- invariants: why it holds

/** Nobody else's translations lie in wait for the next copy. */
export const marked = invariant("TLB-MARKED", {
  says: "the TLB remembers pages of a window only while the current thread is marked as its user",
  source: "ours; L4/486 (com_used) means it so",
  forAll: { r: region },
  when: (s, { r }) => isDirty(s, r),
  holds: (s) => s.used,
});

/** A thread that was stopped in mid-copy finds its window absent, and faults. */
export const closed = invariant("TLB-CLOSED", {
  says: "a window word is present only in the directory in CR3, and while the current thread is marked as its user",
  source: "ours; slide 57 (always invalidate the IPC region in the page table)",
  forAll: { place },
  when: (s, { place }) => s.window[place] !== NIL,
  holds: (s, { place }) => s.used && s.everyRegion.some((r) => wordAt(s, here(s), r) === place),
});

export const paired = invariant("TLB-PAIRED", {
  says: "a thread copies to a thread of another space that waits for it alone; only such a thread has copied units",
  source: "slide 57 (a given thread may be in only one IPC at a time)",
  forAll: { t: thread },
  when: (s, { t }) => s.partner[t] !== NIL || s.copied[t] !== 0,
  holds: (s, { t }) => {
    const to = partnerOf(s, t);
    const alone = s.everyThread.every((u) => u === t || s.partner[u] !== to);
    return to !== NIL && alone && s.partner[to] === NIL && !together(s, t, to);
  },
});
