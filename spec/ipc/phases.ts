/**
 * What happens in a call: a send phase, a transfer, a receive phase, an end.
 *
 * The three are one step when both partners have come and the message fits in registers. There is nothing between a
 * send phase and the receive phase after it: the one arms the other.
 */
import type { Draft } from "immer";
import { excluding, NIL, type Nil } from "../../model/index.js";
import { grant, map } from "../sigma/index.js";
import {
  accepts,
  acceptsInterrupt,
  activityOf,
  exists,
  isInterrupted,
  lineOf,
  pageOf,
  partnerOf,
  receiveIn,
  receiveOf,
  sendOf,
  sendsTo,
  timer,
} from "./observers.js";
import { FAULT, FOREVER, isFault, NONE, type Send, transferUnits } from "./repertoire.js";
import type { Ipc } from "./state.js";
import type { Code, Reply, Thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------------- ends

/** `t` waits to send no more. */
export function leaveQueue(s: Draft<Ipc>, t: Thread): void {
  const to = sendsTo(s, t);
  const queue = to === NIL ? undefined : s.queue[to];
  if (queue?.includes(t)) queue.splice(queue.indexOf(t), 1);
}

/** The call of `t` ends with this code, and with what came, if anything did. */
export function end(s: Draft<Ipc>, t: Thread, code: Code, came: Partial<Reply> = {}): void {
  leaveQueue(s, t);
  s.thread[t] = { kind: "ready" };
  s.told[t] = { code, from: came.from ?? NIL, line: came.line ?? NIL, word: came.word ?? 0 };
}

/** The transfer in which `t` is ends with this code, for both partners.  [X0 completion codes 6 to F] */
export function endTransfer(s: Draft<Ipc>, t: Thread, code: Code): void {
  const partner = partnerOf(s, t);
  end(s, t, code);
  if (partner !== NIL) end(s, partner, code);
}

// ------------------------------------------------------------------------------------------------------- transfer

/** Is there more of the message than room for it?  [X0 message cut] */
function isCut(s: Ipc, send: Send, to: Thread): boolean {
  const { units, strings } = receiveOf(s, receiveIn(s, to));
  return send.units > units || send.strings > strings;
}

/** Map or grant what the sender names at the page that the receiver names; false if sigma refuses.  [slides 65-68] */
function transferItem(s: Draft<Ipc>, from: Thread, to: Thread, { item, page }: Send): boolean {
  const { accept } = receiveOf(s, receiveIn(s, to));
  if (item === NONE || accept === NIL) return true;
  const pages = { from: pageOf(s, from, page), to: pageOf(s, to, accept) };
  const { requires, effect } = item === "map" ? map : grant;
  if (!Object.values(requires).every((clause) => clause(s.sigma, pages))) return false;
  effect(s.sigma, pages);
  return true;
}

/** The transfer begins. A message that fits in registers is transferred at once; strings are copied unit by unit. */
function start(s: Draft<Ipc>, from: Thread, to: Thread, name: string, next: string): void {
  const units = transferUnits(sendOf(s, name), receiveOf(s, receiveIn(s, to)));
  if (units === 0) return complete(s, from, to, name, next);
  const receive = receiveIn(s, to);
  s.thread[from] = { kind: "giving", to, send: name, next, units, paging: "no", left: NIL };
  s.thread[to] = { kind: "taking", from, receive, paging: "no", left: NIL };
}

/** All is copied: the page item takes effect, the receiver's call ends, and the sender's goes on. */
export function complete(s: Draft<Ipc>, from: Thread, to: Thread, name: string, next: string): void {
  const send = sendOf(s, name);
  const cut = isCut(s, send, to);
  const code = !transferItem(s, from, to, send) ? "map failed" : cut ? "cut" : "ok";
  received(s, to, from, code, send.word);
  sent(s, from, to, code, next);
}

/** The receiver's call ends. One that faulted takes no notice of words and goes back to what it did.  [X0 pager protocol] */
function received(s: Draft<Ipc>, t: Thread, from: Thread, code: Code, word: number): void {
  const at = s.thread[t];
  if (at?.kind === "giving" || at?.kind === "taking")
    if (at.paging === "awaiting") {
      at.paging = "no";
      at.left = NIL;
      return;
    }
  if (isFault(receiveIn(s, t))) end(s, t, NONE);
  else if (code === "map failed") end(s, t, code);
  else end(s, t, code, { from, word });
}

/** The sender's send phase ends, and its receive phase begins; without one, or if not all went well, its call ends. */
function sent(s: Draft<Ipc>, t: Thread, to: Thread, code: Code, next: string): void {
  const at = s.thread[t];
  if (at?.kind === "giving" || at?.kind === "taking")
    if (at.paging === "asking") {
      at.paging = "awaiting";
      at.left = timer(s, pagingTime(s, t));
      return;
    }
  if (code === "ok" && next !== NONE) receivePhase(s, t, next, to);
  else end(s, t, code);
}

/** The time that a pager has in the middle of a copy: what the partner of the thread that faulted allows.  [X0 timeouts] */
export function pagingTime(s: Ipc, t: Thread): number {
  const partner = partnerOf(s, t);
  const at = partner === NIL ? undefined : activityOf(s, partner);
  if (at?.kind === "giving") return sendOf(s, at.send).pageFault;
  return at?.kind === "taking" ? receiveOf(s, at.receive).pageFault : FOREVER;
}

// --------------------------------------------------------------------------------------------------------- phases

/** The send phase: the partner is there, or one waits for it, or one does not.  [slides 24, 59; X0 ipc] */
export function sendPhase(s: Draft<Ipc>, t: Thread, to: Thread, name: string, next: string): void {
  const { within } = sendOf(s, name);
  if (!exists(s, to) || to === t) end(s, t, "no partner");
  else if (accepts(s, to, t)) start(s, t, to, name, next);
  else if (within === 0) end(s, t, "send timeout");
  else {
    s.thread[t] = { kind: "sending", to, send: name, next, left: timer(s, within) };
    s.queue[to]?.push(t);
  }
}

/** The receive phase: somebody waits already, or one waits for him, or one does not.  [slides 24, 59; X0 ipc] */
export function receivePhase(s: Draft<Ipc>, t: Thread, name: string, partner: Thread | Nil): void {
  const { from, within } = receiveOf(s, name);
  if (!canCome(s, t, from, partner)) return end(s, t, "no partner");
  s.thread[t] = {
    kind: "receiving",
    from: from === "partner" ? partner : NIL,
    receive: name,
    left: timer(s, within),
  };
  if (!meet(s, t) && within === 0) expire(s, t, from);
}

/** Can what one waits for ever come?  [X0 completion code 1] */
function canCome(s: Ipc, t: Thread, from: string, partner: Thread | Nil): boolean {
  if (from === "partner") return partner !== NIL && partner !== t && exists(s, partner);
  return from !== "interrupt" || lineOf(s, t) !== NIL;
}

/** A poll that finds nobody ends. To receive from nobody, at once, gives up one's interrupt.  [X0 interrupts] */
function expire(s: Draft<Ipc>, t: Thread, from: string): void {
  end(s, t, "receive timeout");
  const line = from === "nobody" ? lineOf(s, t) : NIL;
  if (line === NIL) return;
  s.attached[line] = NIL;
  s.pending = excluding(s.pending, line);
}

/** A thread that has begun to receive takes what waits for it: an interrupt first, then who came first; if anything. */
function meet(s: Draft<Ipc>, t: Thread): boolean {
  if (acceptsInterrupt(s, t) && isInterrupted(s, t)) {
    takeInterrupt(s, t);
    return true;
  }
  const [first = NIL] = (s.queue[t] ?? []).filter((from) => accepts(s, t, from));
  if (first === NIL) return false;
  leaveQueue(s, first);
  const at = activityOf(s, first);
  if (at.kind === "sending") start(s, first, t, at.send, at.next);
  else complete(s, first, t, FAULT, NONE);
  return true;
}

/** The pending interrupt is received as a message from the line's own identifier.  [L95 2.3; X0 interrupts; slide 27] */
export function takeInterrupt(s: Draft<Ipc>, t: Thread): void {
  const line = lineOf(s, t);
  if (line === NIL) return;
  s.pending = excluding(s.pending, line);
  end(s, t, "ok", { line });
}
