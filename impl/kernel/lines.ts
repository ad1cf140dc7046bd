/** Which thread is attached to which interrupt line. The timer's line is the kernel's own.  [X0 interrupts] */
import { lineId } from "./ids.js";
import type { Kernel, Tcb } from "./kernel.js";
import { LINE, PENDING } from "./tcb.js";

/** The line of the timer. */
export const TIMER = 0;

/** Where the thread that is attached to a line is named. */
export const linePlace = ({ at }: Kernel, line: number): number => at.lines + 4 * line;

/** A thread is attached to its line no more, and an interrupt that waits for it is forgotten. */
export function detach(k: Kernel, tcb: Tcb): void {
  const { cpu } = k;
  const line = cpu.load(tcb + LINE, "mov ecx,[ebx+line]") & ~PENDING;
  if (cpu.branch(line === 0, "jz none")) return;
  cpu.storeImmediate(linePlace(k, line - 1), 0, "mov [lines+4*ecx],0");
  cpu.storeImmediate(tcb + LINE, 0, "mov [ebx+line],0");
}

/** A thread that is attached to no line is attached to this one. */
export function attachTo(k: Kernel, tcb: Tcb, line: number): void {
  k.cpu.store(linePlace(k, line), tcb, "mov [lines+4*ecx],ebx");
  k.cpu.store(tcb + LINE, lineId(line), "mov [ebx+line],ecx");
}
