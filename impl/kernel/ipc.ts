/**
 * The ipc call. Its short path is what L3 is known for: a register message to a partner that waits, from a thread that
 * then waits for ever. It touches no list; the words stay in their registers; the receiver runs at once.
 *
 * Everything else takes the long path.
 *
 * Sources: L93; slides 43 to 47; SRC486 (its short path has 65 instructions).
 */
import { EAX, EBP, EBX, ECX, EDX, ESI, ESP } from "../i486/index.js";
import { code, NIL, NO_PHASE, OPEN, RECEIVE_FIELD } from "./abi.js";
import { nearest, nearThread, noBorder } from "./clans.js";
import { copyOn } from "./copy.js";
import { end } from "./ends.js";
import { attach, isLineId } from "./interrupts.js";
import { currentTcb, EIP_ON_STACK, type Kernel, type Tcb, type ThreadId } from "./kernel.js";
import { queueHead } from "./lists.js";
import { userFault } from "./paging.js";
import { hasFaulted, readRoom, readSent, roomPart, WORDS } from "./parts.js";
import { conclude, leave } from "./switch.js";
import {
  ACCEPTS,
  ANYBODY,
  LINE,
  MYSELF,
  NEVER,
  NEXT,
  NO_RECEIVE,
  NOBODY,
  PARTNER,
  PENDING,
  PRIORITY,
  QUEUE_FIRST,
  ROOM_STRINGS,
  STACK,
  STATE,
  state,
  TIMEOUTS,
  WAKEUP,
  WORD_0,
  WORD_1,
} from "./tcb.js";
import { receivePhase, sendPhase } from "./transfer.js";
import { decode } from "./wakeups.js";

/** The entry. */
export function ipc(k: Kernel): void {
  const { cpu, at } = k;
  cpu.at(at.code.ipc);
  cpu.phase("check the call");
  const sends = cpu.get(EAX);
  cpu.alu(sends, "test eax,eax");
  if (cpu.branch(sends !== 0, "jnz long") || !hasShortPath(k)) return long(k);
  short(k);
}

/** Designs that keep lists exact, or that have no register messages, have no short path either. */
const hasShortPath = ({ design }: Kernel): boolean =>
  design.registers && design.directSwitch && design.lazyScheduling && design.lazyWakeups;

// ------------------------------------------------------------------------------------------------- the short path

/** The short path, as far as its conditions hold; then the long one. */
function short(k: Kernel): void {
  const { cpu } = k;
  const receives = cpu.get(EBP);
  const to = cpu.get(ESI);
  cpu.alu(receives & ~OPEN, "test ebp,not open");
  if (cpu.branch((receives & ~OPEN) !== 0, "jnz long")) return long(k);
  cpu.alu(cpu.get(ECX) & 15, "test cl,15");
  if (cpu.branch((cpu.get(ECX) & 15) !== 0, "jnz long")) return long(k);
  cpu.phase("find the receiver");
  cpu.mov(to, "mov edi,esi");
  const its = findTcb(k, to);
  if (cpu.branch(cpu.compare(its + MYSELF, "cmp [edi+myself],esi") !== to, "jne long")) return long(k);
  const me = currentTcb(k);
  cpu.phase("is it waiting for me");
  if (!isWaiting(k, me, its) || !mayFollow(k, me, its, receives)) return long(k);
  cpu.phase("wait in its place");
  waitShort(k, me, to, receives);
  switchShort(k, me, its);
}

/** The TCB of an id that stands in EDI, by arithmetic or through the table. */
function findTcb(k: Kernel, id: ThreadId): Tcb {
  const { cpu, at } = k;
  const offset = cpu.alu((id & at.idMask) >>> 0, "and edi,thread mask");
  if (k.design.virtualTcbs) return cpu.alu(offset + at.tcbs, "add edi,tcbs");
  cpu.shift(offset >>> at.tcbShift, "shr edi,log2 tcb");
  return cpu.load(at.tcbTable + 4 * (offset >>> at.tcbShift), "mov edi,[table+4*edi]");
}

/** Does the receiver wait, for me or for anybody, with no clan's border between us? */
function isWaiting(k: Kernel, me: Tcb, its: Tcb): boolean {
  const { cpu } = k;
  const waits = cpu.compare(its + STATE, "cmp [edi+state],receiving") === state.receiving;
  if (cpu.branch(!waits, "jne long")) return false;
  const partner = cpu.load(its + PARTNER, "mov eax,[edi+partner]");
  cpu.alu(partner, "test eax,eax");
  if (!cpu.branch(partner === ANYBODY, "jz open")) {
    const mine = cpu.compare(me + MYSELF, "cmp eax,[ebx+myself]");
    if (cpu.branch(mine !== partner, "jne long")) return false;
  }
  return noBorder(k, me, its);
}

/** May the receiver run at once: has nobody between us to run? And must I wait: has nobody come to me? */
function mayFollow({ cpu }: Kernel, me: Tcb, its: Tcb, receives: number): boolean {
  const priority = cpu.load(its + PRIORITY, "mov eax,[edi+priority]");
  const mine = cpu.compare(me + PRIORITY, "cmp eax,[ebx+priority]");
  if (cpu.branch(priority < mine, "jb long")) return false;
  cpu.alu(receives & OPEN, "test ebp,open");
  if (cpu.branch((receives & OPEN) === 0, "jz closed")) return true;
  const queue = cpu.lea(queueHead(me), "lea eax,[ebx+queue]");
  const first = cpu.compare(me + QUEUE_FIRST, "cmp [ebx+first],eax");
  if (cpu.branch(first !== queue, "jne long")) return false;
  const line = cpu.compare(me + LINE, "test [ebx+line],pending");
  return !cpu.branch((line & PENDING) !== 0, "jnz long");
}

/** The current thread waits for ever, for register messages alone: from the receiver, or from any. */
function waitShort(k: Kernel, me: Tcb, to: ThreadId, receives: number): void {
  const { cpu, at } = k;
  const partner = cpu.alu((receives & OPEN) !== 0 ? ANYBODY : to, "and eax,esi");
  cpu.store(me + PARTNER, partner, "mov [ebx+partner],eax");
  cpu.storeImmediate(me + STATE, state.receiving, "mov [ebx+state],receiving");
  cpu.storeImmediate(me + WAKEUP, NEVER, "mov [ebx+wakeup],never");
  cpu.store(me + TIMEOUTS, cpu.get(ECX), "mov [ebx+timeouts],ecx");
  cpu.storeImmediate(me + ACCEPTS, 0, "mov [ebx+accepts],0");
  cpu.storeImmediate(me + ROOM_STRINGS, 0, "mov [ebx+room],0");
  cpu.storeImmediate(roomPart(k, me, 0) + WORDS, 0, "mov [ebx+words],0");
  cpu.push(at.code.ipcReturn, "push ipc_return");
  cpu.store(me + STACK, cpu.get(ESP), "mov [ebx+stack],esp");
}

/** The receiver goes on in user mode, with the words in its registers. */
function switchShort(k: Kernel, me: Tcb, its: Tcb): void {
  const { cpu } = k;
  cpu.phase("switch");
  cpu.storeImmediate(its + STATE, state.ready, "mov [edi+state],ready");
  const from = cpu.load(me + MYSELF, "mov esi,[ebx+myself]");
  leave(k, me, its);
  cpu.lea(its, "lea esp,[edi+sizeof tcb-20]");
  cpu.set(ESP, its + k.at.tcbBytes - EIP_ON_STACK);
  cpu.phase("answer the receiver");
  cpu.set(ESI, from);
  cpu.set(EAX, cpu.mov(code.ok, "mov eax,ok"));
  cpu.phase("leave the kernel");
  cpu.iret("iret");
}

// -------------------------------------------------------------------------------------------------- the long path

/** The long path: the descriptors are read, then the phases follow. */
function long(k: Kernel): void {
  const { cpu, at } = k;
  cpu.at(at.code.ipcLong);
  cpu.phase("read the call");
  cpu.push(at.code.ipcReturn, "push ipc_return");
  const me = currentTcb(k);
  const { sends, receives, partner } = readCall(k, me);
  if (hasFaulted(k)) return beginAgain(k, me);
  cpu.phase("rendezvous");
  const near = nearThread(k, me, partner);
  const to = near === 0 ? nearest(k, me, partner) : partner;
  const next = cpu.branch(receives === NO_PHASE, "je no_receive") ? NO_RECEIVE : sourceOf(receives, to);
  cpu.store(me + NEXT, next, "mov [ebx+next],eax");
  if (!cpu.branch(sends === NO_PHASE, "je no_send"))
    return afterRendezvous(k, me, sendPhase(k, me, to, near));
  receive(k, me, next);
  afterRendezvous(k, me, 0);
}

/** The arguments of a call: its words and timeouts are kept in the TCB, and what its descriptors say. */
function readCall(k: Kernel, me: Tcb): { sends: number; receives: number; partner: ThreadId } {
  const { cpu } = k;
  const [sends, receives, partner] = [cpu.get(EAX), cpu.get(EBP), cpu.get(ESI)];
  const { registers } = k.design;
  cpu.store(me + TIMEOUTS, cpu.get(ECX), "mov [ebx+timeouts],ecx");
  cpu.store(me + WORD_0, registers ? cpu.get(EDX) : 0, "mov [ebx+word 0],edx");
  cpu.store(me + WORD_1, registers ? cpu.get(EBX) : 0, "mov [ebx+word 1],ecx");
  if (sends !== NO_PHASE) readSent(k, me, sends, cpu.get(EBX));
  readRoom(k, me, receives);
  return { sends, receives, partner };
}

/** From whom a call receives. The words that mean NOBODY and NO_RECEIVE are no thread's id: nor is the one below them. */
function sourceOf(receives: number, partner: ThreadId): number {
  if ((receives & OPEN) !== 0) return ANYBODY;
  return partner === NIL ? NOBODY : Math.min(partner, NO_RECEIVE - 1);
}

/** A receive without a send before it. One from a line, at once, asks for its interrupts.  [X0 interrupts] */
function receive(k: Kernel, me: Tcb, partner: number): void {
  if (partner === NO_RECEIVE) end(k, me, me, code.ok);
  else if (isLineId(k, partner) && isAtOnce(k, me)) attach(k, me, partner);
  else receivePhase(k, me, me, partner);
}

const isAtOnce = (k: Kernel, me: Tcb): boolean =>
  decode(k, k.cpu.load(me + TIMEOUTS, "mov ecx,[ebx+timeouts]"), RECEIVE_FIELD) === 0;

function afterRendezvous(k: Kernel, me: Tcb, partner: Tcb): void {
  const its = k.cpu.load(me + STATE, "mov eax,[ebx+state]");
  if (k.cpu.branch(its === state.giving, "je giving")) copyOn(k, me, partner);
  else conclude(k, me, partner);
}

// ---------------------------------------------------------------------------------------------------- once again

/** A page of a descriptor is not there: nothing has happened yet. The pager is asked, and then the call is made again. */
function beginAgain(k: Kernel, me: Tcb): void {
  const { cpu, at } = k;
  cpu.set(ESP, cpu.lea(me + at.tcbBytes - EIP_ON_STACK, "lea esp,[ebx+sizeof tcb-20]"));
  cpu.push(0, "push 0");
  cpu.pushAll("pushad");
  cpu.push(at.code.callAgain, "push call_again");
  userFault(k, me, false);
}

/** The call is made again, with its registers as they were. */
export function callAgain(k: Kernel): void {
  const { cpu } = k;
  cpu.cli("cli");
  cpu.pop("pop eax");
  cpu.popAll("popad");
  cpu.set(ESP, cpu.lea(cpu.get(ESP) + 4, "lea esp,[esp+4]"));
  ipc(k);
}
