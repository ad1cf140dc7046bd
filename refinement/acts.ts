/** Requests of the specification, made of the machine: registers, memory and an INT, an access, an interrupt line. */
import { CPL, EAX, EBP, EBX, ECX, EDX, EFLAGS, EFLAGS_IF, EIP, ESI } from "../impl/i486/index.js";
import { goOn } from "../impl/kernel/enter.js";
import { abi, idOf, lineId, type Machine } from "../impl/kernel/index.js";
import { TASK_BYTES } from "../impl/kernel/layout.js";
import { TIMER } from "../impl/kernel/lines.js";
import { mapPage } from "../impl/kernel/mapping.js";
import * as tcb from "../impl/kernel/tcb.js";
import type { Action } from "../model/index.js";
import { NONE } from "../spec/ipc/repertoire.js";
import type { Abstraction } from "./abstraction.js";
import { addressOf, type Correspondence, ownPage } from "./correspondence.js";
import { faultPage, type Written, write } from "./descriptors.js";
import { isMalformed } from "./malformed.js";
import { MalformedActs } from "./malformed-acts.js";
import { isAnyTimed } from "./ticks.js";
import { makeWaitAt, WAIT_AT } from "./waits-at.js";

type Args = Readonly<Record<string, unknown>>;
const accesses: ReadonlySet<string> = new Set(["read", "write", "fault"]);
const requestName = ({ request }: Args): string => String(request);
const number = (args: Args, name: string): number => Number(args[name]);

/** A call as it is written down. Does it wait for an interrupt? Then it names the caller's own line. */
interface Call extends Written {
  readonly isFromLine: boolean;
}

/** Clocks between two ticks while nobody runs: longer than a tick takes, and whatever it leads to. */
const PERIOD = 100_000;

export class Acts {
  private readonly c: Correspondence;
  private readonly machine: Machine;
  private readonly abstraction: Abstraction;
  readonly malformed: MalformedActs;
  /** Calls that have been made, by their names: those with a partner, and those without. */
  private readonly requests = new Map<string, Call>();
  private readonly waits = new Map<string, Call>();
  /** Has the access that was made met a page that was not there? */
  private hasFaulted = false;

  constructor(c: Correspondence, machine: Machine, abstraction: Abstraction) {
    this.c = c;
    this.machine = machine;
    this.abstraction = abstraction;
    this.malformed = new MalformedActs(c, machine, abstraction);
  }

  /** The TCB of the thread that a request is to start, if it is one that starts any. */
  targetOf({ rule, args }: Action): number | undefined {
    return rule === "exRegs" ? this.abstraction.tcbOf(number(args, "target")) : undefined;
  }

  /**
   * Can this be asked now? In the middle of a copy there is no user code that could, and only there it goes on; and where
   * the processor rests before a call that it makes again, it goes on with that.
   */
  isPossible(rule: string): boolean {
    if (rule === "tick" || rule === "interrupt") return true;
    const { rest } = this.machine;
    if (rest === "calling") return rule === WAIT_AT;
    return rest === "copying" ? rule === "copy" : rest === "user" && rule !== "copy";
  }

  /** Make a request, if it can be made now. `variant`: clocks after which the timer interrupts a copy; 0: it does not. */
  perform(action: Action, variant: number): Action | "internal" | undefined {
    this.hasFaulted = false;
    if (action.rule === WAIT_AT) return this.waitAt(number(action.args, "page"));
    if (!this.make(action, variant)) return undefined;
    if (action.rule === "copy") return "internal";
    const { page } = action.args;
    if (!accesses.has(action.rule)) return action;
    if (this.hasFaulted) return { rule: "fault", args: { page } };
    return action.rule === "fault" ? { rule: "read", args: { page } } : action;
  }

  /** A call whose descriptor lies in a page; the page is that of the last fault, if the call is made again. */
  private waitAt(asked: number): Action {
    const { c, machine } = this;
    const { look } = this.abstraction;
    const page = machine.rest === "calling" ? faultPage(c, look, machine.current) : asked;
    makeWaitAt(c, machine, page);
    return { rule: WAIT_AT, args: { page } };
  }

  /** The request is made; and if the machine runs on, all that is due then happens. */
  private make(action: Action, variant: number): boolean {
    if (this.c.runsOn !== true) return this.once(action, variant);
    const isIdle = this.machine.rest === "idle";
    if (isIdle && action.rule === "tick") return this.sleep();
    const done = this.once(action, 0);
    if (done) this.machine.settle();
    return done;
  }

  /** Nobody runs: the processor halts until the timer has woken a thread. If none waits for it, that is for ever. */
  private sleep(): boolean {
    const { cpu } = this.machine;
    if (!isAnyTimed(this.abstraction.look)) return false;
    cpu.startTimer(TIMER, PERIOD);
    this.machine.settle();
    cpu.startTimer(TIMER, 0);
    return true;
  }

  private once({ rule, args }: Action, variant: number): boolean {
    const { cpu } = this.machine;
    if (rule === "tick") return this.raise(TIMER);
    if (rule === "interrupt") return this.raise(1 + number(args, "line"));
    if (isMalformed(rule)) return this.malformed.perform(rule);
    // The timer is about to interrupt what is done.
    if (variant > 0) cpu.startTimer(0, variant);
    const done = rule === "copy" ? goOn(this.machine.kernel, "copying") : this.byUser(rule, args, variant);
    if (variant > 0) cpu.startTimer(0, 0);
    return done;
  }

  /** What is due happens; if the machine runs on, it will. */
  private follows(): boolean {
    return this.c.runsOn === true || this.machine.proceed();
  }

  /** A line is raised, and taken where the processor rests; but the timer comes first, if it has interrupted. */
  private raise(line: number): boolean {
    const { cpu } = this.machine;
    if (line !== TIMER && (cpu.raised() & 1) !== 0) return false;
    cpu.raise(line);
    return this.follows();
  }

  /** What user code can do. */
  private byUser(rule: string, args: Args, variant: number): boolean {
    switch (rule) {
      case "read":
      case "fault":
        return this.touch(number(args, "page"));
      case "write":
        return this.touch(number(args, "page"), number(args, "value"));
      case "ipc":
        return this.ipc(this.threadId(number(args, "partner")), requestName(args), true);
      case "wait":
        return this.ipc(abi.NIL, requestName(args), false);
      default:
        return this.call(rule, args, variant);
    }
  }

  // -------------------------------------------------------------------------------------------------------- memory

  /** An access to the last word of a page; if it faults, the fault is taken. */
  private touch(page: number, value?: number): boolean {
    const { cpu } = this.machine;
    const address = addressOf(this.c, page + 1) - 4;
    this.fetch();
    if (value === undefined) cpu.set(EAX, cpu.load(address));
    else cpu.store(address, value);
    this.hasFaulted = cpu.faulted;
    return !cpu.faulted || this.follows();
  }

  /** User code lies in its own page. */
  private fetch(): void {
    this.machine.cpu.at(ownPage(this.c));
  }

  // --------------------------------------------------------------------------------------------------------- calls

  private ipc(partner: number, name: string, named: boolean): boolean {
    const its = this.writtenAs(name, named);
    if (its === undefined) return false;
    const { cpu } = this.machine;
    for (const [address, word] of its.memory) cpu.memory.write(address, word);
    cpu.set(EAX, its.eax);
    cpu.set(EBP, its.ebp);
    cpu.set(ECX, its.ecx);
    cpu.set(EDX, its.edx);
    cpu.set(EBX, its.ebx);
    cpu.set(ESI, named ? partner : its.isFromLine ? this.ownLine() : abi.NIL);
    return this.enter(abi.IPC);
  }

  /** A call as a user program has written it down, once for all. */
  private writtenAs(name: string, named: boolean): Call | undefined {
    const known = named ? this.requests : this.waits;
    const found = known.get(name);
    if (found !== undefined) return found;
    const { requests, waits, sends, receives } = this.c.instance.initial.calls;
    const request = (named ? requests : waits)[name];
    if (request === undefined) return undefined;
    const receive = request.receive === NONE ? undefined : receives[request.receive];
    const its = write(this.c, request.send === NONE ? undefined : sends[request.send], receive);
    const made = { ...its, isFromLine: receive?.from === "interrupt" };
    known.set(name, made);
    return made;
  }

  /** The line of the current thread; one of which it cannot be, if it has none. */
  private ownLine(): number {
    const { look } = this.abstraction;
    const line = look.word(look.current + tcb.LINE) & ~tcb.PENDING;
    return line === 0 ? lineId(0) : line;
  }

  private enter(vector: number): boolean {
    this.fetch();
    this.machine.call(vector);
    return true;
  }

  private call(rule: string, args: Args, variant: number): boolean {
    switch (rule) {
      case "attach":
        return this.attach(number(args, "line"));
      case "idNearest":
        return this.with(abi.ID_NEAREST, ESI, this.threadId(number(args, "destination")));
      case "demap":
        return this.with(abi.FPAGE_UNMAP, EBX, addressOf(this.c, number(args, "page")));
      case "release":
        return this.with(abi.FPAGE_UNMAP, EBX, addressOf(this.c, number(args, "page")) | abi.FLUSH);
      case "threadSwitch":
        return this.with(abi.THREAD_SWITCH, ESI, this.threadId(number(args, "to")));
      case "threadSchedule":
        this.machine.cpu.set(EDX, this.scheduleOf(number(args, "target"), variant));
        return this.with(abi.THREAD_SCHEDULE, ESI, this.threadId(number(args, "target")));
      case "exRegs":
        this.machine.cpu.set(EDX, ownPage(this.c));
        this.machine.cpu.set(ECX, abi.UNCHANGED);
        return this.with(abi.LTHREAD_EX_REGS, ESI, this.threadId(number(args, "target")));
      default:
        return this.task(rule, args);
    }
  }

  /** A receive from a line, at once: the thread is attached to it. */
  private attach(line: number): boolean {
    const { cpu } = this.machine;
    cpu.set(EAX, abi.NO_PHASE);
    cpu.set(EBP, 0);
    cpu.set(ECX, abi.timeouts({ receive: 0 }));
    return this.with(abi.IPC, ESI, lineId(1 + line));
  }

  /** The priority that a thread gets, which the specification leaves open: the caller's own or less, by `variant`; or none. */
  private scheduleOf(t: number, variant: number): number {
    const { look } = this.abstraction;
    const mine = look.current;
    const task = look.taskOf(mine);
    const its = Math.floor(t / this.c.scope.threads);
    if (variant === 0 || (its !== task && look.chiefOf(its) !== task + 1)) return abi.UNCHANGED;
    const priority = Math.min(look.word(mine + tcb.PRIORITY), variant % this.c.size.priorities);
    return abi.schedule(priority, this.c.size.slice);
  }

  /** The call of a vector, with a word in a register. */
  private with(vector: number, register: number, word: number): boolean {
    this.machine.cpu.set(register, word);
    return this.enter(vector);
  }

  private task(rule: string, args: Args): boolean {
    const task = number(args, "task");
    const exists = this.exists(task);
    if (rule === "deleteTask") return this.taskNew(task, abi.NIL);
    if (rule === "handOver") return exists && this.taskNew(task, this.taskId(number(args, "heir")));
    if (rule !== "createTask" || exists) return false;
    this.taskNew(task, this.threadId(this.abstraction.threadAt(this.machine.current)));
    if (this.exists(task)) this.giveOwnPage(task);
    return true;
  }

  private taskNew(task: number, what: number): boolean {
    this.machine.cpu.set(EDX, what);
    return this.with(abi.TASK_NEW, ESI, this.taskId(task));
  }

  // --------------------------------------------------------------------------------------------------------- names

  private exists(task: number): boolean {
    return this.abstraction.look.spaceOf(task) !== 0;
  }

  /** The id of a thread, there or not, of the present version of its task. */
  private threadId(t: number): number {
    const { threads } = this.c.scope;
    return this.idOf(Math.floor(t / threads), t % threads);
  }

  private taskId(task: number): number {
    return this.idOf(task, 0);
  }

  private idOf(task: number, thread: number): number {
    const version = Math.max(1, this.abstraction.look.versionOf(task));
    return idOf(this.machine.kernel, task, thread, version);
  }

  /** A loader, which the specification does not speak of, gives a new task the page in which its code lies. */
  private giveOwnPage(task: number): void {
    const { cpu, kernel } = this.machine;
    const [level, flags, eip] = [cpu.get(CPL), cpu.get(EFLAGS), cpu.get(EIP)];
    cpu.set(CPL, 0);
    cpu.set(EFLAGS, flags & ~EFLAGS_IF);
    mapPage(kernel, kernel.at.tasks, ownPage(this.c), kernel.at.tasks + TASK_BYTES * task, ownPage(this.c));
    cpu.set(CPL, level);
    cpu.set(EFLAGS, flags);
    cpu.set(EIP, eip);
  }
}
