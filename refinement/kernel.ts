/** The kernel on its machine, as an implementation of spec/kernel: what is performed, what it stands for, what it has told. */

import type { Implementation } from "../check/index.js";
import { EAX, EBX, EDX, ESI } from "../impl/i486/index.js";
import { abi, type Design, l3, Machine, variants } from "../impl/kernel/index.js";
import { violated } from "../impl/kernel/invariants.js";
import * as tcb from "../impl/kernel/tcb.js";
import { type Action, NIL } from "../model/index.js";
import { activityOf, leftOf } from "../spec/ipc/observers.js";
import { isFault, NONE } from "../spec/ipc/repertoire.js";
import type { Reply, Thread } from "../spec/ipc/threads.js";
import { copy, copyFault, restore } from "../spec/kernel/memory.js";
import { mayCopy } from "../spec/kernel/processor.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { Abstraction } from "./abstraction.js";
import { Acts } from "./acts.js";
import { Contracts } from "./contracts.js";
import { type Correspondence, ownPage } from "./correspondence.js";
import { Costs } from "./costs.js";
import { detailsOf } from "./details.js";
import { codeFor, isMalformed, type MalformedName } from "./malformed.js";
import { isLastUnit, isOfScarceMemory, withoutMemory } from "./scarce.js";
import { Scarcity } from "./scarcity.js";
import { ticksOf } from "./ticks.js";
import { wordsBehind } from "./words.js";

/** Codes of the kernel, by the names that they have in the specification. */
const codeNames: ReadonlyMap<number, string> = new Map([
  [abi.code.ok, "ok"],
  [abi.code.noPartner, "no partner"],
  [abi.code.timeout, "receive timeout"],
  [abi.code.timeout + abi.IN_SEND_PHASE, "send timeout"],
  [abi.code.cancelled, "cancelled"],
  [abi.code.mapFailed, "map failed"],
  [abi.code.sendPageFaultTimeout, "page-fault timeout"],
  [abi.code.receivePageFaultTimeout, "page-fault timeout"],
  [abi.code.aborted, "aborted"],
  [abi.code.cut, "cut"],
]);
const nameOf = (code: number): string | undefined =>
  codeNames.get(code) ?? codeNames.get(code & ~abi.IN_SEND_PHASE);

/** What thread_schedule tells, by the names that it has in the specification. */
const doing = [
  "inactive",
  "ready",
  "giving",
  "sending",
  "receiving",
  "taking",
  "giving",
  "sending",
  "receiving",
];

/** What the giver that has the processor does next: the one of these that is enabled. */
const copies = [copy, restore, copyFault] as const;

/** What a call has given its caller. */
interface Answer {
  readonly code: number;
  readonly from: number;
  readonly word0: number;
  readonly word1: number;
}

/** Has a partner of a transfer come no further, and waits for its pager as before? */
function isAsFar(now: Abstract, goal: Abstract, t: Thread): boolean {
  const [at, then] = [activityOf(now, t), activityOf(goal, t)];
  if (at.kind === "giving" && then.kind === "giving")
    return at.units === then.units && at.paging === then.paging;
  return at.kind === "taking" && then.kind === "taking" && at.paging === then.paging;
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
  /** Given if the kernel has so little memory that it may find none. */
  private readonly scarcity: Scarcity | undefined;
  /** Who made the last request. */
  private caller = 0;
  /** What the model has told since: each thread, and the caller. */
  private readonly heard = new Map<number, Reply>();
  private answer: Abstract["answer"];
  /** Ticks that the machine has made and the model has yet to make. */
  private ticks = 0;

  constructor(c: Correspondence) {
    this.c = c;
    this.name = c.name;
    this.instance = c.instance;
    this.answer = c.instance.initial.answer;
    this.machine = new Machine(c.geometry, c.design, c.size).boot(ownPage(c));
    this.booted = this.machine.cpu.snapshot();
    this.abstraction = new Abstraction(c, this.machine);
    this.acts = new Acts(c, this.machine, this.abstraction);
    this.contracts = new Contracts(this.machine, this.abstraction.look, c.runsOn === true);
    this.costs = new Costs(this.machine, (t) => this.abstraction.priorityOf(t));
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
    this.caller = this.machine.current;
    this.heard.clear();
    this.answer = this.instance.initial.answer;
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

  private get isPriced(): boolean {
    return isL3(this.c.design) && this.c.runsOn !== true;
  }

  clock = (): number => this.machine.cpu.clock;
  behind = (wrong: string): readonly string[] => wordsBehind(wrong, this.c, this.abstraction);
  detail = (): readonly number[] => detailsOf(this.machine, this.abstraction.look.again());

  // -------------------------------------------------------------------------------------------------- internal steps

  /** Who is overdue is woken; the giver that has the processor copies on; and then another may get the processor. */
  internal = (now: Abstract, goal: Abstract): Action | undefined => {
    const sleeper = now.everyThread.find((t) => leftOf(now, t) === 0);
    if (sleeper !== undefined) return { rule: "timeout", args: { sleeper } };
    const copying = this.copying(now, goal);
    if (copying !== undefined) return this.copied(now, { rule: copying, args: {} });
    if (this.ticks > 0) {
      this.ticks--;
      return { rule: "tick", args: {} };
    }
    const next = this.copyist(now, goal) ?? goal.current;
    return now.current === next ? undefined : { rule: "dispatch", args: { next } };
  };

  /** Where the machine runs on: another that has copied meanwhile. */
  private copyist(now: Abstract, goal: Abstract): Thread | undefined {
    if (this.c.runsOn !== true) return undefined;
    return now.everyThread.find((t) => t !== now.current && mayCopy(now, t) && !isAsFar(now, goal, t));
  }

  /** A step of a copy; at its end there may be no memory for the page that goes with the message. */
  private copied(now: Abstract, step: Action): Action {
    const isLast = step.rule === "copy" && isLastUnit(now) && this.scarcity?.ends(step.rule) === true;
    return isLast ? (withoutMemory(step) ?? step) : step;
  }

  private copying(now: Abstract, goal: Abstract): string | undefined {
    if (!mayCopy(now, now.current)) return undefined;
    const at = activityOf(now, now.current);
    const same = at.kind === "giving" && isAsFar(now, goal, now.current) && isAsFar(now, goal, at.to);
    const enabled = copies.find(({ requires }) => Object.values(requires).every((test) => test(now, {})));
    if (!same) return enabled?.name;
    const opens = goal.window.some((word, n) => word !== NIL && now.window[n] === NIL);
    return opens && this.c.design.window && enabled?.name === "restore" ? "restore" : undefined;
  }

  // -------------------------------------------------------------------------------------------------- what is told

  hear = (state: Abstract, isFirst: boolean): void => {
    if (isFirst) {
      this.heard.clear();
      this.answer = { ...state.answer };
    }
    state.told.forEach((reply, t) => {
      if (reply.code !== NONE) this.heard.set(t, { ...reply });
    });
  };

  misses = (action: Action, goal: Abstract): string | undefined => {
    for (const [t, reply] of this.heard) {
      const wrong = this.missesReply(t, reply, goal);
      if (wrong !== undefined) return wrong;
    }
    return this.missesAnswer(action);
  };

  private missesReply(t: number, its: Reply, goal: Abstract): string | undefined {
    const answer = this.answerOf(this.abstraction.tcbOf(t));
    const name = nameOf(answer.code);
    if (name !== its.code) return `thread ${t} is told ${name}, and by the model ${its.code}`;
    const lines = this.c.size.lines;
    const from = answer.from === 0 || answer.from <= lines ? NIL : this.abstraction.threadAt(answer.from);
    const line = answer.from >= 1 && answer.from <= lines ? answer.from - 2 : NIL;
    if (from !== its.from || line !== its.line)
      return `thread ${t} has a message of ${from}, in the model of ${its.from}`;
    const isFaulter = from !== NIL && this.faults(goal, from);
    return isFaulter || from === NIL || answer.word0 === its.word
      ? undefined
      : `thread ${t} has word ${answer.word0}`;
  }

  /** Does a thread wait for its pager to answer? Then its message was an address. */
  private faults(s: Abstract, t: Thread): boolean {
    const at = activityOf(s, t);
    if (at.kind === "giving" || at.kind === "taking") return at.paging === "awaiting";
    return at.kind === "receiving" && isFault(at.receive);
  }

  private missesAnswer({ rule }: Action): string | undefined {
    if (isMalformed(rule)) return this.missesCode(rule);
    const { nearest, doing: does, word } = this.answer;
    const answer = this.answerOf(this.caller);
    if (rule === "idNearest" && this.abstraction.threadAt(answer.from) !== nearest)
      return "another is nearest";
    if (rule === "threadSchedule" && does !== "nothing told" && doing[answer.word0] !== does)
      return `it does ${doing[answer.word0]}`;
    return rule === "read" && word !== NIL && answer.code !== word ? `${answer.code} was read` : undefined;
  }

  /** A malformed request is answered at once, with its code. */
  private missesCode(rule: MalformedName): string | undefined {
    const [code, from] = [codeFor(rule), this.acts.malformed.expectedFrom(rule, this.caller)];
    const answer = this.answerOf(this.caller);
    if (code !== undefined && answer.code !== code)
      return `thread ${this.abstraction.threadAt(this.caller)} is told ${answer.code}, and should be told ${code}`;
    return from === undefined || answer.from === from ? undefined : "another is nearest";
  }

  /** What a thread has been given: in registers, if it runs in user mode; else it is in its TCB. */
  private answerOf(its: number): Answer {
    const { cpu, current } = this.machine;
    const { look } = this.abstraction;
    if (its === current && cpu.userMode)
      return { code: cpu.get(EAX), from: cpu.get(ESI), word0: cpu.get(EDX), word1: cpu.get(EBX) };
    return {
      code: look.word(its + tcb.CODE),
      from: look.word(its + tcb.FROM),
      word0: look.word(its + tcb.WORD_0),
      word1: look.word(its + tcb.WORD_1),
    };
  }
}

/** The kernel of a correspondence, as an implementation of the specification. */
export const kernelImplementation = (c: Correspondence): Implementation<Abstract> =>
  new KernelImplementation(c);
