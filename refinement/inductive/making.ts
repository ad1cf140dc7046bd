/**
 * A machine's memory that is being made: what was booted is written over, word by word, for a state of the specification
 * and by chance where that says nothing.
 */
import type { Roll } from "../../check/index.js";
import { ACCESSED, DIRTY } from "../../impl/i486/index.js";
import { idOf, type Machine } from "../../impl/kernel/index.js";
import type { InvariantName } from "../../impl/kernel/invariants.js";
import { NODE_BYTES } from "../../impl/kernel/layout.js";
import type { Links } from "../../impl/kernel/lists.js";
import { Look } from "../../impl/kernel/look.js";
import { NODE_CHILD } from "../../impl/kernel/mapping.js";
import type { Thread } from "../../spec/ipc/threads.js";
import type { Kernel } from "../../spec/kernel/state.js";
import type { Correspondence } from "../correspondence.js";
import { pick, shuffled } from "./ipc-states.js";

/** Words that mean nothing where they stand. */
const LEFTOVERS = [0, 0xffff_ffff, 0x0012_3004, 1];

/** What is made, of which kernel, and which of its invariants need not hold. */
export interface Made {
  readonly c: Correspondence;
  readonly machine: Machine;
  readonly free: readonly InvariantName[];
}

export class Making {
  readonly c: Correspondence;
  readonly machine: Machine;
  readonly look: Look;
  readonly s: Kernel;
  readonly roll: Roll;
  /** Invariants that are left to chance. */
  private readonly free: readonly InvariantName[];
  private readonly frames: number[];
  private readonly nodes: number[];

  /** A machine that has just been booted is written over. */
  constructor({ c, machine, free }: Made, s: Kernel, roll: Roll) {
    this.c = c;
    this.machine = machine;
    this.look = new Look(machine.kernel);
    this.s = s;
    this.roll = roll;
    this.free = free;
    const { at, size } = machine.kernel;
    this.frames = places(at.pool, c.geometry.pageBytes, size.poolFrames);
    this.nodes = places(at.nodes, NODE_BYTES, size.nodes);
  }

  // -------------------------------------------------------------------------------------------------------- chance

  /** One of these. */
  pick<T>(of: readonly T[]): T {
    return pick(of, this.roll);
  }

  shuffled<T>(of: readonly T[]): T[] {
    return shuffled(of, this.roll);
  }

  /** It is so once in so many times, and not if all is as simple as can be. */
  seldom(times: number): boolean {
    return this.roll(times) === times - 1;
  }

  /** Need this invariant not hold, and does chance say that it does not? */
  mayBreak(name: InvariantName): boolean {
    return this.free.includes(name) && this.roll(2) === 1;
  }

  /** A word that means nothing. */
  leftover(): number {
    return this.pick(LEFTOVERS);
  }

  /** What the processor may have noted in an entry that it has used. */
  used(entry: number): number {
    return (entry | this.pick([0, ACCESSED, ACCESSED | DIRTY])) >>> 0;
  }

  // -------------------------------------------------------------------------------------------------------- memory

  /** Write the word at a linear address of the kernel's. */
  poke(linear: number, word: number): void {
    const { pageShift, pageBytes } = this.c.geometry;
    const frame = this.look.entryOf(linear) >>> 12;
    this.machine.cpu.memory.write((frame << pageShift) + (linear & (pageBytes - 1)), word >>> 0);
  }

  /** Write words from a linear address on. */
  fill(linear: number, word: number, count: number): void {
    for (let n = 0; n < count; n++) this.poke(linear + 4 * n, word);
  }

  /** A frame of the pool, as its linear address, all zero. */
  frame(): number {
    const found = this.take(this.frames);
    this.fill(found, 0, this.c.geometry.pageBytes / 4);
    return found;
  }

  node(): number {
    return this.take(this.nodes);
  }

  private take(from: number[]): number {
    const [found] = from.splice(this.roll(from.length), 1);
    if (found === undefined) throw new RangeError("the kernel's memory is too small");
    return found;
  }

  /** The number of the frame that is seen at a linear address. */
  frameNumber(linear: number): number {
    return (linear - this.machine.kernel.at.physical) >>> this.c.geometry.pageShift;
  }

  /** What has not been taken is free, in any order, with what was left there. */
  freeTheRest(words: readonly number[]): void {
    const { own } = this.machine.kernel.at;
    const left = this.leftover();
    const nodeWords = this.mayBreak("leaves") ? [...words, NODE_CHILD] : words;
    for (const frame of this.frames) this.fill(frame, left, this.c.geometry.pageBytes / 4);
    for (const node of this.nodes) for (const at of nodeWords) this.poke(node + at, left);
    this.chain(own.freeFrame, this.frames);
    this.chain(own.freeNode, this.nodes);
  }

  /** A list of what is free, which begins anywhere among it. */
  private chain(head: number, free: readonly number[]): void {
    const first = free.length === 0 ? 0 : this.roll(free.length);
    const members = [...free.slice(first), ...free.slice(0, first)];
    this.poke(head, members[0] ?? 0);
    for (const [n, it] of members.entries()) this.poke(it, members[n + 1] ?? 0);
  }

  /** Members of a list, linked both ways in this order. */
  link(head: number, links: Links, members: readonly number[]): void {
    const round = [head, ...members];
    for (const [n, it] of round.entries()) {
      this.poke(it + links, round[(n + 1) % round.length] ?? head);
      this.poke(it + links + 4, round[(n + round.length - 1) % round.length] ?? head);
    }
  }

  // --------------------------------------------------------------------------------------------------------- names

  taskOf(t: Thread): number {
    return Math.floor(t / this.c.scope.threads);
  }

  /** The TCB of a thread. */
  tcbOf(t: Thread): number {
    const { at } = this.machine.kernel;
    return at.tcbs + (this.numberOf(t) << at.tcbShift);
  }

  numberOf(t: Thread): number {
    const { scope, size } = this.c;
    return this.taskOf(t) * size.threadsPerTask + (t % scope.threads);
  }

  /** The id of a thread, as long as its task is what it is now. */
  idOf(t: Thread): number {
    const task = this.taskOf(t);
    return idOf(this.machine.kernel, task, t % this.c.scope.threads, this.look.versionOf(task));
  }

  /** The threads that are there, and whether one is. */
  threads(): Thread[] {
    return this.s.everyThread.filter((t) => this.isThere(t));
  }

  isThere(t: Thread): boolean {
    return this.s.thread[t]?.kind !== "inactive";
  }
}

const places = (from: number, bytes: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => from + bytes * n);
