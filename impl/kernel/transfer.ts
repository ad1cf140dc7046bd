/**
 * A rendezvous: the send phase of a call, the transfer, the receive phase.
 *
 * Messages of register words are transferred at once. Of those with strings the transfer begins: sender and receiver are
 * giving and taking, and copy.ts goes on. Each routine ends in at most one call of the next, which is a jump.
 *
 * Sources: L93; X0 ipc; slides 24, 46, 59. Which of the partners is told what is told in spec/ipc.
 */
import {
  ACCEPT,
  code,
  GRANT,
  IN_SEND_PHASE,
  NIL,
  RECEIVE_FIELD,
  RECEIVE_PAGE_FAULT,
  SEND_FIELD,
  SEND_PAGE_FAULT,
} from "./abi.js";
import { accepts, end, idOfTcb, leaveQueue, sendsTo, taking } from "./ends.js";
import { EIP_ON_STACK, findThread, type Kernel, type Tcb, type ThreadId, taskEntry } from "./kernel.js";
import { detach } from "./lines.js";
import { append, first, queueHead } from "./lists.js";
import { grantPage, mapPage } from "./mapping.js";
import { roomPart, sentPart, WORDS } from "./parts.js";
import { makeReady, stopsRunning } from "./switch.js";
import {
  ACCEPTS,
  ANYBODY,
  COPIED,
  FAULT,
  IS_ITEM,
  ITEM,
  LINE,
  NEXT,
  NO_RECEIVE,
  NOBODY,
  PAGER,
  PAGING,
  PART,
  PARTNER,
  PENDING,
  paging,
  ROOM_STRINGS,
  SEND_NEXT,
  SENT_STRINGS,
  SPACE,
  STATE,
  state,
  TIMEOUTS,
  WINDOW_AT,
  WORD_0,
  WORD_1,
} from "./tcb.js";
import { arm, decode, decodePageFault, disarm } from "./wakeups.js";
import { NO_WINDOW, openWindow } from "./window.js";

// ------------------------------------------------------------------------------------------------------ send phase

/**
 * The send phase of the current thread: the partner is there, or one waits for it, or one does not. `found`: its TCB, if it
 * is known already, or 0. Gives the partner whom the transfer was with, or 0.
 */
export function sendPhase(k: Kernel, me: Tcb, to: ThreadId, found: Tcb): Tcb {
  const { cpu, at } = k;
  cpu.at(at.code.rendezvous);
  const partner = found === 0 ? findThread(k, to) : found;
  if (cpu.branch(partner === 0 || partner === me, "jz no_partner")) {
    end(k, me, me, code.noPartner);
    return 0;
  }
  const takes = accepts(k, partner, idOfTcb(k, me));
  if (takes !== taking.no) {
    start(k, me, me, partner, takes === taking.awaits);
    return partner;
  }
  const ms = decode(k, cpu.load(me + TIMEOUTS, "mov ecx,[ebx+timeouts]"), SEND_FIELD);
  if (cpu.branch(ms === 0, "jz at_once")) {
    end(k, me, me, code.timeout + IN_SEND_PHASE);
    return 0;
  }
  cpu.storeImmediate(me + STATE, state.sending, "mov [ebx+state],sending");
  cpu.store(me + PARTNER, to, "mov [ebx+partner],esi");
  arm(k, me, ms);
  append(k, queueHead(partner), me, SEND_NEXT);
  return 0;
}

// -------------------------------------------------------------------------------------------------------- transfer

/** The transfer begins, or is done at once if there are no strings to copy. */
function start(k: Kernel, me: Tcb, from: Tcb, to: Tcb, awaits: boolean): void {
  const { cpu } = k;
  disarm(k, from);
  disarm(k, to);
  const part = awaits ? NO_PART : firstPart(k, from, to);
  if (cpu.branch(part === NO_PART, "je registers")) return complete(k, me, from, to, awaits);
  cpu.storeImmediate(from + STATE, state.giving, "mov [ebx+state],giving");
  cpu.store(from + PARTNER, idOfTcb(k, to), "mov [ebx+partner],esi");
  cpu.storeImmediate(from + PART, 0);
  cpu.storeImmediate(from + COPIED, 0);
  cpu.storeImmediate(to + STATE, state.taking, "mov [edi+state],taking");
  cpu.store(to + PARTNER, idOfTcb(k, from), "mov [edi+partner],eax");
  prepareWindow(k, me, from, to, part);
  if (from === me) return;
  cpu.storeImmediate(from + at24(k), k.at.code.copyAgain, "mov [ebx+sizeof tcb-24],copy_again");
  makeReady(k, from);
}
const at24 = ({ at }: Kernel): number => at.tcbBytes - 24;

/** The window of the current thread is opened; of another it will be, when the copy meets it. */
function prepareWindow(k: Kernel, me: Tcb, from: Tcb, to: Tcb, part: number): void {
  const { cpu } = k;
  cpu.storeImmediate(from + WINDOW_AT, NO_WINDOW, "mov [ebx+window at],none");
  const space = cpu.load(to + SPACE, "mov eax,[edi+space]");
  const isNear = cpu.compare(from + SPACE, "cmp eax,[ebx+space]") === space;
  if (cpu.branch(isNear, "je same_space") || !k.design.window) return;
  const address = cpu.load(roomPart(k, to, part), "mov edx,[edi+address]");
  if (from === me) openWindow(k, me, to, address);
  else cpu.store(from + WINDOW_AT, cpu.alu((address & -k.at.regionBytes) >>> 0), "mov [ebx+window at],edx");
}

const NO_PART = -1;

/** The first part of the message of which anything is copied, or NO_PART. */
function firstPart(k: Kernel, from: Tcb, to: Tcb): number {
  const { cpu } = k;
  const strings = cpu.load(from + SENT_STRINGS, "mov ecx,[ebx+strings]");
  const room = cpu.compare(to + ROOM_STRINGS, "cmp ecx,[edi+strings]");
  for (let part = 0; part <= Math.min(strings, room); part++) {
    const words = cpu.load(sentPart(k, from, part) + WORDS, "mov eax,[ebx+words]");
    const buffer = cpu.compare(roomPart(k, to, part) + WORDS, "test eax,[edi+words]");
    if (cpu.branch(words !== 0 && buffer !== 0, "jnz strings")) return part;
  }
  return NO_PART;
}

/**
 * All is copied: the item takes effect, the receiver's call ends, and the sender's goes on. `awaits`: the receiver awaits its
 * pager's answer, and has no room for anything but an item.
 */
export function complete(k: Kernel, me: Tcb, from: Tcb, to: Tcb, awaits: boolean): void {
  const { cpu, at } = k;
  cpu.at(at.code.transfer);
  const cut = isCut(k, from, to, awaits);
  const how = !transferItem(k, from, to, awaits) ? code.mapFailed : cut ? code.cut : code.ok;
  if (awaits) resolved(k, to);
  else received(k, me, from, to, how);
  sent(k, me, from, how);
}

/** Is there more of the message than room for it?  [X0 message cut] */
function isCut(k: Kernel, from: Tcb, to: Tcb, awaits: boolean): boolean {
  const { cpu } = k;
  const strings = cpu.load(from + SENT_STRINGS, "mov ecx,[ebx+strings]");
  const room = awaits ? 0 : cpu.compare(to + ROOM_STRINGS, "cmp ecx,[edi+strings]");
  if (cpu.branch(strings > room, "ja cut")) return true;
  for (let part = 0; part <= strings; part++) {
    const words = cpu.load(sentPart(k, from, part) + WORDS, "mov eax,[ebx+words]");
    const buffer = awaits ? 0 : cpu.compare(roomPart(k, to, part) + WORDS, "cmp eax,[edi+words]");
    if (cpu.branch(words > buffer, "ja cut")) return true;
  }
  return false;
}

/** Map or grant what the sender names at the page that the receiver names; false if that cannot be done. */
function transferItem(k: Kernel, from: Tcb, to: Tcb, awaits: boolean): boolean {
  const { cpu } = k;
  const item = cpu.load(from + ITEM, "mov eax,[ebx+item]");
  if (!cpu.branch((item & IS_ITEM) !== 0, "jnz item")) return true;
  const accept = acceptedAt(k, to, awaits);
  if (!cpu.branch((accept & ACCEPT) !== 0, "jnz accepted")) return true;
  cpu.phase("map the page");
  const move = cpu.branch((item & GRANT) !== 0, "jnz grant") ? grantPage : mapPage;
  return move(k, taskEntry(k, from), (item & ~3) >>> 0, taskEntry(k, to), (accept & ~3) >>> 0);
}

/** Where a thread accepts an item: one that awaits its pager, at the page that it has touched. */
function acceptedAt({ cpu }: Kernel, to: Tcb, awaits: boolean): number {
  if (!awaits) return cpu.load(to + ACCEPTS, "mov ecx,[edi+accepts]");
  return cpu.load(to + FAULT, "mov ecx,[edi+fault]") | ACCEPT;
}

/** A thread that awaited its pager takes no notice of words and goes back to what it did.  [X0 pager protocol] */
function resolved(k: Kernel, to: Tcb): void {
  const { cpu } = k;
  if (cpu.branch(cpu.compare(to + STATE, "cmp [edi+state],awaiting") !== state.awaiting, "jne in_copy"))
    return copyGoesOn(k, to);
  cpu.storeImmediate(to + STATE, state.ready, "mov [edi+state],ready");
  makeReady(k, to);
}

/** The receiver's call ends. */
function received(k: Kernel, me: Tcb, from: Tcb, to: Tcb, how: number): void {
  const { cpu } = k;
  if (cpu.branch(how === code.mapFailed, "je failed")) return end(k, me, to, how);
  const word0 = cpu.load(from + WORD_0, "mov edx,[ebx+word 0]");
  const word1 = cpu.load(from + WORD_1, "mov ecx,[ebx+word 1]");
  end(k, me, to, how, { from: idOfTcb(k, from), word0, word1 });
}

/** The pager has answered a thread that faulted in the middle of a copy: the giver may run. */
function copyGoesOn(k: Kernel, tcb: Tcb): void {
  const { cpu } = k;
  disarm(k, tcb);
  cpu.storeImmediate(tcb + PAGING, paging.no, "mov [edi+paging],no");
  const takes = cpu.compare(tcb + STATE, "cmp [edi+state],taking") === state.taking;
  const giver = cpu.branch(takes, "je takes") ? findThread(k, cpu.load(tcb + PARTNER)) : tcb;
  cpu.storeImmediate(giver + STATE, state.giving, "mov [ebx+state],giving");
  makeReady(k, giver);
}

/** The sender's send phase ends, and its receive phase begins; without one, or if not all went well, its call ends. */
function sent(k: Kernel, me: Tcb, from: Tcb, how: number): void {
  const { cpu } = k;
  const next = cpu.load(from + NEXT, "mov eax,[ebx+next]");
  if (cpu.branch(how !== code.ok, "jnz failed")) return end(k, me, from, how + IN_SEND_PHASE);
  if (cpu.branch(next === NO_RECEIVE, "je sent")) return end(k, me, from, code.ok);
  receivePhase(k, me, from, next);
}

// --------------------------------------------------------------------------------------------------- receive phase

/** The receive phase of a thread: somebody waits already, or one waits for him, or one does not. */
export function receivePhase(k: Kernel, me: Tcb, tcb: Tcb, partner: ThreadId): void {
  const { cpu, at } = k;
  cpu.at(at.code.rendezvous + 256);
  leaveQueue(k, tcb);
  const line = cpu.load(tcb + LINE, "mov ecx,[ebx+line]");
  const itsLine = line & ~PENDING;
  const isThread = partner !== ANYBODY && partner !== NOBODY && (partner !== itsLine || line === 0);
  const other = cpu.branch(isThread, "jne closed") ? findThread(k, partner) : 0;
  if (isThread && (other === 0 || other === tcb)) return end(k, me, tcb, code.noPartner);
  if ((line & PENDING) !== 0 && (partner === ANYBODY || partner === itsLine))
    return takeInterrupt(k, me, tcb, line);
  const sender = isThread
    ? sendsTo(k, other) === idOfTcb(k, tcb)
      ? other
      : 0
    : firstInQueue(k, tcb, partner);
  cpu.storeImmediate(tcb + STATE, state.receiving, "mov [ebx+state],receiving");
  cpu.store(tcb + PARTNER, partner, "mov [ebx+partner],eax");
  if (sender !== 0) return meet(k, me, sender, tcb);
  const ms = decode(k, cpu.load(tcb + TIMEOUTS, "mov ecx,[ebx+timeouts]"), RECEIVE_FIELD);
  if (cpu.branch(ms === 0, "jz at_once")) return expire(k, me, tcb, partner);
  arm(k, tcb, ms);
  if (tcb !== me) stopsRunning(k, tcb);
}

/** Who came first, for a thread that receives from any. */
const firstInQueue = (k: Kernel, tcb: Tcb, partner: ThreadId): Tcb =>
  k.cpu.branch(partner === ANYBODY, "je open") ? first(k, queueHead(tcb), SEND_NEXT) : 0;

/** A poll that finds nobody ends. To receive from nobody, at once, gives up one's interrupt.  [X0 interrupts] */
function expire(k: Kernel, me: Tcb, tcb: Tcb, partner: ThreadId): void {
  end(k, me, tcb, code.timeout);
  if (k.cpu.branch(partner === NOBODY, "je nobody")) detach(k, tcb);
}

/** A sender that waits, and one that begins to receive, meet. */
function meet(k: Kernel, me: Tcb, from: Tcb, to: Tcb): void {
  const { cpu } = k;
  leaveQueue(k, from);
  if (cpu.branch(cpu.compare(from + STATE) === state.sending, "je sending")) start(k, me, from, to, false);
  else tellFault(k, me, from, to);
}

/** The pending interrupt is received as a message from its line.  [L95 2.3; X0 interrupts; slide 27] */
export function takeInterrupt(k: Kernel, me: Tcb, tcb: Tcb, line: number): void {
  const from = line & ~PENDING;
  k.cpu.store(tcb + LINE, from, "mov [ebx+line],ecx");
  end(k, me, tcb, code.ok, { from, word0: 0, word1: 0 });
}

// ------------------------------------------------------------------------------------------------------ page faults

/** A pager takes the fault of a thread: the thread awaits its answer.  [X0 pager protocol] */
export function tellFault(k: Kernel, me: Tcb, from: Tcb, to: Tcb): void {
  const { cpu, at } = k;
  cpu.at(at.code.paging);
  const word0 = cpu.load(from + FAULT, "mov edx,[ebx+fault]");
  const word1 = cpu.load(from + at.tcbBytes - EIP_ON_STACK, "mov ecx,[ebx+sizeof tcb-eip]");
  end(k, me, to, code.ok, { from: idOfTcb(k, from), word0, word1 });
  if (cpu.branch(cpu.compare(from + STATE) === state.faulting, "je user_fault"))
    cpu.storeImmediate(from + STATE, state.awaiting, "mov [ebx+state],awaiting");
  else {
    cpu.storeImmediate(from + PAGING, paging.awaiting, "mov [ebx+paging],awaiting");
    arm(k, from, pagingTime(k, from));
  }
}

/** The time in ms that a pager has in the middle of a copy: what the partner of the thread that faulted allows; NEVER. */
export function pagingTime(k: Kernel, faulter: Tcb): number {
  const { cpu } = k;
  const partner = findThread(k, cpu.load(faulter + PARTNER, "mov esi,[ebx+partner]"));
  const word = cpu.load(partner + TIMEOUTS, "mov ecx,[edi+timeouts]");
  const takes = cpu.compare(faulter + STATE, "cmp [ebx+state],taking") === state.taking;
  return decodePageFault(k, word, cpu.branch(takes, "je takes") ? SEND_PAGE_FAULT : RECEIVE_PAGE_FAULT);
}

/** The pager of a thread, if there is one: its TCB, or 0. */
export function pagerOf(k: Kernel, tcb: Tcb): Tcb {
  const pager = k.cpu.load(tcb + PAGER, "mov esi,[ebx+pager]");
  return k.cpu.branch(pager === NIL, "jz none") ? 0 : findThread(k, pager);
}

/** A thread that faulted waits until its pager takes the message; or it is taken now. */
export function askPager(k: Kernel, me: Tcb, tcb: Tcb, pager: Tcb): void {
  if (accepts(k, pager, idOfTcb(k, tcb)) !== taking.no) return tellFault(k, me, tcb, pager);
  append(k, queueHead(pager), tcb, SEND_NEXT);
}
