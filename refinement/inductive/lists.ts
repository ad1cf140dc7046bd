/** Send queues, ready lists and wake-up lists: in any order, with members that lazy lists may still have. */
import { queueHead, readyHead, wakeHead } from "../../impl/kernel/lists.js";
import * as tcb from "../../impl/kernel/tcb.js";
import { arrayPlace } from "../../impl/kernel/wakeups.js";
import { NIL } from "../../model/index.js";
import { leftOf } from "../../spec/ipc/observers.js";
import type { Thread } from "../../spec/ipc/threads.js";
import type { Making } from "./making.js";

/** All lists. Who is current is known. */
export function makeLists(m: Making): void {
  m.look.again();
  for (const t of m.threads())
    m.link(
      queueHead(m.tcbOf(t)),
      tcb.SEND_NEXT,
      (m.s.queue[t] ?? []).map((from) => m.tcbOf(from)),
    );
  makeReadyLists(m);
  for (const t of m.threads()) m.poke(m.tcbOf(t) + tcb.WAKEUP, wakeupOf(m, t));
  if (m.c.design.wakeups === "array") makeWakeArray(m);
  else makeWakeLists(m);
}

// ----------------------------------------------------------------------------------------------------------- ready

function makeReadyLists(m: Making): void {
  const { kernel } = m.machine;
  const listed = m.shuffled(m.threads().map((t) => m.tcbOf(t))).filter((its) => isListed(m, its));
  for (let priority = 0; priority < kernel.size.priorities; priority++)
    m.link(
      readyHead(kernel, priority),
      tcb.READY_NEXT,
      listed.filter((its) => m.look.word(its + tcb.PRIORITY) === priority),
    );
}

/** Who can run is in the list; the thread that has the processor, and those that cannot run, may still be there. */
function isListed(m: Making, its: number): boolean {
  const runs = tcb.canRun(m.look.word(its + tcb.STATE));
  if (m.mayBreak("ready")) return false;
  if (!m.c.design.lazyScheduling) return runs;
  return (runs && its !== m.look.current) || m.roll(2) === 1;
}

// --------------------------------------------------------------------------------------------------------- wake-up

const hasTime = (m: Making, t: Thread): boolean => leftOf(m.s, t) !== NIL;

/** When a thread wakes: at some ms of the tick at which its time is up; anything, if it does not wait for a time. */
function wakeupOf(m: Making, t: Thread): number {
  const { look, c } = m;
  const now = look.word(look.k.at.own.now);
  const left = leftOf(m.s, t);
  if (left !== NIL) return now + c.size.tick * left - (left > 1 ? m.roll(c.size.tick) : 0);
  if (look.isTimed(m.tcbOf(t))) return tcb.NEVER;
  return m.pick([tcb.NEVER, 0, 1, now + 1, now + c.size.horizon]);
}

function makeWakeLists(m: Making): void {
  const { kernel } = m.machine;
  const heads = Array.from({ length: kernel.size.lists + 1 }, (_, list) => wakeHead(kernel, list));
  const chosen = m.threads().map((t) => [m.tcbOf(t), headFor(m, t, heads)] as const);
  for (const head of heads) {
    const members = m.shuffled(chosen.filter(([, its]) => its === head)).map(([its]) => its);
    m.link(head, tcb.WAKE_NEXT, members);
    for (const its of members) m.poke(its + tcb.WAKE_LIST, head);
  }
}

/** Where the timer looks in time for a thread; or where it was left; 0: nowhere. */
function headFor(m: Making, t: Thread, heads: readonly number[]): number {
  const { kernel } = m.machine;
  const { size, at, design } = kernel;
  if (m.mayBreak("wakeups")) return m.pick([0, ...heads]);
  if (!hasTime(m, t)) return design.lazyWakeups ? m.pick([0, ...heads]) : 0;
  const wakeup = m.look.word(m.tcbOf(t) + tcb.WAKEUP);
  const nextLook = (Math.floor(m.look.word(at.own.now) / size.horizon) + 1) * size.horizon;
  const near = wakeHead(kernel, Math.ceil(wakeup / size.tick) & (size.lists - 1));
  return wakeup >= nextLook ? m.pick([near, wakeHead(kernel, size.lists)]) : near;
}

/** The design with an array. */
function makeWakeArray(m: Making): void {
  const { kernel } = m.machine;
  m.fill(kernel.at.wakeArray, 0, kernel.at.threads);
  for (const t of m.threads()) {
    const its = m.tcbOf(t);
    const left = m.c.design.lazyWakeups ? m.roll(8) : 0;
    m.poke(arrayPlace(kernel, its), hasTime(m, t) ? m.look.word(its + tcb.WAKEUP) : left);
  }
}
