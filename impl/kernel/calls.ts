/** id_nearest, fpage_unmap, thread_switch, thread_schedule.  [X0] */
import { EBX, EDX, ESI } from "../i486/index.js";
import { code, FLUSH, NIL, priorityOf, schedule, sliceOf, UNCHANGED } from "./abi.js";
import { chiefOf, nearest } from "./clans.js";
import { type Came, end, idOfTcb } from "./ends.js";
import { currentTcb, findThread, type Kernel, type Tcb, taskEntry, taskNumber } from "./kernel.js";
import { isLinked, unlink } from "./lists.js";
import { demap, release } from "./mapping.js";
import { dispatch, goOn, makeReady, putLast, startsRunning, switchTo } from "./switch.js";
import { canRun, PRIORITY, READY_NEXT, SLICE, SLICE_LEFT, STATE } from "./tcb.js";

/** A call begins: where the caller goes on is put on its stack. */
export function begin(k: Kernel, label: number): Tcb {
  k.cpu.at(label);
  k.cpu.phase("serve the call");
  k.cpu.push(k.at.code.ipcReturn, "push ipc_return");
  return currentTcb(k);
}

/** A call ends at once, with a code and what it gives; the caller goes on, unless somebody more urgent is ready now. */
export function answer(k: Kernel, me: Tcb, how: number, came?: Came): void {
  end(k, me, me, how, came);
  goOn(k, me);
}

/** May the current thread control the threads of a task?  Its own it may, and those of a task that its task is chief of. */
export function controls(k: Kernel, me: Tcb, task: number): boolean {
  const mine = taskNumber(k, me - k.at.tcbs);
  if (k.cpu.branch(mine === task, "je own")) return true;
  return k.cpu.branch(chiefOf(k, task) === mine + 1, "je chief");
}

/** id_nearest: to whom does a message go first? Of NIL: who is the caller?  [X0 id_nearest] */
export function idNearest(k: Kernel): void {
  const me = begin(k, k.at.code.idNearest);
  const to = k.cpu.get(ESI);
  const isNil = k.cpu.branch(to === NIL, "jz nil");
  answer(k, me, code.ok, { from: isNil ? idOfTcb(k, me) : nearest(k, me, to), word0: 0, word1: 0 });
}

/** fpage_unmap: what derives from a page of the caller's is taken back; with FLUSH the page itself too.  [X0 fpage_unmap] */
export function fpageUnmap(k: Kernel): void {
  const { cpu, at } = k;
  const me = begin(k, at.code.fpageUnmap);
  const page = cpu.get(EBX);
  const unmap = cpu.branch((page & FLUSH) !== 0, "jnz flush") ? release : demap;
  const done = unmap(k, taskEntry(k, me), (page & ~3) >>> 0);
  answer(k, me, done ? code.ok : code.mapFailed);
}

/** thread_switch: the rest of the time slice is given to a thread that can run, or to whom it may be.  [X0 thread_switch] */
export function threadSwitch(k: Kernel): void {
  const { cpu, at } = k;
  const me = begin(k, at.code.threadSwitch);
  const id = cpu.get(ESI);
  end(k, me, me, code.ok);
  if (cpu.branch(id === NIL, "jz anybody")) {
    putLast(k, me);
    return dispatch(k, me);
  }
  const to = findThread(k, id);
  const its = to === 0 ? 0 : cpu.load(to + STATE, "mov eax,[edi+state]");
  if (cpu.branch(!canRun(its), "ja cannot_run")) return answer(k, me, code.noPartner);
  if (to !== me) makeReady(k, me);
  startsRunning(k, to);
  switchTo(k, me, to);
}

/** thread_schedule: what a thread does; and, of one that the caller controls, its priority and time slice.  [X0] */
export function threadSchedule(k: Kernel): void {
  const { cpu, at } = k;
  const me = begin(k, at.code.threadSchedule);
  const id = cpu.get(ESI);
  const wanted = cpu.get(EDX);
  const tcb = findThread(k, id);
  if (cpu.branch(tcb === 0, "jz no_thread")) return answer(k, me, code.noPartner);
  const word0 = cpu.load(tcb + STATE, "mov edx,[edi+state]");
  const slice = cpu.load(tcb + SLICE, "mov ecx,[edi+slice]");
  const word1 = schedule(cpu.load(tcb + PRIORITY, "mov eax,[edi+priority]"), slice);
  const isSet = cpu.branch(wanted === UNCHANGED, "je unchanged") || setSchedule(k, me, tcb, wanted);
  answer(k, me, isSet ? code.ok : code.noPartner, { from: id, word0, word1 });
}

/** A thread gets a priority, at most the caller's own, and a time slice. False: that is not for the caller to say. */
function setSchedule(k: Kernel, me: Tcb, tcb: Tcb, wanted: number): boolean {
  const { cpu } = k;
  const mine = cpu.load(me + PRIORITY, "mov eax,[ebx+priority]");
  const allowed = priorityOf(wanted) <= mine && controls(k, me, taskNumber(k, tcb - k.at.tcbs));
  if (!cpu.branch(allowed, "jbe allowed")) return false;
  const linked = cpu.branch(isLinked(k, tcb, READY_NEXT), "jne linked");
  if (linked) unlink(k, tcb, READY_NEXT);
  cpu.store(tcb + PRIORITY, priorityOf(wanted), "mov [edi+priority],eax");
  cpu.store(tcb + SLICE, sliceOf(wanted), "mov [edi+slice],ecx");
  cpu.store(tcb + SLICE_LEFT, sliceOf(wanted), "mov [edi+left],ecx");
  if (linked) makeReady(k, tcb);
  return true;
}
