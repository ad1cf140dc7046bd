/**
 * When waiting threads wake: wake-up times, and the lists in which the timer finds them.
 *
 * A wake-up time is ms after the base of the clock. A wait shorter than the horizon is in the list of the tick at which it
 * ends, modulo the number of lists, so that each tick looks through one of them; longer waits are in a list of their own.
 * A thread whose wait is over stays where it is until the timer meets it, or until it waits again for another list: an
 * entry is judged by the state of its thread and its wake-up time as they are then (lazy wake-up lists).
 *
 * Invariant: every thread that waits with a finite time is in the list of that time.
 *
 * Sources: L93; slides 59 to 63; SRC486 (dispatch.asm).
 */
import { clocks } from "../i486/index.js";
import { unitOf } from "./abi.js";
import type { Kernel, Tcb } from "./kernel.js";
import { append, isLinked, unlink, wakeHead } from "./lists.js";
import { NEVER, PAGING, paging, STATE, state, WAKE_LIST, WAKE_NEXT, WAKEUP } from "./tcb.js";

/** A field of the timeout word, where its mantissa and its exponent are; in ms, rounded up, or NEVER.  [X0 timeouts] */
export function decode(
  { cpu }: Kernel,
  word: number,
  field: { readonly mantissa: number; readonly exponent: number },
): number {
  const exponent = (word >>> field.exponent) & 15;
  cpu.alu(exponent, "and cl,15");
  if (cpu.branch(exponent === 0, "jz for_ever")) return NEVER;
  const mantissa = (word >>> field.mantissa) & 255;
  cpu.shift(mantissa, "shr eax,24");
  if (cpu.branch(mantissa === 0, "jz at_once")) return 0;
  cpu.tick(clocks.shiftByCl, "shl eax,cl");
  cpu.tick(clocks.divide, "div 1000");
  return Math.ceil((mantissa * unitOf(exponent)) / 1000);
}

/** A page-fault timeout of the timeout word, by where it is; in ms, rounded up, or NEVER.  [X0 timeouts] */
export function decodePageFault({ cpu }: Kernel, word: number, at: number): number {
  const exponent = (word >>> at) & 15;
  cpu.shift(exponent, "shr eax");
  cpu.alu(exponent, "and eax,15");
  if (cpu.branch(exponent === 0, "jz for_ever")) return NEVER;
  if (cpu.branch(exponent === 15, "je at_once")) return 0;
  cpu.tick(clocks.divide, "div 1000");
  return Math.ceil(unitOf(exponent) / 1000);
}

/** The list of a wake-up time: the tick at which it comes, modulo the number of lists; or that of the long waits. */
function listFor({ cpu, size }: Kernel, wakeup: number, wait: number): number {
  cpu.alu(wait, "cmp eax,horizon");
  if (cpu.branch(wait >= size.horizon, "jae long")) return size.lists;
  cpu.lea(wakeup + size.tick - 1, "lea ecx,[eax+tick-1]");
  cpu.shift(wakeup, "shr ecx,log2 tick");
  return cpu.alu(Math.ceil(wakeup / size.tick) & (size.lists - 1), "and ecx,lists-1");
}

/** A thread begins to wait for so many ms, or NEVER. It wakes at the tick after they have gone by: never early. */
export function arm(k: Kernel, tcb: Tcb, ms: number): void {
  const { cpu, at, size } = k;
  if (cpu.branch(ms === NEVER, "je for_ever")) {
    cpu.storeImmediate(tcb + WAKEUP, NEVER, "mov [ebx+wakeup],never");
    return;
  }
  cpu.at(at.code.timer);
  const now = cpu.load(at.own.now, "mov eax,[now]");
  const wakeup = cpu.lea(now + ms + size.tick, "lea eax,[eax+ecx+tick]");
  cpu.store(tcb + WAKEUP, wakeup, "mov [ebx+wakeup],eax");
  if (k.design.wakeups === "array") cpu.store(arrayPlace(k, tcb), wakeup, "mov [array+4*number],eax");
  else insert(k, tcb, wakeHead(k, listFor(k, wakeup, ms + size.tick)));
}

/** The place of a thread in the array of wake-up times. */
export const arrayPlace = ({ at }: Kernel, tcb: Tcb): number =>
  at.wakeArray + 4 * ((tcb - at.tcbs) >>> at.tcbShift);

/** A thread comes into a wake-up list; if it is in that list already, nothing is done. */
export function insert(k: Kernel, tcb: Tcb, head: Tcb): void {
  const { cpu } = k;
  if (cpu.branch(isLinked(k, tcb, WAKE_NEXT), "jne linked")) {
    if (cpu.branch(cpu.compare(tcb + WAKE_LIST, "cmp [ebx+list],ecx") === head, "je there")) return;
    unlink(k, tcb, WAKE_NEXT);
  }
  append(k, head, tcb, WAKE_NEXT);
  cpu.store(tcb + WAKE_LIST, head, "mov [ebx+list],ecx");
}

/** The wait of a thread is over. Its entry stays, unless lists are kept exact. */
export function disarm(k: Kernel, tcb: Tcb): void {
  if (!k.design.lazyWakeups) forget(k, tcb);
}

/** A thread leaves the wake-up lists. */
export function forget(k: Kernel, tcb: Tcb): void {
  if (k.design.wakeups === "array") k.cpu.storeImmediate(arrayPlace(k, tcb), 0);
  else if (isLinked(k, tcb, WAKE_NEXT)) unlink(k, tcb, WAKE_NEXT);
}

/** Does a thread wait with a time that counts, finite or not?  Two clocks and a branch, if it waits in a call. */
export function isWaiting({ cpu }: Kernel, tcb: Tcb): boolean {
  const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
  cpu.alu(its - state.sending, "sub eax,sending");
  if (cpu.branch(its === state.sending || its === state.receiving, "jbe waits")) return true;
  const inCopy = its === state.held || its === state.taking;
  if (!cpu.branch(inCopy, "je in_copy")) return false;
  return cpu.branch(cpu.compare(tcb + PAGING, "cmp [ebx+paging],0") !== paging.no, "jne waits");
}
