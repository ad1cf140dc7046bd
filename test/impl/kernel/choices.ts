/** What random calls are made of: addresses, ids and timeouts, most of which mean something to the kernel as it is now. */
import { CR3, walk } from "../../../impl/i486/index.js";
import { FOREVER, NIL, timeouts } from "../../../impl/kernel/abi.js";
import { idOf } from "../../../impl/kernel/ids.js";
import { lookAt } from "../../../impl/kernel/invariants.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import type { Look } from "../../../impl/kernel/look.js";
import type { Machine } from "../../../impl/kernel/machine.js";
import { canRun, MYSELF, NEVER, PAGER, STATE, WAKEUP } from "../../../impl/kernel/tcb.js";
import type { Chance } from "./chance.js";

/** Timeouts in ms that are tried: short ones, long ones; and those of pagers. */
const SHORT = [1, 2, 3, 5, 8, 20] as const;
const LONG = [12, 50, 300, 1100] as const;
const OF_PAGERS = [0, 1, 5, 100, FOREVER, FOREVER, FOREVER] as const;

export abstract class Choices {
  protected readonly m: Machine;
  protected readonly chance: Chance;
  protected look: Look;

  constructor(m: Machine, chance: Chance) {
    this.m = m;
    this.chance = chance;
    this.look = lookAt(m.kernel);
  }

  // ------------------------------------------------------------------------------------------------------- addresses

  /** The address of a page: mostly one of the first, which most spaces have; or where something ends; or any. */
  protected page(): number {
    const { chance, m } = this;
    const { pageBytes, tableEntries } = m.cpu.geometry;
    const { at } = m.kernel;
    if (this.isStuckByFaults() && chance.below(1000) !== 0) return pageBytes * chance.below(7);
    const which = chance.below(40);
    if (which < 31) return pageBytes * chance.below(8);
    if (which < 36) return pageBytes * (tableEntries + chance.below(4) - 2);
    if (which < 37) return at.userEnd - pageBytes;
    if (which < 38) return chance.pick([at.userEnd, at.window, at.physical, at.tcbs]);
    return (chance.word() & -pageBytes) >>> 0;
  }

  /** Has the current thread no pager? Then a fault comes back for ever. */
  protected isStuckByFaults(): boolean {
    return this.m.rest === "user" && this.look.word(this.m.current + PAGER) === NIL;
  }

  protected address(): number {
    const { chance, m } = this;
    const { pageBytes } = m.cpu.geometry;
    if (chance.percent(2) && !this.isStuckByFaults()) return chance.word();
    const offset = chance.pick([0, 0, 0, pageBytes / 2, pageBytes - 4, chance.below(pageBytes)]);
    return (this.page() + offset) >>> 0;
  }

  protected aligned(): number {
    return (this.address() & ~3) >>> 0;
  }

  /** Where user code lies: mostly in a page that is there. */
  protected code(): number {
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

  /** The id of a thread of which this holds, or NIL. */
  protected find(holds: (look: Look, tcb: number) => boolean): ThreadId {
    const { look, chance } = this;
    const first = chance.below(look.count);
    for (let n = 0; n < look.count; n++) {
      const tcb = look.tcbs[(first + n) % look.count] ?? 0;
      if (holds(look, tcb)) return look.word(tcb + MYSELF);
    }
    return NIL;
  }

  /** The id of a thread of which this holds, if there is one; else of any. */
  protected threadThat(holds: (look: Look, tcb: number) => boolean): ThreadId {
    return this.find(holds) || this.anyThread();
  }

  protected anyThread(): ThreadId {
    return this.find(() => true);
  }

  protected me(): ThreadId {
    return this.look.word(this.m.current + MYSELF);
  }

  /** The id of a thread that may be there: of a task, in its life that goes on, or in another. */
  protected maybeThread(task: number, later: number): ThreadId {
    const { chance, look, m } = this;
    const thread = chance.below(m.kernel.size.threadsPerTask);
    return idOf(m.kernel, task, thread, Math.max(0, look.versionOf(task) + later));
  }

  protected anyTask(): number {
    return this.chance.below(this.m.kernel.size.tasks);
  }

  protected partner(): ThreadId {
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

  // ------------------------------------------------------------------------------------------------------- timeouts

  /** Must the caller not wait for ever? sigma0's first thread must not, and nobody while all others do. */
  protected isAlone(): boolean {
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

  protected timeouts(): number {
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
