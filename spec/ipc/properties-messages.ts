/** What messages keep, step by step: they arrive whole, with the true sender, first come first served. */
import { has, NIL, type Nil } from "../../model/index.js";
import { attach } from "./calls.js";
import { copy } from "./faults.js";
import {
  activityOf,
  isInterrupted,
  isReady,
  partnerOf,
  receiveIn,
  receiveOf,
  sendOf,
  taskOf,
} from "./observers.js";
import { isFault, NONE } from "./repertoire.js";
import { messages, others, progress } from "./rules.js";
import { type Ipc, step } from "./state.js";
import { type Asked, callOf, codeOf, hasMessage, messageFor, receiveFor, told } from "./steps.js";
import { line, type Thread, thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The thread that waited in the queue of `to` until `to` took its message in an open receive, in this step; or NIL. */
function served(before: Ipc, after: Ipc, asked: Asked, to: Thread): Thread | Nil {
  const begun = partnerOf(before, to) === NIL ? partnerOf(after, to) : NIL;
  const from = begun === NIL ? told(after, to).from : begun;
  if (from === NIL || !before.queue[to]?.includes(from)) return NIL;
  const receive = receiveFor(before, asked, to);
  return receive !== NONE && receiveOf(before, receive).from === "any" ? from : NIL;
}

// -------------------------------------------------------------------------------------------------- step properties

export const intact = step("IPC-INTACT", {
  says: "what is received is what was sent to the receiver, by the thread that the receiver is told",
  source: "X0 ipc; L95 2.3 (the kernel vouches for identities)",
  on: messages,
  forAll: { to: thread },
  when: (_before, after, { to }) => told(after, to).from !== NIL,
  holds: (before, after, args) => {
    const { from, word } = told(after, args.to);
    const message = from === NIL ? NONE : messageFor(before, args, from, args.to);
    return message !== NONE && sendOf(before, message).word === word;
  },
});

export const closed = step("IPC-CLOSED", {
  says: "who does not receive openly takes a message of the thread that it names, and of no other",
  source: "X0 ipc (receive from one, receive from any); slide 46",
  on: messages,
  forAll: { to: thread },
  when: (_before, after, { to }) => told(after, to).from !== NIL,
  holds: (before, after, args) => {
    const receive = receiveFor(before, args, args.to);
    const isOpen = receive !== NONE && receiveOf(before, receive).from === "any";
    return isOpen || callOf(before, args, args.to).to === told(after, args.to).from;
  },
});

export const unasked = step("IPC-UNASKED", {
  says: "the answer to a page fault is told to nobody: the thread goes on as if nothing had been",
  source: "X0 pager protocol; L95 2.3",
  on: messages,
  forAll: { t: thread },
  when: (before, _after, { t }) => isFault(receiveIn(before, t)),
  holds: (_before, after, { t }) => codeOf(after, t) === NONE && !hasMessage(after, t),
});

export const whole = step("IPC-WHOLE", {
  says: "a long message arrives with its last unit, and not earlier",
  source: "X0 ipc; slide 50",
  on: [copy],
  forAll: { to: thread },
  when: (before, after, { giver, to }) => partnerOf(before, giver) === to && isReady(after, to),
  holds: (before, _after, { giver }) => {
    const at = activityOf(before, giver);
    return at.kind === "giving" && at.units === 1;
  },
});

export const fifo = step("IPC-FIFO", {
  says: "an open receive takes a pending interrupt, else the thread that came first",
  source: "SRC486 (send queue, an interrupt at its head); slide 24",
  on: messages,
  forAll: { to: thread },
  when: (before, after, args) => served(before, after, args, args.to) !== NIL,
  holds: (before, after, args) =>
    before.queue[args.to]?.[0] === served(before, after, args, args.to) && !isInterrupted(before, args.to),
});

export const order = step("IPC-ORDER", {
  says: "those who stay in a queue keep their order, and who comes stands behind them",
  source: "SRC486 (send queue)",
  on: progress,
  forAll: { to: thread },
  when: (before, after, { to }) => before.queue[to]?.length !== 0 && after.queue[to]?.length !== 0,
  holds: (before, after, { to }) => {
    const [was, is] = [before.queue[to] ?? [], after.queue[to] ?? []];
    return was.filter((t) => is.includes(t)).every((t, i) => is[i] === t);
  },
});

export const interrupted = step("IPC-INTERRUPT", {
  says: "an interrupt is received from its own line, by the thread attached to it, once for each time that it occurred",
  source: "L95 2.3; X0 interrupts; slide 27",
  on: progress,
  forAll: { t: thread, from: line },
  when: (_before, after, { t, from }) => told(after, t).line === from,
  holds: (before, after, args) => {
    const occurred = has(before.pending, args.from) !== ("line" in args && !("by" in args));
    return before.attached[args.from] === args.t && occurred && !has(after.pending, args.from);
  },
});

export const interruptKept = step("IPC-INTERRUPT-KEPT", {
  says: "an interrupt that occurs, or is pending, is received or stays pending, while its line stays attached as it was",
  source: "X0 interrupts; SRC486 (one may be pending)",
  on: [...progress, ...others],
  forAll: { from: line },
  when: (before, after, args) =>
    after.attached[args.from] === before.attached[args.from] &&
    (has(before.pending, args.from) || ("line" in args && !("by" in args) && args.line === args.from)),
  holds: (before, after, { from }) =>
    has(after.pending, from) || before.everyThread.some((t) => told(after, t).line === from),
});

export const lineKept = step("IPC-LINE", {
  says: "a line is attached to a driver that asks for it, and is taken from no other thread",
  source: "X0 interrupts (associate)",
  on: [attach],
  forAll: { from: line },
  when: (before, after, { from }) => before.attached[from] !== after.attached[from],
  holds: (before, after, { by, from }) => {
    const [was, is] = [before.attached[from], after.attached[from]];
    return (was === NIL || was === by) && (is === NIL || (is === by && taskOf(before, by) < before.drivers));
  },
});

export const cutForBoth = step("IPC-CUT", {
  says: "when a message is cut, its sender is told so too",
  source: "X0 completion code E",
  on: messages,
  forAll: { to: thread },
  when: (_before, after, { to }) => codeOf(after, to) === "cut" && told(after, to).from !== NIL,
  holds: (_before, after, { to }) => {
    const { from } = told(after, to);
    return from !== NIL && codeOf(after, from) === "cut";
  },
});
