/** Witnesses: what must come about, so that the properties are not idle. */
import { NIL } from "../../model/index.js";
import { realPage } from "../sigma/index.js";
import { demap, grant, map, release } from "./memory.js";
import { inWindow, linearPage, region, remembered, windowPage } from "./mmu.js";
import { begin, end, restore, switchThread } from "./rules.js";
import {
  bufferOf,
  hasUnitsLeft,
  isCopying,
  partnerOf,
  stepWitness,
  thread,
  together,
  witness,
} from "./state.js";

export const wholeMessage = stepWitness("TLB-WHOLE", {
  says: "a message of the largest size is copied and its receiver runs, and until then the TLB knew a page of the sender",
  source: "slide 55",
  on: [end],
  forAll: { page: linearPage },
  when: (before, _after, { next, page }) =>
    partnerOf(before, before.current) === next &&
    !hasUnitsLeft(before) &&
    !inWindow(before, page) &&
    remembered(before, page) !== NIL,
});

export const fetched = stepWitness("TLB-FETCHED", {
  says: "the thread that runs receives a long message from a thread that waited to send it",
  source: "L4/486, fetch_next",
  on: [begin],
  when: (before, _after, { to }) => to === before.current,
});

export const resumed = stepWitness("TLB-RESUMED", {
  says: "a copy goes on that lost its window, or had none yet, while another thread had the processor",
  source: "slide 57",
  on: [restore],
  when: (before) => isCopying(before),
});

export const givenUp = stepWitness("TLB-GIVEN-UP", {
  says: "a copy is given up, and its sender goes on",
  source: "X0 completion codes 8 to F",
  on: [end],
  when: (before, _after, { next }) => next === before.current && hasUnitsLeft(before),
});

export const preempted = stepWitness("TLB-PREEMPTED", {
  says: "a thread loses the processor in mid-copy to a thread of its space that is in mid-copy to somebody else",
  source: "slide 56",
  on: [switchThread],
  when: (before, _after, { next }) =>
    isCopying(before) && hasUnitsLeft(before) && partnerOf(before, next) !== NIL,
});

export const twoCopies = witness("TLB-TWO-COPIES", {
  says: "two threads of one space are both in mid-copy",
  source: "slide 56",
  forAll: { t: thread, u: thread },
  when: (s, { t, u }) => t < u && together(s, t, u) && partnerOf(s, t) !== NIL && partnerOf(s, u) !== NIL,
});

export const underneath = stepWitness("TLB-UNDERNEATH", {
  says: "the receiver's buffer changes underneath a copy that is running",
  source: "L95 2.1 (an owner may demap at any time)",
  on: [map, grant, demap, release],
  forAll: { t: thread, r: region },
  when: (before, after, { t, r }) => {
    const page = bufferOf(before, t, r);
    return page !== NIL && realPage(before.sigma, page) !== realPage(after.sigma, page);
  },
});

export const again = stepWitness("TLB-AGAIN", {
  says: "a thread begins a second long message, and CR3 was not loaded since its first",
  source: "L4/486, fetch_next (the sender goes on where it is)",
  on: [begin],
  forAll: { r: region },
  when: (before, _after, { from, r }) =>
    from === before.current && remembered(before, windowPage(before, r)) !== NIL,
});
