/**
 * Programs on a machine: whichever thread has the processor in user mode does the next operation of its program.
 *
 * Which program a thread runs is told by EIP, as on any processor: where a program lies, it begins. So a thread that
 * lthread_ex_regs has sent elsewhere has left its old program, and one whose task was deleted has none.
 *
 * The state of programs is here, and none of the kernel's.
 */
import { EAX, EBP, ECX, EIP, ESI, ESP, type Geometry, insist, type Processor } from "../i486/index.js";
import { IPC, NIL, NO_PHASE } from "../kernel/abi.js";
import type { Design, Size } from "../kernel/design.js";
import type { Tcb } from "../kernel/kernel.js";
import { Machine } from "../kernel/machine.js";
import type { Hands, Operation, Program } from "./operations.js";
import { type Code, User } from "./user.js";

/** The phase of user code in a ledger. */
export const USER_PHASE = "user";
/** The line of the timer. */
const TIMER = 0;
/** Registers of the call that receives from nobody, for ever. */
const ASLEEP = [
  [EAX, NO_PHASE],
  [ECX, 0],
  [EBP, 0],
  [ESI, NIL],
] as const;
/** Bytes in which a thread has words for which there are no message registers. */
const AREA_BYTES = 24;

/** A thread that runs a program. */
interface Running {
  readonly program: Program;
  /** Where its instructions lie. */
  readonly text: number;
  /** The operation that is not done yet. */
  next: Operation | undefined;
}

/** Why a run has ended: what was waited for has come; all clocks are spent; nobody runs, and nothing will ever happen. */
export type Ended = "done" | "limit" | "idle";

/** What has happened since a mark. */
export interface Since {
  readonly clocks: number;
  /** Entries into the kernel: calls, page faults, interrupts. */
  readonly entries: number;
  readonly calls: number;
  readonly faults: number;
  readonly interrupts: number;
}

/** A device that will interrupt. */
interface Due {
  readonly clock: number;
  readonly line: number;
}

/** What a thread does whose program has ended. */
const sleepForEver: Operation = (hands) => {
  for (const [register, word] of ASLEEP) hands.cpu.set(register, hands.cpu.mov(word));
  hands.call(IPC);
  return true;
};

export class World implements Hands {
  readonly machine: Machine;
  readonly cpu: Processor;
  private readonly programs = new Map<number, Code>();
  private readonly places = new Map<Code, number>();
  private readonly threads = new Map<Tcb, Running>();
  private readonly devices: Due[] = [];
  private period = 0;
  private readonly count = { calls: 0, faults: 0, interrupts: 0 };
  private marked = { clock: 0, calls: 0, faults: 0, interrupts: 0 };

  /** A machine that has been booted, whose sigma0 is about to begin. */
  constructor(geometry: Geometry, sigma0: Code, design?: Design, size?: Size) {
    this.machine = new Machine(geometry, design, size);
    this.cpu = this.machine.cpu;
    this.machine.boot(this.place(sigma0));
  }

  /** Where a program lies: the address at which it begins. Every program has a page of its own, sigma0 the first. */
  readonly place = (its: Code): number => {
    const old = this.places.get(its);
    if (old !== undefined) return old;
    const { codeInMemory, pageBytes, lineBytes } = this.cpu.geometry;
    const page = (codeInMemory ? 1 : 0) + this.imagePages() * this.programs.size;
    const eip = page * pageBytes + lineBytes;
    this.programs.set(eip, its);
    this.places.set(its, eip);
    return eip;
  };

  /** Where in a program's first page these words begin: never at 0, which is the address of nothing. */
  private areasAt(): number {
    const { codeInMemory, lineBytes, pageBytes } = this.cpu.geometry;
    return codeInMemory ? pageBytes / 2 : lineBytes;
  }

  /** Pages of a program: its code, and where its threads have words for which there are no message registers. */
  private imagePages(): number {
    const { size } = this.machine.kernel;
    return Math.ceil((this.areasAt() + size.threadsPerTask * AREA_BYTES) / this.cpu.geometry.pageBytes);
  }

  // ------------------------------------------------------------------------------------------------------- running

  /** Programs run until something is so, or for so many clocks. */
  run(until: () => boolean = () => false, maxClocks = Number.POSITIVE_INFINITY): Ended {
    const end = this.cpu.clock + maxClocks;
    while (!until()) {
      if (this.cpu.clock >= end) return "limit";
      if (!this.settle(end)) return this.cpu.clock >= end ? "limit" : "idle";
      this.step();
    }
    return "done";
  }

  /** All that is due happens, until user code runs. False: nobody runs before `end`. */
  private settle(end: number): boolean {
    for (;;) {
      this.raiseLines();
      if (!this.machine.isDue) return true;
      if (this.cpu.clock >= end || !this.proceed()) return false;
    }
  }

  /** What is due happens. False: nobody runs, and nothing will ever happen. */
  private proceed(): boolean {
    const { cpu, count, machine } = this;
    const isFault = cpu.faulted;
    const isInterrupt = !isFault && cpu.interruptLine() >= 0;
    if (isFault) count.faults++;
    if (isInterrupt) count.interrupts++;
    if (isFault || isInterrupt) cpu.phase("enter the kernel");
    else if (machine.rest === "idle") return this.idle();
    return machine.proceed();
  }

  /** Nobody runs: time goes by until the timer or a device interrupts. */
  private idle(): boolean {
    const [first] = this.devices;
    if (first === undefined) return this.machine.proceed();
    const { clock } = this.cpu;
    const tick = this.period === 0 ? first.clock : (Math.floor(clock / this.period) + 1) * this.period;
    this.cpu.phase("idle");
    this.cpu.spend(Math.min(first.clock, tick) - clock, "idle");
    return true;
  }

  /** The thread that has the processor does the next operation of its program. */
  private step(): void {
    const { cpu } = this;
    const thread = this.current();
    cpu.phase(USER_PHASE);
    cpu.at(thread.text);
    if (cpu.faulted) return;
    thread.next ??= this.nextOf(thread);
    if (thread.next(this)) thread.next = undefined;
  }

  /** The thread that has the processor, at the beginning of its program or in the middle of it. */
  private current(): Running {
    const { cpu, machine, programs, threads } = this;
    const tcb = machine.current;
    const eip = cpu.get(EIP);
    const code = programs.get(eip);
    const old = threads.get(tcb);
    if (code === undefined && old !== undefined) return old;
    insist(code !== undefined, "no program lies where a thread was started");
    const me = this.userAt(tcb, eip);
    const born = { program: code(me), text: eip + cpu.geometry.lineBytes, next: undefined };
    threads.set(tcb, born);
    return born;
  }

  private userAt(tcb: Tcb, eip: number): User {
    const { at, size } = this.machine.kernel;
    const number = (tcb - at.tcbs) >>> at.tcbShift;
    const image = (eip & -this.cpu.geometry.pageBytes) >>> 0;
    return new User({
      kernel: this.machine.kernel,
      number,
      argument: this.cpu.get(ESP),
      image,
      area: image + this.areasAt() + AREA_BYTES * (number % size.threadsPerTask),
      place: this.place,
    });
  }

  /** The next operation of a program; when it has ended, its thread sleeps for ever. */
  private nextOf(thread: Running): Operation {
    const { done, value } = thread.program.next(this.cpu);
    return done === true ? sleepForEver : value;
  }

  // ---------------------------------------------------------------------------------------------- clock and devices

  /** The timer ticks from now on. */
  startTimer(): void {
    const { cpu, machine } = this;
    this.period = (machine.kernel.size.tick * cpu.geometry.hertz) / 1000;
    cpu.startTimer(TIMER, this.period);
  }

  /** ms since the processor was made. */
  get ms(): number {
    return (this.cpu.clock / this.cpu.geometry.hertz) * 1000;
  }

  /** A device raises a line, so many clocks from now. */
  raiseAfter(line: number, clocks: number): void {
    this.devices.push({ line, clock: this.cpu.clock + clocks });
    this.devices.sort((a, b) => a.clock - b.clock);
  }

  private raiseLines(): void {
    for (let [first] = this.devices; first !== undefined; [first] = this.devices) {
      if (first.clock > this.cpu.clock) return;
      this.cpu.raise(first.line);
      this.devices.shift();
    }
  }

  // --------------------------------------------------------------------------------------------- the way in, counted

  /** INT by the thread that has the processor, and what the kernel does then. */
  call(vector: number): void {
    this.count.calls++;
    this.cpu.phase("enter the kernel");
    this.machine.call(vector);
  }

  /** From now on clocks and entries are counted. */
  mark(): void {
    this.marked = { clock: this.cpu.clock, ...this.count };
  }

  /** What has happened since the mark. */
  since(): Since {
    const { count, marked } = this;
    const calls = count.calls - marked.calls;
    const faults = count.faults - marked.faults;
    const interrupts = count.interrupts - marked.interrupts;
    const entries = calls + faults + interrupts;
    return { clocks: this.cpu.clock - marked.clock, entries, calls, faults, interrupts };
  }
}
