/**
 * What the specification leaves open and the kernel promises: who runs, by priority and time slice; that nothing comes of a
 * malformed request, and that a call is made again in which a thread has faulted. These are contracts between the states before and after a request.
 */
import type { Machine } from "../impl/kernel/index.js";
import type { Look } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";
import { freeFrames, freeNodes } from "./free.js";
import { isMalformed } from "./malformed.js";
import { WAIT_AT } from "./waits-at.js";

/** What a contract has to know of the state before. */
interface Before {
  readonly rule: string;
  readonly current: number;
  readonly left: number;
  readonly isMostUrgent: boolean;
  /** Of a malformed request: what it must leave as it is, beside what the kernel stands for. */
  readonly kept: readonly number[];
}

export class Contracts {
  private before: Before = { rule: "", current: 0, left: 0, isMostUrgent: false, kept: [] };
  private readonly machine: Machine;
  private readonly look: Look;
  private readonly runsOn: boolean;

  /** `look` has looked before each request, and after it. `runsOn`: then the machine runs on until user code runs. */
  constructor(machine: Machine, look: Look, runsOn: boolean) {
    this.runsOn = runsOn;
    this.machine = machine;
    this.look = look;
  }

  /** A request is about to be made. */
  begin(rule: string): void {
    const { look } = this;
    const { current } = look;
    const left = look.word(current + tcb.SLICE_LEFT);
    const kept = isMalformed(rule) ? this.kept() : [];
    this.before = { rule, current, left, isMostUrgent: this.moreUrgent() === undefined, kept };
  }

  /** The first contract that the request has broken. */
  broken(): string | undefined {
    return this.urgent() ?? this.slice() ?? this.malformed() ?? this.rests() ?? this.again();
  }

  /** Nobody who can run is more urgent than the thread that runs, unless that was given the processor by thread_switch. */
  private urgent(): string | undefined {
    const { rule, isMostUrgent } = this.before;
    if (!isMostUrgent || rule === "threadSwitch") return undefined;
    const other = this.moreUrgent();
    return other === undefined ? undefined : `urgent: ${this.look.name(other)} can run, and another does`;
  }

  private moreUrgent(): number | undefined {
    const { look } = this;
    if (look.current === this.machine.kernel.at.idleTcb) return this.ready(0);
    return this.ready(look.word(look.current + tcb.PRIORITY) + 1);
  }

  /** A thread that can run, other than the one that does, with this priority at least. */
  private ready(priority: number): number | undefined {
    const { look } = this;
    for (let n = 0; n < look.count; n++) {
      const its = look.tcbs[n] ?? 0;
      if (its === look.current || look.word(its + tcb.PRIORITY) < priority) continue;
      if (tcb.canRun(look.word(its + tcb.STATE))) return its;
    }
    return undefined;
  }

  /**
   * A tick is taken from the time slice of the thread that runs; when that is over, others of its priority are next. If the
   * machine runs on, one of them may have copied meanwhile, and given the processor back by asking its pager.
   */
  private slice(): string | undefined {
    const { look } = this;
    const { rule, current, left } = this.before;
    const { at, size } = this.machine.kernel;
    if (rule !== "tick" || current !== look.current || current === at.idleTcb) return undefined;
    const slice = look.word(current + tcb.SLICE);
    const now = look.word(current + tcb.SLICE_LEFT);
    const isOver = left <= size.tick;
    if (slice === 0) return undefined;
    if (now !== (isOver ? slice : left - size.tick))
      return `slice: ${left} ms were left of it, and now ${now}`;
    const other = isOver && !this.runsOn ? this.ready(look.word(current + tcb.PRIORITY)) : undefined;
    return other === undefined ? undefined : `slice: it is over, and ${look.name(other)} waits`;
  }

  /** A machine that runs on rests only where nothing is due. */
  private rests(): string | undefined {
    const { cpu, rest } = this.machine;
    if (!this.runsOn || rest === "idle") return undefined;
    if (rest !== "user") return `loop: it rests in the kernel (${rest})`;
    return cpu.faulted || cpu.raised() !== 0
      ? "loop: user code runs, and a fault or an interrupt is due"
      : undefined;
  }

  /** A thread that has faulted in its call makes it again: there it goes on. */
  private again(): string | undefined {
    const { rule, current } = this.before;
    const { look } = this;
    const its = look.word(current + tcb.STATE);
    if (rule !== WAIT_AT || (its !== tcb.state.faulting && its !== tcb.state.awaiting)) return undefined;
    const isAgain = look.word(look.word(current + tcb.STACK)) === look.k.at.code.callAgain;
    return isAgain
      ? undefined
      : `again: ${look.name(current)} has faulted in its call, and does not make it again`;
  }

  /** A malformed request changes no priority and takes no memory; and the caller goes on, unless another is more urgent. */
  private malformed(): string | undefined {
    const { rule, current, isMostUrgent, kept } = this.before;
    if (!isMalformed(rule)) return undefined;
    const now = this.kept();
    if (now.some((word, n) => word !== kept[n]))
      return `malformed: ${rule} has changed a priority, or what is free`;
    const isGivenUp = rule === "switchToAnybody" || !isMostUrgent;
    return isGivenUp || current === this.look.current
      ? undefined
      : `malformed: ${rule} has taken the processor away`;
  }

  /** Priorities and time slices of all threads, and what is free of the kernel's memory. */
  private kept(): number[] {
    const { look } = this;
    const found = [freeFrames(look), freeNodes(look)];
    for (let n = 0; n < look.count; n++) {
      const its = look.tcbs[n] ?? 0;
      found.push(look.word(its + tcb.PRIORITY), look.word(its + tcb.SLICE));
    }
    return found;
  }
}
