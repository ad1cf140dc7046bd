/**
 * The processor: all instructions, interrupt lines, a timer, and the machine as a whole.
 *
 * A path of the kernel is a function that calls its instructions one by one:
 *
 *     cpu.at(RECEIVE);
 *     const state = cpu.load(tcb + STATE, "mov eax,[ebx+state]");
 *     cpu.alu(state - WAITING, "cmp eax,waiting");
 *     if (cpu.branch(state !== WAITING, "jne not_waiting")) return notWaiting(cpu);
 *
 * It is built in layers, a file each: core.ts (fetch, charge, translate, fault), data.ts (words, stack, jumps), strings.ts,
 * privileged.ts, and this. Only the last class is not abstract, so that calls between layers are as cheap as within one.
 */
import { insist } from "./bug.js";
import { clocks } from "./clocks.js";
import type { Geometry } from "./geometry.js";
import { PrivilegedInstructions } from "./privileged.js";
import { CLOCK, EFLAGS, EFLAGS_ONE, PENDING, TIMER_LINE, TIMER_NEXT, TIMER_PERIOD } from "./registers.js";
import type { Snapshot } from "./state.js";

/** The vector of interrupt line 0; that of line n is n more. */
export const LINE_0 = 32;
/** Interrupt lines. */
export const LINES = 16;

export class Processor extends PrivilegedInstructions {
  /** A processor after reset: level 0, paging and interrupts off, memory all zero, TLB and cache empty. */
  constructor(geometry: Geometry) {
    super(geometry);
    this.registers[EFLAGS] = EFLAGS_ONE;
    this.counters[TIMER_NEXT] = Number.POSITIVE_INFINITY;
  }

  // ------------------------------------------------------------------------------------------------- whole machine

  /** A copy of everything: registers, TLB, cache, clock, memory. Into `into` if it is given, and then nothing is made. */
  snapshot(into?: Snapshot): Snapshot {
    return this.state.save(into);
  }

  /**
   * Become what a snapshot says. Throws a `MachineBug` if it is of another geometry. If memory was as the snapshot says
   * when the age `since` ended, only what was written after it is taken from there, which is the same, and sooner done.
   */
  restore(from: Snapshot, since = 0): void {
    const { memory, state } = this;
    if (since === 0) state.load(from);
    else state.loadSince(from, memory.written, since);
    for (let n = 0; n < memory.written.length; n++) if (memory.isWrittenSince(n, since)) memory.note(n);
    this.attach(this.ledger);
  }

  /** TLB, cache and prefetch queue forget everything, at no cost: what comes next is measured cold. */
  chill(): void {
    this.tlb.flush();
    this.cache.flush();
    this.emptyPrefetch();
  }

  /** So many clocks go by in code that nobody wrote out, such as a user's. */
  spend(n: number, text = "other code"): void {
    this.charge(n);
    this.end(clocks.mov, text);
  }

  // -------------------------------------------------------------------------------------------------------- lines

  /** A device raises an interrupt line. It stays raised until it is taken. */
  raise(line: number): void {
    insist(line >= 0 && line < LINES, "no such interrupt line");
    this.registers[PENDING] = this.get(PENDING) | (1 << line);
  }

  /** Bit n: line n is raised, whether it is taken now or not. */
  raised(): number {
    if (this.clock >= (this.counters[TIMER_NEXT] ?? 0)) {
      this.raise(this.get(TIMER_LINE));
      this.counters[TIMER_NEXT] = this.tickAfter(this.clock);
    }
    return this.get(PENDING);
  }

  /** The line that interrupts now, the lowest first; -1 if none is raised, or interrupts are off. */
  interruptLine(): number {
    const raised = this.raised();
    return raised === 0 || !this.interruptible ? -1 : 31 - Math.clz32(raised & -raised);
  }

  /** The line that interrupts now is taken, through the gate at LINE_0 and so many, and is raised no more. Gives the line. */
  interrupt(text?: string): number {
    const line = this.interruptLine();
    insist(line >= 0 && !this.faulted, "no interrupt to be taken");
    this.registers[PENDING] = this.get(PENDING) & ~(1 << line);
    this.event(LINE_0 + line);
    this.end(clocks.eventSame, text ?? "interrupt");
    return line;
  }

  // -------------------------------------------------------------------------------------------------------- timer

  /** From now on a line is raised whenever the clock passes a multiple of `period` clocks; 0 stops it. */
  startTimer(line: number, period: number): void {
    this.registers[TIMER_LINE] = line;
    this.counters[TIMER_PERIOD] = period;
    this.counters[TIMER_NEXT] = this.tickAfter(this.clock);
  }

  /** HLT: 4 clocks, and nothing until a line is raised: the clock goes to the next tick. False: there will be none. */
  halt(text?: string): boolean {
    this.privileged();
    if (!this.begin(clocks.halt)) return false;
    const isRaised = this.raised() !== 0;
    const next = this.counters[TIMER_NEXT] ?? 0;
    if (!isRaised && Number.isFinite(next)) this.counters[CLOCK] = next;
    this.end(clocks.halt, text);
    return this.raised() !== 0;
  }

  private tickAfter(clock: number): number {
    const period = this.counters[TIMER_PERIOD] ?? 0;
    return period === 0 ? Number.POSITIVE_INFINITY : (Math.floor(clock / period) + 1) * period;
  }
}
