/**
 * Arbitrary states of the kernel's memory that satisfy its invariants, whether they can be reached or not: one of the
 * specification, written down as the kernel would have it, and by chance where the specification says nothing.
 */
import type { ArbitraryStates, MadeState, Roll } from "../../check/index.js";
import { Machine } from "../../impl/kernel/index.js";
import { type InvariantName, lookAt, violated, violations } from "../../impl/kernel/invariants.js";
import type { Kernel } from "../../spec/kernel/state.js";
import { type Correspondence, ownPage } from "../correspondence.js";
import { fittingState } from "./fitting.js";
import { kindsOf, restNames, restOf } from "./kinds.js";
import { lawsOf } from "./lawful.js";
import { makeLists } from "./lists.js";
import { Making } from "./making.js";
import { makeCurrent, makeTlb, makeWindow } from "./processor.js";
import { makeSpaces } from "./spaces.js";
import { makeThreads } from "./threads.js";

/**
 * What fails a step from such a state: all but its price. Lists have members that earlier steps have left in them, and
 * the step that meets them pays for them all; prices are those of steps that come after others.
 */
export const isJudged = (wrong: string): boolean => !wrong.startsWith("price:");

/** The rules that can be asked for and refused: of the others the machine sees to it that they can be done, or nobody asks. */
export const refusable: readonly string[] = [
  ...["demap", "release", "threadSwitch", "threadSchedule", "exRegs"],
  ...["handOver", "deleteTask", "copy", "interrupt"],
];

export class KernelStates implements ArbitraryStates {
  readonly machine: Machine;
  readonly kinds: readonly string[];
  readonly rolls: number;
  readonly c: Correspondence;
  readonly free: readonly InvariantName[];
  private readonly booted: Uint32Array;
  private readonly offended: (s: Kernel) => readonly string[];
  private readonly occurring: ReturnType<typeof kindsOf>;

  /** States of a kernel; those of its invariants that are `free` need not hold. */
  constructor(c: Correspondence, free: readonly InvariantName[] = []) {
    this.c = c;
    this.free = free;
    this.machine = new Machine(c.geometry, c.design, c.size).boot(ownPage(c));
    this.rolls = 448 + 2 * c.size.userFrames;
    this.booted = this.machine.cpu.snapshot();
    this.offended = lawsOf(c.instance);
    this.occurring = kindsOf(this.machine);
    this.kinds = [...restNames, ...Object.keys(this.occurring)];
  }

  make = (roll: Roll): MadeState | string => {
    const s = fittingState(this.c, roll);
    const [law] = this.offended(s);
    const broken = law ?? this.write(s, roll);
    return broken ?? { snapshot: this.machine.cpu.snapshot(), kinds: this.occur() };
  };

  /** The machine's memory becomes one that stands for a state. The invariant that is broken, if one is. */
  write(s: Kernel, roll: Roll): string | undefined {
    this.machine.cpu.restore(this.booted);
    const m = new Making(this, s, roll);
    makeSpaces(m);
    makeThreads(m);
    makeCurrent(m);
    makeLists(m);
    makeWindow(m);
    makeTlb(m);
    const { kernel } = this.machine;
    const names = this.free.length === 0 ? [violated(kernel)] : violations(kernel);
    return names
      .map((wrong) => wrong?.split(":")[0])
      .find((name) => name !== undefined && !this.free.some((each) => each === name));
  }

  /** What occurs in the state that the machine is in. */
  private occur(): string[] {
    const look = lookAt(this.machine.kernel);
    const found = Object.entries(this.occurring).filter(([, occurs]) => occurs(look));
    return [restOf(this.machine), ...found.map(([kind]) => kind)];
  }
}
