/**
 * The kernel on a processor: its code's constants, and no state. All state is in the processor's memory and registers.
 *
 * Its paths are functions of a `Kernel`, in instructions of the processor. What an assembler programmer would keep in
 * registers stands in variables; a TCB is its linear address.
 */
import { ESP, type Processor, TSS_ESP0 } from "../i486/index.js";
import { type Design, l3, type Size, sizeFor } from "./design.js";
import { type Layout, layout, TASK_BYTES } from "./layout.js";
import { MYSELF } from "./tcb.js";

/** The linear address of a TCB. */
export type Tcb = number;
/** A thread's id, or a line's; NIL. */
export type ThreadId = number;

export class Kernel {
  readonly cpu: Processor;
  readonly size: Size;
  readonly design: Design;
  readonly at: Layout;

  /** The code of a kernel, for a processor. It does nothing yet: `boot` puts the first state into memory. */
  constructor(cpu: Processor, design: Design = l3, size: Size = sizeFor(cpu.geometry)) {
    this.cpu = cpu;
    this.size = size;
    this.design = design;
    this.at = layout(cpu.geometry, size, design);
  }
}

/** The TCB whose stack is in use: that of the current thread, or the idle one. Two clocks: MOV, AND. */
export function currentTcb({ cpu, at }: Kernel): Tcb {
  cpu.mov(0, "mov ebx,esp");
  return cpu.alu((cpu.get(ESP) & -at.tcbBytes) >>> 0, "and ebx,-sizeof tcb");
}

/** The same for those who only look: nothing is charged. In user mode ESP is the user's, and the TSS names the stack. */
export const peekCurrent = (k: Kernel): Tcb => (peek(k, k.at.tss + TSS_ESP0) - k.at.tcbBytes) >>> 0;

/** The word at a linear address of the region that shows physical memory, for those who only look. */
export const peek = ({ cpu, at }: Kernel, linear: number): number => cpu.memory.read(linear - at.physical);

/** The TCB that an id would have. */
export function tcbOf(k: Kernel, id: ThreadId): Tcb {
  const { cpu, at } = k;
  const offset = cpu.alu((id & at.idMask) >>> 0, "and edi,thread mask");
  if (k.design.virtualTcbs) return cpu.lea(offset + at.tcbs, "lea edi,[edi+tcbs]");
  cpu.shift(offset >>> at.tcbShift, "shr edi,log2 tcb");
  const tcb = cpu.load(at.tcbTable + 4 * (offset >>> at.tcbShift), "mov edi,[table+4*edi]");
  cpu.alu(tcb, "test edi,edi");
  cpu.branch(false, "jz no_thread");
  return tcb;
}

/** The TCB of the thread with this id, or 0 if there is no such thread. */
export function findThread(k: Kernel, id: ThreadId): Tcb {
  const tcb = tcbOf(k, id);
  const itself = k.cpu.compare(tcb + MYSELF, "cmp [edi+myself],esi");
  return k.cpu.branch(itself !== id, "jne no_thread") ? 0 : tcb;
}

/** The number of the task of an id or of a TCB that is not the idle one. One shift, one AND. */
export function taskNumber({ cpu, at, size }: Kernel, of: number): number {
  cpu.shift(of >>> at.taskShift);
  return cpu.alu((of >>> at.taskShift) & (size.tasks - 1));
}

/** The entry of the task to which a thread belongs. */
export const taskEntry = (k: Kernel, tcb: Tcb): number =>
  k.cpu.lea(k.at.tasks + TASK_BYTES * taskNumber(k, tcb - k.at.tcbs), "lea eax,[tasks+16*eax]");

/** How far below the end of a TCB INT has pushed the user's EIP; EFLAGS and ESP are above it. */
export const EIP_ON_STACK = 20;
export const EFLAGS_ON_STACK = 12;
export const ESP_ON_STACK = 8;
/** How far below it the stack pointer of a thread is that waits in a call: where it goes on lies on top. */
export const IN_CALL = 24;
