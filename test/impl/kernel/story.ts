/**
 * Stories: threads that make their calls by hand, one after another, and what they are told.
 *
 * If a thread is to do something, the processor is given to it first, by thread_switch of whoever has it. What a thread is
 * told is noted when it runs again.
 */
import { EAX, EBP, EBX, ECX, EDX, ESI, insist } from "../../../impl/i486/index.js";
import {
  ACCEPT,
  dope,
  FLUSH,
  FPAGE_UNMAP,
  ID_NEAREST,
  IPC,
  LTHREAD_EX_REGS,
  MAP,
  MESSAGE_ACCEPT,
  MESSAGE_ROOM,
  MESSAGE_SENT,
  MESSAGE_STRINGS,
  NIL,
  NO_PHASE,
  OPEN,
  STRING_BYTES,
  TASK_NEW,
  THREAD_SCHEDULE,
  THREAD_SWITCH,
  type Timeouts,
  timeouts,
  UNCHANGED,
} from "../../../impl/kernel/abi.js";
import { l3 } from "../../../impl/kernel/design.js";
import { violated } from "../../../impl/kernel/invariants.js";
import type { Tcb, ThreadId } from "../../../impl/kernel/kernel.js";
import { PARTNER } from "../../../impl/kernel/tcb.js";
import { Scene } from "./scene.js";

/** What a call has told: its code, from whom, and two words. */
export type Told = readonly [code: number, from: number, word0: number, word1: number];

/** A call: what is sent, where there is room, and for how long it waits. */
export interface Call extends Timeouts {
  readonly words?: readonly [number, number];
  /** A page to go with the message, with GRANT or without. */
  readonly item?: number;
  /** A message in memory. */
  readonly message?: number;
  /** Where a page is accepted; or a message in memory to receive into. */
  readonly accept?: number;
  readonly room?: number;
}

/** A message in memory: how much of it there is, and where its strings are. */
export interface Shape {
  readonly accept?: number;
  readonly room?: readonly [words: number, strings: number];
  readonly sent?: readonly [words: number, strings: number];
  readonly strings?: readonly (readonly [bytes: number, from: number, room: number, to: number])[];
}

type Registers = readonly (readonly [0 | 1 | 2 | 3 | 5 | 6, number])[];

export class Story extends Scene {
  /** Are the invariants looked at whenever the processor rests? On the small one, of one design, so that it is quick. */
  isWatched = !this.cpu.geometry.codeInMemory && this.k.design === l3;
  private readonly inCall = new Set<Tcb>();
  private readonly answers = new Map<Tcb, Told>();

  // ------------------------------------------------------------------------------------------------ what happens

  /** One thing that is due happens. False: nobody runs, and nothing will ever happen. */
  proceed(): boolean {
    const goesOn = this.machine.proceed();
    this.note();
    return goesOn;
  }

  /** All that is due happens, until user code runs, or nobody does. */
  settle(): void {
    while (this.machine.isDue) if (!this.proceed()) return;
  }

  /** The timer ticks so many times; or a device interrupts. */
  tick(times = 1): void {
    for (let n = 0; n < times; n++) this.interrupt(0);
  }
  interrupt(line: number): void {
    this.cpu.raise(line);
    this.settle();
  }

  /** The current thread makes a call. What is due after it has not happened yet. */
  int(vector: number, registers: Registers): void {
    this.inCall.add(this.machine.current);
    this.enter(vector, registers);
  }

  private enter(vector: number, registers: Registers): void {
    insist(this.machine.rest === "user", "no thread runs in user mode");
    this.cpu.at(0);
    for (const [register, word] of registers) this.cpu.set(register, word);
    this.machine.call(vector);
    this.note();
  }

  /** What a thread was told that runs now in user mode; and all invariants hold. */
  private note(): void {
    const { cpu, machine } = this;
    const wrong = this.isWatched ? violated(this.k) : undefined;
    insist(wrong === undefined, wrong ?? "");
    if (machine.rest !== "user" || !this.inCall.delete(machine.current)) return;
    this.answers.set(machine.current, [cpu.get(EAX), cpu.get(ESI), cpu.get(EDX), cpu.get(EBX)]);
  }

  /** The processor is given to a thread, which can run. */
  as(id: ThreadId): this {
    if (this.current !== id) this.enter(THREAD_SWITCH, [[ESI, id]]);
    this.settle();
    insist(this.current === id, `thread ${id.toString(16)} does not run: it is ${this.stateOf(id)}`);
    return this;
  }

  /** A thread makes a call, and whoever is to run then runs. */
  begin(me: ThreadId, vector: number, registers: Registers): void {
    this.as(me).int(vector, registers);
    this.settle();
  }

  /** A thread makes a call. Gives what it is told, or undefined if it waits; in the former case it runs. */
  private make(me: ThreadId, vector: number, registers: Registers): Told | undefined {
    this.begin(me, vector, registers);
    return this.told(me);
  }

  /**
   * What a thread was told last. It runs, if it has not since; a transfer in which it is goes on. Undefined: it is in its
   * call still.
   */
  told(id: ThreadId): Told | undefined {
    const giver = this.stateOf(id) === "taking" ? this.word(id, PARTNER) : id;
    if (this.stateOf(giver) === "giving") this.enter(THREAD_SWITCH, [[ESI, giver]]);
    this.settle();
    if (this.inCall.has(this.tcb(id)) && this.stateOf(id) === "ready") this.as(id);
    return this.inCall.has(this.tcb(id)) ? undefined : this.answers.get(this.tcb(id));
  }
  code(id: ThreadId): number | undefined {
    return this.told(id)?.[0];
  }

  /** A thread touches an address in user mode. True: the page was there. False: it has faulted. */
  touch(id: ThreadId, address: number, isWrite = false): boolean {
    const { cpu } = this.as(id);
    cpu.at(0);
    if (!cpu.faulted && isWrite) cpu.store(address, 1);
    else if (!cpu.faulted) cpu.load(address);
    const isThere = !cpu.faulted;
    this.settle();
    return isThere;
  }

  // --------------------------------------------------------------------------------------------------------- ipc

  /** The registers of a call. A phase that is left out is undefined; the partner of the second is "any" or "same". */
  registers(to: ThreadId, sends: boolean, from: "any" | "same" | undefined, its: Call): Registers {
    const [first = 0, second = 0] = its.words ?? [];
    const send = ((its.message ?? 0) | (its.item === undefined ? 0 : MAP)) >>> 0;
    const room = its.accept === undefined ? (its.room ?? 0) : its.accept | MAP;
    return [
      [EAX, sends ? send : NO_PHASE],
      [ECX, timeouts(its)],
      [EDX, first],
      [EBX, its.item ?? second],
      [EBP, from === undefined ? NO_PHASE : (room | (from === "any" ? OPEN : 0)) >>> 0],
      [ESI, to],
    ];
  }

  send(me: ThreadId, to: ThreadId, its: Call = {}): Told | undefined {
    return this.make(me, IPC, this.registers(to, true, undefined, its));
  }
  /** Send, and receive from the same; or from anybody. */
  call(me: ThreadId, to: ThreadId, its: Call = {}): Told | undefined {
    return this.make(me, IPC, this.registers(to, true, "same", its));
  }
  replyAndWait(me: ThreadId, to: ThreadId, its: Call = {}): Told | undefined {
    return this.make(me, IPC, this.registers(to, true, "any", its));
  }
  receive(me: ThreadId, from: ThreadId, its: Call = {}): Told | undefined {
    return this.make(me, IPC, this.registers(from, false, "same", its));
  }
  wait(me: ThreadId, its: Call = {}): Told | undefined {
    return this.make(me, IPC, this.registers(NIL, false, "any", its));
  }
  sleep(me: ThreadId, ms?: number): Told | undefined {
    return this.receive(me, NIL, ms === undefined ? {} : { receive: ms });
  }
  /** Receive from a line, at once: it is attached. */
  attach(me: ThreadId, line: number): Told | undefined {
    return this.receive(me, line + 1, { receive: 0 });
  }

  /** A message at an address of a thread's space. */
  prepare(id: ThreadId, at: number, its: Shape): void {
    this.write(id, at + MESSAGE_ACCEPT, [its.accept === undefined ? 0 : its.accept | ACCEPT]);
    this.write(id, at + MESSAGE_ROOM, [dope(...(its.room ?? [0, 0]))]);
    this.write(id, at + MESSAGE_SENT, [dope(...(its.sent ?? [0, 0]))]);
    this.write(id, at + MESSAGE_STRINGS, (its.strings ?? []).flat());
  }

  /** Where the direct string of a message begins that has room for so many strings. */
  direct(at: number, strings = 0): number {
    return at + MESSAGE_STRINGS + STRING_BYTES * strings;
  }

  // --------------------------------------------------------------------------------------------- the other calls

  nearest(me: ThreadId, to: ThreadId): ThreadId | undefined {
    return this.make(me, ID_NEAREST, [[ESI, to]])?.[1];
  }
  unmap(me: ThreadId, page: number, isFlush = false): Told | undefined {
    return this.make(me, FPAGE_UNMAP, [[EBX, page | (isFlush ? FLUSH : 0)]]);
  }
  threadSwitch(me: ThreadId, to: ThreadId = NIL): Told | undefined {
    return this.make(me, THREAD_SWITCH, [[ESI, to]]);
  }
  schedule(me: ThreadId, id: ThreadId, its = UNCHANGED): Told | undefined {
    return this.make(me, THREAD_SCHEDULE, [
      [ESI, id],
      [EDX, its],
    ]);
  }
  exRegs(me: ThreadId, id: ThreadId, eip = 0, esp = 0): Told | undefined {
    return this.make(me, LTHREAD_EX_REGS, [
      [ESI, id],
      [EDX, eip],
      [ECX, esp],
    ]);
  }
  taskNew(me: ThreadId, task: ThreadId, heir: ThreadId): Told | undefined {
    return this.make(me, TASK_NEW, [
      [ESI, task],
      [EDX, heir],
    ]);
  }

  // ------------------------------------------------------------------------------------------------------ set-up

  /** A thread of a task that runs already is started by another. */
  thread(by: ThreadId, task: number, thread: number): ThreadId {
    const id = this.id(task, thread);
    insist(this.exRegs(by, id)?.[0] === 0, "a thread cannot be started");
    return id;
  }

  /** A task is created by the first thread of another, which is its pager; its first thread runs, and has page 0. */
  task(task: number, by: ThreadId = this.sigma0): ThreadId {
    const first = this.taskNew(by, this.id(task), by)?.[1] ?? NIL;
    insist(first !== NIL && this.exRegs(by, first)?.[0] === 0, "a task cannot be started");
    this.enter(THREAD_SWITCH, [[ESI, first]]);
    this.settle();
    if (this.current === first) this.touch(first, 0);
    this.receive(by, first);
    this.send(by, first, { item: 0 });
    return this.as(first).current;
  }

  /** A thread maps a page of its space to another's. */
  give(by: ThreadId, to: ThreadId, from: number, at: number): void {
    this.receive(to, by, { accept: at });
    this.send(by, to, { item: from });
    insist(this.code(to) === 0, "a page cannot be mapped");
  }
}
