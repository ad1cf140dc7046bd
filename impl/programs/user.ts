/**
 * What a thread does in user mode: instructions, and the seven system calls.
 *
 * Each is an action, so that a program reads as it would elsewhere: `const word = yield* me.load(address);`. Addresses are
 * linear ones of the thread's space, times are in ms, and a thread is named by its id.
 */
import { EAX, EBX, ECX, EDX, ESI, insist } from "../i486/index.js";
import {
  code,
  FLUSH,
  FOREVER,
  FPAGE_UNMAP,
  ID_NEAREST,
  LTHREAD_EX_REGS,
  NIL,
  schedule,
  TASK_NEW,
  THREAD_SCHEDULE,
  THREAD_SWITCH,
  type Timeouts,
  UNCHANGED,
} from "../kernel/abi.js";
import { idOf, lineId, taskOfId } from "../kernel/ids.js";
import type { Kernel, ThreadId } from "../kernel/kernel.js";
import type { Received, Receiving, Sending } from "./message.js";
import type { Action, Program } from "./operations.js";
import { Stubs } from "./stubs.js";

/** A program as it lies in memory: any number of threads may run it. */
export type Code = (me: User) => Program;

/** What is agreed on about a thread before it runs. */
export interface Birth {
  readonly kernel: Kernel;
  /** Its number among all threads. */
  readonly number: number;
  /** ESP when it was started. */
  readonly argument: number;
  /** The address of the page in which its program lies. */
  readonly image: number;
  /** Where words lie for which there are no message registers. */
  readonly area: number;
  /** Where a program lies: there a thread can be started. */
  readonly place: (its: Code) => number;
}

/** For ever, in both phases. */
const PATIENT: Timeouts = {};

export class User extends Stubs {
  /** The number of its task, and its own there. */
  readonly task: number;
  readonly thread: number;
  /** The stack pointer with which it was started: a word of whoever started it. */
  readonly argument: number;
  /** The address of the page in which its program lies. */
  readonly image: number;
  readonly place: (its: Code) => number;

  constructor({ kernel, number, argument, image, area, place }: Birth) {
    super(kernel, area);
    const { threadsPerTask } = kernel.size;
    this.task = Math.floor(number / threadsPerTask);
    this.thread = number % threadsPerTask;
    this.argument = argument;
    this.image = image;
    this.place = place;
  }

  /** Bytes of a page. */
  get pageBytes(): number {
    return this.kernel.cpu.geometry.pageBytes;
  }

  /** The address of the page in which an address is. */
  pageOf(address: number): number {
    return (address & -this.pageBytes) >>> 0;
  }

  // ----------------------------------------------------------------------------------------------------------- ipc

  /** Send, and wait for the partner's answer. */
  call(
    partner: ThreadId,
    send: Sending,
    receive: Receiving = {},
    timeouts: Timeouts = PATIENT,
  ): Action<Received> {
    return this.ipc({ partner, send, receive, timeouts });
  }

  /** Send, and wait for anybody: a server's call. */
  replyAndWait(
    partner: ThreadId,
    send: Sending,
    receive: Receiving = {},
    timeouts: Timeouts = PATIENT,
  ): Action<Received> {
    return this.ipc({ partner, send, receive, isOpen: true, timeouts });
  }

  send(partner: ThreadId, send: Sending, timeouts: Timeouts = PATIENT): Action<Received> {
    return this.ipc({ partner, send, timeouts });
  }

  /** Receive from one partner only, or from a line. */
  receive(partner: ThreadId, receive: Receiving = {}, timeouts: Timeouts = PATIENT): Action<Received> {
    return this.ipc({ partner, receive, timeouts });
  }

  /** Receive from anybody. */
  wait(receive: Receiving = {}, timeouts: Timeouts = PATIENT): Action<Received> {
    return this.ipc({ partner: NIL, receive, isOpen: true, timeouts });
  }

  /** Receive from nobody, for so many ms. */
  *sleep(ms: number = FOREVER): Action<number> {
    const { code } = yield* this.ipc({ partner: NIL, receive: {}, timeouts: { receive: ms } });
    return code;
  }

  /** The interrupts of a line are to come to this thread. True: they will. */
  *attach(line: number): Action<boolean> {
    const partner = lineId(line);
    const its = yield* this.ipc({ partner, receive: {}, timeouts: { receive: 0 } });
    return its.code === code.timeout;
  }

  /** Wait for an interrupt of a line that is attached to this thread. */
  interrupt(line: number, timeouts: Timeouts = PATIENT): Action<Received> {
    return this.receive(lineId(line), {}, timeouts);
  }

  // ------------------------------------------------------------------------------------------------ the other calls

  /** To whom does a message to `destination` go first? Of NIL: the thread's own id. */
  *idNearest(destination: ThreadId): Action<ThreadId> {
    const cpu = yield* this.system(ID_NEAREST, [[ESI, destination]]);
    return cpu.get(ESI);
  }

  /** The thread's own id. */
  myself(): Action<ThreadId> {
    return this.idNearest(NIL);
  }

  /** What others have from a page, directly or not, is taken back; with `flush` the page is given up too. Gives the code. */
  *unmap(address: number, flush = false): Action<number> {
    const cpu = yield* this.system(FPAGE_UNMAP, [[EBX, this.pageOf(address) | (flush ? FLUSH : 0)]]);
    return cpu.get(EAX);
  }

  /** The processor is given to a thread, if it can run; without one to whom it may be. Gives the code. */
  *threadSwitch(to: ThreadId = NIL): Action<number> {
    const cpu = yield* this.system(THREAD_SWITCH, [[ESI, to]]);
    return cpu.get(EAX);
  }

  /** The priority of a thread is set, and its time slice in ms; 0: no end. Gives the code. */
  *schedule(thread: ThreadId, priority: number, slice = 0): Action<number> {
    const cpu = yield* this.system(THREAD_SCHEDULE, [
      [ESI, thread],
      [EDX, schedule(priority, slice)],
    ]);
    return cpu.get(EAX);
  }

  /** What does a thread do? One of tcb.ts: `state`. -1: it cannot be asked for. */
  *stateOf(thread: ThreadId): Action<number> {
    const cpu = yield* this.system(THREAD_SCHEDULE, [
      [ESI, thread],
      [EDX, UNCHANGED],
    ]);
    return cpu.get(EAX) === code.ok ? cpu.get(EDX) : -1;
  }

  /** EIP and ESP of a thread are set; it is started if it does not run yet. Gives the code. */
  *exRegs(thread: ThreadId, eip = UNCHANGED, esp = UNCHANGED): Action<number> {
    const cpu = yield* this.system(LTHREAD_EX_REGS, [
      [ESI, thread],
      [ECX, esp],
      [EDX, eip],
    ]);
    return cpu.get(EAX);
  }

  /** A thread begins a program, with a word to it. */
  start(thread: ThreadId, its: Code, argument = 0): Action<number> {
    return this.exRegs(thread, this.place(its), argument);
  }

  /** A task is created. Gives the id of its first thread, or NIL. */
  *createTask(task: number): Action<ThreadId> {
    const chief = yield* this.myself();
    const cpu = yield* this.system(TASK_NEW, [
      [ESI, this.idOf(task)],
      [EDX, chief],
    ]);
    return cpu.get(EAX) === code.ok ? cpu.get(ESI) : NIL;
  }

  /** A task is deleted, by the id of one of its threads, and all below it. Gives the code. */
  *deleteTask(task: ThreadId): Action<number> {
    const cpu = yield* this.system(TASK_NEW, [
      [ESI, task],
      [EDX, NIL],
    ]);
    return cpu.get(EAX);
  }

  /** A task that does not run yet, by the id that its creation gave, passes to the task of another thread. Gives the code. */
  *handOver(task: ThreadId, heir: ThreadId): Action<number> {
    const cpu = yield* this.system(TASK_NEW, [
      [ESI, task],
      [EDX, heir],
    ]);
    return cpu.get(EAX);
  }

  /** A task is created, and its first thread begins a program. Gives that thread's id. */
  *spawn(task: number, its: Code, argument = 0): Action<ThreadId> {
    const first = yield* this.createTask(task);
    insist(first !== NIL, `task ${task} cannot be created`);
    const started = yield* this.start(first, its, argument);
    insist(started === code.ok, `the first thread of task ${task} cannot be started`);
    return first;
  }

  // ------------------------------------------------------------------------------------------------------------ ids

  /** The id of another thread of the task of `id`. */
  threadOf(id: ThreadId, thread: number): ThreadId {
    const { at, size } = this.kernel;
    const bits = ((size.threadsPerTask - 1) << at.tcbShift) >>> 0;
    return ((id & ~bits) | (thread << at.tcbShift)) >>> 0;
  }

  /** The number of a thread's task. */
  taskOf(id: ThreadId): number {
    return taskOfId(this.kernel, id);
  }

  /** The id that a thread has in the first life of a task: such ids may be agreed on beforehand. */
  idOf(task: number, thread = 0): ThreadId {
    return idOf(this.kernel, task, thread, 1);
  }

  /** A server's answers: it does not wait for a client that does not wait for it, if both phases are one call. */
  get answering(): Timeouts {
    return this.kernel.design.oneCall ? { send: 0 } : {};
  }
}
