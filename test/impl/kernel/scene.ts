/** Where stories take place: a machine, its threads, and what can be seen of them without being noticed. */
import {
  CR3,
  frameAddress,
  frameOf,
  type Geometry,
  i486,
  insist,
  offsetInPage,
  type Processor,
  small,
  walk,
} from "../../../impl/i486/index.js";
import { NIL } from "../../../impl/kernel/abi.js";
import { type Design, l3, type Size, sizeFor, variants } from "../../../impl/kernel/design.js";
import { idOf } from "../../../impl/kernel/ids.js";
import { type Kernel, peek, type Tcb, type ThreadId } from "../../../impl/kernel/kernel.js";
import { Machine } from "../../../impl/kernel/machine.js";
import { MYSELF, SPACE, STATE, state } from "../../../impl/kernel/tcb.js";

/** Small kernels, so that stories are quick. */
const sizes = {
  i486: { tasks: 8, threadsPerTask: 8 },
  small: { userFrames: 16, nodes: 48, poolFrames: 56 },
} as const;

export interface Place {
  readonly title: string;
  readonly g: Geometry;
  readonly design: Design;
}
export const geometries: readonly Geometry[] = [i486(2 ** 20), small()];
export const places: readonly Place[] = geometries.map((g) => ({ title: g.name, g, design: l3 }));
/** Designs that have something in memory that the others have not. */
const inMemory = new Set(["window", "virtualTcbs", "wakeups"]);
/** The same in each design; on the large one only in those that lay out memory differently. */
export const everyPlace: readonly Place[] = geometries.flatMap((g) => [
  { title: g.name, g, design: l3 },
  ...variants
    .filter(({ without }) => !g.codeInMemory || inMemory.has(without))
    .map(({ without, design }) => ({ title: `${g.name} without ${without}`, g, design })),
]);

export class Scene {
  readonly machine: Machine;
  readonly k: Kernel;
  readonly cpu: Processor;
  /** sigma0's first thread. */
  readonly sigma0: ThreadId;
  /** Bytes of a page, and of what one directory entry leads to. */
  readonly page: number;
  readonly region: number;
  /** ms between two ticks. */
  readonly ms: number;

  constructor({ g, design }: Omit<Place, "title">, changes: Partial<Size> = {}) {
    const size = sizeFor(g, { ...sizes[g.codeInMemory ? "i486" : "small"], ...changes });
    this.machine = new Machine(g, design, size).boot();
    this.k = this.machine.kernel;
    this.cpu = this.machine.cpu;
    this.sigma0 = this.id(0);
    this.page = g.pageBytes;
    this.region = this.k.at.regionBytes;
    this.ms = size.tick;
  }

  /** The id of a thread. */
  id(task: number, thread = 0, version = 1): ThreadId {
    return idOf(this.k, task, thread, version);
  }

  /** The TCB of an id. */
  tcb(id: ThreadId): Tcb {
    return this.k.at.tcbs + (id & this.k.at.idMask);
  }

  /** The thread that has the processor, or NIL. */
  get current(): ThreadId {
    const { current, kernel } = this.machine;
    return current === kernel.at.idleTcb ? NIL : this.look(current + MYSELF);
  }

  /** A word of a thread's TCB; and what the thread does. */
  word(id: ThreadId, offset: number): number {
    return this.look(this.tcb(id) + offset);
  }
  stateOf(id: ThreadId): string {
    const its = this.word(id, STATE);
    return Object.entries(state).find(([, n]) => n === its)?.[0] ?? "?";
  }

  /** The word at a linear address of the kernel; and to write one. */
  look(linear: number): number {
    return this.cpu.memory.read(this.physical(this.cpu.get(CR3), linear));
  }
  poke(linear: number, word: number): void {
    this.cpu.memory.write(this.physical(this.cpu.get(CR3), linear), word);
  }

  /** So many words at an address of a thread's space; and to write them. */
  read(id: ThreadId, address: number, count: number): number[] {
    const { memory } = this.cpu;
    return Array.from({ length: count }, (_, n) => memory.read(this.behind(id, address + 4 * n)));
  }
  write(id: ThreadId, address: number, words: readonly number[]): void {
    for (const [n, word] of words.entries())
      this.cpu.memory.write(this.behind(id, address + 4 * n), word >>> 0);
  }

  /** The frame at an address of a thread's space, or -1. */
  frame(id: ThreadId, address: number): number {
    const entry = walk(this.cpu.geometry, this.cpu.memory, this.word(id, SPACE), address);
    return entry === 0 ? -1 : frameOf(entry);
  }

  private behind(id: ThreadId, address: number): number {
    return this.physical(this.word(id, SPACE), address);
  }

  private physical(space: number, linear: number): number {
    const { geometry, memory } = this.cpu;
    const entry = walk(geometry, memory, space, linear);
    insist(entry !== 0, `nothing is at ${linear.toString(16)}`);
    return frameAddress(geometry, frameOf(entry)) + offsetInPage(geometry, linear);
  }

  /** The threads in a list, by its head and the offset of its links. */
  list(head: Tcb, links: number): ThreadId[] {
    const its: ThreadId[] = [];
    for (let at = this.look(head + links); at !== head; at = this.look(at + links))
      its.push(this.look(at + MYSELF));
    return its;
  }

  /** Frames of the pool that are free, and nodes. */
  free(): readonly [frames: number, nodes: number] {
    const { freeFrame, freeNode } = this.k.at.own;
    return [this.lengthOf(freeFrame), this.lengthOf(freeNode)];
  }

  private lengthOf(head: number): number {
    let length = 0;
    for (let at = peek(this.k, head); at !== 0; at = peek(this.k, at)) length++;
    return length;
  }
}
