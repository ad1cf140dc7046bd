/** What can be seen of a step of ipc: which call a thread is in or makes, which message goes where, what is told. */
import { NIL, type Nil } from "../../model/index.js";
import type { Page } from "../sigma/index.js";
import {
  activityOf,
  exists,
  isPaging,
  missingFor,
  pageOf,
  pagerOf,
  receiveIn,
  receiveOf,
  receivesFrom,
  sendOf,
  sendsTo,
} from "./observers.js";
import { FAULT, faultAt, isFault, NONE } from "./repertoire.js";
import { type Ipc, NOTHING } from "./state.js";
import type { Code, Reply, Thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- what is told

/** What the step told a thread. */
export const told = (s: Ipc, t: Thread): Reply => s.told[t] ?? NOTHING;
export const codeOf = (s: Ipc, t: Thread): Code => told(s, t).code;

/** Did a message or an interrupt come? */
export const hasMessage = (s: Ipc, t: Thread): boolean => told(s, t).from !== NIL || told(s, t).line !== NIL;

// ---------------------------------------------------------------------------------------------- calls and messages

/** The arguments of a rule, those by which threads ask for something and messages are copied among them. */
export interface Asked {
  readonly by?: Thread;
  readonly partner?: Thread;
  readonly request?: string;
  readonly page?: number;
  readonly line?: number;
  readonly giver?: Thread;
  readonly [other: string]: unknown;
}

/** A call: what is sent to whom, and the receive after it; NONE for a phase that is over or left out. */
export interface Call {
  readonly send: string;
  readonly to: Thread | Nil;
  readonly receive: string;
}
const NO_CALL: Call = { send: NONE, to: NIL, receive: NONE };

/** The call that a thread makes in this step. A page fault is a call to the pager. */
function madeBy(before: Ipc, { by, partner, request, page }: Asked, t: Thread): Call {
  if (by !== t) return NO_CALL;
  if (page !== undefined) return { send: FAULT, to: pagerOf(before, t), receive: faultAt(page) };
  const { requests, waits } = before.calls;
  const call = partner === undefined ? waits[request ?? ""] : requests[request ?? ""];
  return call === undefined ? NO_CALL : { ...call, to: partner ?? NIL };
}

/** The call that a thread is in, or makes in this step. */
export function callOf(before: Ipc, asked: Asked, t: Thread): Call {
  const at = activityOf(before, t);
  switch (at.kind) {
    case "sending":
    case "giving":
      return { send: at.send, to: at.to, receive: at.next };
    case "receiving":
    case "taking":
      return { send: NONE, to: at.from, receive: at.receive };
    default:
      return madeBy(before, asked, t);
  }
}

/** Is a thread in a call before the step? */
export const isInCall = (s: Ipc, t: Thread): boolean => exists(s, t) && activityOf(s, t).kind !== "ready";

/** Does the copy fault in this step, in the space of `t`? */
const faultsIn = (before: Ipc, { giver }: Asked, t: Thread): boolean =>
  giver !== undefined && missingFor(before, giver) === t;

/** The message that `from` has for `to`, or NONE; a thread that pages for a copy has a fault for its pager too. */
export function messageFor(before: Ipc, asked: Asked, from: Thread, to: Thread): string {
  const asks = isPaging(activityOf(before, from))
    ? sendsTo(before, from) !== NIL
    : faultsIn(before, asked, from);
  if (asks && pagerOf(before, from) === to) return FAULT;
  const call = callOf(before, asked, from);
  return call.to === to ? call.send : NONE;
}

/** The receive that a thread is in, or comes to in this step. */
export function receiveFor(before: Ipc, asked: Asked, t: Thread): string {
  const now = receiveIn(before, t);
  return now === NONE ? callOf(before, asked, t).receive : now;
}

/** Was the fault of `t` answered by its pager in this step?  The pager's words are not told. */
const isAnswered = (before: Ipc, after: Ipc, t: Thread): boolean =>
  isFault(receiveIn(before, t)) && receiveIn(after, t) !== receiveIn(before, t) && codeOf(after, t) === NONE;

/** The thread whose message reached `to` in this step, of a rule by which messages go; NIL if none did. */
export function senderTo(before: Ipc, after: Ipc, to: Thread): Thread | Nil {
  const { from } = told(after, to);
  return from === NIL && isAnswered(before, after, to) ? receivesFrom(before, to) : from;
}

/** How many messages reached a thread in this step. */
export const arrivals = (before: Ipc, after: Ipc): number =>
  after.everyThread.filter((to) => senderTo(before, after, to) !== NIL).length;

// ----------------------------------------------------------------------------------------------------------- items

/** A page item on its way: the pages from which and to which. */
export interface Item {
  readonly kind: "map" | "grant";
  readonly from: Page;
  readonly to: Page;
}

/** The item that the message of `from` brings to `to`, if it has one and `to` accepts one. */
export function itemFor(before: Ipc, asked: Asked, from: Thread | Nil, to: Thread): Item | undefined {
  if (from === NIL) return undefined;
  const [message, receive] = [messageFor(before, asked, from, to), receiveFor(before, asked, to)];
  if (message === NONE || receive === NONE) return undefined;
  const [{ item, page }, { accept }] = [sendOf(before, message), receiveOf(before, receive)];
  if (item === NONE || accept === NIL) return undefined;
  return { kind: item, from: pageOf(before, from, page), to: pageOf(before, to, accept) };
}

/** Did the step take a mapping from a page, or give it another one? */
export const isRemapped = (before: Ipc, after: Ipc, p: Page): boolean =>
  before.sigma.origin[p] !== after.sigma.origin[p];
