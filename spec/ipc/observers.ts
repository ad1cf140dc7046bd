/** What can be seen of a state of ipc: who exists, who waits for whom, what is asked and what is offered. */
import { demand, has, id, NIL, type Nil } from "../../model/index.js";
import { isMapped, type Page } from "../sigma/index.js";
import { FOREVER, faultAt, NONE, type Receive, type Send, transferUnits } from "./repertoire.js";
import type { Ipc } from "./state.js";
import type { Activity, Line, Task, Thread } from "./threads.js";

// ------------------------------------------------------------------------------------------------ tasks, threads

const INACTIVE: Activity = { kind: "inactive" };

/** What a thread does. */
export const activityOf = (s: Ipc, t: Thread): Activity => s.thread[t] ?? INACTIVE;

/** Can messages be sent to it and received from it? */
export const exists = (s: Ipc, t: Thread): boolean => activityOf(s, t).kind !== "inactive";

/** Does it run in user mode, so that it may ask for something? */
export const isReady = (s: Ipc, t: Thread): boolean => activityOf(s, t).kind === "ready";

/** The task of a thread. */
export const taskOf = (s: Ipc, t: Thread): Task => id(Math.floor(t / s.threadsPerTask));

/** The first thread of a task. */
export const firstOf = (s: Ipc, task: number): Thread => id(task * s.threadsPerTask);

/** sigma0 is always there; any other task, as long as somebody holds the capability to control it. */
export const taskExists = (s: Ipc, task: Task): boolean => task === 0 || s.holder[task] !== NIL;

/** Is `task` the task `chief`, or does `chief` control it, directly or not? */
export function isUnder(s: Ipc, task: Task, chief: Task): boolean {
  let at: Task | Nil = task;
  for (let left = s.holder.length; left > 0 && at !== NIL; left--) {
    if (at === chief) return true;
    at = s.holder[at] ?? NIL;
  }
  return false;
}

/** How many tasks a task has above it. */
export function depthOf(s: Ipc, task: Task): number {
  let depth = 0;
  for (let at = s.holder[task] ?? NIL; at !== NIL && depth < s.holder.length; at = s.holder[at] ?? NIL)
    depth++;
  return depth;
}

/** May threads of the first task control threads of the second?  Its own they may, and those of a task that it holds. */
export const controls = (s: Ipc, task: Task, other: Task): boolean =>
  other === task || s.holder[other] === task;

/** The pager of a thread: the first thread of the task that controls its task; NIL for sigma0's.  [X0 pager protocol] */
export function pagerOf(s: Ipc, t: Thread): Thread | Nil {
  const chief = s.holder[taskOf(s, t)] ?? NIL;
  return chief === NIL ? NIL : firstOf(s, chief);
}

// --------------------------------------------------------------------------------------------------- descriptors

function named<T>(of: Readonly<Record<string, T>>, name: string): T {
  const found = of[name];
  demand(found !== undefined, () => `the repertoire has no ${name}`);
  return found;
}

export const sendOf = (s: Ipc, name: string): Send => named(s.calls.sends, name);
export const receiveOf = (s: Ipc, name: string): Receive => named(s.calls.receives, name);

/** The receive that a thread is in, or NONE. One that pages for a copy receives as a thread that faults. */
export function receiveIn(s: Ipc, t: Thread): string {
  const at = activityOf(s, t);
  if (at.kind === "receiving") return at.receive;
  if (awaitsPager(at)) return faultAt(unitPage(s, at.kind === "giving" ? t : partnerOf(s, t)));
  return at.kind === "taking" ? at.receive : NONE;
}

/** The time that a descriptor gives, up to the last moment at which the timer wakes the thread.  [slide 59] */
export const timer = (s: Ipc, within: number): number => (within === FOREVER ? NIL : within + s.granularity);

// ----------------------------------------------------------------------------------------------------- rendezvous

const pages = (at: Activity): string => (at.kind === "giving" || at.kind === "taking" ? at.paging : "no");
const awaitsPager = (at: Activity): boolean => pages(at) === "awaiting";
export const isPaging = (at: Activity): boolean => pages(at) !== "no";

/** Time left to a thread that waits; NIL if it waits for ever or does not wait. */
export function leftOf(s: Ipc, t: Thread): number {
  const at = activityOf(s, t);
  return "left" in at ? at.left : NIL;
}

/** The thread to which `t` waits to send, or NIL. */
export function sendsTo(s: Ipc, t: Thread): Thread | Nil {
  const at = activityOf(s, t);
  if (at.kind === "sending") return at.to;
  return pages(at) === "asking" ? pagerOf(s, t) : NIL;
}

/** The one thread from which `t` waits to receive; NIL if it does not wait, or for others too. */
export function receivesFrom(s: Ipc, t: Thread): Thread | Nil {
  const at = activityOf(s, t);
  if (at.kind === "receiving") return at.from;
  return awaitsPager(at) ? pagerOf(s, t) : NIL;
}

/** Does `t` wait to receive from any thread?  [X0: open receive] */
export function receivesOpenly(s: Ipc, t: Thread): boolean {
  const at = activityOf(s, t);
  return at.kind === "receiving" && receiveOf(s, at.receive).from === "any";
}

/** Would `t` take a message from `from` now? */
export const accepts = (s: Ipc, t: Thread, from: Thread): boolean =>
  receivesOpenly(s, t) || receivesFrom(s, t) === from;

/** The partner of a transfer that runs, or NIL. */
export function partnerOf(s: Ipc, t: Thread): Thread | Nil {
  const at = activityOf(s, t);
  return at.kind === "giving" ? at.to : at.kind === "taking" ? at.from : NIL;
}

// ---------------------------------------------------------------------------------------------------- interrupts

/** The line that a thread is attached to, or NIL. */
export function lineOf(s: Ipc, t: Thread): Line | Nil {
  const line = s.attached.indexOf(t);
  return line < 0 ? NIL : id(line);
}

/** Is an interrupt waiting for this thread? */
export function isInterrupted(s: Ipc, t: Thread): boolean {
  const line = lineOf(s, t);
  return line !== NIL && has(s.pending, line);
}

/** Would `t` take an interrupt now? */
export function acceptsInterrupt(s: Ipc, t: Thread): boolean {
  const at = activityOf(s, t);
  if (at.kind !== "receiving") return false;
  const { from } = receiveOf(s, at.receive);
  return from === "any" || from === "interrupt";
}

// ---------------------------------------------------------------------------------------------------------- pages

/** How many units of the message of `giver` are copied. Strings go in their order, one behind the other. */
export function unitsCopied(s: Ipc, giver: Thread | Nil): number {
  const at = giver === NIL ? INACTIVE : activityOf(s, giver);
  const other = at.kind === "giving" ? activityOf(s, at.to) : INACTIVE;
  if (at.kind !== "giving" || other.kind !== "taking") return 0;
  return transferUnits(sendOf(s, at.send), receiveOf(s, other.receive)) - at.units;
}

/** The virtual page, of both spaces, in which the next unit lies; units beyond the last page of a buffer lie in it. */
export const unitPage = (s: Ipc, giver: Thread | Nil): number =>
  Math.min(unitsCopied(s, giver), s.regions - 1);

/** Page (task of t, v). */
export const pageOf = (s: Ipc, t: Thread, v: number): Page => id(taskOf(s, t) * s.sigma.pagesPerSpace + v);

/** Of the giver and the taker the one in whose space the next unit cannot be reached, the giver first; else NIL. */
export function missingFor(s: Ipc, giver: Thread): Thread | Nil {
  const [taker, page] = [partnerOf(s, giver), unitPage(s, giver)];
  if (taker === NIL) return NIL;
  if (!isMapped(s.sigma, pageOf(s, giver, page))) return giver;
  return isMapped(s.sigma, pageOf(s, taker, page)) ? NIL : taker;
}
