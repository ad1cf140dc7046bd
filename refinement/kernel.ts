/** The kernel on its machine, as an implementation of spec/kernel: what is performed, what it stands for, what it has told. */

import type { Implementation } from "../check/index.js";
import { type Design, l3, Machine, variants } from "../impl/kernel/index.js";
import { violated } from "../impl/kernel/invariants.js";
import { type Action, NIL } from "../model/index.js";
import { activityOf, leftOf, missingFor } from "../spec/ipc/observers.js";
import type { Thread } from "../spec/ipc/threads.js";
import { copy, copyFault, restore } from "../spec/kernel/memory.js";
import { mayCopy } from "../spec/kernel/processor.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { Abstraction } from "./abstraction.js";
import { Acts } from "./acts.js";
import { Contracts } from "./contracts.js";
import { type Correspondence, ownPage } from "./correspondence.js";
import { Costs } from "./costs.js";
import { detailsOf } from "./details.js";
import { Replies } from "./replies.js";
import { isLastUnit, isOfScarceMemory, withoutMemory } from "./scarce.js";
import { Scarcity } from "./scarcity.js";
import { ticksOf } from "./ticks.js";
import { wordsBehind } from "./words.js";

/** What the giver that has the processor does next: the one of these that is enabled. */
const copies = [copy, restore, copyFault] as const;

/** Has a partner of a transfer come no further, and waits for its pager as before? */
function isAsFar(now: Abstract, goal: Abstract, t: Thread): boolean {
  const [at, then] = [activityOf(now, t), activityOf(goal, t)];
  if (at.kind === "giving" && then.kind === "giving")
    return at.units === then.units && at.paging === then.paging;
  return at.kind === "taking" && then.kind === "taking" && at.paging === then.paging;
}

/** Is the copy of a giver as far as before, on either side? */
function isCopyAsFar(now: Abstract, goal: Abstract, giver: Thread): boolean {
  const at = activityOf(now, giver);
  return at.kind === "giving" && isAsFar(now, goal, giver) && isAsFar(now, goal, at.to);
}

/** Is this L3's design, with all its techniques? */
const isL3 = (design: Design): boolean => variants.every(({ without }) => design[without] === l3[without]);

class KernelImplementation implements Implementation<Abstract> {
  readonly name: string;
  readonly instance;
  private readonly c: Correspondence;
  private readonly machine: Machine;
  private readonly booted: Uint32Array;
  /** The snapshot that was loaded last, and the age of memory that ended then. */
  private loaded: Uint32Array | undefined;
  private age = 0;
  private readonly abstraction: Abstraction;
  private readonly acts: Acts;
  private readonly contracts: Contracts;
  private readonly costs: Costs;
  private readonly isPriced: boolean;
  /** Given if the kernel has so little memory that it may find none. */
  private readonly scarcity: Scarcity | undefined;
  private readonly replies: Replies;
  /** Ticks that the machine has made and the model has yet to make. */
  private ticks = 0;

  constructor(c: Correspondence) {
    this.c = c;
    this.name = c.name;
    this.instance = c.instance;
    this.machine = new Machine(c.geometry, c.design, c.size).boot(ownPage(c));
    this.booted = this.machine.cpu.snapshot();
    this.abstraction = new Abstraction(c, this.machine);
    this.acts = new Acts(c, this.machine, this.abstraction);
    this.contracts = new Contracts(this.machine, this.abstraction.look, c.runsOn === true);
    this.replies = new Replies(c, this.machine, this.abstraction, this.acts.malformed);
    this.costs = new Costs(this.machine, (t) => this.abstraction.priorityOf(t));
    this.isPriced = isL3(c.design) && c.runsOn !== true;
    this.scarcity = isOfScarceMemory(c.instance)
      ? new Scarcity(c, this.machine, this.abstraction.look)
      : undefined;
  }

  start = (): void => this.load(this.booted);
  save = (): Uint32Array => this.machine.cpu.snapshot();

  /** The same snapshot is loaded again and again: then only what has changed since is taken from it. */
  load = (from: Uint32Array): void => {
    const { cpu } = this.machine;
    cpu.restore(from, from === this.loaded ? this.age : 0);
    this.loaded = from;
    this.age = cpu.memory.newAge();
    this.replies.forget();
    this.abstraction.look.again();
  };

  abs = (): Abstract => this.abstraction.state();

  /** The TLB forgets entries at will. Without a window, the specification's is as if it had just been closed. */
  blur = (state: Abstract): void => {
    const its: { tlb: unknown; window: unknown; used: boolean } = state;
    its.tlb = this.instance.initial.tlb;
    if (this.c.design.window) return;
    its.window = this.instance.initial.window;
    its.used = false;
  };

  perform = (action: Action, variant: number): Action | "internal" | undefined => {
    if (!this.acts.isPossible(action.rule)) return undefined;
    this.replies.begin();
    this.contracts.begin(action.rule);
    this.costs.begin();
    const { scarcity } = this;
    scarcity?.begin(this.acts.targetOf(action));
    if (scarcity?.mayBeAsked(action) === false) return undefined;
    const before = ticksOf(this.abstraction.look);
    const done = this.acts.perform(action, variant);
    this.ticks = ticksOf(this.abstraction.look) - before - (action.rule === "tick" ? 1 : 0);
    return done === undefined || done === "internal" ? done : (scarcity?.turnedOut(done) ?? done);
  };

  broken = (): string | undefined =>
    violated(this.machine.kernel) ?? this.contracts.broken() ?? this.scarcity?.broken();

  /** The price list is that of L3's design, and of single events; and there is none of the time in which nobody runs. */
  overcharged = (
    asked: Action,
    run: readonly Action[],
    was: () => Abstract,
    is: Abstract,
  ): string | undefined => (this.isPriced ? this.costs.overcharged(asked, run, was, is) : undefined);

  clock = (): number => this.machine.cpu.clock;
  behind = (wrong: string): readonly string[] => wordsBehind(wrong, this.c, this.abstraction);
  detail = (): readonly number[] => detailsOf(this.machine, this.abstraction.look.again());

  // -------------------------------------------------------------------------------------------------- internal steps

  /** Who is overdue is woken; the giver that has the processor copies on; and then another may get the processor. */
  internal = (now: Abstract, goal: Abstract): Action | undefined => {
    const sleeper = now.everyThread.find((t) => leftOf(now, t) === 0);
    if (sleeper !== undefined) {
      this.replies.isLate(now, sleeper);
      return { rule: "timeout", args: { sleeper } };
    }
    const copying = this.copying(now, goal);
    if (copying === "copyFault") this.replies.isLate(now, missingFor(now, now.current));
    if (copying !== undefined) return this.copied(now, { rule: copying, args: {} });
    if (this.ticks > 0) {
      this.ticks--;
      return { rule: "tick", args: {} };
    }
    const next = this.copyist(now, goal) ?? goal.current;
    return now.current === next ? undefined : { rule: "dispatch", args: { next } };
  };

  /** Where the machine runs on: another that has copied meanwhile. Who has the processor in the end copied last. */
  private copyist(now: Abstract, goal: Abstract): Thread | undefined {
    if (this.c.runsOn !== true) return undefined;
    const others = now.everyThread.filter((t) => t !== now.current && t !== goal.current);
    return others.find((t) => mayCopy(now, t) && !isCopyAsFar(now, goal, t));
  }

  /** A step of a copy; at its end there may be no memory for the page that goes with the message. */
  private copied(now: Abstract, step: Action): Action {
    const isLast = step.rule === "copy" && isLastUnit(now) && this.scarcity?.ends(step.rule) === true;
    return isLast ? (withoutMemory(step) ?? step) : step;
  }

  private copying(now: Abstract, goal: Abstract): string | undefined {
    if (!mayCopy(now, now.current)) return undefined;
    const same = isCopyAsFar(now, goal, now.current);
    const enabled = copies.find(({ requires }) => Object.values(requires).every((test) => test(now, {})));
    if (!same) return enabled?.name;
    const opens = goal.window.some((word, n) => word !== NIL && now.window[n] === NIL);
    return opens && this.c.design.window && enabled?.name === "restore" ? "restore" : undefined;
  }

  // -------------------------------------------------------------------------------------------------- what is told

  hear = (state: Abstract, isFirst: boolean): void => this.replies.hear(state, isFirst);
  misses = (action: Action, goal: Abstract): string | undefined => this.replies.misses(action, goal);
}

/** The kernel of a correspondence, as an implementation of the specification. */
export const kernelImplementation = (c: Correspondence): Implementation<Abstract> =>
  new KernelImplementation(c);
