/**
 * What makes the invariants inductive: with these, each step keeps them all from any state that satisfies them, whether
 * it can be reached or not. They say how the parts of a state fit together.
 */
import { NIL } from "../../model/index.js";
import { activityOf, isPaging, leftOf, pagerOf, partnerOf, receiveOf, sendOf } from "./observers.js";
import { transferUnits } from "./repertoire.js";
import { invariant } from "./state.js";
import { line, thread } from "./threads.js";

/** Otherwise a copy would go on beyond the end of the message. */
export const copying = invariant("IPC-COPYING", {
  says: "of a message that is being copied a unit is left, and no more units than there was room for",
  source: "slides 50-58",
  forAll: { giver: thread },
  when: (s, { giver }) => activityOf(s, giver).kind === "giving",
  holds: (s, { giver }) => {
    const at = activityOf(s, giver);
    const other = at.kind === "giving" ? activityOf(s, at.to) : at;
    if (at.kind !== "giving" || other.kind !== "taking") return false;
    return at.units > 0 && at.units <= transferUnits(sendOf(s, at.send), receiveOf(s, other.receive));
  },
});

/** Otherwise the timer would end a transfer that runs, for one of the two. */
export const pagingOnly = invariant("IPC-PAGING", {
  says: "in a transfer only who waits for a pager has time to keep, and he has a pager",
  source: "X0 timeouts (the others bound the time until the transfer starts; page-fault timeouts)",
  forAll: { t: thread },
  when: (s, { t }) => partnerOf(s, t) !== NIL,
  holds: (s, { t }) => (isPaging(activityOf(s, t)) ? pagerOf(s, t) !== NIL : leftOf(s, t) === NIL),
});

/** Otherwise a thread that is no more would stay attached. */
export const attachedOnce = invariant("IPC-ATTACHED", {
  says: "a thread is attached to one interrupt line at most",
  source: "X0 interrupts (to receive from another one detaches)",
  forAll: { line },
  when: (s, { line }) => s.attached[line] !== NIL,
  holds: (s, { line }) => s.attached.filter((t) => t === s.attached[line]).length === 1,
});
