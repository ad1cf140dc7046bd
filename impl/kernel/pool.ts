/**
 * Memory of the kernel that is given out and taken back: page frames of the pool, and mapping nodes.
 *
 * What is free is linked through its first word, and the last one has 0 there. A frame is named by the linear address
 * at which it is seen in the region that shows physical memory.
 */
import { entry, frameAddress, frameOf } from "../i486/index.js";
import type { Kernel } from "./kernel.js";

/** The linear address of a frame, where physical memory is seen. */
export type Frame = number;
/** The linear address of a mapping node: see mapping.ts. */
export type Node = number;

/** A frame of the pool, which is all zero; 0 if none is left. */
export function takeFrame(k: Kernel): Frame {
  const { cpu, at } = k;
  const frame = takeFirst(k, at.own.freeFrame);
  if (cpu.branch(frame === 0, "jz none")) return 0;
  cpu.repStos(frame, 0, cpu.geometry.pageBytes / 4, "rep stosd");
  return frame;
}

/** A frame goes back to the pool. */
export const giveFrame = (k: Kernel, frame: Frame): void => putFirst(k, k.at.own.freeFrame, frame);

/** A node that has no child, and whose other words mean nothing yet; 0 if none is left. */
export function takeNode(k: Kernel): Node {
  const node = takeFirst(k, k.at.own.freeNode);
  return k.cpu.branch(node === 0, "jz none") ? 0 : node;
}

/** A node, which is a leaf, is free again. */
export const giveNode = (k: Kernel, node: Node): void => putFirst(k, k.at.own.freeNode, node);

/** Take the first of a list of what is free; 0 if it is empty. */
function takeFirst({ cpu, at }: Kernel, head: number): number {
  cpu.at(at.code.pool);
  const first = cpu.load(head, "mov edi,[free]");
  cpu.alu(first, "test edi,edi");
  if (cpu.branch(first === 0, "jz none")) return 0;
  cpu.store(head, cpu.load(first, "mov eax,[edi]"), "mov [free],eax");
  return first;
}

/** Put one before the others of a list of what is free. */
function putFirst({ cpu, at }: Kernel, head: number, one: number): void {
  cpu.at(at.code.pool);
  cpu.store(one, cpu.load(head, "mov eax,[free]"), "mov [edi],eax");
  cpu.store(head, one, "mov [free],edi");
}

// ---------------------------------------------------------------------------------------------- frames and entries

/** The frame that an entry leads to, or CR3. Two clocks: AND, LEA. */
export function frameAt({ cpu, at }: Kernel, word: number): Frame {
  cpu.alu(word & ~0xfff, "and eax,-4096");
  return cpu.lea(at.physical + frameAddress(cpu.geometry, frameOf(word)), "lea eax,[eax+physical]");
}

/** The entry with these flags that leads to a frame. One clock: LEA. */
export const entryFor = ({ cpu, at }: Kernel, frame: Frame, flags: number): number =>
  cpu.lea(entry((frame - at.physical) >>> cpu.geometry.pageShift, flags), "lea eax,[edi-physical+flags]");
