/**
 * Clans and chiefs: whom a message goes to first.
 *
 * Source: X0 id_nearest, clans and chiefs; what is nearest is written down in spec/kernel.
 */
import { NIL } from "./abi.js";
import { idOf, taskOfId } from "./ids.js";
import { findThread, type Kernel, type Tcb, type ThreadId } from "./kernel.js";
import { TASK_BYTES, TASK_CHIEF, TASK_SPACE, TASK_VERSION } from "./layout.js";
import { CHIEF, TASK } from "./tcb.js";

/** The entry of a task, by its number. */
export const taskAt = ({ at }: Kernel, task: number): number => at.tasks + TASK_BYTES * task;

/** Is there such a task? */
export const taskExists = (k: Kernel, task: number): boolean =>
  k.cpu.compare(taskAt(k, task) + TASK_SPACE, "cmp [eax+space],0") !== 0;

/** The number of the chief of a task, plus 1; 0 for sigma0. */
export const chiefOf = (k: Kernel, task: number): number =>
  k.cpu.load(taskAt(k, task) + TASK_CHIEF, "mov eax,[eax+chief]");

/** The first thread of a task. */
export const firstThread = (k: Kernel, task: number): ThreadId =>
  idOf(k, task, 0, k.cpu.load(taskAt(k, task) + TASK_VERSION, "mov ecx,[eax+version]"));

/** Does no clan's border lie between two threads? In one clan three instructions say so; between chief and clan, six more. */
export function noBorder({ cpu }: Kernel, me: Tcb, its: Tcb): boolean {
  const chief = cpu.load(its + CHIEF, "mov eax,[edi+chief]");
  const mine = cpu.compare(me + CHIEF, "cmp eax,[ebx+chief]");
  if (!cpu.branch(mine !== chief, "jne other_clan")) return true;
  if (cpu.branch(cpu.compare(me + TASK, "cmp eax,[ebx+task]") === chief, "je mine")) return true;
  cpu.load(me + CHIEF, "mov eax,[ebx+chief]");
  return !cpu.branch(cpu.compare(its + TASK, "cmp eax,[edi+task]") !== mine, "jne long");
}

/** May messages pass between these tasks, with no border of a clan between them? */
function isNear(k: Kernel, from: number, to: number): boolean {
  if (k.cpu.branch(from === to, "je near")) return true;
  const [mine, its] = [chiefOf(k, from), chiefOf(k, to)];
  k.cpu.alu(mine - its, "cmp eax,ecx");
  return k.cpu.branch(mine === to + 1 || its === from + 1 || (its !== 0 && its === mine), "je near");
}

/** The task nearest to `from` in whose clan, or in a clan below whose, `to` is; or the chief of `from`. */
function nearestTask(k: Kernel, from: number, to: number): number {
  for (let task = to; ; ) {
    if (isNear(k, from, task)) return task;
    const chief = chiefOf(k, task);
    if (k.cpu.branch(chief === 0, "jz outside")) break;
    task = chief - 1;
  }
  return chiefOf(k, from) - 1;
}

/** The thread with this id, if no clan's border lies between: its TCB, or 0. */
export function nearThread(k: Kernel, me: Tcb, id: ThreadId): Tcb {
  k.cpu.at(k.at.code.clans);
  const its = findThread(k, id);
  return its !== 0 && noBorder(k, me, its) ? its : 0;
}

/** The thread that a message to `id` goes to first. What is not the id of a thread of a task that exists stays as it is. */
export function nearest(k: Kernel, me: Tcb, id: ThreadId): ThreadId {
  const { cpu, at } = k;
  cpu.at(at.code.clans);
  const mark = 1 << (at.tcbShift - 1);
  if (cpu.branch(id === NIL || (id & mark) === 0, "jz no_thread")) return id;
  const home = taskOfId(k, me - at.tcbs);
  const other = taskOfId(k, id);
  cpu.shift(other, "shr eax,log2 task");
  cpu.alu(other, "and eax,tasks-1");
  if (cpu.branch(!taskExists(k, other), "jz no_task") || isNear(k, home, other)) return id;
  return firstThread(k, nearestTask(k, home, other));
}
