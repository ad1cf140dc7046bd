/**
 * Random acts for a kernel: of those that make sense for it as it is now, of those that almost do, and of those that make
 * no sense at all. It only looks at the kernel, and what it chooses depends on nothing but that and its seed.
 */
import { CR3, frameOf, LINES, walk } from "../../../impl/i486/index.js";
import {
  ACCEPT,
  dope,
  FLUSH,
  FOREVER,
  FPAGE_UNMAP,
  GRANT,
  ID_NEAREST,
  IPC,
  LTHREAD_EX_REGS,
  MAP,
  NIL,
  NO_PHASE,
  OPEN,
  schedule,
  TASK_NEW,
  THREAD_SCHEDULE,
  THREAD_SWITCH,
  timeouts,
  UNCHANGED,
} from "../../../impl/kernel/abi.js";
import { idOf } from "../../../impl/kernel/ids.js";
import { lookAt } from "../../../impl/kernel/invariants.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import type { Look } from "../../../impl/kernel/look.js";
import type { Machine } from "../../../impl/kernel/machine.js";
import { WORDS } from "../../../impl/kernel/parts.js";
import {
  canRun,
  MYSELF,
  NEVER,
  PAGER,
  ROOM_STRINGS,
  STATE,
  state,
  WAKEUP,
} from "../../../impl/kernel/tcb.js";
import type { Act } from "./acts.js";
import type { Chance } from "./chance.js";

type Registers = Partial<Record<"eax" | "ecx" | "edx" | "ebx" | "ebp" | "esi", number>>;

/** Timeouts in ms that are tried: none, short, long; and those of pagers. */
const SHORT = [1, 2, 3, 5, 8, 20] as const;
const LONG = [12, 50, 300, 1100] as const;
const OF_PAGERS = [0, 1, 5, 100, FOREVER, FOREVER, FOREVER] as const;
const PERIODS = [0, 0, 300, 2000, 20_000] as const;

export class Generator {
  private readonly m: Machine;
  private readonly chance: Chance;
  private look: Look;

  constructor(m: Machine, chance: Chance) {
    this.m = m;
    this.chance = chance;
    this.look = lookAt(m.kernel);
  }

  /** What happens next. */
  next(): Act {
    const { m, chance } = this;
    this.look = lookAt(m.kernel);
    if (m.rest === "idle") return chance.percent(15) ? { what: "proceed" } : this.raise(80);
    if (m.cpu.faulted || m.rest !== "user") return chance.percent(85) ? { what: "proceed" } : this.raise(50);
    const which = chance.below(100);
    if (which < 3) return this.raise(40);
    if (which < 4) return { what: "timer", period: chance.pick(PERIODS) };
    if (which < 9) return this.message();
    if (which < 12) return { what: "load", at: this.aligned() };
    if (which < 15) return { what: "store", at: this.aligned(), word: chance.word() };
    if (which < 16) return { what: "jump", at: this.address() };
    if (which < 17) return { what: "run", clocks: chance.below(2000) };
    return this.call();
  }

  // ------------------------------------------------------------------------------------------------------- devices

  /** In so many of a hundred cases it is the timer. */
  private raise(percent: number): Act {
    const { chance } = this;
    const lines = Math.min(LINES, this.m.kernel.size.lines);
    return { what: "raise", line: chance.percent(percent) ? 0 : chance.below(lines) };
  }

  /** A message is written into a page of the loaded space. */
  private message(): Act {
    const { m } = this;
    return this.messageIn(frameOf(walk(m.cpu.geometry, m.cpu.memory, m.cpu.get(CR3), this.code())));
  }

  /** A message is written into a frame. */
  messageIn(frame: number): Act {
    const { chance, m } = this;
    const { pageBytes } = m.cpu.geometry;
    const many = chance.below(Math.min(4, m.kernel.size.strings + 2));
    const words = [this.page() | chance.pick([ACCEPT, ACCEPT, 0, GRANT]), this.dope(many), this.dope(many)];
    for (let n = 0; n < many; n++)
      words.push(this.bytes(), this.address(), this.bytes(), this.address());
    while (words.length < 20) words.push(chance.word());
    const offset = chance.pick([0, 0, pageBytes / 2]);
    return { what: "write", at: frame * pageBytes + offset, words: words.slice(0, (pageBytes - offset) / 4) };
  }

  private dope(strings: number): number {
    const { chance } = this;
    if (chance.percent(3)) return chance.word();
    return dope(chance.percent(20) ? 0 : this.bytes() >>> 2, chance.percent(80) ? strings : chance.below(32));
  }

  /** How long a string is. */
  private bytes(): number {
    const { chance, m } = this;
    const { pageBytes } = m.cpu.geometry;
    if (chance.percent(2)) return chance.word();
    return chance.below(chance.pick([1, 16, 40, pageBytes, 3 * pageBytes]));
  }

  // ------------------------------------------------------------------------------------------------------- addresses

  /** The address of a page: mostly one of the first, which most spaces have; or where something ends; or any. */
  private page(): number {
    const { chance, m } = this;
    const { pageBytes, tableEntries } = m.cpu.geometry;
    const { at } = m.kernel;
    if (this.isStuckByFaults() && chance.below(1000) !== 0) return pageBytes * chance.below(7);
    const which = chance.below(40);
    if (which < 34) return pageBytes * chance.below(8);
    if (which < 36) return pageBytes * (tableEntries + chance.below(4) - 2);
    if (which < 37) return at.userEnd - pageBytes;
    if (which < 38) return chance.pick([at.userEnd, at.window, at.physical, at.tcbs]);
    return (chance.word() & -pageBytes) >>> 0;
  }

  /** Has the current thread no pager? Then a fault comes back for ever. */
  private isStuckByFaults(): boolean {
    return this.m.rest === "user" && this.look.word(this.m.current + PAGER) === NIL;
  }

  private address(): number {
    const { chance, m } = this;
    const { pageBytes } = m.cpu.geometry;
    if (chance.percent(2) && !this.isStuckByFaults()) return chance.word();
    const offset = chance.pick([0, 0, 0, pageBytes / 2, pageBytes - 4, chance.below(pageBytes)]);
    return (this.page() + offset) >>> 0;
  }

  private aligned(): number {
    return (this.address() & ~3) >>> 0;
  }

  /** Where user code lies: mostly in a page that is there. */
  private code(): number {
    const { chance, m } = this;
    const { geometry, memory } = m.cpu;
    const first = chance.below(8);
    for (let n = 0; n < 8; n++) {
      const page = ((first + n) & 7) * geometry.pageBytes;
      if (walk(geometry, memory, m.cpu.get(CR3), page) !== 0) return page;
    }
    return 0;
  }

  // ------------------------------------------------------------------------------------------------------- ids

  /** The id of a thread that is there and of which this holds, if there is one; else of any. */
  private threadThat(holds: (look: Look, tcb: number) => boolean): ThreadId {
    const { look, chance } = this;
    const first = chance.below(look.count);
    for (let n = 0; n < look.count; n++) {
      const tcb = look.tcbs[(first + n) % look.count] ?? 0;
      if (holds(look, tcb)) return look.word(tcb + MYSELF);
    }
    return look.word((look.tcbs[first] ?? 0) + MYSELF);
  }

  private anyThread(): ThreadId {
    return this.threadThat(() => true);
  }

  private me(): ThreadId {
    return this.look.word(this.m.current + MYSELF);
  }

  /** The id of a thread that may be there: of a task, in its life that goes on, or in another. */
  private maybeThread(task: number, later: number): ThreadId {
    const { chance, look, m } = this;
    const thread = chance.below(m.kernel.size.threadsPerTask);
    return idOf(m.kernel, task, thread, Math.max(0, look.versionOf(task) + later));
  }

  private anyTask(): number {
    return this.chance.below(this.m.kernel.size.tasks);
  }

  private partner(): ThreadId {
    const { chance, look } = this;
    const me = this.me();
    const which = chance.below(40);
    if (which < 2) return NIL;
    if (which < 4) return 1 + chance.below(this.m.kernel.size.lines + 1);
    if (which < 5) return chance.word();
    if (which < 6) return this.maybeThread(this.anyTask(), chance.below(3) - 1);
    if (which < 7) return this.maybeThread(look.taskOf(this.m.current), 0);
    if (which < 8) return me;
    if (which < 14) return this.threadThat((its, tcb) => its.sendsTo(tcb) === me);
    if (which < 20)
      return this.threadThat((its, tcb) => its.awaitsPager(tcb) && its.word(tcb + PAGER) === me);
    return this.anyThread();
  }

  // ------------------------------------------------------------------------------------------------------- calls

  private call(): Act {
    const { chance } = this;
    const which = chance.below(100);
    if (which < 3) return this.of(chance.below(7) + IPC, this.arbitrary());
    if (which < 6) return this.of(ID_NEAREST, { esi: this.partner() });
    if (which < 10) return this.of(FPAGE_UNMAP, { ebx: this.page() | (chance.percent(30) ? FLUSH : 0) });
    if (which < 15) return this.of(THREAD_SWITCH, { esi: chance.percent(40) ? NIL : this.partner() });
    if (which < 18) return this.of(THREAD_SCHEDULE, { esi: this.partner(), edx: this.schedule() });
    if (which < 26) return this.of(LTHREAD_EX_REGS, this.start());
    if (which < 31) return this.of(TASK_NEW, this.task());
    return this.of(IPC, this.ipc());
  }

  private of(vector: number, its: Registers): Act {
    const { eax = 0, ecx = 0, edx = 0, ebx = 0, ebp = 0, esi = 0 } = its;
    const [a, c, d, b, p, s] = [eax >>> 0, ecx >>> 0, edx >>> 0, ebx >>> 0, ebp >>> 0, esi >>> 0];
    return { what: "call", vector, eip: this.code(), eax: a, ecx: c, edx: d, ebx: b, ebp: p, esi: s };
  }

  private arbitrary(): Registers {
    const { chance } = this;
    const word = (): number =>
      chance.percent(30) ? chance.pick([0, 1, 2, 3, NO_PHASE, this.me()]) : chance.word();
    return { eax: word(), ecx: word(), edx: word(), ebx: word(), ebp: word(), esi: word() };
  }

  private schedule(): number {
    const { chance, m } = this;
    if (chance.percent(30)) return UNCHANGED;
    if (chance.percent(5)) return chance.word();
    return schedule(chance.below(m.kernel.size.priorities + 1), chance.pick([0, 1, 5, 20, 0xffff]));
  }

  private start(): Registers {
    const { chance, look, m } = this;
    const id = chance.percent(70) ? this.maybeThread(this.ownTask(), 0) : this.partner();
    return {
      esi: chance.percent(90) ? id : look.word(m.current + PAGER),
      edx: chance.pick([UNCHANGED, 0, this.address()]),
      ecx: chance.pick([UNCHANGED, 0, chance.word()]),
    };
  }

  /** A task that the caller controls: its own, or one below it. */
  private ownTask(): number {
    const { chance, look, m } = this;
    const mine = look.taskOf(m.current);
    const first = this.anyTask();
    for (let n = 0; n < m.kernel.size.tasks && chance.percent(97); n++) {
      const task = (first + n) % m.kernel.size.tasks;
      if (look.chiefOf(task) === mine + 1) return task;
    }
    return mine;
  }

  private task(): Registers {
    const { chance } = this;
    const which = chance.below(10);
    if (which < 6) return { esi: this.maybeThread(this.anyTask(), 0), edx: this.me() };
    if (which < 8) return { esi: this.maybeThread(this.ownTask(), 0), edx: NIL };
    return { esi: this.maybeThread(this.ownTask(), 0), edx: chance.pick([this.partner(), this.anyThread()]) };
  }

  private ipc(): Registers {
    const { chance } = this;
    if (chance.percent(45)) return this.serve();
    const eax = this.sends();
    const ebx = (eax & MAP) !== 0 || chance.percent(5) ? this.item() : chance.word();
    const esi = eax !== NO_PHASE && chance.percent(30) ? this.taker() : this.partner();
    return { eax, ebp: this.receives(), ecx: this.timeouts(), edx: chance.word(), ebx, esi };
  }

  /** Who waits for the caller, as a pager or not, is answered, or received from. */
  private serve(): Registers {
    const { chance } = this;
    const me = this.me();
    const [ebp, ecx, ebx] = [this.receives(), this.timeouts(), this.item()];
    const asker = this.threadThat((its, tcb) => its.awaitsPager(tcb) && its.word(tcb + PAGER) === me);
    if (chance.percent(50)) return { eax: MAP, ebp: chance.percent(50) ? OPEN : ebp, ecx, ebx, esi: asker };
    const sender = this.threadThat((its, tcb) => its.sendsTo(tcb) === me);
    return { eax: NO_PHASE, ebp: chance.percent(50) ? OPEN : ebp, ecx, ebx, esi: sender };
  }

  /** A thread of another task that waits for strings. */
  private taker(): ThreadId {
    const mine = this.look.taskOf(this.m.current);
    const { room } = this.m.kernel.at;
    return this.threadThat(
      (its, tcb) =>
        its.word(tcb + STATE) === state.receiving &&
        its.word(tcb + room + WORDS) + its.word(tcb + ROOM_STRINGS) > 0 &&
        its.taskOf(tcb) !== mine,
    );
  }

  private item(): number {
    const { chance } = this;
    const page = chance.percent(60) ? this.code() : this.page();
    return page | (chance.percent(25) ? GRANT : 0) | (chance.percent(10) ? chance.below(64) : 0);
  }

  private sends(): number {
    const which = this.chance.below(20);
    if (which < 5) return NO_PHASE;
    if (which < 8) return 0;
    if (which < 11) return MAP;
    return this.address() | (which < 13 ? MAP : 0);
  }

  private receives(): number {
    const { chance } = this;
    const which = chance.below(20);
    if (which < 4) return NO_PHASE;
    if (which < 6) return 0;
    if (which < 9) return OPEN;
    if (which < 12) return this.page() | MAP | (chance.percent(70) ? OPEN : 0);
    return ((this.address() & ~3) | (chance.percent(70) ? OPEN : 0)) >>> 0;
  }

  /** Must the caller not wait for ever? sigma0's first thread must not, and nobody while all others do. */
  private isAlone(): boolean {
    const { look, m } = this;
    if (m.current === m.kernel.at.tcbs) return true;
    for (let n = 0; n < look.count; n++) {
      const tcb = look.tcbs[n] ?? 0;
      const goesOn =
        canRun(look.word(tcb + STATE)) || (look.isTimed(tcb) && look.word(tcb + WAKEUP) !== NEVER);
      if (tcb !== m.current && goesOn) return false;
    }
    return true;
  }

  private timeouts(): number {
    const { chance } = this;
    const isAlone = this.isAlone();
    if (chance.percent(3) && !isAlone) return chance.word();
    const ms = (): number => {
      if (chance.percent(30) && !isAlone) return FOREVER;
      if (chance.percent(25)) return 0;
      return chance.percent(90) || isAlone ? chance.pick(SHORT) : chance.pick(LONG);
    };
    const [sendPageFault, receivePageFault] = [chance.pick(OF_PAGERS), chance.pick(OF_PAGERS)];
    return timeouts({ send: ms(), receive: ms(), sendPageFault, receivePageFault });
  }
}
