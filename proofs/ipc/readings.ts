/** How the words of the theory are read in a state of spec/ipc. */
import { type Reading, reading, type SortReading } from "../../check/prove/index.js";
import { has, id, NIL } from "../../model/index.js";
import * as spec from "../../spec/ipc/observers.js";
import { pagingTime } from "../../spec/ipc/phases.js";
import { FAULT, FOREVER, faultAt, NONE, transferUnits } from "../../spec/ipc/repertoire.js";
import type { Ipc } from "../../spec/ipc/state.js";
import type { Task, Thread } from "../../spec/ipc/threads.js";
import { grant, isMapped, map } from "../../spec/sigma/index.js";
import * as w from "./words.js";

// ----------------------------------------------------------------------------------------------------------- sorts

const sendNames = (s: Ipc): readonly string[] => [NONE, ...Object.keys(s.calls.sends)];
const receiveNames = (s: Ipc): readonly string[] => [NONE, ...Object.keys(s.calls.receives)];

export const sorts: readonly SortReading<Ipc>[] = [
  { sort: w.thread, name: "thread", size: (s) => s.everyThread.length },
  { sort: w.task, name: "task", size: (s) => s.holder.length },
  { sort: w.line, name: "line", size: (s) => s.attached.length },
  { sort: w.page, name: "virtual page", size: (s) => s.sigma.pagesPerSpace },
  { sort: w.send, name: "send descriptor", size: (s) => sendNames(s).length },
  { sort: w.receive, name: "receive descriptor", size: (s) => receiveNames(s).length },
  { sort: w.request, name: "request", size: (s) => Object.keys(s.calls.requests).length },
  { sort: w.wait, name: "wait", size: (s) => Object.keys(s.calls.waits).length },
];

// ------------------------------------------------------------------------------------------------------ numbers

const threadAt = (n = 0): Thread => id(n);
const taskAt = (n = 0): Task => id(n);
const sendAt = (s: Ipc, n = 0) => s.calls.sends[sendNames(s)[n] ?? NONE];
const receiveAt = (s: Ipc, n = 0) => s.calls.receives[receiveNames(s)[n] ?? NONE];
const numberOf = (names: readonly string[], name = NONE): number => Math.max(0, names.indexOf(name));
const sendNumber = (s: Ipc, name?: string): number => numberOf(sendNames(s), name);
const receiveNumber = (s: Ipc, name?: string): number => numberOf(receiveNames(s), name);
/** The thread, or the first thing where there is none. */
const orSelf = (found: number, t = 0): number => (found === NIL ? t : found);

// ------------------------------------------------------------------------------------------------------ activities

const at = (s: Ipc, t = 0) => spec.activityOf(s, threadAt(t));

function peerOf(s: Ipc, t = 0): number {
  const its = at(s, t);
  if ("to" in its) return its.to;
  return "from" in its ? orSelf(its.from, t) : t;
}

function receiveOf(s: Ipc, t = 0): number {
  const its = at(s, t);
  if ("next" in its) return receiveNumber(s, its.next);
  return "receive" in its ? receiveNumber(s, its.receive) : 0;
}

const sendOf = (s: Ipc, t = 0): number => {
  const its = at(s, t);
  return "send" in its ? sendNumber(s, its.send) : 0;
};

const isNaming = (s: Ipc, t = 0): boolean => {
  const its = at(s, t);
  return its.kind === "receiving" && its.from !== NIL;
};

const pagingOf = (s: Ipc, t = 0): string => {
  const its = at(s, t);
  return "paging" in its ? its.paging : "no";
};

/** Would a message, given now, be cut or its item not be mapped? */
function isSpoilt(s: Ipc, from: Thread, to: Thread, number = 0): boolean {
  const message = sendAt(s, number);
  const receive = receiveAt(s, receiveNumber(s, spec.receiveIn(s, to)));
  if (message === undefined || receive === undefined) return false;
  if (message.units > receive.units || message.strings > receive.strings) return true;
  if (message.item === "none" || receive.accept === NIL) return false;
  const pages = { from: spec.pageOf(s, from, message.page), to: spec.pageOf(s, to, receive.accept) };
  const { requires } = message.item === "map" ? map : grant;
  return !Object.values(requires).every((clause) => clause(s.sigma, pages));
}

const queueOf = (s: Ipc, q = 0): readonly number[] => s.queue[q] ?? [];
const isBefore = (queue: readonly number[], t = 0, u = 0): boolean =>
  queue.includes(t) && queue.includes(u) && queue.indexOf(t) < queue.indexOf(u);

// -------------------------------------------------------------------------------------------------------- readings

const fixed: readonly Reading<Ipc>[] = [
  reading(w.first, "the thread that runs at start", () => 0),
  reading(w.noSend, "no message", () => 0),
  reading(w.noReceive, "no receive", () => 0),
  reading(w.faultMessage, "the message of a page fault", (s) => sendNumber(s, FAULT)),
  reading(w.faultAt, "the receive of a page fault", (s, [v]) => receiveNumber(s, faultAt(v ?? 0))),
  reading(w.requestSend, "what a request sends", (s, [n]) =>
    sendNumber(s, Object.values(s.calls.requests)[n ?? 0]?.send),
  ),
  reading(w.requestReceive, "how a request receives", (s, [n]) =>
    receiveNumber(s, Object.values(s.calls.requests)[n ?? 0]?.receive),
  ),
  reading(w.waitReceive, "how a request without partner receives", (s, [n]) =>
    receiveNumber(s, Object.values(s.calls.waits)[n ?? 0]?.receive),
  ),
  reading(w.home, "the task of a thread", (s, [t]) => spec.taskOf(s, threadAt(t))),
  reading(w.isSigma0, "the task is sigma0", (_s, [t]) => t === 0),
  reading(w.sendPolls, "to send it has timeout 0", (s, [n]) => sendAt(s, n)?.within === 0),
  reading(w.sendEnds, "to send it has a timeout", (s, [n]) => (sendAt(s, n)?.within ?? FOREVER) !== FOREVER),
  reading(w.receivePolls, "to receive so has timeout 0", (s, [n]) => receiveAt(s, n)?.within === 0),
  reading(
    w.receiveEnds,
    "to receive so has a timeout",
    (s, [n]) => (receiveAt(s, n)?.within ?? FOREVER) !== FOREVER,
  ),
  reading(w.isOpen, "to receive so is to receive from any", (s, [n]) => receiveAt(s, n)?.from === "any"),
  reading(w.fromPartner, "from the partner", (s, [n]) => receiveAt(s, n)?.from === "partner"),
  reading(w.fromInterrupt, "from an interrupt", (s, [n]) => receiveAt(s, n)?.from === "interrupt"),
  reading(w.isLong, "units are copied", (s, [m, n]) => {
    const [message, receive] = [sendAt(s, m), receiveAt(s, n)];
    return message !== undefined && receive !== undefined && transferUnits(message, receive) > 0;
  }),
];

const changing: readonly Reading<Ipc>[] = [
  ...w.kinds.map((kind) =>
    reading<Ipc>(w.is[kind], `the thread is ${kind}`, (s, [t]) => at(s, t).kind === kind),
  ),
  reading(w.peer, "the thread that it names, or itself", (s, [t]) => peerOf(s, t)),
  reading(w.sends, "what it sends", (s, [t]) => sendOf(s, t)),
  reading(w.receives, "how it receives or will receive", (s, [t]) => receiveOf(s, t)),
  reading(w.names, "it waits to receive from its peer alone", (s, [t]) => isNaming(s, t)),
  reading(w.asking, "it waits to send to its pager, in a copy", (s, [t]) => pagingOf(s, t) === "asking"),
  reading(w.awaiting, "it awaits a mapping, in a copy", (s, [t]) => pagingOf(s, t) === "awaiting"),
  reading(
    w.asked,
    "the second is the pager of the first, which pages",
    (s, [t, u]) => pagingOf(s, t) !== "no" && spec.pagerOf(s, threadAt(t)) === u,
  ),
  reading(w.timed, "its wait has an end", (s, [t]) => spec.leftOf(s, threadAt(t)) !== NIL),
  reading(w.queued, "the second is in the queue of the first", (s, [q, t]) => queueOf(s, q).includes(t ?? 0)),
  reading(
    w.twice,
    "the second is in the queue of the first more than once",
    (s, [q, t]) => queueOf(s, q).indexOf(t ?? 0) !== queueOf(s, q).lastIndexOf(t ?? 0),
  ),
  reading(w.before, "in the queue of the first, the second is before the third", (s, [q, t, u]) =>
    isBefore(queueOf(s, q), t, u),
  ),
];

const loose: readonly Reading<Ipc>[] = [
  reading(w.head, "the first in a queue", (s, [q]) => queueOf(s, q)[0] ?? q ?? 0),
  reading(w.hasPager, "the thread has a pager", (s, [t]) => spec.pagerOf(s, threadAt(t)) !== NIL),
  reading(w.pager, "the pager of a thread", (s, [t]) => orSelf(spec.pagerOf(s, threadAt(t)), t)),
  reading(w.pagerPolls, "a pager has no time in a copy", (s, [t]) => pagingTime(s, threadAt(t)) === 0),
  reading(w.pagerEnds, "a pager has a timeout in a copy", (s, [t]) => pagingTime(s, threadAt(t)) !== FOREVER),
  reading(
    w.missing,
    "the page is not mapped for the thread",
    (s, [t, v]) => !isMapped(s.sigma, spec.pageOf(s, threadAt(t), v ?? 0)),
  ),
  reading(w.faults, "the next unit cannot be reached", (s, [t]) => spec.missingFor(s, threadAt(t)) !== NIL),
  reading(
    w.faultsFirst,
    "it cannot be in the giver's own space",
    (s, [t]) => spec.missingFor(s, threadAt(t)) === t,
  ),
  reading(w.lastUnit, "one unit is left", (s, [t]) => {
    const its = at(s, t);
    return its.kind === "giving" && its.units === 1;
  }),
  reading(w.fails, "the message would be cut, or its item not mapped", (s, [t, u, m]) =>
    isSpoilt(s, threadAt(t), threadAt(u), m),
  ),
  reading(w.goesOn, "it has come to its receive phase", (s, [t]) => at(s, t).kind === "receiving"),
  reading(
    w.overdue,
    "its time and the granularity are used up",
    (s, [t]) => spec.leftOf(s, threadAt(t)) === 0,
  ),
  reading(w.due, "its time is up", (s, [t]) => spec.leftOf(s, threadAt(t)) <= s.granularity),
  reading(w.mayNest, "the task may create tasks", (s, [t]) => spec.depthOf(s, taskAt(t)) < s.nesting),
  reading(w.isThere, "the task exists", (s, [t]) => spec.taskExists(s, taskAt(t))),
  reading(w.holds, "the first task holds the second", (s, [t, u]) => s.holder[u ?? 0] === t),
  reading(w.under, "the first task is the second or under it", (s, [t, u]) =>
    spec.isUnder(s, taskAt(t), taskAt(u)),
  ),
  reading(w.mayControl, "the first task may control the second", (s, [t, u]) =>
    spec.controls(s, taskAt(t), taskAt(u)),
  ),
  reading(w.attached, "the line is attached", (s, [n]) => s.attached[n ?? 0] !== NIL),
  reading(w.driver, "the thread that a line is attached to", (s, [n]) =>
    Math.max(0, s.attached[n ?? 0] ?? NIL),
  ),
  reading(w.pending, "an interrupt of the line is pending", (s, [n]) => has(s.pending, id(n ?? 0))),
  reading(w.interrupted, "an interrupt waits for the thread", (s, [t]) => spec.isInterrupted(s, threadAt(t))),
  reading(w.hasLine, "the thread is attached to a line", (s, [t]) => spec.lineOf(s, threadAt(t)) !== NIL),
];

/** In this order: what becomes of a thread depends on what a step makes of what is free. */
export const symbols: readonly Reading<Ipc>[] = [...fixed, ...loose, ...changing];
