/**
 * Who runs: the ready lists, the switch from thread to thread, and how a thread goes on that gets the processor.
 *
 * The ready lists hold every thread that can run but the current one. They may hold others too, which the dispatcher takes
 * out when it meets them: a thread that blocks touches no list, nor does one that gets the processor straight from its
 * partner on the short path (lazy scheduling, direct process switch). After a long message the partner is in a list as well.
 *
 * On the stack of a thread that has not the processor lies, on top, the address at which it goes on.
 *
 * Sources: L93; SRC486; slides 55 to 57 (what a switch does to the window).
 */
import { EAX, EBX, EDX, EIP, ESI, ESP, TSS_ESP0 } from "../i486/index.js";
import { IN_CALL, type Kernel, type Tcb } from "./kernel.js";
import { append, first, isLinked, readyHead, unlink } from "./lists.js";
import {
  CODE,
  canRun,
  FROM,
  NEXT,
  NO_RECEIVE,
  PRIORITY,
  READY_NEXT,
  SPACE,
  STACK,
  STATE,
  state,
  WORD_0,
  WORD_1,
} from "./tcb.js";
import { closeWindow, reload } from "./window.js";

/** Where the stack pointer of a thread is that waits in a call: what INT has pushed lies above, and where it goes on. */
export const waitingStack = ({ at }: Kernel, tcb: Tcb): number => tcb + at.tcbBytes - IN_CALL;

// --------------------------------------------------------------------------------------------------- ready lists

/** A thread that can run and has not the processor is in the ready list of its priority. */
export function makeReady(k: Kernel, tcb: Tcb): void {
  k.cpu.at(k.at.code.lists);
  if (k.cpu.branch(isLinked(k, tcb, READY_NEXT), "jne linked")) return;
  const priority = k.cpu.load(tcb + PRIORITY, "mov eax,[ebx+priority]");
  append(k, readyHead(k, priority), tcb, READY_NEXT);
}

/** The current thread, which can run, is put last in its ready list. */
export function putLast(k: Kernel, me: Tcb): void {
  if (isLinked(k, me, READY_NEXT)) unlink(k, me, READY_NEXT);
  makeReady(k, me);
}

/** A thread can run no longer. It stays where it is, unless lists are kept exact. */
export function stopsRunning(k: Kernel, tcb: Tcb): void {
  if (!k.design.lazyScheduling && isLinked(k, tcb, READY_NEXT)) unlink(k, tcb, READY_NEXT);
}

/** A thread gets the processor without having been chosen by the dispatcher. */
export function startsRunning(k: Kernel, tcb: Tcb): void {
  if (!k.design.lazyScheduling) makeReady(k, tcb);
}

/** The first thread of a ready list that can run; those before it leave the list. 0: there is none. */
function firstRunnable(k: Kernel, priority: number): Tcb {
  const { cpu } = k;
  for (;;) {
    const tcb = first(k, readyHead(k, priority), READY_NEXT);
    if (tcb === 0) return 0;
    const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
    cpu.alu(its, "cmp eax,last that can run");
    if (cpu.branch(canRun(its), "jbe found")) return tcb;
    unlink(k, tcb, READY_NEXT);
  }
}

/** The thread that can run with the highest priority, if that is at least `floor`; 0: there is none. */
function highest(k: Kernel, floor: number): Tcb {
  for (let priority = k.size.priorities - 1; priority >= floor; priority--) {
    const tcb = firstRunnable(k, priority);
    if (tcb !== 0) return tcb;
  }
  return 0;
}

// --------------------------------------------------------------------------------------------------------- switch

/** The processor goes from a thread that can run no longer, or is in the ready list, to the first of the highest priority. */
export function dispatch(k: Kernel, from: Tcb): void {
  k.cpu.at(k.at.code.dispatch);
  const to = highest(k, 0);
  if (to === 0) idle(k, from);
  else {
    if (k.design.lazyScheduling) unlink(k, to, READY_NEXT);
    switchTo(k, from, to);
  }
}

/** The current thread goes on, unless another has become ready that has a higher priority. */
export function goOn(k: Kernel, me: Tcb): void {
  const { cpu } = k;
  const mine = cpu.load(me + PRIORITY, "mov eax,[ebx+priority]");
  if (highest(k, mine + 1) === 0) return resume(k);
  makeReady(k, me);
  dispatch(k, me);
}

/** The processor goes from the current thread, or from nobody, to thread `to`. */
export function switchTo(k: Kernel, from: Tcb, to: Tcb): void {
  const { cpu, at } = k;
  cpu.at(at.code.dispatch + 128);
  cpu.phase("switch");
  if (cpu.branch(from === to, "je same")) return resume(k);
  cpu.store(from + STACK, cpu.get(ESP), "mov [ebx+stack],esp");
  leave(k, from, to);
  cpu.set(ESP, cpu.load(to + STACK, "mov esp,[edi+stack]"));
  resume(k);
}

/** The space and the kernel stack become those of `to`; a window that was used is closed.  [slides 55-57] */
export function leave(k: Kernel, from: Tcb, to: Tcb): void {
  const { cpu, at } = k;
  cpu.lea(to + at.tcbBytes, "lea eax,[edi+sizeof tcb]");
  cpu.store(at.tss + TSS_ESP0, to + at.tcbBytes, "mov [tss.esp0],eax");
  if (from === at.idleTcb && cpu.compare(at.own.lastThread) === to) return;
  const used = cpu.compare(at.own.windowUsed, "cmp [window used],0");
  if (cpu.branch(used !== 0, "jne close_window")) {
    closeWindow(k, from);
    return reload(k, to);
  }
  const space = cpu.load(to + SPACE, "mov eax,[edi+space]");
  const isSame = cpu.compare(from + SPACE, "cmp eax,[ebx+space]") === space;
  if (!cpu.branch(isSame, "je same_space")) cpu.loadCr3(space, "mov cr3,eax");
}

/** Nobody can run. The space stays loaded, and the window as it is: the last thread may be the next one. */
function idle(k: Kernel, from: Tcb): void {
  const { cpu, at } = k;
  if (from !== at.idleTcb) {
    cpu.store(from + STACK, cpu.get(ESP), "mov [ebx+stack],esp");
    cpu.store(at.idleTcb + SPACE, cpu.load(from + SPACE));
    cpu.store(at.own.lastThread, from);
    cpu.store(at.tss + TSS_ESP0, at.idleTcb + at.tcbBytes);
  }
  cpu.set(ESP, at.idleTcb + at.tcbBytes);
  rest(k, at.code.idle);
}

/** The kernel stops at an address where it may be interrupted; `goOn` of enter.ts goes on there. */
function rest({ cpu }: Kernel, address: number): void {
  cpu.sti();
  cpu.at(address);
}

// --------------------------------------------------------------------------------------------------------- resume

/** The thread whose stack is in use goes on at the address that lies on top of it. */
export function resume(k: Kernel): void {
  const { cpu, at } = k;
  cpu.ret("ret");
  const label = cpu.get(EIP);
  if (label === at.code.ipcReturn) return answer(k);
  if (label === at.code.userReturn) return returnToUser(k);
  // It goes on in the kernel, where it may be interrupted again: the address stays on the stack.
  cpu.set(ESP, cpu.alu(cpu.get(ESP) - 4, "sub esp,4"));
  rest(k, label);
}

/** A call is over: its answers are in the TCB. */
function answer({ cpu, at }: Kernel): void {
  const me = (cpu.get(ESP) & -at.tcbBytes) >>> 0;
  cpu.phase("leave the kernel");
  cpu.mov(me, "mov edi,esp");
  cpu.alu(me, "and edi,-sizeof tcb");
  cpu.set(EAX, cpu.load(me + CODE, "mov eax,[edi+code]"));
  cpu.set(ESI, cpu.load(me + FROM, "mov esi,[edi+from]"));
  cpu.set(EDX, cpu.load(me + WORD_0, "mov edx,[edi+word 0]"));
  cpu.set(EBX, cpu.load(me + WORD_1, "mov ebx,[edi+word 1]"));
  cpu.iret("iret");
}

/** All registers are taken from the stack, and an error code is passed over. */
export function returnToUser({ cpu }: Kernel): void {
  cpu.phase("leave the kernel");
  cpu.popAll("popad");
  cpu.set(ESP, cpu.lea(cpu.get(ESP) + 4, "lea esp,[esp+4]"));
  cpu.iret("iret");
}

// ----------------------------------------------------------------------------------------------- after a rendezvous

/**
 * The current thread has made its call. If it waits now, the processor goes straight to its partner, unless that has a
 * lower priority: then somebody between might have to run. If it takes a message from another already, that one is ready
 * too, and may be more urgent than the partner. If it has only sent, it is ready, and the partner runs. If it
 * has received already, it goes on.  [L93: direct process switch; SRC486]
 */
export function conclude(k: Kernel, me: Tcb, partner: Tcb): void {
  const { cpu } = k;
  const mine = cpu.load(me + STATE, "mov eax,[ebx+state]");
  const waits = cpu.branch(!canRun(mine), "ja waits");
  if (waits) stopsRunning(k, me);
  if (waits && cpu.branch(mine === state.taking, "je taking")) return dispatch(k, me);
  if (!waits && !hasOnlySent(k, me, partner)) return goOn(k, me);
  if (!mayGetProcessor(k, me, partner)) return waits ? dispatch(k, me) : goOn(k, me);
  if (!waits) makeReady(k, me);
  startsRunning(k, partner);
  switchTo(k, me, partner);
}

function hasOnlySent({ cpu }: Kernel, me: Tcb, partner: Tcb): boolean {
  if (partner === 0) return false;
  return cpu.branch(cpu.compare(me + NEXT, "cmp [ebx+next],no receive") === NO_RECEIVE, "je sent");
}

function mayGetProcessor(k: Kernel, me: Tcb, partner: Tcb): boolean {
  const { cpu } = k;
  if (partner === 0 || !k.design.directSwitch) return false;
  const its = cpu.load(partner + STATE, "mov eax,[edi+state]");
  if (!cpu.branch(its === state.ready || its === state.giving, "je ready")) return false;
  const priority = cpu.load(partner + PRIORITY, "mov eax,[edi+priority]");
  const mine = cpu.compare(me + PRIORITY, "cmp eax,[ebx+priority]");
  return cpu.branch(priority >= mine, "jae direct");
}
