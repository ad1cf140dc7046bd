/** How calls end, and whom a thread waits for. */
import { IN_SEND_PHASE, NIL } from "./abi.js";
import { findThread, type Kernel, type Tcb, type ThreadId } from "./kernel.js";
import { isLinked, unlink } from "./lists.js";
import { makeReady, waitingStack } from "./switch.js";
import {
  ANYBODY,
  CODE,
  FROM,
  MYSELF,
  PAGER,
  PAGING,
  PARTNER,
  paging,
  SEND_NEXT,
  STACK,
  STATE,
  state,
  WORD_0,
  WORD_1,
} from "./tcb.js";
import { disarm } from "./wakeups.js";

/** What comes with the end of a call: from whom, and the words. */
export interface Came {
  readonly from: ThreadId;
  readonly word0: number;
  readonly word1: number;
}
const NOTHING: Came = { from: NIL, word0: 0, word1: 0 };

/** A thread waits in no queue any more. */
export function leaveQueue(k: Kernel, tcb: Tcb): void {
  if (k.cpu.branch(isLinked(k, tcb, SEND_NEXT), "jne queued")) unlink(k, tcb, SEND_NEXT);
}

/** The call of a thread ends: it is ready, and will be told how. `me` is the current thread, which is in no ready list. */
export function end(k: Kernel, me: Tcb, tcb: Tcb, how: number, came: Came = NOTHING): void {
  const { cpu, at } = k;
  cpu.at(at.code.rendezvous);
  leaveQueue(k, tcb);
  disarm(k, tcb);
  cpu.storeImmediate(tcb + STATE, state.ready, "mov [ebx+state],ready");
  cpu.storeImmediate(tcb + PAGING, paging.no, "mov [ebx+paging],no");
  cpu.store(tcb + CODE, how, "mov [ebx+code],eax");
  cpu.store(tcb + FROM, came.from, "mov [ebx+from],esi");
  cpu.store(tcb + WORD_0, came.word0, "mov [ebx+word 0],edx");
  cpu.store(tcb + WORD_1, came.word1, "mov [ebx+word 1],ecx");
  const stack = waitingStack(k, tcb);
  cpu.storeImmediate(stack, at.code.ipcReturn, "mov [ebx+sizeof tcb-24],ipc_return");
  if (tcb === me) return;
  cpu.store(tcb + STACK, stack, "mov [ebx+stack],eax");
  makeReady(k, tcb);
}

/** The transfer in which a thread is ends with this code, for both partners.  [X0 completion codes 6 to F] */
export function endTransfer(k: Kernel, me: Tcb, tcb: Tcb, how: number): void {
  const { cpu } = k;
  const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
  const partner = findThread(k, cpu.load(tcb + PARTNER, "mov esi,[ebx+partner]"));
  const takes = cpu.branch(its === state.taking, "je takes");
  end(k, me, takes ? partner : tcb, how + IN_SEND_PHASE);
  end(k, me, takes ? tcb : partner, how);
}

/** The partner of the transfer that a thread is in, or 0. */
export function partnerOf(k: Kernel, tcb: Tcb): Tcb {
  const { cpu } = k;
  const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
  cpu.alu(its, "cmp eax,taking");
  const transfers = its === state.giving || its === state.held || its === state.taking;
  if (!cpu.branch(transfers, "je transfers")) return 0;
  return findThread(k, cpu.load(tcb + PARTNER, "mov esi,[ebx+partner]"));
}

/** The thread to which a thread waits to send, its pager among them; NIL. */
export function sendsTo({ cpu }: Kernel, tcb: Tcb): ThreadId {
  const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
  if (cpu.branch(its === state.sending, "je sending")) return cpu.load(tcb + PARTNER);
  const asks = cpu.compare(tcb + PAGING) === paging.asking;
  if (cpu.branch(its === state.faulting || asks, "je asks")) return cpu.load(tcb + PAGER);
  return NIL;
}

/** Does a thread wait for the answer of its pager? Then it takes nothing else. */
export function awaitsPager({ cpu }: Kernel, tcb: Tcb): boolean {
  const its = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
  const awaits = cpu.compare(tcb + PAGING, "cmp [ebx+paging],awaiting") === paging.awaiting;
  return cpu.branch(its === state.awaiting || awaits, "je awaits");
}

/** How a thread takes a message: not at all, as one that receives, as one that awaits its pager's answer. */
export const taking = { no: 0, receives: 1, awaits: 2 } as const;
export type Taking = (typeof taking)[keyof typeof taking];

/** Would a thread take a message from this one now? */
export function accepts(k: Kernel, tcb: Tcb, from: ThreadId): Taking {
  const { cpu } = k;
  const its = cpu.load(tcb + STATE, "mov eax,[edi+state]");
  if (cpu.branch(its === state.receiving, "je receives")) {
    const partner = cpu.load(tcb + PARTNER, "mov eax,[edi+partner]");
    return cpu.branch(partner === ANYBODY || partner === from, "je accepts") ? taking.receives : taking.no;
  }
  if (!awaitsPager(k, tcb)) return taking.no;
  const pager = cpu.load(tcb + PAGER, "mov eax,[edi+pager]");
  cpu.alu(pager, "cmp eax,esi");
  return cpu.branch(pager === from, "je accepts") ? taking.awaits : taking.no;
}

/** The id of a thread. */
export const idOfTcb = ({ cpu }: Kernel, tcb: Tcb): ThreadId =>
  cpu.load(tcb + MYSELF, "mov esi,[ebx+myself]");
