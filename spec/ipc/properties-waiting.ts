/** Who waits for whom: what holds of threads that wait, in every state. */
import { has, NIL } from "../../model/index.js";
import {
  accepts,
  acceptsInterrupt,
  activityOf,
  exists,
  isInterrupted,
  isPaging,
  leftOf,
  partnerOf,
  receiveOf,
  receivesFrom,
  sendOf,
  sendsTo,
  taskExists,
  taskOf,
} from "./observers.js";
import { FOREVER } from "./repertoire.js";
import { type Ipc, invariant } from "./state.js";
import { line, type Thread, thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Does `t` wait for `other`, to send, to receive, or in a transfer? */
const waitsFor = (s: Ipc, t: Thread, other: Thread): boolean =>
  sendsTo(s, t) === other || receivesFrom(s, t) === other || partnerOf(s, t) === other;

/** The timeout of the phase in which a thread waits; undefined if it waits in none, or for a pager. */
function within(s: Ipc, t: Thread): number | undefined {
  const at = activityOf(s, t);
  if (at.kind === "sending") return sendOf(s, at.send).within;
  return at.kind === "receiving" ? receiveOf(s, at.receive).within : undefined;
}

// ---------------------------------------------------------------------------------------------------- invariants

export const rendezvous = invariant("IPC-RENDEZVOUS", {
  says: "no thread waits to send to a thread that waits to receive from it",
  source: "X0 ipc (transfer happens when the receiver has invoked a matching receive); slides 24, 64",
  forAll: { from: thread, to: thread },
  when: (s, { from, to }) => sendsTo(s, from) === to,
  holds: (s, { from, to }) => !accepts(s, to, from),
});

export const interruptRendezvous = invariant("IPC-INTERRUPT-RENDEZVOUS", {
  says: "no interrupt is pending for a thread that waits to receive it",
  source: "SRC486 (an interrupt switches at once to a thread that waits for it)",
  forAll: { t: thread },
  when: (s, { t }) => isInterrupted(s, t),
  holds: (s, { t }) => !acceptsInterrupt(s, t),
});

export const pendingAttached = invariant("IPC-PENDING", {
  says: "an interrupt is pending only where a thread is attached, and that thread exists",
  source: "X0 interrupts",
  forAll: { line },
  when: (s, { line }) => has(s.pending, line) || s.attached[line] !== NIL,
  holds: (s, { line }) => {
    const driver = s.attached[line] ?? NIL;
    return driver !== NIL && exists(s, driver);
  },
});

const standsOnce = (queue: readonly Thread[], t: Thread): boolean =>
  queue.includes(t) && queue.indexOf(t) === queue.lastIndexOf(t);

export const queued = invariant("IPC-QUEUE", {
  says: "a thread stands in the queue of the thread to which it waits to send, once, and in no other",
  source: "SRC486 (send queue)",
  forAll: { from: thread, to: thread },
  when: (s, { from, to }) => sendsTo(s, from) === to || (s.queue[to]?.includes(from) ?? false),
  holds: (s, { from, to }) => sendsTo(s, from) === to && standsOnce(s.queue[to] ?? [], from),
});

export const paired = invariant("IPC-PAIR", {
  says: "who gives a message has a partner who takes it from him, and the other way round; at most one of them pages",
  source: "SRC486 (both partners are locked during a long transfer)",
  forAll: { t: thread },
  when: (s, { t }) => partnerOf(s, t) !== NIL,
  holds: (s, { t }) => {
    const partner = partnerOf(s, t);
    if (partner === NIL || partnerOf(s, partner) !== t) return false;
    const [at, other] = [activityOf(s, t), activityOf(s, partner)];
    return at.kind !== other.kind && !(isPaging(at) && isPaging(other));
  },
});

export const noGhost = invariant("IPC-NOGHOST", {
  says: "nobody waits for a thread that does not exist",
  source: "X0 completion code 1",
  forAll: { t: thread, other: thread },
  when: (s, { t, other }) => waitsFor(s, t, other),
  holds: (s, { other }) => exists(s, other),
});

export const housed = invariant("IPC-HOUSED", {
  says: "a thread that exists has a task that exists",
  source: "L95 2.3 (a thread includes its address space)",
  forAll: { t: thread },
  when: (s, { t }) => exists(s, t),
  holds: (s, { t }) => taskExists(s, taskOf(s, t)),
});

export const poll = invariant("IPC-POLL", {
  says: "a thread with timeout 0 never waits",
  source: "X0 timeouts (0 fails at once if the partner is not ready); slide 59",
  forAll: { t: thread },
  when: (s, { t }) => within(s, t) !== undefined,
  holds: (s, { t }) => within(s, t) !== 0,
});

export const forever = invariant("IPC-FOREVER", {
  says: "a thread with timeout infinity has no end to its time, and any other thread that waits has one",
  source: "X0 timeouts; slide 59",
  forAll: { t: thread },
  when: (s, { t }) => within(s, t) !== undefined,
  holds: (s, { t }) => (within(s, t) === FOREVER) === (leftOf(s, t) === NIL),
});
