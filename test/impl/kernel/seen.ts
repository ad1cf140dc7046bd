/** What the kernel's memory says of spaces, mapping trees and the pool, and what is wrong with it. */
import {
  ACCESSED,
  CR3,
  DIRTY,
  entry,
  frameOf,
  type Geometry,
  Processor,
  WRITABLE,
  walk,
} from "../../../impl/i486/index.js";
import { boot } from "../../../impl/kernel/boot.js";
import { type Design, l3, type Size, sizeFor } from "../../../impl/kernel/design.js";
import { Kernel, peek } from "../../../impl/kernel/kernel.js";
import { NODE_BYTES, TASK_BYTES, TASK_SHADOW, TASK_SPACE } from "../../../impl/kernel/layout.js";
import {
  NODE_CHILD,
  NODE_ENTRY,
  NODE_NEXT,
  NODE_PAGE,
  NODE_PARENT,
  NODE_PREVIOUS,
  NODE_SHADOW,
  NODE_SPACE,
  USER_PAGE,
} from "../../../impl/kernel/mapping.js";
import { type Name, name } from "./naive.js";

/** A kernel that has been booted. */
export function bootedKernel(g: Geometry, changes: Partial<Size> = {}, design: Design = l3): Kernel {
  const k = new Kernel(new Processor(g), design, sizeFor(g, changes));
  boot(k);
  k.cpu.at(k.at.code.idle);
  return k;
}

/** The linear address of a task's entry. */
export const taskAt = (k: Kernel, task: number): number => k.at.tasks + task * TASK_BYTES;
/** The directory of a task, as CR3 has it. */
export const spaceAt = (k: Kernel, task: number): number => peek(k, taskAt(k, task) + TASK_SPACE);
/** Where the frame of an entry is seen. */
export const seenAt = ({ cpu, at }: Kernel, word: number): number =>
  at.physical + frameOf(word) * cpu.geometry.pageBytes;
/** The word without what the processor sets by itself. */
const still = (word: number): number => (word & ~(ACCESSED | DIRTY)) >>> 0;

export interface Seen {
  /** For each page that is mapped, its frame and the page that it was mapped from. */
  readonly pages: ReadonlyMap<Name, { readonly frame: number; readonly origin: Name | undefined }>;
  readonly freeFrames: number;
  readonly freeNodes: number;
  /** What must not be. */
  readonly wrong: readonly string[];
}

/** A list of what is free, from its head; it stops where it goes round in a circle. */
function freeList(k: Kernel, head: number): number[] {
  const its = new Set<number>();
  for (let at = peek(k, head); at !== 0 && !its.has(at); at = peek(k, at)) its.add(at);
  return [...its];
}

/** Everything that is seen, put together bit by bit. */
class Look {
  readonly k: Kernel;
  readonly wrong: string[] = [];
  readonly frames: number[] = [];
  readonly pageOf = new Map<number, Name>();

  constructor(k: Kernel) {
    this.k = k;
  }

  must(fact: boolean, why: string): void {
    if (!fact) this.wrong.push(why);
  }

  space(task: number): void {
    const { k } = this;
    const { userEnd, regionBytes, window, physical, kernelTables } = k.at;
    const directory = seenAt(k, spaceAt(k, task));
    const shadows = peek(k, taskAt(k, task) + TASK_SHADOW);
    this.frames.push(directory, shadows);
    for (let region = 0; region < userEnd / regionBytes; region++) {
      const word = peek(k, directory + 4 * region);
      const shadow = peek(k, shadows + 4 * region);
      this.must((word === 0) === (shadow === 0), `task ${task} region ${region}: table and shadow`);
      if (word !== 0 && shadow !== 0) this.table(task, region, word, shadow);
    }
    for (let region = window / regionBytes; region < physical / regionBytes + kernelTables; region++) {
      const words = [directory, seenAt(k, spaceAt(k, 0))].map((of) => still(peek(k, of + 4 * region)));
      this.must(words[0] === words[1], `task ${task} region ${region}: not as in sigma0`);
    }
  }

  table(task: number, region: number, word: number, shadow: number): void {
    const { k } = this;
    const { tableEntries } = k.cpu.geometry;
    const table = seenAt(k, word);
    this.frames.push(table, shadow);
    this.must(still(word) === entry(frameOf(word), USER_PAGE), `task ${task} region ${region}: rights`);
    for (let n = 0; n < tableEntries; n++) {
      const its = name(task, region * tableEntries + n);
      const node = peek(k, shadow + 4 * n);
      const page = peek(k, table + 4 * n);
      this.must((node === 0) === (page === 0), `${its}: node and entry`);
      if (node !== 0 && page !== 0) this.page(task, its, node, table + 4 * n, shadow + 4 * n);
    }
  }

  page(task: number, its: Name, node: number, at: number, shadow: number): void {
    const { k } = this;
    const word = peek(k, at);
    const address = Number(its.split(".")[1]) * k.cpu.geometry.pageBytes;
    this.must(still(word) === entry(frameOf(word), USER_PAGE), `${its}: rights`);
    this.must(!this.pageOf.has(node), `${its}: its node is that of ${this.pageOf.get(node)} too`);
    const words = [NODE_ENTRY, NODE_PAGE, NODE_SPACE, NODE_SHADOW].map((of) => peek(k, node + of));
    this.must(`${words}` === `${[at, address, spaceAt(k, task), shadow]}`, `${its}: node says ${words}`);
    this.pageOf.set(node, its);
  }

  /** The links of a node, and of those below it. */
  links(node: number): void {
    const { k } = this;
    const children: number[] = [];
    let previous = 0;
    for (let at = peek(k, node + NODE_CHILD); at !== 0; at = peek(k, at + NODE_NEXT)) {
      if (children.includes(at) || !this.pageOf.has(at)) break;
      this.must(peek(k, at + NODE_PREVIOUS) === previous, `${this.pageOf.get(at)}: previous`);
      children.push(at);
      previous = at;
    }
    const expected = [...this.pageOf.keys()].filter((n) => peek(k, n + NODE_PARENT) === node);
    const isSame = `${children.toSorted()}` === `${expected.toSorted()}`;
    this.must(isSame, `${this.pageOf.get(node)}: children ${children}, not ${expected}`);
  }

  /** Of so many from `start` on each is used once or free once. */
  each(what: string, start: number, count: number, bytes: number, its: readonly number[]): void {
    const all = Array.from({ length: count }, (_, n) => start + n * bytes);
    const sorted = its.toSorted((a, b) => a - b);
    this.must(`${sorted}` === `${all}`, `${what}s: ${sorted} of ${count}`);
  }

  /** What the TLB remembers is what the tables say. */
  tlb(): void {
    const { cpu } = this.k;
    for (const { page, frame, writable, user } of cpu.tlb.contents()) {
      const word = walk(cpu.geometry, cpu.memory, cpu.get(CR3), page * cpu.geometry.pageBytes);
      const rights = ((word & WRITABLE) !== 0) === writable && ((word & 4) !== 0) === user;
      this.must(word !== 0 && frameOf(word) === frame && rights, `TLB: page ${page}, frame ${frame}`);
    }
  }
}

/** Frames behind TCBs. */
function tcbFrames(k: Kernel): number[] {
  const { cpu, at } = k;
  const { pageBytes } = cpu.geometry;
  const words = Array.from({ length: at.tcbsBytes / pageBytes }, (_, n) =>
    walk(cpu.geometry, cpu.memory, cpu.get(CR3), at.tcbs + n * pageBytes),
  );
  return words.filter((word) => (word & WRITABLE) !== 0).map((word) => seenAt(k, word));
}

/** Look at everything. */
export function seen(k: Kernel): Seen {
  const { cpu, at, size } = k;
  const look = new Look(k);
  for (let task = 0; task < size.tasks; task++) if (spaceAt(k, task) !== 0) look.space(task);
  for (const node of look.pageOf.keys()) look.links(node);
  look.tlb();
  const freeNodes = freeList(k, at.own.freeNode);
  const freeFrames = freeList(k, at.own.freeFrame);
  look.each("node", at.nodes, size.nodes, NODE_BYTES, [...look.pageOf.keys(), ...freeNodes]);
  const frames = [...look.frames, ...tcbFrames(k), ...freeFrames];
  look.each("frame", at.pool, size.poolFrames, cpu.geometry.pageBytes, frames);
  const pages = [...look.pageOf].map(([node, its]) => {
    const frame = frameOf(peek(k, peek(k, node + NODE_ENTRY)));
    return [its, { frame, origin: look.pageOf.get(peek(k, node + NODE_PARENT)) }] as const;
  });
  return {
    pages: new Map(pages),
    freeFrames: freeFrames.length,
    freeNodes: freeNodes.length,
    wrong: look.wrong,
  };
}

/** Memory, without what free frames hold and their order, and what the processor sets by itself in the kernel's entries. */
export function essence(k: Kernel): Uint32Array {
  const { cpu, at, size } = k;
  const { pageBytes } = cpu.geometry;
  const words = cpu.memory.words.slice();
  const index = (linear: number): number => (linear - at.physical) / 4;
  const calm = (linear: number, bytes: number): void => {
    for (let n = index(linear); n < index(linear + bytes); n++) words[n] = still(words[n] ?? 0);
  };
  calm(at.tables, at.kernelTables * pageBytes);
  for (let task = 0; task < size.tasks; task++)
    if (spaceAt(k, task) !== 0) calm(seenAt(k, spaceAt(k, task)), pageBytes);
  for (const frame of freeList(k, at.own.freeFrame)) words.fill(0, index(frame), index(frame + pageBytes));
  words[index(at.own.freeFrame)] = 0;
  return words;
}

/** The linear addresses of words that differ. */
export const changed = ({ at }: Kernel, before: Uint32Array, after: Uint32Array): number[] =>
  Array.from(before.keys()).flatMap((n) => (before[n] === after[n] ? [] : [at.physical + 4 * n]));
