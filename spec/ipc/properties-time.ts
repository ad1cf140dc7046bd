/** What the clock and the timer keep, step by step. */
import { NIL } from "../../model/index.js";
import { interrupt } from "./faults.js";
import {
  accepts,
  activityOf,
  isInterrupted,
  isPaging,
  leftOf,
  partnerOf,
  receiveOf,
  sendOf,
} from "./observers.js";
import { pagingTime } from "./phases.js";
import { FOREVER, NONE } from "./repertoire.js";
import { messages } from "./rules.js";
import { type Ipc, step } from "./state.js";
import { type Asked, callOf, codeOf, isInCall } from "./steps.js";
import { createTask, deleteTask, demap, exRegs, handOver, release } from "./tasks.js";
import { type Thread, thread } from "./threads.js";
import { tick, timeout } from "./time.js";

/** All but the clock and the timer. */
const untimed = [...messages, interrupt, createTask, handOver, deleteTask, exRegs, demap, release] as const;

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The timeout of what a thread waits for. */
function within(s: Ipc, t: Thread): number {
  const at = activityOf(s, t);
  if (at.kind === "sending") return sendOf(s, at.send).within;
  return at.kind === "receiving" ? receiveOf(s, at.receive).within : pagingTime(s, t);
}

/** Does a thread wait for something, be it a pager? */
function waits(s: Ipc, t: Thread): boolean {
  const at = activityOf(s, t);
  return at.kind === "sending" || at.kind === "receiving" || isPaging(at);
}

/** Is a thread told that its time was up? */
const isTimedOut = (s: Ipc, t: Thread): boolean =>
  codeOf(s, t) === "send timeout" || codeOf(s, t) === "receive timeout";

/** Does it wait for the same as before?  A pager has its time twice: to come for the fault, and to answer it. */
function waitsOn(before: Ipc, after: Ipc, t: Thread): boolean {
  const [was, is] = [activityOf(before, t), activityOf(after, t)];
  return was.kind === is.kind && (!("paging" in was) || !("paging" in is) || was.paging === is.paging);
}

/** Is the phase that timed out one with timeout 0, and could it not begin?  Nobody waited to receive, or to send. */
function missed(before: Ipc, after: Ipc, asked: Asked, t: Thread): boolean {
  const { send, to, receive } = callOf(before, asked, t);
  if (codeOf(after, t) === "send timeout")
    return to !== NIL && sendOf(before, send).within === 0 && !accepts(before, to, t);
  const { from, within } = receiveOf(before, receive);
  const queue = before.queue[t] ?? [];
  const came = from === "any" ? queue.length > 0 : from === "partner" && to !== NIL && queue.includes(to);
  return within === 0 && !came && !(from !== "nobody" && from !== "partner" && isInterrupted(before, t));
}

/** The time that a timeout gives: to its last moment, and the granularity besides. */
const given = (s: Ipc, timeout: number): number => (timeout === FOREVER ? NIL : timeout + s.granularity);

// -------------------------------------------------------------------------------------------------- step properties

export const notLate = step("IPC-NOTLATE", {
  says: "a millisecond goes by for all who wait, and for none whose time and the granularity are used up",
  source: "slides 59, 62; X0 timeouts",
  on: [tick],
  forAll: { t: thread },
  when: (before, _after, { t }) => leftOf(before, t) !== NIL,
  holds: (before, after, { t }) =>
    leftOf(before, t) > 0 && leftOf(after, t) === leftOf(before, t) - 1 && waitsOn(before, after, t),
});

export const armed = step("IPC-ARMED", {
  says: "who begins to wait has his whole time, and only the clock takes of it",
  source: "slide 59; X0 timeouts",
  on: [...untimed, timeout],
  forAll: { t: thread },
  when: (_before, after, { t }) => waits(after, t),
  holds: (before, after, { t }) =>
    leftOf(after, t) === (waitsOn(before, after, t) ? leftOf(before, t) : given(after, within(after, t))),
});

export const notEarly = step("IPC-NOTEARLY", {
  says: "the timer wakes only a thread whose time is up: no more of it is left than the granularity",
  source: "slide 59 (not started t ms after invoking); X0 timeouts",
  on: [timeout],
  forAll: { t: thread },
  when: (before, after, { t }) => isInCall(before, t) && codeOf(after, t) !== NONE,
  holds: (before, _after, { t }) => {
    const partner = partnerOf(before, t);
    const due = (u: Thread) => leftOf(before, u) !== NIL && leftOf(before, u) <= before.granularity;
    return due(t) || (partner !== NIL && due(partner));
  },
});

export const whichTimeout = step("IPC-WHICH-TIMEOUT", {
  says: "the timer tells a thread which wait has ended: the one to send, the one to receive, or the one for a pager",
  source: "X0 completion codes, timeouts; slide 59",
  on: [timeout],
  forAll: { t: thread },
  when: (_before, after, { t }) => codeOf(after, t) !== NONE,
  holds: (before, after, { t }) => {
    const { kind } = activityOf(before, t);
    const phase = kind === "sending" ? "send" : kind === "receiving" ? "receive" : "page-fault";
    return codeOf(after, t) === `${phase} timeout`;
  },
});

export const pollsOnly = step("IPC-POLLS", {
  says: "a timeout that the timer did not bring is that of a poll, which found nobody there",
  source: "X0 timeouts (0 fails at once if the partner is not ready, after the queue was looked at)",
  on: untimed,
  forAll: { t: thread },
  when: (_before, after, { t }) => isTimedOut(after, t),
  holds: (before, after, args) => missed(before, after, args, args.t),
});

export const started = step("IPC-STARTED", {
  says: "a transfer that has started is not cut by the timeout of a send or a receive",
  source: "slide 59; X0 timeouts (both bound the time until the transfer starts)",
  on: [tick, timeout],
  forAll: { t: thread },
  when: (before, _after, { t }) => partnerOf(before, t) !== NIL,
  holds: (before, after, { t }) =>
    partnerOf(after, t) === partnerOf(before, t) || codeOf(after, t) === "page-fault timeout",
});
