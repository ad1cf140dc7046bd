/**
 * The timer: the clock, the threads whose time is up, and time slices.
 *
 * The clock is a base and an offset in ms; wake-up times are offsets. When the offset is full, the base is renewed, and all
 * wake-up times are put back.
 *
 * Sources: L93; slides 59 to 63; SRC486 (dispatch.asm).
 */
import { code, IN_SEND_PHASE } from "./abi.js";
import { timeoutOf } from "./copy.js";
import { end, endTransfer } from "./ends.js";
import type { Kernel, Tcb } from "./kernel.js";
import { unlink, wakeHead } from "./lists.js";
import { putLast } from "./switch.js";
import { NEVER, PAGING, paging, SLICE, SLICE_LEFT, STATE, state, WAKE_NEXT, WAKEUP } from "./tcb.js";
import { insert, isWaiting } from "./wakeups.js";

/** A tick. True: the current thread has used up its time slice, and was put last in its ready list. */
export function tick(k: Kernel, me: Tcb): boolean {
  const { cpu, at, size } = k;
  cpu.at(at.code.timer);
  cpu.phase("timer");
  const now = cpu.addTo(at.own.now, size.tick, "add [now],tick");
  if (k.design.wakeups === "array") scanArray(k, me, now);
  else scanLists(k, me, now);
  cpu.phase("clock");
  if (cpu.branch(now >= 2 ** size.offsetBits, "jae renew")) renewBase(k);
  return me !== at.idleTcb && endSlice(k, me);
}

// ---------------------------------------------------------------------------------------------------------- lists

/** The list of this tick is looked through; and now and then that of the long waits. */
function scanLists(k: Kernel, me: Tcb, now: number): void {
  const { cpu, size } = k;
  cpu.shift(now, "shr eax,log2 tick");
  const list = cpu.alu((now / size.tick) & (size.lists - 1), "and eax,lists-1");
  scan(k, wakeHead(k, list), (tcb) => judge(k, me, tcb, now));
  cpu.alu(now & (size.horizon - 1), "test ecx,horizon-1");
  if (cpu.branch(now % size.horizon === 0, "jz long_waits"))
    scan(k, wakeHead(k, size.lists), (tcb) => judgeLong(k, me, tcb, now));
}

/** Each entry of a list is looked at; it may leave the list meanwhile. One load, one compare and one branch an entry. */
function scan({ cpu }: Kernel, head: Tcb, look: (tcb: Tcb) => void): void {
  let tcb = cpu.load(head + WAKE_NEXT, "mov ebx,[head+next]");
  while (tcb !== head) {
    const next = cpu.load(tcb + WAKE_NEXT, "mov edx,[ebx+next]");
    look(tcb);
    tcb = next;
    cpu.alu(tcb, "cmp ebx,head");
    cpu.branch(tcb !== head, "jne next");
  }
}

/** An entry: its wait is over, and it leaves; or its time is up, and it wakes; or it stays. */
function judge(k: Kernel, me: Tcb, tcb: Tcb, now: number): void {
  const { cpu } = k;
  const wakeup = cpu.load(tcb + WAKEUP, "mov eax,[ebx+wakeup]");
  cpu.alu(wakeup, "cmp eax,now");
  const isLater = cpu.branch(wakeup > now, "ja later");
  if (isLater && wakeup !== NEVER && isWaiting(k, tcb)) return;
  const wakes = !isLater && isWaiting(k, tcb);
  unlink(k, tcb, WAKE_NEXT);
  if (wakes) wake(k, me, tcb);
}

/** An entry of the long waits: when the horizon comes near it goes to the list of its tick. */
function judgeLong(k: Kernel, me: Tcb, tcb: Tcb, now: number): void {
  const { cpu, size } = k;
  const wakeup = cpu.load(tcb + WAKEUP, "mov eax,[ebx+wakeup]");
  if (cpu.branch(wakeup > now + size.horizon && wakeup !== NEVER, "ja later") && isWaiting(k, tcb)) return;
  if (wakeup <= now || wakeup === NEVER || !isWaiting(k, tcb)) return judge(k, me, tcb, now);
  const list = cpu.alu(Math.ceil(wakeup / size.tick) & (size.lists - 1), "and ecx,lists-1");
  insert(k, tcb, wakeHead(k, list));
}

/** The time of a thread is up. A transfer that runs has no time to keep, but its pager has.  [slide 59] */
function wake(k: Kernel, me: Tcb, tcb: Tcb): void {
  const { cpu } = k;
  const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
  if (cpu.branch(cpu.compare(tcb + PAGING) !== paging.no, "jne paging"))
    return endTransfer(k, me, tcb, timeoutOf(its === state.taking));
  const sends = cpu.branch(its === state.sending, "je sending");
  end(k, me, tcb, code.timeout + (sends ? IN_SEND_PHASE : 0));
}

// ---------------------------------------------------------------------------------------------------------- array

/** Design `wakeups` array: the whole array is looked through. Three clocks an entry, and a loop for each four.  [slide 60] */
function scanArray(k: Kernel, me: Tcb, now: number): void {
  const { cpu, at } = k;
  for (let n = 0; n < at.threads; n++) {
    const place = at.wakeArray + 4 * n;
    const wakeup = cpu.compare(place, "cmp [esi],now");
    if (cpu.branch(wakeup !== 0 && wakeup <= now, "jbe due")) dueInArray(k, me, n, now);
    if (n % 4 !== 3) continue;
    cpu.alu(place, "add esi,16");
    cpu.branch(true, "jne next");
  }
}

function dueInArray(k: Kernel, me: Tcb, number: number, now: number): void {
  const { cpu, at } = k;
  const tcb = at.tcbs + (number << at.tcbShift);
  cpu.storeImmediate(at.wakeArray + 4 * number, 0, "mov [esi],0");
  if (!isWaiting(k, tcb)) return;
  const wakeup = cpu.load(tcb + WAKEUP, "mov eax,[ebx+wakeup]");
  if (cpu.branch(wakeup <= now, "jbe due")) wake(k, me, tcb);
}

// ----------------------------------------------------------------------------------------------------------- base

/** The offset is full: the base is renewed, and the wake-up times of all who are in lists are put back.  [slide 63] */
function renewBase(k: Kernel): void {
  const { cpu, at, size } = k;
  const period = 2 ** size.offsetBits;
  cpu.addTo(at.own.now, -period, "sub [now],period");
  const low = cpu.addTo(at.own.base, 1, "inc [base]");
  if (cpu.branch(low === 0, "jc carry")) cpu.addTo(at.own.base + 4, 1, "inc [base+4]");
  if (k.design.wakeups === "array") return putBackArray(k, period);
  for (let list = 0; list <= size.lists; list++)
    scan(k, wakeHead(k, list), (tcb) => putBack(k, tcb + WAKEUP, period));
}

/** A wake-up time is put back by a period; one that is past is as early as can be. */
function putBack({ cpu }: Kernel, place: number, period: number): void {
  const wakeup = cpu.load(place, "mov eax,[ebx+wakeup]");
  if (cpu.branch(wakeup === NEVER || wakeup === 0, "je none")) return;
  cpu.store(place, Math.max(1, wakeup - period), "mov [ebx+wakeup],eax");
}

function putBackArray(k: Kernel, period: number): void {
  const { cpu, at } = k;
  for (let n = 0; n < at.threads; n++) {
    const place = at.wakeArray + 4 * n;
    if (cpu.branch(cpu.compare(place) === 0, "jz none")) continue;
    putBack(k, place, period);
    putBack(k, at.tcbs + (n << at.tcbShift) + WAKEUP, period);
  }
}

// -------------------------------------------------------------------------------------------------------- slices

/** A tick is taken from the time slice of the current thread; after its end it waits behind those of its priority. */
function endSlice(k: Kernel, me: Tcb): boolean {
  const { cpu, size } = k;
  const slice = cpu.load(me + SLICE, "mov eax,[ebx+slice]");
  if (cpu.branch(slice === 0, "jz for_ever")) return false;
  const left = cpu.load(me + SLICE_LEFT, "mov ecx,[ebx+left]");
  cpu.store(me + SLICE_LEFT, Math.max(0, left - size.tick), "mov [ebx+left],ecx");
  if (cpu.branch(left > size.tick, "ja goes_on")) return false;
  cpu.store(me + SLICE_LEFT, slice, "mov [ebx+left],eax");
  putLast(k, me);
  return true;
}
