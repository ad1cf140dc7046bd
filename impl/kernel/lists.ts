/**
 * Circular lists, linked both ways through the TCBs: the ready lists, the wake-up lists, and the queue of those who wait to
 * send to a thread.
 *
 * A head has its two words where a TCB has its links: it is named by an address from which the offset of the links leads to
 * them. So a head is a node like any other, and nothing is done differently at the ends of a list.
 *
 * Source: SRC486 (lists through the TCBs).
 */
import type { Kernel, Tcb } from "./kernel.js";
import { QUEUE_FIRST, READY_NEXT, SEND_NEXT, WAKE_NEXT } from "./tcb.js";

/** Offsets of the links of each kind of list. */
export type Links = typeof READY_NEXT | typeof WAKE_NEXT | typeof SEND_NEXT;

/** The head of the ready list of a priority. */
export const readyHead = ({ at }: Kernel, priority: number): Tcb => at.ready + 8 * priority - READY_NEXT;
/** The head of a wake-up list. */
export const wakeHead = ({ at }: Kernel, list: number): Tcb => at.wake + 8 * list - WAKE_NEXT;
/** The head of the queue of a thread. */
export const queueHead = (tcb: Tcb): Tcb => tcb + QUEUE_FIRST - SEND_NEXT;

/** Is a TCB in a list of this kind? */
export const isLinked = ({ cpu }: Kernel, tcb: Tcb, links: Links): boolean =>
  cpu.compare(tcb + links, "cmp [ebx+next],0") !== 0;

/** A TCB that is in no such list becomes the last of one. Six clocks. */
export function append({ cpu }: Kernel, head: Tcb, tcb: Tcb, links: Links): void {
  const last = cpu.load(head + links + 4, "mov eax,[head+previous]");
  cpu.store(tcb + links, head, "mov [ebx+next],head");
  cpu.store(tcb + links + 4, last, "mov [ebx+previous],eax");
  cpu.store(last + links, tcb, "mov [eax+next],ebx");
  cpu.store(head + links + 4, tcb, "mov [head+previous],ebx");
}

/** A TCB leaves the list that it is in. Five clocks. */
export function unlink({ cpu }: Kernel, tcb: Tcb, links: Links): void {
  const next = cpu.load(tcb + links, "mov eax,[ebx+next]");
  const previous = cpu.load(tcb + links + 4, "mov ecx,[ebx+previous]");
  cpu.store(previous + links, next, "mov [ecx+next],eax");
  cpu.store(next + links + 4, previous, "mov [eax+previous],ecx");
  cpu.store(tcb + links, 0, "mov [ebx+next],0");
}

/** The first of a list, or 0. */
export function first({ cpu }: Kernel, head: Tcb, links: Links): Tcb {
  const next = cpu.load(head + links, "mov ebx,[head+next]");
  cpu.alu(next === head ? 0 : 1, "cmp ebx,head");
  return cpu.branch(next === head, "je empty") ? 0 : next;
}
