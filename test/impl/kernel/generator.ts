/**
 * Random acts for a kernel: of those that make sense for it as it is now, of those that almost do, and of those that make
 * no sense at all. It only looks at the kernel, and what it chooses depends on nothing but that and its seed.
 */
import { CR3, frameOf, LINES, walk } from "../../../impl/i486/index.js";
import {
  ACCEPT,
  dope,
  FLUSH,
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
  UNCHANGED,
} from "../../../impl/kernel/abi.js";
import { lookAt } from "../../../impl/kernel/invariants.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { WORDS } from "../../../impl/kernel/parts.js";
import { ANYBODY, PAGER, PARTNER, ROOM_STRINGS, STATE, state } from "../../../impl/kernel/tcb.js";
import type { Act } from "./acts.js";
import { Choices } from "./choices.js";

type Registers = Partial<Record<"eax" | "ecx" | "edx" | "ebx" | "ebp" | "esi", number>>;

/** Clocks between two ticks. */
const PERIODS = [0, 0, 300, 2000, 20_000] as const;

export class Generator extends Choices {
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
    for (let n = 0; n < many; n++) words.push(this.bytes(), this.address(), this.bytes(), this.address());
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

  // ------------------------------------------------------------------------------------------------------- calls

  private call(): Act {
    const { chance } = this;
    const which = chance.below(100);
    if (which < 3) return this.of(chance.below(7) + IPC, this.arbitrary());
    if (which < 5) return this.of(ID_NEAREST, { esi: this.partner() });
    if (which < 8) return this.of(FPAGE_UNMAP, { ebx: this.page() | (chance.percent(30) ? FLUSH : 0) });
    if (which < 12) return this.of(THREAD_SWITCH, { esi: chance.percent(40) ? NIL : this.partner() });
    if (which < 14) return this.of(THREAD_SCHEDULE, { esi: this.partner(), edx: this.schedule() });
    if (which < 20) return this.of(LTHREAD_EX_REGS, this.start());
    if (which < 23) return this.of(TASK_NEW, this.task());
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
    const place = (): number => (this.isStuckByFaults() ? this.address() | chance.below(4) : word());
    return { eax: place(), ecx: word(), edx: word(), ebx: word(), ebp: place(), esi: word() };
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
    if (chance.percent(60)) {
      const served = this.serve();
      if (served !== undefined) return served;
    }
    const eax = this.sends();
    const ebx = (eax & MAP) !== 0 || chance.percent(5) ? this.item() : chance.word();
    const esi = eax !== NO_PHASE && chance.percent(60) ? this.taker() : this.partner();
    return { eax, ebp: this.receives(), ecx: this.timeouts(), edx: chance.word(), ebx, esi };
  }

  /** Who waits for the caller, as a pager or not, is answered, or received from. */
  private serve(): Registers | undefined {
    const { chance } = this;
    const me = this.me();
    const [ebp, ecx, ebx] = [this.receives(), this.timeouts(), this.item()];
    const asker = this.find((its, tcb) => its.awaitsPager(tcb) && its.word(tcb + PAGER) === me);
    if (asker !== NIL) return { eax: MAP, ebp: chance.percent(50) ? OPEN : ebp, ecx, ebx, esi: asker };
    const sender = this.find((its, tcb) => its.sendsTo(tcb) === me);
    if (sender === NIL) return undefined;
    return { eax: NO_PHASE, ebp: chance.percent(30) ? OPEN : ebp, ecx, ebx, esi: sender };
  }

  /** A thread that waits for the caller's message; if there is one, of another task, and for strings. */
  private taker(): ThreadId {
    const { chance, look } = this;
    const me = this.me();
    const mine = look.taskOf(this.m.current);
    const isLong = chance.percent(70);
    return this.threadThat((its, tcb) => {
      const from = its.word(tcb + PARTNER);
      const takes = its.word(tcb + STATE) === state.receiving && (from === ANYBODY || from === me);
      const room = its.word(tcb + its.k.at.room + WORDS) + its.word(tcb + ROOM_STRINGS);
      return takes && (!isLong || (room > 0 && its.taskOf(tcb) !== mine));
    });
  }

  private item(): number {
    const { chance } = this;
    const page = chance.percent(60) ? this.code() : this.page();
    return page | (chance.percent(25) ? GRANT : 0) | (chance.percent(10) ? chance.below(64) : 0);
  }

  private sends(): number {
    const which = this.chance.below(20);
    if (which < 6) return NO_PHASE;
    if (which < 8) return 0;
    if (which < 11) return MAP;
    return this.address() | (which < 13 ? MAP : 0);
  }

  private receives(): number {
    const { chance } = this;
    const which = chance.below(20);
    if (which < 2) return NO_PHASE;
    if (which < 4) return 0;
    if (which < 7) return OPEN;
    if (which < 9) return this.page() | MAP | (chance.percent(70) ? OPEN : 0);
    return ((this.address() & ~3) | (chance.percent(70) ? OPEN : 0)) >>> 0;
  }
}
