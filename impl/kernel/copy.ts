/**
 * The copy of a long message: one REP MOVSD for each part, from the sender's space through its window into the
 * receiver's, with interrupts on. The current thread is the giver.
 *
 * Where it stands is in the giver's TCB whenever somebody else may run; while REP MOVSD runs, in its registers.
 *
 * Sources: L93; slides 50 to 58; SRC486 (`com_space_write_fault`); X0 timeouts (page-fault timeouts), pager protocol.
 */
import { CR2, clocks, ESI, ESP, FAULT_WRITE, PRESENT } from "../i486/index.js";
import { code, faultWord } from "./abi.js";
import { endTransfer } from "./ends.js";
import { findThread, IN_CALL, type Kernel, type Tcb } from "./kernel.js";
import { roomPart, sentPart, WORDS } from "./parts.js";
import { conclude } from "./switch.js";
import {
  COPIED,
  FAULT,
  PAGING,
  PART,
  PARTNER,
  paging,
  ROOM_STRINGS,
  SENT_STRINGS,
  SPACE,
  STATE,
  state,
  WINDOW_AT,
} from "./tcb.js";
import { askPager, complete, pagerOf, pagingTime } from "./transfer.js";
import { arm } from "./wakeups.js";
import { behindWindow, directoryWord, openWindow, restoreWindow } from "./window.js";

/** A stretch to copy: words, from where to where, as the giver sees its own space and the receiver its own. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly words: number;
  /** Where the region begins in which the receiver's part begins: there the window is open. */
  readonly base: number;
}

/** How a stretch went: to its end; somebody has to be asked or let in, and that is all; or it is to be tried again. */
type Went = "on" | "stop" | "again";

// ------------------------------------------------------------------------------------------------------- the copy

/** The current thread goes on with its copy. */
export const copyAgain = (k: Kernel, me: Tcb): void =>
  copyOn(k, me, findThread(k, k.cpu.load(me + PARTNER, "mov esi,[ebx+partner]")));

/** The current thread copies to `to`, until all is copied, or a pager is asked, or an interrupt is due. */
export function copyOn(k: Kernel, me: Tcb, to: Tcb): void {
  const { cpu, at } = k;
  cpu.phase("copy");
  for (;;) {
    const part = cpu.load(me + PART, "mov ecx,[ebx+part]");
    if (cpu.branch(isBeyond(k, me, to, part), "ja all_copied")) break;
    const stretch = rest(k, me, to, part);
    const went = cpu.branch(stretch.words === 0, "jz next") ? "on" : move(k, me, to, stretch);
    if (went === "stop") return;
    if (went === "again") continue;
    cpu.store(me + PART, part + 1, "mov [ebx+part],ecx");
    cpu.storeImmediate(me + COPIED, 0, "mov [ebx+copied],0");
  }
  cpu.phase("complete");
  cpu.storeImmediate(me + at.tcbBytes - IN_CALL, at.code.ipcReturn, "mov [ebx+sizeof tcb-24],ipc_return");
  complete(k, me, me, to, false);
  conclude(k, me, to);
}

function isBeyond({ cpu }: Kernel, me: Tcb, to: Tcb, part: number): boolean {
  const sent = cpu.compare(me + SENT_STRINGS, "cmp ecx,[ebx+strings]");
  if (cpu.branch(part > sent, "ja all_copied")) return true;
  return part > cpu.compare(to + ROOM_STRINGS, "cmp ecx,[edi+strings]");
}

/** What is left of a part. */
function rest(k: Kernel, me: Tcb, to: Tcb, part: number): Stretch {
  const { cpu } = k;
  const copied = cpu.load(me + COPIED, "mov edx,[ebx+copied]");
  const source = cpu.load(sentPart(k, me, part), "mov esi,[ebx+address]");
  const target = cpu.load(roomPart(k, to, part), "mov edi,[eax+address]");
  const words = cpu.load(sentPart(k, me, part) + WORDS, "mov ecx,[ebx+words]");
  const room = cpu.compare(roomPart(k, to, part) + WORDS, "cmp ecx,[eax+words]");
  cpu.branch(words > room, "ja cut");
  cpu.tick(clocks.leaIndexed, "lea esi,[esi+4*edx]");
  cpu.tick(clocks.leaIndexed, "lea edi,[edi+4*edx]");
  const left = cpu.alu(Math.min(words, room) - copied, "sub ecx,edx");
  const base = cpu.alu((target & -k.at.regionBytes) >>> 0, "and eax,-region");
  return { from: source + 4 * copied, to: target + 4 * copied, words: left, base };
}

/** A stretch is copied: through the window if it leads there, and else it is opened again. */
function move(k: Kernel, me: Tcb, to: Tcb, stretch: Stretch): Went {
  const { cpu } = k;
  const at = cpu.compare(me + WINDOW_AT, "cmp eax,[ebx+window at]");
  if (!cpu.branch(at !== stretch.base, "jne elsewhere")) return throughWindow(k, me, to, stretch, at);
  const isNear = cpu.load(me + SPACE) === cpu.compare(to + SPACE, "cmp eax,[edi+space]");
  if (cpu.branch(isNear, "je same_space")) return string(k, me, to, stretch);
  if (!k.design.window) return moveTwice(k, me, to, stretch);
  if (isInWindow(k, stretch, at)) return throughWindow(k, me, to, stretch, at);
  openWindow(k, me, to, stretch.base);
  return throughWindow(k, me, to, stretch, stretch.base);
}

/** Does a stretch begin and end in the two regions of a window that begins at `at`? */
function isInWindow({ cpu, at: { regionBytes } }: Kernel, { to, words }: Stretch, at: number): boolean {
  cpu.mov(to, "mov eax,edi");
  const begins = cpu.alu((to - at) >>> 0, "sub eax,[ebx+window at]");
  cpu.shift(4 * words, "shl edx,2");
  cpu.alu(-4 * words, "neg edx");
  const last = cpu.alu(2 * regionBytes - 4 * words, "add edx,2*region");
  cpu.alu(begins - last, "cmp eax,edx");
  return !cpu.branch(begins > last, "ja outside");
}

/** A stretch is copied through the window, which is open from `at` on. */
function throughWindow(k: Kernel, me: Tcb, to: Tcb, stretch: Stretch, at: number): Went {
  const through = k.cpu.lea(stretch.to - at + k.at.window, "lea edi,[edi-at+window]");
  return string(k, me, to, { ...stretch, to: through });
}

/** The REP MOVSD; if it is not brief, with interrupts on. */
function string(k: Kernel, me: Tcb, to: Tcb, { from, to: target, words }: Stretch): Went {
  const { cpu, at } = k;
  cpu.alu(words, "cmp ecx,brief");
  const isLong = cpu.branch(words > k.size.brief, "ja long");
  if (isLong) cpu.sti("sti");
  cpu.at(at.code.copy);
  const moved = cpu.repMovs(from, target, words, "rep movsd");
  if (cpu.faulted) return fault(k, me, to, moved) ? "again" : "stop";
  if (moved < words) return "stop";
  if (isLong) cpu.cli("cli");
  return "on";
}

/** So many words more of the part are copied. */
function noteCopied({ cpu }: Kernel, me: Tcb, words: number): void {
  cpu.addTo(me + COPIED, words, "add [ebx+copied],ecx");
}

/** The giver was interrupted in its REP MOVSD: where it stands is taken from the registers. */
export function saveCopy(k: Kernel, me: Tcb): void {
  const { cpu, at } = k;
  const part = cpu.load(me + PART, "mov ecx,[ebx+part]");
  const source = cpu.load(sentPart(k, me, part), "mov eax,[ebx+address]");
  cpu.alu(cpu.get(ESI) - source, "sub esi,eax");
  cpu.shift(cpu.get(ESI) - source, "shr esi,2");
  cpu.store(me + COPIED, (cpu.get(ESI) - source) >>> 2, "mov [ebx+copied],esi");
  cpu.storeImmediate(me + at.tcbBytes - IN_CALL, at.code.copyAgain, "mov [ebx+sizeof tcb-24],copy_again");
}

// ---------------------------------------------------------------------------------------------------------- faults

/** The copy has faulted. True: what was missing is there now. False: a pager is asked, or the transfer has ended. */
function fault(k: Kernel, me: Tcb, to: Tcb, moved: number): boolean {
  const { cpu, at } = k;
  const isWrite = takeFault(k);
  const address = cpu.readControl(CR2, "mov eax,cr2");
  noteCopied(k, me, moved);
  const inWindow = cpu.branch(address >= at.window, "jae window");
  if (inWindow && restoreWindow(k, me, to, address)) {
    cpu.tick(clocks.iretSame, "iret");
    return true;
  }
  const missing = inWindow ? behindWindow(k, me, address) : address;
  // Outside of the window only a partner of the same space is written to.
  return missingPage(k, me, to, inWindow || isWrite ? to : me, missing, isWrite);
}

/** The fault is taken, on the stack of the giver; what it has pushed there is not needed. Was it a write? */
function takeFault({ cpu }: Kernel): boolean {
  cpu.pageFault();
  const code = cpu.pop("pop eax");
  cpu.set(ESP, cpu.lea(cpu.get(ESP) + 12, "lea esp,[esp+12]"));
  return (code & FAULT_WRITE) !== 0;
}

/** A page is missing in the space of a partner: its pager is asked, in the time that the other partner allows. */
function missingPage(k: Kernel, me: Tcb, to: Tcb, faulter: Tcb, address: number, isWrite: boolean): false {
  const { cpu, at } = k;
  cpu.storeImmediate(me + at.tcbBytes - IN_CALL, at.code.copyAgain, "mov [ebx+sizeof tcb-24],copy_again");
  cpu.store(faulter + FAULT, faultWord(address, isWrite), "mov [ebx+fault],eax");
  const pager = pagerOf(k, faulter);
  const ms = pagingTime(k, faulter);
  if (cpu.branch(pager === 0, "jz no_pager")) return abandon(k, me, code.aborted);
  if (cpu.branch(ms === 0, "jz at_once")) return abandon(k, me, timeoutOf(faulter === to));
  cpu.storeImmediate(faulter + PAGING, paging.asking, "mov [ebx+paging],asking");
  cpu.storeImmediate(me + STATE, state.held, "mov [ebx+state],held");
  arm(k, faulter, ms);
  askPager(k, me, faulter, pager);
  conclude(k, me, pager);
  return false;
}

/** The transfer ends without a pager. Its partner is ready, and may be more urgent than the giver. */
function abandon(k: Kernel, me: Tcb, how: number): false {
  endTransfer(k, me, me, how);
  conclude(k, me, 0);
  return false;
}

/** The code of a transfer that has waited too long for the pager of the receiver, or of the sender. */
export const timeoutOf = (isReceivers: boolean): number =>
  isReceivers ? code.sendPageFaultTimeout : code.receivePageFaultTimeout;

// ----------------------------------------------------------------------------------------------- without the window

/** Design `window` off: a stretch is copied to the kernel's buffer, and from there to the receiver. Interrupts wait. */
function moveTwice(k: Kernel, me: Tcb, to: Tcb, stretch: Stretch): Went {
  const { cpu, at } = k;
  const words = Math.min(stretch.words, cpu.geometry.pageBytes / 4);
  cpu.phase("copy in");
  cpu.mov(stretch.from, "mov esi,from");
  cpu.mov(at.buffer, "mov edi,buffer");
  cpu.mov(words, "mov ecx,words");
  cpu.repMovs(stretch.from, at.buffer, words, "rep movsd");
  if (cpu.faulted) return fault(k, me, to, 0) ? "again" : "stop";
  const went = copyOut(k, to, stretch.to, words);
  cpu.phase("copy");
  noteCopied(k, me, went);
  if (went < words) {
    missingPage(k, me, to, to, stretch.to + 4 * went, true);
    return "stop";
  }
  return words === stretch.words ? "on" : letInterruptsIn(k, me);
}

/** Between two pages an interrupt that is due is let in; without one the copy goes on. */
function letInterruptsIn({ cpu, at }: Kernel, me: Tcb): Went {
  cpu.sti("sti");
  if (cpu.interruptLine() < 0) {
    cpu.cli("cli");
    return "again";
  }
  cpu.storeImmediate(me + at.tcbBytes - IN_CALL, at.code.copyAgain, "mov [ebx+sizeof tcb-24],copy_again");
  cpu.at(at.code.copyAgain);
  return "stop";
}

/** From the buffer into the receiver's pages, which the kernel sees in physical memory. How many words went. */
function copyOut(k: Kernel, to: Tcb, address: number, words: number): number {
  const { cpu, at } = k;
  let went = 0;
  while (went < words) {
    const target = address + 4 * went;
    const page = pageBehind(k, to, target);
    if (cpu.branch(page === 0, "jz missing")) return went;
    cpu.phase("copy out");
    const offset = cpu.alu(target & (cpu.geometry.pageBytes - 1), "and eax,page-1");
    const run = Math.min(words - went, (cpu.geometry.pageBytes - offset) >>> 2);
    cpu.lea(at.buffer + 4 * went, "lea esi,[buffer+4*edx]");
    cpu.lea(page + offset, "lea edi,[edi+eax]");
    cpu.mov(run, "mov ecx,words");
    cpu.shift(run, "shr ecx,2");
    cpu.tick(clocks.cld, "cld");
    went += cpu.repMovs(at.buffer + 4 * went, page + offset, run, "rep movsd");
  }
  return went;
}

/** Where the kernel sees the page of another space, or 0. */
function pageBehind(k: Kernel, tcb: Tcb, address: number): number {
  const { cpu, at } = k;
  const { pageShift, regionShift, tableEntries } = cpu.geometry;
  const seen = (word: number): number => ((word >>> 12) << pageShift) + at.physical;
  const space = cpu.load(tcb + SPACE, "mov eax,[edi+space]");
  const first = cpu.load(directoryWord(k, space, address >>> regionShift), "mov eax,[eax+4*region]");
  if (cpu.branch((first & PRESENT) === 0, "jz missing")) return 0;
  const table = seen(first);
  const second = cpu.load(table + 4 * ((address >>> pageShift) & (tableEntries - 1)), "mov eax,[eax+4*page]");
  return cpu.branch((second & PRESENT) === 0, "jz missing") ? 0 : seen(second);
}
