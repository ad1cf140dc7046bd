/** Requests of the specification, made of the machine: registers, memory and an INT, an access, an interrupt line. */
import { CPL, EAX, EBP, EBX, ECX, EDX, EFLAGS, EFLAGS_IF, ESI } from "../impl/i486/index.js";
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
import { write } from "./descriptors.js";

type Args = Readonly<Record<string, unknown>>;
const accesses: ReadonlySet<string> = new Set(["read", "write", "fault"]);
const requestName = ({ request }: Args): string => String(request);
const number = (args: Args, name: string): number => Number(args[name]);

export class Acts {
  private readonly c: Correspondence;
  private readonly machine: Machine;
  private readonly abstraction: Abstraction;
  /** Has the access that was made met a page that was not there? */
  private hasFaulted = false;

  constructor(c: Correspondence, machine: Machine, abstraction: Abstraction) {
    this.c = c;
    this.machine = machine;
    this.abstraction = abstraction;
  }

  /** Make a request, if it can be made now. `variant`: clocks after which the timer interrupts a copy; 0: it does not. */
  perform(action: Action, variant: number): Action | "internal" | undefined {
    this.hasFaulted = false;
    if (!this.make(action, variant)) return undefined;
    if (action.rule === "copy") return "internal";
    const { page } = action.args;
    if (!accesses.has(action.rule)) return action;
    if (this.hasFaulted) return { rule: "fault", args: { page } };
    return action.rule === "fault" ? { rule: "read", args: { page } } : action;
  }

  private make({ rule, args }: Action, variant: number): boolean {
    const { cpu } = this.machine;
    if (rule === "tick") return this.raise(TIMER);
    if (rule === "interrupt") return this.raise(1 + number(args, "line"));
    if (this.machine.rest === "copying")
      return rule === "copy" && this.timed(variant, () => goOn(this.machine.kernel, "copying"));
    if (!cpu.userMode) return false;
    return this.timed(variant, () => this.byUser(rule, args, variant));
  }

  /** Something is done while the timer is about to interrupt. */
  private timed(variant: number, act: () => boolean): boolean {
    const { cpu } = this.machine;
    if (variant > 0) cpu.startTimer(0, variant);
    const done = act();
    cpu.startTimer(0, 0);
    return done;
  }

  /** A line is raised, and taken where the processor rests; but the timer comes first, if it has interrupted. */
  private raise(line: number): boolean {
    const { cpu } = this.machine;
    if (line !== TIMER && (cpu.raised() & 1) !== 0) return false;
    cpu.raise(line);
    return this.machine.proceed();
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
    return !cpu.faulted || this.machine.proceed();
  }

  /** User code lies in its own page. */
  private fetch(): void {
    this.machine.cpu.at(ownPage(this.c));
  }

  // --------------------------------------------------------------------------------------------------------- calls

  private registers(its: Readonly<Record<number, number>>): void {
    for (const [register, word] of Object.entries(its)) this.machine.cpu.set(Number(register), word);
  }

  private ipc(partner: number, name: string, named: boolean): boolean {
    const { requests, waits, sends, receives } = this.c.instance.initial.calls;
    const request = (named ? requests : waits)[name];
    if (request === undefined) return false;
    const receive = request.receive === NONE ? undefined : receives[request.receive];
    const its = write(this.c, request.send === NONE ? undefined : sends[request.send], receive);
    const { cpu } = this.machine;
    const own = ownPage(this.c);
    for (const [address, word] of its.memory) cpu.memory.write(own + (address - own), word);
    const to = named ? partner : receive?.from === "interrupt" ? this.ownLine() : abi.NIL;
    this.registers({
      [EAX]: its.eax,
      [EBP]: its.ebp,
      [ECX]: its.ecx,
      [EDX]: its.edx,
      [EBX]: its.ebx,
      [ESI]: to,
    });
    return this.enter(abi.IPC);
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
    const page = (): number => addressOf(this.c, number(args, "page"));
    switch (rule) {
      case "attach":
        return this.with(abi.IPC, {
          [EAX]: abi.NO_PHASE,
          [EBP]: 0,
          [ECX]: abi.timeouts({ receive: 0 }),
          [ESI]: lineId(1 + number(args, "line")),
        });
      case "idNearest":
        return this.with(abi.ID_NEAREST, { [ESI]: this.threadId(number(args, "destination")) });
      case "demap":
        return this.with(abi.FPAGE_UNMAP, { [EBX]: page() });
      case "release":
        return this.with(abi.FPAGE_UNMAP, { [EBX]: page() | abi.FLUSH });
      case "threadSwitch":
        return this.with(abi.THREAD_SWITCH, { [ESI]: this.threadId(number(args, "to")) });
      case "threadSchedule":
        return this.with(abi.THREAD_SCHEDULE, {
          [ESI]: this.threadId(number(args, "target")),
          [EDX]: this.scheduleOf(number(args, "target"), variant),
        });
      case "exRegs":
        return this.with(abi.LTHREAD_EX_REGS, {
          [ESI]: this.threadId(number(args, "target")),
          [EDX]: ownPage(this.c),
          [ECX]: abi.UNCHANGED,
        });
      default:
        return this.task(rule, args);
    }
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

  private with(vector: number, registers: Readonly<Record<number, number>>): boolean {
    this.registers(registers);
    return this.enter(vector);
  }

  private task(rule: string, args: Args): boolean {
    const task = number(args, "task");
    const exists = this.exists(task);
    const itself = { [ESI]: this.taskId(task) };
    if (rule === "deleteTask") return this.with(abi.TASK_NEW, { ...itself, [EDX]: abi.NIL });
    if (rule === "handOver")
      return exists && this.with(abi.TASK_NEW, { ...itself, [EDX]: this.taskId(number(args, "heir")) });
    if (rule !== "createTask" || exists) return false;
    this.with(abi.TASK_NEW, {
      ...itself,
      [EDX]: this.threadId(this.abstraction.threadAt(this.machine.current)),
    });
    if (this.exists(task)) this.giveOwnPage(task);
    return true;
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
    const [level, flags] = [cpu.get(CPL), cpu.get(EFLAGS)];
    cpu.set(CPL, 0);
    cpu.set(EFLAGS, flags & ~EFLAGS_IF);
    mapPage(kernel, kernel.at.tasks, ownPage(this.c), kernel.at.tasks + TASK_BYTES * task, ownPage(this.c));
    cpu.set(CPL, level);
    cpu.set(EFLAGS, flags);
    this.fetch();
  }
}
