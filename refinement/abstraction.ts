/**
 * The abstraction function: the state of the specification that the kernel's memory stands for. One small function a field,
 * in the order of spec/kernel's state. It reads, and never repairs.
 */
import { EIP, ESI } from "../impl/i486/index.js";
import { type Machine, taskOfId, threadOfId } from "../impl/kernel/index.js";
import { lookAt } from "../impl/kernel/invariants.js";
import { Kept } from "../impl/kernel/kept.js";
import { TASK_SHADOW } from "../impl/kernel/layout.js";
import type { Look } from "../impl/kernel/look.js";
import { NODE_PAGE, NODE_PARENT, NODE_SPACE } from "../impl/kernel/mapping.js";
import * as tcb from "../impl/kernel/tcb.js";
import { type Id, id, including, NIL, type Nil, setOf } from "../model/index.js";
import { FAULT, faultAt, NONE } from "../spec/ipc/repertoire.js";
import type { Activity, Thread } from "../spec/ipc/threads.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { addressOf, type Correspondence } from "./correspondence.js";
import { faultPage, Names } from "./descriptors.js";

const queueNow = (its: Kept<Thread[]>): Thread[] => its.now;

/** How far a copy is may be in registers. */
function activityNow(its: Kept<Activity>): Activity {
  const { now } = its;
  if (now.kind === "giving") its.forget();
  return now;
}

export class Abstraction {
  readonly look: Look;
  private readonly c: Correspondence;
  private readonly machine: Machine;
  private readonly names: Names;
  private readonly initial: Abstract;
  private readonly origins: Kept<Abstract["sigma"]>;
  private readonly holders: Kept<Abstract["holder"]>;
  private readonly activities: readonly Kept<Activity>[];
  private readonly queues: readonly Kept<Thread[]>[];
  private readonly drivers: Kept<Abstract["attached"]>;
  private readonly interrupts: Kept<Abstract["pending"]>;
  private readonly windows: Kept<Abstract["window"]>;
  private readonly values: Kept<Abstract["contents"]>;

  constructor(c: Correspondence, machine: Machine) {
    this.c = c;
    this.machine = machine;
    this.look = lookAt(machine.kernel);
    this.initial = c.instance.initial;
    this.names = new Names(c, this.initial.calls);
    const { sigma, everyThread, attached, window, contents } = this.initial;
    const { look } = this;
    this.origins = new Kept(look, () => ({
      ...sigma,
      origin: sigma.everyPage.map((p) => this.origin(p)),
    }));
    this.holders = new Kept(look, () => this.holdersOfTasks());
    this.activities = everyThread.map((t) => new Kept(look, () => this.activity(t)));
    this.queues = everyThread.map((t) => new Kept(look, () => this.queue(t)));
    this.drivers = new Kept(look, () => attached.map((_, line) => this.attached(line)));
    this.interrupts = new Kept(look, () => this.pending());
    this.windows = new Kept(look, () => window.map((_, at) => this.windowWord(at)));
    this.values = new Kept(look, () => contents.map((_, v) => this.content(v)));
  }

  /** What the kernel's memory and registers stand for now. */
  state(): Abstract {
    const { initial, look } = this;
    look.again();
    return {
      ...initial,
      sigma: this.origins.now,
      holder: this.holders.now,
      thread: this.activities.map(activityNow),
      queue: this.queues.map(queueNow),
      attached: this.drivers.now,
      pending: this.interrupts.now,
      window: this.windows.now,
      tlb: initial.tlb,
      used: look.word(look.k.at.own.windowUsed) !== 0,
      current: this.threadAt(this.currentTcb()),
      contents: this.values.now,
    };
  }

  // --------------------------------------------------------------------------------------------------------- names

  /** The TCB of the thread that has the processor, or had it last. */
  currentTcb(): number {
    const { look } = this;
    const { at } = look.k;
    const { current } = look;
    return current === at.idleTcb ? look.word(at.own.lastThread) : current;
  }

  /** The TCB of a thread, whether it exists or not. */
  tcbOf(t: number): number {
    const { c, look } = this;
    const number = Math.floor(t / c.scope.threads) * c.size.threadsPerTask + (t % c.scope.threads);
    return look.k.at.tcbs + (number << look.k.at.tcbShift);
  }

  /** Which the specification leaves open. */
  priorityOf(t: Thread): number {
    return this.look.word(this.tcbOf(t) + tcb.PRIORITY);
  }

  /** The thread of a TCB, or of an id: both have its number at the same place. */
  threadAt(address: number): Thread {
    const { c, look } = this;
    const offset = address >= look.k.at.tcbs ? address - look.k.at.tcbs : address;
    return id(taskOfId(look.k, offset) * c.scope.threads + threadOfId(look.k, offset));
  }

  // --------------------------------------------------------------------------------------------------------- sigma

  /** The origin of page p: its node's parent; of sigma0's, itself. */
  private origin(p: number): Id<"page"> | Nil {
    const { c, look } = this;
    const task = Math.floor(p / c.scope.pages);
    const node = this.node(task, addressOf(c, p % c.scope.pages));
    if (node === 0) return NIL;
    const parent = look.word(node + NODE_PARENT);
    return parent === 0 ? id(p) : this.pageOfNode(parent);
  }

  /** The node of a page of a task, by its shadow tables; 0: the page is nil. */
  private node(task: number, address: number): number {
    const { look } = this;
    const { pageShift, regionShift, tableEntries } = this.c.geometry;
    if (look.spaceOf(task) === 0) return 0;
    const shadow = look.word(look.taskAt(task) + TASK_SHADOW);
    const table = look.word(shadow + 4 * (address >>> regionShift));
    return table === 0 ? 0 : look.word(table + 4 * ((address >>> pageShift) & (tableEntries - 1)));
  }

  private pageOfNode(node: number): Id<"page"> {
    const { c, look } = this;
    const v = (look.word(node + NODE_PAGE) >>> c.geometry.pageShift) - c.firstPage;
    return id(this.taskOfSpace(look.word(node + NODE_SPACE)) * c.scope.pages + v);
  }

  private taskOfSpace(space: number): number {
    for (let task = 0; task < this.c.scope.spaces; task++) if (this.look.spaceOf(task) === space) return task;
    return -1;
  }

  // ------------------------------------------------------------------------------------------------ tasks, threads

  private holdersOfTasks(): Abstract["holder"] {
    return this.initial.holder.map((_, task) => this.holder(task));
  }

  private holder(task: number): Id<"space"> | Nil {
    const chief = this.look.chiefOf(task);
    return this.look.spaceOf(task) === 0 || chief === 0 ? NIL : id(chief - 1);
  }

  private activity(t: Thread): Activity {
    const { look } = this;
    const its = this.tcbOf(t);
    if (look.word(its + tcb.MYSELF) === 0) return { kind: "inactive" };
    switch (look.word(its + tcb.STATE)) {
      case tcb.state.ready:
        return { kind: "ready" };
      case tcb.state.sending:
        return { ...this.sending(its), kind: "sending", left: this.left(its) };
      case tcb.state.receiving:
        return this.receiving(its);
      case tcb.state.taking:
        return this.taking(its);
      case tcb.state.faulting:
        return { kind: "sending", to: this.pager(its), send: FAULT, next: this.faultName(its), left: NIL };
      case tcb.state.awaiting:
        return { kind: "receiving", from: this.pager(its), receive: this.faultName(its), left: NIL };
      default:
        return this.giving(its);
    }
  }

  /** What is common to a thread that waits to send and one that gives. */
  private sending(its: number) {
    const { look, names } = this;
    const next = look.word(its + tcb.NEXT);
    return {
      to: this.threadAt(look.word(its + tcb.PARTNER)),
      send: names.sent(look, its),
      next: next === tcb.NO_RECEIVE ? NONE : names.receive(look, its, next),
    };
  }

  private receiving(its: number): Activity {
    const { look, names } = this;
    const partner = look.word(its + tcb.PARTNER);
    const isThread = partner !== tcb.NOBODY && partner > look.k.size.lines;
    return {
      kind: "receiving",
      from: isThread ? this.threadAt(partner) : NIL,
      receive: names.receive(look, its, partner),
      left: this.left(its),
    };
  }

  private giving(its: number): Activity {
    const { look } = this;
    const partner = look.find(look.word(its + tcb.PARTNER));
    const units = this.units(its, partner) - this.copied(its, partner);
    return { ...this.sending(its), kind: "giving", units, ...this.paging(its) };
  }

  private taking(its: number): Activity {
    const { look, names } = this;
    const from = look.word(its + tcb.PARTNER);
    // Whom the receive was from is not kept: a partner that is taken from was accepted.
    const open = names.receive(look, its, tcb.ANYBODY);
    const receive = open.startsWith("no ") ? names.receive(look, its, from) : open;
    return { kind: "taking", from: this.threadAt(from), receive, ...this.paging(its) };
  }

  private paging(its: number) {
    const now = this.look.word(its + tcb.PAGING);
    const paging = now === tcb.paging.no ? "no" : now === tcb.paging.asking ? "asking" : "awaiting";
    return { paging, left: paging === "no" ? NIL : this.left(its) } as const;
  }

  private pager(its: number): Thread {
    return this.threadAt(this.look.word(its + tcb.PAGER));
  }

  private faultName(its: number): string {
    return faultAt(faultPage(this.c, this.look, its));
  }

  /** Ticks that are left. */
  private left(its: number): number {
    const { look } = this;
    const wakeup = look.word(its + tcb.WAKEUP);
    return wakeup === tcb.NEVER ? NIL : Math.ceil((wakeup - look.word(look.k.at.own.now)) / this.c.size.tick);
  }

  // ---------------------------------------------------------------------------------------------------------- copy

  /** Units of one part that are copied whole. */
  private unitsOf(giver: number, taker: number, part: number): number {
    const { look } = this;
    const sent = look.word(giver + tcb.SENT + 8 * part + 4);
    const room = look.word(taker + look.k.at.room + 8 * part + 4);
    return (Math.min(sent, room) * 4) / this.c.geometry.pageBytes;
  }

  private parts(giver: number, taker: number): number {
    const { look } = this;
    return 1 + Math.min(look.word(giver + tcb.SENT_STRINGS), look.word(taker + tcb.ROOM_STRINGS));
  }

  private units(giver: number, taker: number): number {
    let units = 0;
    for (let part = 0; part < this.parts(giver, taker); part++) units += this.unitsOf(giver, taker, part);
    return units;
  }

  /** Units copied: those of the parts that are done, and of the one that is not. */
  private copied(giver: number, taker: number): number {
    const { look } = this;
    const part = look.word(giver + tcb.PART);
    let units = 0;
    for (let n = 0; n < part; n++) units += this.unitsOf(giver, taker, n);
    const words = this.isInterrupted(giver)
      ? (this.machine.cpu.get(ESI) - look.word(giver + tcb.SENT + 8 * part)) >>> 2
      : look.word(giver + tcb.COPIED);
    return units + Math.floor((words * 4) / this.c.geometry.pageBytes);
  }

  /** Does the processor rest in the REP MOVSD of this giver? Then its registers say how far it is. */
  private isInterrupted(giver: number): boolean {
    const { cpu, kernel } = this.machine;
    return giver === this.look.current && !cpu.userMode && cpu.get(EIP) === kernel.at.code.copy;
  }

  // -------------------------------------------------------------------------------------------------- queues, lines

  private queue(t: Thread): Thread[] {
    const { look } = this;
    const its = this.tcbOf(t);
    const found: Thread[] = [];
    if (look.word(its + tcb.MYSELF) === 0) return found;
    const head = its + tcb.QUEUE_FIRST - tcb.SEND_NEXT;
    for (let at = look.word(head + tcb.SEND_NEXT); at !== head; at = look.word(at + tcb.SEND_NEXT))
      found.push(this.threadAt(at));
    return found;
  }

  private driver(line: number): number {
    return this.look.word(this.look.k.at.lines + 4 * (line + 1));
  }

  private attached(line: number): Thread | Nil {
    const driver = this.driver(line);
    return driver === 0 ? NIL : this.threadAt(driver);
  }

  private pending(): Abstract["pending"] {
    let lines = setOf<Id<"line">>();
    for (let line = 0; line < this.c.scope.lines; line++)
      if (this.isPending(line)) lines = including(lines, id<"line">(line));
    return lines;
  }

  private isPending(line: number): boolean {
    const driver = this.driver(line);
    return driver !== 0 && (this.look.word(driver + tcb.LINE) & tcb.PENDING) !== 0;
  }

  // ------------------------------------------------------------------------------------------------ window, memory

  /** A word of the window of a space: it leads to the space to which the thread copies, or has copied, that has opened it. */
  private windowWord(at: number): Id<"page"> | Nil {
    const { c, look } = this;
    const regions = this.initial.everyRegion.length;
    const space = look.spaceOf(Math.floor(at / regions));
    if (space === 0) return NIL;
    const region = (look.k.at.window >>> c.geometry.regionShift) + (at % regions);
    if (look.word(look.frameAt(space) + 4 * region) === 0) return NIL;
    const task = Math.floor(this.threadAt(look.word(this.currentTcb() + tcb.WINDOW_TO)) / c.scope.threads);
    return id(task * c.scope.pages + (at % regions));
  }

  /** What stands in a real page: its last word, which a copy reaches last. */
  private content(v: number): number {
    const { c, look } = this;
    return look.word(look.k.at.physical + (c.firstPage + v + 1) * c.geometry.pageBytes - 4);
  }
}
