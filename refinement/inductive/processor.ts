/** Who has the processor, and where it rests; the clock, the window, and what the TLB remembers. */
import {
  ACCESSED,
  CPL,
  CR2,
  CR3,
  DIRTY,
  EAX,
  EBP,
  EBX,
  ECX,
  EDI,
  EDX,
  EFLAGS,
  EFLAGS_IF,
  EFLAGS_ONE,
  EIP,
  ESI,
  ESP,
  entry,
  PENDING,
  PRESENT,
  TSS_ESP0,
  USER,
  WRITABLE,
  walk,
} from "../../impl/i486/index.js";
import { IN_CALL } from "../../impl/kernel/kernel.js";
import { sentPart } from "../../impl/kernel/parts.js";
import * as tcb from "../../impl/kernel/tcb.js";
import { NIL } from "../../model/index.js";
import { activityOf } from "../../spec/ipc/observers.js";
import type { Thread } from "../../spec/ipc/threads.js";
import { canRun, here } from "../../spec/kernel/processor.js";
import { ownPage } from "../correspondence.js";
import type { Making } from "./making.js";
import { hasWindow } from "./transfers.js";

/** In a window word: it was put there for a copy. */
const OPENED = 0x200;

/** The clock, and who runs. */
export function makeCurrent(m: Making): void {
  const { own } = m.machine.kernel.at;
  const { size, cpu } = m.machine.kernel;
  m.poke(own.now, size.tick * m.roll(2 ** size.offsetBits / size.tick));
  m.poke(own.base, m.leftover());
  m.poke(own.base + 4, m.leftover());
  const left = m.leftover();
  for (const register of [EAX, ECX, EDX, EBX, EBP, ESI, EDI, CR2]) cpu.set(register, left);
  cpu.set(PENDING, m.seldom(16) ? 1 : 0);
  cpu.set(CR3, m.look.spaceOf(here(m.s)));
  makeRest(m);
}

/** Nobody runs if the thread cannot; else it does, but for once in a while. */
function makeRest(m: Making): void {
  const { s } = m;
  const t = s.current;
  if (!canRun(s, t) || m.seldom(16)) return idles(m, t);
  runs(m, t);
  if (activityOf(s, t).kind === "giving") return rests(m, t);
  const { at } = m.machine.kernel;
  const stack = m.look.word(m.tcbOf(t) + tcb.STACK);
  if (m.look.word(stack) === at.code.callAgain) return stops(m, at.code.callAgain, stack);
  const { cpu } = m.machine;
  cpu.set(CPL, 3);
  cpu.set(EFLAGS, EFLAGS_IF | EFLAGS_ONE);
  cpu.set(EIP, ownPage(m.c));
  cpu.set(ESP, m.leftover());
}

/** The kernel has stopped at an address, where it lets interrupts in. */
function stops({ machine: { cpu } }: Making, address: number, stack: number): void {
  cpu.set(CPL, 0);
  cpu.set(EFLAGS, EFLAGS_IF | EFLAGS_ONE);
  cpu.set(EIP, address);
  cpu.set(ESP, stack);
}

function idles(m: Making, t: Thread): void {
  const { at } = m.machine.kernel;
  const end = at.idleTcb + at.tcbBytes;
  m.poke(at.tss + TSS_ESP0, end);
  m.poke(at.idleTcb + tcb.SPACE, m.look.spaceOf(m.taskOf(t)));
  m.poke(at.own.lastThread, m.tcbOf(t));
  stops(m, at.code.idle, end);
}

function runs(m: Making, t: Thread): void {
  const { at } = m.machine.kernel;
  m.poke(at.tss + TSS_ESP0, m.tcbOf(t) + at.tcbBytes);
  m.poke(at.idleTcb + tcb.SPACE, m.leftover());
  m.poke(at.own.lastThread, m.tcbOf(m.pick(m.s.everyThread)));
}

/** In the middle of a copy: in its REP MOVSD, or where it begins again. */
function rests(m: Making, t: Thread): void {
  const { at } = m.machine.kernel;
  const its = m.tcbOf(t);
  const stack = its + at.tcbBytes - IN_CALL;
  if (m.mayBreak("rest")) m.poke(stack, at.code.ipcReturn);
  if (m.seldom(3)) return stops(m, at.code.copyAgain, stack);
  stops(m, at.code.copy, stack);
  m.poke(stack, m.pick([at.code.copyAgain, at.code.ipcReturn]));
  const copied = m.look.word(its + tcb.COPIED);
  const part = sentPart(m.machine.kernel, its, m.look.word(its + tcb.PART));
  m.machine.cpu.set(ESI, m.look.word(part) + 4 * copied);
  m.poke(its + tcb.COPIED, m.roll(copied + 1));
}

// ---------------------------------------------------------------------------------------------------------- window

/** The words of the window in the loaded directory: those of the copy of the thread that has the processor, or any. */
export function makeWindow(m: Making): void {
  const { s, machine } = m;
  const { at } = machine.kernel;
  m.poke(at.own.windowUsed, s.used ? 1 : 0);
  const regions = s.everyRegion.length;
  const directory = m.look.frameAt(m.look.spaceOf(here(s)));
  for (let n = 0; n < regions; n++) {
    const page = s.window[regions * here(s) + n] ?? NIL;
    if (page === NIL) continue;
    m.poke(m.tcbOf(s.current) + tcb.WINDOW_TO, receiverIn(m, Math.floor(page / s.sigma.pagesPerSpace)));
    m.poke(directory + 4 * (at.window / at.regionBytes + n), wordFor(m, n));
  }
}

/** The thread to which the window leads: the receiver, or whoever was it in a task. */
function receiverIn(m: Making, task: number): number {
  const at = activityOf(m.s, m.s.current);
  if (at.kind === "giving" && hasWindow(m, m.s.current, at)) return m.tcbOf(at.to);
  return m.tcbOf(m.pick(m.s.everyThread.filter((t) => m.taskOf(t) === task)));
}

/** A word of the window that leads to the receiver's region, if there is a table; after the copy, anywhere. */
function wordFor(m: Making, n: number): number {
  const at = activityOf(m.s, m.s.current);
  if (at.kind !== "giving" || !hasWindow(m, m.s.current, at))
    return m.pick([OPENED, OPENED | entry(m.roll(m.c.geometry.frames), PRESENT | WRITABLE)]);
  const its = m.look.word(m.look.frameAt(m.look.spaceOf(m.taskOf(at.to))) + 4 * n);
  if ((its & PRESENT) === 0 || m.seldom(4)) return OPENED;
  return ((its & ~(USER | DIRTY | ACCESSED)) | OPENED | m.pick([0, ACCESSED])) >>> 0;
}

// ------------------------------------------------------------------------------------------------------------- TLB

/** The TLB remembers some pages, as the tables say; of a window that is used no longer it may remember anything. */
export function makeTlb(m: Making): void {
  const { cpu, at } = m.machine.kernel;
  const { pageBytes } = m.c.geometry;
  cpu.tlb.flush();
  for (const page of m.shuffled(pagesToKnow(m))) {
    if (m.roll(2) === 0) continue;
    const linear = page * pageBytes;
    const inWindow = linear >= at.window && linear < at.physical;
    const its =
      (inWindow && !isOpen(m)) || m.mayBreak("tlb")
        ? stale(m)
        : walk(m.c.geometry, cpu.memory, cpu.get(CR3), linear);
    if (its === 0 || (inWindow && !m.s.used)) continue;
    cpu.tlb.fill(page, (m.roll(2) === 0 ? its & ~DIRTY : its) >>> 0);
  }
}

/** Is the window that of a copy? */
function isOpen(m: Making): boolean {
  const at = activityOf(m.s, m.s.current);
  return at.kind === "giving" && hasWindow(m, m.s.current, at);
}

const stale = (m: Making): number =>
  entry(m.roll(m.c.size.userFrames), PRESENT | WRITABLE | m.pick([0, DIRTY]));

/** Pages of which something is to be known: of users, of the window, of the kernel's data, of TCBs. */
function pagesToKnow({ c, machine, s }: Making): readonly number[] {
  const { at } = machine.kernel;
  const { pageBytes } = c.geometry;
  const own = ownPage(c) / pageBytes;
  const users = Array.from({ length: 1 + c.scope.pages }, (_, n) => own + n);
  const kernels = [at.idleTcb, at.tasks, at.pool, at.tcbs, at.tcbs + at.tcbBytes].map(
    (its) => its / pageBytes,
  );
  const window = s.everyRegion.map((n) => at.window / pageBytes + c.firstPage + n);
  return [...users, ...window, ...kernels.map(Math.floor)];
}
