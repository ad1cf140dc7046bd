/**
 * Finding "a mark that is taken off too early".
 *
 * L4/486 of 1996 marks a thread that uses the window (com_used). A switch away from a marked thread closes the window,
 * and loads CR3 even if the space stays the same. But the mark is taken off at the end of the copy; window and TLB are
 * left as they are, and the next long IPC writes its word without a flush, for the switch to the receiver loads CR3.
 *
 * A send with an open receive need not switch to its receiver: if an interrupt is pending for the sender, it returns to
 * user level at once; if the first in its queue is a thread of its own space, that one is next (fetch_next). And even
 * if the receiver is next, always, the word that is left behind is met by a neighbour that was stopped in mid-copy: it
 * counts on a fault, and there is none. All this was read in the source, ipcman4.asm and cpuctr4.asm, not executed.
 *
 * Not as in the source: both window words are written at the begin (there, a fault fills the second); the second window,
 * which does compare and flush, is left out. Memory is settled, for what this design leaves behind makes many states.
 */
import { NIL } from "../../../model/index.js";
import {
  becomeSender,
  type begin,
  clean,
  closed,
  copyWord,
  deliver,
  demap,
  type end,
  goTo,
  grant,
  initial,
  map,
  marked,
  owner,
  partnerOf,
  release,
  type Scope,
  stopCopying,
  type Tlb,
  together,
  underneath,
} from "../index.js";
import { beginBySender, endOfMessage, guarded, ofSource } from "./variants.js";

// --------------------------------------------------------------------------------------------------------- rules

export const beginUnflushed: typeof begin = {
  ...beginBySender,
  source: "L4/486 (Liedtke, 1996), ipcman4.asm",
  effect(s, { from, to }) {
    becomeSender(s, from, to);
    for (const r of s.everyRegion) copyWord(s, r);
    s.used = true;
  },
};

/** The mark is taken off though CR3 was not loaded; the window's words stay. */
export const endUnmarked: typeof end = {
  ...endOfMessage,
  source: "L4/486 (Liedtke, 1996), ipcman4.asm",
  effect(s, { next }) {
    stopCopying(s, s.current);
    s.used = false;
    goTo(s, next);
  },
};

// -------------------------------------------------------------------------------------------------------- models

/** Every page but the last is mapped from sigma0, where neighbouring spaces have their pages in another order. */
function settled(scope: Scope): Tlb {
  const start = initial(scope);
  const { everyPage, origin: atStart } = start.sigma;
  const realPageOf = (p: number) => (Math.floor(p / scope.pages) + p) % scope.pages;
  const mapped = atStart.map((own, p) => (own === NIL ? (everyPage[realPageOf(p)] ?? NIL) : own));
  const origin: Tlb["sigma"]["origin"] = [...mapped.slice(0, -1), NIL];
  return { ...start, sigma: { ...start.sigma, origin } };
}

/** Memory is settled. */
const without = [map, grant, demap, release];

const toReceiver = guarded(endUnmarked, "runnable", {
  "to-receiver": (s, { next }) => partnerOf(s, s.current) === next,
});

const orInterrupted = guarded(endUnmarked, "runnable", {
  "to-receiver-or-itself": (s, { next }) => next === s.current || partnerOf(s, s.current) === next,
});

const orNeighbour = guarded(endUnmarked, "", {
  "to-receiver-or-neighbour": (s, { next }) =>
    next !== s.current && (partnerOf(s, s.current) === next || together(s, s.current, next)),
});

/** What the argument of 1996 presupposes: the receiver is next, always. It is not enough. */
export const l4Direct = ofSource({
  name: "tlb-l4-1996-direct",
  says: "L4/486 of 1996, if every long send were followed by the switch to its receiver.",
  initial: settled,
  scope: { units: 2, regions: 2 },
  without,
  rules: [beginUnflushed, toReceiver],
  broken: [clean, owner, deliver, marked, closed],
  unasked: [underneath],
});

/** An interrupt is pending for the sender. */
export const l4Interrupt = ofSource({
  name: "tlb-l4-1996-interrupt",
  says: "L4/486 of 1996: after a long send the receiver is next or, if an interrupt is pending, the sender itself.",
  initial: settled,
  scope: { units: 2, regions: 2 },
  without,
  rules: [beginUnflushed, orInterrupted],
  broken: [clean, owner, deliver, marked, closed],
  unasked: [underneath],
});

/** A thread of the sender's own space is first in its send queue. */
export const l4Neighbour = ofSource({
  name: "tlb-l4-1996-neighbour",
  says: "L4/486 of 1996: after a long send the receiver is next or, if it is first in the queue, a thread of the same space.",
  initial: settled,
  scope: { units: 2, regions: 2 },
  without,
  rules: [beginUnflushed, orNeighbour],
  broken: [clean, owner, deliver, marked, closed],
  unasked: [underneath],
});
