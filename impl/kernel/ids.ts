/**
 * Thread ids: unique in space and time. The number of the thread says which TCB, the version to which life of its task it
 * belongs. The number stands in the id where it is the TCB's offset in the array of TCBs.
 *
 *     31          24 23                       s s-1            0
 *    +--------------+--------------------------+---+------------+
 *    | version, high| task, thread of the task | 1 | version, low|      s = log2 of the size of a TCB
 *    +--------------+--------------------------+---+------------+
 *
 * The bit between keeps all ids above those of interrupt lines, line + 1, and of nobody, 0.
 *
 * Sources: L95 (ids unique in space and time; TCBs' alignment shows in them); SRC486 (one AND, one ADD lead to the TCB).
 */
import type { Kernel, ThreadId } from "./kernel.js";

/** The id of a thread: the number of its task, its number there, the version of the task (from 1). */
export function idOf({ at, size }: Kernel, task: number, thread: number, version: number): ThreadId {
  const mark = 1 << (at.tcbShift - 1);
  const number = (task * size.threadsPerTask + thread) << at.tcbShift;
  return ((Math.floor(version / mark) << 24) | number | mark | (version & (mark - 1))) >>> 0;
}

/** The number of an id's task. */
export const taskOfId = ({ at, size }: Kernel, id: ThreadId): number =>
  (id >>> at.taskShift) & (size.tasks - 1);

/** The number of an id's thread in its task. */
export const threadOfId = ({ at, size }: Kernel, id: ThreadId): number =>
  (id >>> at.tcbShift) & (size.threadsPerTask - 1);

/** The id of an interrupt line, as a partner.  [X0 interrupts] */
export const lineId = (line: number): ThreadId => line + 1;
