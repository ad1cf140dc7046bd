/** What memory keeps: what is read was written there, by whoever has the page; and messages carry what their senders have. */
import { NIL, type Nil } from "../../model/index.js";
import { activityOf, pageOf, unitPage } from "../ipc/observers.js";
import type { Thread } from "../ipc/threads.js";
import { type RealPage, realPage, virtualPage } from "../sigma/index.js";
import { inWindow, linearPage as linear, pageAt, remembered } from "../tlb/mmu.js";
import { copy, copyFault, fault, read, restore, write } from "./memory.js";
import { here } from "./processor.js";
import { calls, events } from "./rules.js";
import { invariant, type Kernel, step } from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** sigma_i(v): the real page that a thread's space has at virtual page `v`, whatever tables and TLB say. */
const realPageOf = (s: Kernel, t: Thread, v: number): RealPage | Nil => realPage(s.sigma, pageOf(s, t, v));

/** What stands in a real page. */
const contentOf = (s: Kernel, at: RealPage | Nil): number => (at === NIL ? NIL : (s.contents[at] ?? NIL));

/** The real pages that a unit of the current thread's message goes from and to. */
function unitGoes(s: Kernel): { readonly from: RealPage | Nil; readonly to: RealPage | Nil } {
  const [at, v] = [activityOf(s, s.current), unitPage(s, s.current)];
  const to = at.kind === "giving" ? realPageOf(s, at.to, v) : NIL;
  return { from: realPageOf(s, s.current, v), to };
}

// ----------------------------------------------------------------------------------------------- step properties

export const reads = step("KERNEL-READ", {
  says: "a thread reads what stands in the page that the flat view of its space has there",
  source: "L95 2.1; slide 68",
  on: [read],
  holds: (before, after, { page }) => {
    const real = realPageOf(before, before.current, page);
    return real !== NIL && after.answer.word === contentOf(before, real);
  },
});

export const writes = step("KERNEL-WRITE", {
  says: "a thread writes into the page that the flat view of its space has there, and into no other",
  source: "L95 2.1; slide 68",
  on: [write],
  forAll: { real: virtualPage },
  holds: (before, after, { page, value, real }) =>
    contentOf(after, real) ===
    (real === realPageOf(before, before.current, page) ? value : contentOf(before, real)),
});

export const carries = step("KERNEL-COPY", {
  says: "a unit goes from the page that the sender has there to the page that the receiver has there, and to no other",
  source: "slides 50, 55",
  on: [copy],
  forAll: { real: virtualPage },
  holds: (before, after, { real }) => {
    const { from, to } = unitGoes(before);
    return contentOf(after, real) === contentOf(before, real === to ? from : real);
  },
});

export const still = step("KERNEL-STILL", {
  says: "nothing but writes and copies changes what stands in memory",
  source: "L95 2.1 (map, grant and demap move pages, not what stands in them)",
  on: [...calls, ...events, read, fault, copyFault, restore],
  forAll: { real: virtualPage },
  holds: (before, after, { real }) => contentOf(after, real) === contentOf(before, real),
});

// ----------------------------------------------------------------------------------------------------- invariant

export const exact = invariant("KERNEL-EXACT", {
  says: "what the TLB remembers of the current thread's own pages is what sigma says now",
  source: "i486 (a changed entry stays in the TLB until it is flushed)",
  forAll: { at: linear },
  when: (s, { at }) => !inWindow(s, at) && remembered(s, at) !== NIL,
  holds: (s, { at }) => remembered(s, at) === realPage(s.sigma, pageAt(s, here(s), at)),
});
