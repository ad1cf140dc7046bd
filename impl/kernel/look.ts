/**
 * A look at the kernel's memory from outside: nothing is charged, nothing is changed, the TLB is not asked. Linear addresses
 * from the region of physical memory on are translated by the kernel's own page tables.
 *
 * It is looked at after each of a million calls. So the arrays in which things are noted down are made once.
 */
import { PRESENT, TSS_ESP0, WRITABLE } from "../i486/index.js";
import { Footprint } from "./footprint.js";
import { taskOfId, threadOfId } from "./ids.js";
import type { Kernel, Tcb, ThreadId } from "./kernel.js";
import { NODE_BYTES, TASK_BYTES, TASK_CHIEF, TASK_SPACE, TASK_VERSION } from "./layout.js";
import { type Links, queueHead } from "./lists.js";
import { MYSELF, PAGER, PAGING, PARTNER, paging, STATE, state } from "./tcb.js";

/** What an invariant found: what is wrong, or nothing. */
export type Wrong = string | undefined;

/** An invariant of the kernel as a whole: a sentence, its source, and what finds out whether it is violated. */
interface OfKernel {
  readonly says: string;
  readonly source: string;
  readonly wrong: (look: Look) => Wrong;
  /** Is it one of those that are found out together, for one notes down what the next needs? */
  readonly together?: true;
  /** Does it read registers too, or the TLB? All others read memory alone. */
  readonly readsRegisters?: true;
}

/** One of each thread that is there. Of the current thread alone it reads registers too. */
interface OfThread {
  readonly says: string;
  readonly source: string;
  readonly ofThread: (look: Look, tcb: Tcb) => Wrong;
}

export type Invariant = OfKernel | OfThread;

export const hex = (word: number): string => `${word.toString(16)}h`;

/** Which frames of the pool, and which nodes, have been found in use, or free. */
class Uses {
  frames = 0;
  nodes = 0;
  private readonly ofFrames: Uint8Array;
  private readonly ofNodes: Uint8Array;
  private readonly k: Kernel;

  constructor(k: Kernel) {
    this.k = k;
    this.ofFrames = new Uint8Array(k.size.poolFrames);
    this.ofNodes = new Uint8Array(k.size.nodes);
  }

  clear(): void {
    this.frames = 0;
    this.nodes = 0;
    this.ofFrames.fill(0);
    this.ofNodes.fill(0);
  }

  /** A frame of the pool is found. False: there is no such frame, or it has been found before. */
  frame(linear: number): boolean {
    const done = note(this.ofFrames, (linear - this.k.at.pool) / this.k.cpu.geometry.pageBytes);
    if (done) this.frames++;
    return done;
  }

  /** A node is found. */
  node(linear: number): boolean {
    const done = note(this.ofNodes, (linear - this.k.at.nodes) / NODE_BYTES);
    if (done) this.nodes++;
    return done;
  }

  /** Has the n-th node been found? */
  isUsed(n: number): boolean {
    return this.ofNodes[n] === 1;
  }
}

function note(marks: Uint8Array, n: number): boolean {
  if (marks[n] !== 0) return false;
  marks[n] = 1;
  return true;
}

export class Look {
  readonly k: Kernel;
  readonly words: Uint32Array;
  readonly uses: Uses;
  /** The TCBs of all threads that there are, in their order; the first `count` of them. */
  readonly tcbs: Uint32Array;
  private there = 0;
  private running: Tcb = 0;
  /** For each thread number the head of the list in which it was found by `follow`; 0: in none. */
  private readonly heads: Uint32Array;
  /** How often the kernel's page tables were found changed: by them all else is read. */
  layout = 0;
  /** Where it is noted what is read, while it is; and for each word of memory, by which noting it was noted last. */
  private footprint: Footprint | undefined;
  private readonly notedBy: Uint32Array;
  private notings = 0;
  /** The noting by which it was noted who is there. */
  private threadsNotedBy = 0;
  private readonly ofTables: Footprint;
  private readonly tables: number;
  private readonly pageShift: number;
  private readonly offsetMask: number;

  /** A look at a kernel's memory, or at a copy of it. */
  constructor(k: Kernel, words: Uint32Array = k.cpu.memory.words) {
    const { cpu, at } = k;
    this.k = k;
    this.words = words;
    this.uses = new Uses(k);
    this.tcbs = new Uint32Array(at.threads);
    this.heads = new Uint32Array(at.threads);
    this.notedBy = new Uint32Array(words.length);
    this.ofTables = new Footprint(cpu.memory);
    this.tables = (at.tables - at.physical) / 4;
    this.pageShift = cpu.geometry.pageShift;
    this.offsetMask = cpu.geometry.pageBytes - 1;
  }

  /** Memory has changed: who is there now, and who is current? */
  again(): this {
    const { at, size } = this.k;
    if (!this.ofTables.isUnchanged) this.tablesAgain();
    this.running = this.currentNow();
    this.there = 0;
    const inPage = Math.max(1, (this.offsetMask + 1) / size.tcbBytes);
    for (let n = 0; n < at.threads; n++) {
      const tcb = at.tcbs + (n << at.tcbShift);
      if (n % inPage === 0 && (this.entryOf(tcb) & WRITABLE) === 0) n += inPage - 1;
      else if (this.word(tcb + MYSELF) !== 0) this.tcbs[this.there++] = tcb;
    }
    return this;
  }

  /** The current thread, or the idle one. */
  get current(): Tcb {
    return this.footprint === undefined ? this.running : this.currentNow();
  }

  /** How many threads there are. */
  get count(): number {
    if (this.footprint !== undefined && this.threadsNotedBy !== this.notings) this.noteThreads();
    return this.there;
  }

  /** Who is there is found out by all TCBs that have memory. */
  private noteThreads(): void {
    const { at } = this.k;
    this.threadsNotedBy = this.notings;
    for (let n = 0; n < at.threads; n++) this.word(at.tcbs + (n << at.tcbShift) + MYSELF);
  }

  private currentNow(): Tcb {
    const { at } = this.k;
    return (this.word(at.tss + TSS_ESP0) - at.tcbBytes) >>> 0;
  }

  private tablesAgain(): void {
    this.layout++;
    this.noting(this.ofTables, () => this.readsTables());
  }

  /** What `find` finds out, it finds out by what is noted in the footprint, and by the kernel's page tables. */
  noting<T>(footprint: Footprint, find: () => T): T {
    footprint.begin();
    this.footprint = footprint;
    this.notings++;
    try {
      const found = find();
      footprint.end();
      return found;
    } finally {
      this.footprint = undefined;
    }
  }

  // ------------------------------------------------------------------------------------------------------- words

  /** The frames that are seen from a linear address up to another are read as a whole. */
  readsAll(from: number, to: number): void {
    for (let frame = from; frame < to; frame += this.offsetMask + 1) this.reads(frame);
  }

  /** The kernel's page tables are read as a whole. */
  readsTables(): void {
    const { tables, tasks } = this.k.at;
    for (let table = tables; table < tasks; table += this.offsetMask + 1) this.readsTable(table);
  }

  /** The frame that is seen at a linear address is read as a whole, from `words`. */
  reads(linear: number): void {
    this.footprint?.frame((linear - this.k.at.physical) >>> this.pageShift);
  }

  /** The same of a page directory or page table. */
  readsTable(linear: number): void {
    this.footprint?.table((linear - this.k.at.physical) >>> this.pageShift);
  }

  /** The entry of the kernel's page tables for a linear address. */
  entryOf(linear: number): number {
    return this.words[this.tables + ((linear - this.k.at.physical) >>> this.pageShift)] ?? 0;
  }

  /** The word at a linear address of the kernel's; 0 if it has none there. */
  word(linear: number): number {
    const entry = this.entryOf(linear);
    if (linear < this.k.at.physical || (entry & PRESENT) === 0) return 0;
    const place = (((entry >>> 12) << this.pageShift) | (linear & this.offsetMask)) >>> 2;
    const word = this.words[place] ?? 0;
    if (this.footprint !== undefined && this.notedBy[place] !== this.notings) {
      this.notedBy[place] = this.notings;
      this.footprint.word(place, word);
    }
    return word;
  }

  /** Which word of memory is at a linear address of the region that shows it. */
  indexOf(linear: number): number {
    return (linear - this.k.at.physical) >>> 2;
  }

  /** Where the frame of an entry, or of CR3, is seen. */
  frameAt(entry: number): number {
    return ((entry >>> 12) << this.pageShift) + this.k.at.physical;
  }

  // ------------------------------------------------------------------------------------------------------- tasks

  taskAt(task: number): number {
    return this.k.at.tasks + TASK_BYTES * task;
  }

  /** The directory of a task, as CR3 has it; 0: there is no such task. */
  spaceOf(task: number): number {
    return this.word(this.taskAt(task) + TASK_SPACE);
  }

  /** The number of a task's chief plus 1. */
  chiefOf(task: number): number {
    return this.word(this.taskAt(task) + TASK_CHIEF);
  }

  versionOf(task: number): number {
    return this.word(this.taskAt(task) + TASK_VERSION);
  }

  // ----------------------------------------------------------------------------------------------------- threads

  numberOf(tcb: Tcb): number {
    return (tcb - this.k.at.tcbs) >>> this.k.at.tcbShift;
  }

  taskOf(tcb: Tcb): number {
    return taskOfId(this.k, tcb - this.k.at.tcbs);
  }

  /** A thread as people name it. */
  name(tcb: Tcb): string {
    return `thread ${this.taskOf(tcb)}.${threadOfId(this.k, tcb - this.k.at.tcbs)}`;
  }

  /** Is this the TCB of a thread that is there? */
  isThread(tcb: Tcb): boolean {
    const { at } = this.k;
    const inArray = tcb >= at.tcbs && tcb < at.tcbs + at.tcbsBytes && (tcb & (at.tcbBytes - 1)) === 0;
    return inArray && this.word(tcb + MYSELF) !== 0;
  }

  /** The thread with this id, or 0. */
  find(id: ThreadId): Tcb {
    const tcb = this.k.at.tcbs + ((id & this.k.at.idMask) >>> 0);
    return id !== 0 && this.word(tcb + MYSELF) === id ? tcb : 0;
  }

  /** The thread to which one waits to send, its pager among them; NIL. */
  sendsTo(tcb: Tcb): ThreadId {
    const its = this.word(tcb + STATE);
    if (its === state.sending) return this.word(tcb + PARTNER);
    const asks = its === state.faulting || this.word(tcb + PAGING) === paging.asking;
    return asks ? this.word(tcb + PAGER) : 0;
  }

  /** Does it wait for the answer of its pager? */
  awaitsPager(tcb: Tcb): boolean {
    return this.word(tcb + STATE) === state.awaiting || this.word(tcb + PAGING) === paging.awaiting;
  }

  /** Does it wait with a time that counts, finite or not? */
  isTimed(tcb: Tcb): boolean {
    const its = this.word(tcb + STATE);
    if (its === state.sending || its === state.receiving) return true;
    const inCopy = its === state.held || its === state.taking;
    return inCopy && this.word(tcb + PAGING) !== paging.no;
  }

  /** What is wrong with the first thread with which anything is. */
  each(check: (look: Look, tcb: Tcb) => Wrong): Wrong {
    for (let n = 0; n < this.count; n++) {
      const tcb = this.tcbs[n] ?? 0;
      const wrong = check(this, tcb);
      if (wrong !== undefined) return `${this.name(tcb)} ${wrong}`;
    }
    return undefined;
  }

  // ------------------------------------------------------------------------------------------------------- lists

  /** Nobody has been found in a list. */
  forgetLists(): void {
    this.heads.fill(0);
  }

  /** The head of the list in which a thread has been found; 0: in none. */
  listOf(tcb: Tcb): Tcb {
    return this.heads[this.numberOf(tcb)] ?? 0;
  }

  /** Follow a list, and note down who is in it: what is wrong with its links, or with those who are in it. */
  follow(head: Tcb, links: Links): Wrong {
    let previous = head;
    for (let tcb = this.word(head + links); tcb !== head; tcb = this.word(tcb + links)) {
      if (!this.isThread(tcb)) return `list ${hex(head)} leads to ${hex(tcb)}, where no thread is`;
      if (this.listOf(tcb) !== 0) return `list ${hex(head)} has ${this.name(tcb)}, which is in one already`;
      if (this.word(tcb + links + 4) !== previous)
        return `list ${hex(head)}: ${this.name(tcb)} has another before it than ${hex(previous)}`;
      this.heads[this.numberOf(tcb)] = head;
      previous = tcb;
    }
    return this.word(head + links + 4) === previous ? undefined : `list ${hex(head)} ends elsewhere`;
  }

  /** The head of the queue of the thread with this id, or 0. */
  queueOf(id: ThreadId): Tcb {
    const tcb = this.find(id);
    return tcb === 0 ? 0 : queueHead(tcb);
  }
}
