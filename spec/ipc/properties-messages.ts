/** What messages keep, step by step: they arrive whole, with the true sender, first come first served. */
import { has, NIL, type Nil } from "../../model/index.js";
import { copy } from "./faults.js";
import { activityOf, isInterrupted, isReady, partnerOf, receiveOf, sendOf } from "./observers.js";
import { NONE } from "./repertoire.js";
import { messages, progress } from "./rules.js";
import { type Ipc, step } from "./state.js";
import { type Asked, codeOf, messageFor, receiveFor, told } from "./steps.js";
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
