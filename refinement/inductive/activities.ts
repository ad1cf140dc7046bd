/** What a thread does, in the words of its TCB: its state, its partner, and what it keeps of its call. */
import { abi, lineId } from "../../impl/kernel/index.js";
import { roomPart, sentPart, WORDS } from "../../impl/kernel/parts.js";
import * as tcb from "../../impl/kernel/tcb.js";
import { NIL, type Nil } from "../../model/index.js";
import { activityOf, lineOf, receiveOf, sendOf } from "../../spec/ipc/observers.js";
import { FAULT, isFault, NONE, type Receive, type Send } from "../../spec/ipc/repertoire.js";
import type { Activity, Thread } from "../../spec/ipc/threads.js";
import { addressOf } from "../correspondence.js";
import { stringPage, write } from "../descriptors.js";
import type { Making } from "./making.js";
import { makeGiver, makeTaker } from "./transfers.js";

type Doing<K extends Activity["kind"]> = Extract<Activity, { kind: K }>;

/** Write what a thread does. Gives the state that its TCB has now. */
export function makeActivity(m: Making, t: Thread): number {
  const at = activityOf(m.s, t);
  const state = stateFor(m, t, at);
  m.poke(m.tcbOf(t) + tcb.STATE, state);
  return state;
}

function stateFor(m: Making, t: Thread, at: Activity): number {
  switch (at.kind) {
    case "sending":
      return at.send === FAULT ? touched(m, t, at.next, tcb.state.faulting) : sending(m, t, at);
    case "receiving":
      return isFault(at.receive) ? touched(m, t, at.receive, tcb.state.awaiting) : receiving(m, t, at);
    case "giving":
      makeMessage(m, t, at.send, at.next, at.to);
      return makeGiver(m, t, at);
    case "taking":
      makeCall(m, t, undefined, receiveOf(m.s, at.receive));
      return makeTaker(m, t, at);
    default:
      return tcb.state.ready;
  }
}

// ----------------------------------------------------------------------------------------------------------- waits

function sending(m: Making, t: Thread, at: Doing<"sending">): number {
  makeMessage(m, t, at.send, at.next, at.to);
  m.poke(m.tcbOf(t) + tcb.PARTNER, m.idOf(at.to));
  return tcb.state.sending;
}

function receiving(m: Making, t: Thread, at: Doing<"receiving">): number {
  const receive = receiveOf(m.s, at.receive);
  makeCall(m, t, undefined, receive);
  m.poke(m.tcbOf(t) + tcb.PARTNER, sourceOf(m, t, receive, at.from));
  return tcb.state.receiving;
}

/** It has touched a page, somewhere. */
function touched(m: Making, t: Thread, fault: string, state: number): number {
  const { accept } = receiveOf(m.s, fault);
  const offset = 4 * m.roll(m.c.geometry.pageBytes / 4);
  m.poke(m.tcbOf(t) + tcb.FAULT, abi.faultWord(addressOf(m.c, accept) + offset, m.roll(2) === 1));
  return state;
}

/** Whom a receive is from, in the kernel's words. */
function sourceOf(m: Making, t: Thread, { from }: Receive, partner: Thread | Nil): number {
  if (from === "any") return tcb.ANYBODY;
  if (from === "interrupt") return lineId(Math.max(lineOf(m.s, t) + 1, 0));
  return from === "nobody" || partner === NIL ? tcb.NOBODY : m.idOf(partner);
}

// ----------------------------------------------------------------------------------------------------------- calls

/** A message that waits, or is being copied; and what follows it. */
function makeMessage(m: Making, t: Thread, send: string, next: string, to: Thread): void {
  const receive = next === NONE ? undefined : receiveOf(m.s, next);
  makeCall(m, t, sendOf(m.s, send), receive);
  const partner = m.mayBreak("following") ? m.pick(m.threads()) : to;
  const source = receive === undefined ? tcb.NO_RECEIVE : sourceOf(m, t, receive, partner);
  m.poke(m.tcbOf(t) + tcb.NEXT, source);
}

/** What a TCB keeps of a call. Of a phase that is over, or that there is none of, it may keep anything. */
function makeCall(m: Making, t: Thread, send: Send | undefined, receive: Receive | undefined): void {
  const { sends, receives } = m.s.calls;
  const { ecx } = write(
    m.c,
    send ?? m.pick(Object.values(sends)),
    receive ?? m.pick(Object.values(receives)),
  );
  m.poke(m.tcbOf(t) + tcb.TIMEOUTS, ecx);
  if (send !== undefined) makeSent(m, m.tcbOf(t), send);
  if (receive !== undefined) makeRoom(m, m.tcbOf(t), receive);
}

function makeSent(m: Making, its: number, send: Send): void {
  const { kernel } = m.machine;
  const { edx, ebx } = write(m.c, send, undefined);
  m.poke(its + tcb.WORD_0, kernel.design.registers ? edx : 0);
  m.poke(its + tcb.WORD_1, kernel.design.registers ? ebx : 0);
  m.poke(its + tcb.ITEM, send.item === "none" ? 0 : ebx | tcb.IS_ITEM);
  m.poke(its + tcb.SENT_STRINGS, send.strings);
  makeParts(m, send, (part) => sentPart(kernel, its, part));
}

function makeRoom(m: Making, its: number, receive: Receive): void {
  const { kernel } = m.machine;
  m.poke(its + tcb.ACCEPTS, receive.accept === NIL ? 0 : addressOf(m.c, receive.accept) | abi.ACCEPT);
  m.poke(its + tcb.ROOM_STRINGS, receive.strings);
  makeParts(m, receive, (part) => roomPart(kernel, its, part));
}

/** Where the parts lie, and how many words each has. */
function makeParts(m: Making, its: Pick<Send, "units" | "strings">, placeOf: (part: number) => number): void {
  const page = m.c.geometry.pageBytes / 4;
  const isLong = its.units > 0 || its.strings > 0;
  makePart(m, placeOf(0), isLong ? addressOf(m.c, 0) : 0, its.units * page);
  for (let n = 0; n < its.strings; n++)
    makePart(m, placeOf(n + 1), addressOf(m.c, stringPage(m.c, its.units, n)), page);
}

function makePart(m: Making, place: number, address: number, words: number): void {
  m.poke(place, address);
  m.poke(place + WORDS, words);
}
