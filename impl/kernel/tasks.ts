/**
 * lthread_ex_regs and task_new: threads are started, stopped and set going elsewhere; tasks are made, handed over and
 * deleted.
 *
 * Sources: X0 lthread_ex_regs, task_new; L4 V2 (a new chief); which task may do what to which is written down in spec/ipc.
 */
import { ECX, EDX, ESI } from "../i486/index.js";
import { code, IN_SEND_PHASE, NIL, UNCHANGED } from "./abi.js";
import { answer, begin, controls } from "./calls.js";
import { chiefOf, firstThread, taskAt, taskExists } from "./clans.js";
import { end, endTransfer, leaveQueue, partnerOf } from "./ends.js";
import { idOf, taskOfId, threadOfId } from "./ids.js";
import {
  EIP_ON_STACK,
  ESP_ON_STACK,
  findThread,
  type Kernel,
  type Tcb,
  type ThreadId,
  taskNumber,
  tcbOf,
} from "./kernel.js";
import { TASK_CHIEF, TASK_VERSION } from "./layout.js";
import { detach } from "./lines.js";
import { first, isLinked, queueHead, unlink } from "./lists.js";
import { closeTcb, createSpace, deleteSpace } from "./space.js";
import { startThread } from "./start.js";
import { MYSELF, PARTNER, PRIORITY, READY_NEXT, SEND_NEXT, STACK, STATE, state } from "./tcb.js";
import { forget } from "./wakeups.js";

// ----------------------------------------------------------------------------------------------- lthread_ex_regs

/** lthread_ex_regs: a thread is started; or what it waits for is cancelled, its transfer aborted; and it runs elsewhere. */
export function exRegs(k: Kernel): void {
  const { cpu, at } = k;
  const me = begin(k, at.code.exRegs);
  const [id, eip, esp] = [cpu.get(ESI), cpu.get(EDX), cpu.get(ECX)];
  if (!cpu.branch(mayControl(k, me, id), "je allowed")) return answer(k, me, code.noPartner);
  const tcb = findThread(k, id);
  if (cpu.branch(tcb === 0, "jz new")) {
    const priority = cpu.load(me + PRIORITY, "mov edx,[ebx+priority]");
    if (!startThread(k, tcbOf(k, id), id, priority)) return answer(k, me, code.mapFailed);
  } else stop(k, me, tcb);
  const its = tcb === 0 ? tcbOf(k, id) : tcb;
  const word0 = setWord(k, its + at.tcbBytes - EIP_ON_STACK, eip);
  const word1 = setWord(k, its + at.tcbBytes - ESP_ON_STACK, esp);
  answer(k, me, code.ok, { from: id, word0, word1 });
}

/** Is this the id of a thread, there or not yet, of a task that the caller controls? */
function mayControl(k: Kernel, me: Tcb, id: ThreadId): boolean {
  return isPresent(k, id) && controls(k, me, taskOfId(k, id));
}

/** Does an id name a task that is there, in its present life? */
function isPresent(k: Kernel, id: ThreadId): boolean {
  const { cpu } = k;
  const task = taskOfId(k, id);
  if (cpu.branch(!taskExists(k, task), "jz no_task")) return false;
  const version = cpu.load(taskAt(k, task) + TASK_VERSION, "mov ecx,[eax+version]");
  return cpu.branch(idOf(k, task, threadOfId(k, id), version) === id, "je present");
}

/** A word of the user's frame is set, unless it is to stay. Gives what it was. */
function setWord({ cpu }: Kernel, place: number, word: number): number {
  const old = cpu.load(place, "mov eax,[edi+frame]");
  if (!cpu.branch(word === UNCHANGED, "je unchanged")) cpu.store(place, word, "mov [edi+frame],edx");
  return old;
}

/** What a thread is doing comes to an end. A call that it was about to make again is not made. */
function stop(k: Kernel, me: Tcb, tcb: Tcb): void {
  const { cpu, at } = k;
  const its = cpu.load(tcb + STATE, "mov eax,[edi+state]");
  if (partnerOf(k, tcb) !== 0) return endTransfer(k, me, tcb, code.aborted);
  if (!cpu.branch(its === state.ready, "je ready")) {
    const sends = cpu.branch(its === state.sending || its === state.faulting, "je sends");
    return end(k, me, tcb, code.cancelled + (sends ? IN_SEND_PHASE : 0));
  }
  if (tcb === me) return;
  const stack = cpu.load(tcb + STACK, "mov ecx,[edi+stack]");
  const again = cpu.compare(stack, "cmp [ecx],call_again") === at.code.callAgain;
  if (cpu.branch(again, "je call_again"))
    cpu.storeImmediate(stack, at.code.userReturn, "mov [ecx],user_return");
}

// ------------------------------------------------------------------------------------------------------ task_new

/** task_new: without a chief the task is deleted; with the caller's own task as chief it is made; else handed over. */
export function taskNew(k: Kernel): void {
  const { cpu, at } = k;
  const me = begin(k, at.code.taskNew);
  const [id, heir] = [cpu.get(ESI), cpu.get(EDX)];
  const task = taskOfId(k, id);
  const mine = taskNumber(k, me - at.tcbs);
  const isHeld = isPresent(k, id) && chiefOf(k, task) === mine + 1;
  if (cpu.branch(heir === NIL, "jz delete")) return remove(k, me, isHeld, task);
  const to = taskOfId(k, heir);
  if (cpu.branch(!isPresent(k, heir), "jz no_heir")) return answer(k, me, code.noPartner);
  if (cpu.branch(to === mine && !taskExists(k, task), "jz new")) return create(k, me, task, mine);
  const may = isHeld && !isStarted(k, task) && !isUnder(k, to, task);
  if (!cpu.branch(may, "jne refused")) return answer(k, me, code.noPartner);
  cpu.store(taskAt(k, task) + TASK_CHIEF, to + 1, "mov [eax+chief],ecx");
  answer(k, me, code.ok, { from: firstThread(k, task), word0: 0, word1: 0 });
}

/** A task is made, without pages and threads; the caller's task is its chief. */
function create(k: Kernel, me: Tcb, task: number, mine: number): void {
  const { cpu, size } = k;
  const version = cpu.load(taskAt(k, task) + TASK_VERSION, "mov ecx,[eax+version]") + 1;
  const refused = depthOf(k, mine) >= size.nesting || version >= size.versions;
  if (cpu.branch(refused, "jae refused")) return answer(k, me, code.noPartner);
  if (!createSpace(k, taskAt(k, task))) return answer(k, me, code.mapFailed);
  cpu.store(taskAt(k, task) + TASK_VERSION, version, "mov [eax+version],ecx");
  cpu.store(taskAt(k, task) + TASK_CHIEF, mine + 1, "mov [eax+chief],edx");
  answer(k, me, code.ok, { from: firstThread(k, task), word0: 0, word1: 0 });
}

/** How many tasks a task has above it. */
function depthOf(k: Kernel, task: number): number {
  let depth = 0;
  for (let chief = chiefOf(k, task); k.cpu.branch(chief !== 0, "jnz up"); chief = chiefOf(k, chief - 1))
    depth++;
  return depth;
}

/** Is a task another, or below it? */
function isUnder(k: Kernel, task: number, chief: number): boolean {
  for (let at = task + 1; k.cpu.branch(at !== 0, "jnz up"); at = chiefOf(k, at - 1))
    if (at === chief + 1) return true;
  return false;
}

/** Has a task threads? */
function isStarted(k: Kernel, task: number): boolean {
  for (let n = 0; n < k.size.threadsPerTask; n++)
    if (k.cpu.branch(k.cpu.compare(tcbAt(k, task, n) + MYSELF) !== 0, "jne there")) return true;
  return false;
}

const tcbAt = ({ at, size }: Kernel, task: number, thread: number): Tcb =>
  at.tcbs + ((task * size.threadsPerTask + thread) << at.tcbShift);

// -------------------------------------------------------------------------------------------------------- deletion

/** A task is deleted, and all below it first. */
function remove(k: Kernel, me: Tcb, isHeld: boolean, task: number): void {
  if (!k.cpu.branch(isHeld, "je mine")) return answer(k, me, code.noPartner);
  for (let at = task; ; ) {
    const below = memberOf(k, at);
    if (below >= 0) {
      at = below;
      continue;
    }
    const chief = chiefOf(k, at) - 1;
    deleteTask(k, me, at);
    if (at === task) break;
    at = chief;
  }
  answer(k, me, code.ok);
}

/** A task of which this one is chief, or -1. */
function memberOf(k: Kernel, chief: number): number {
  for (let task = 0; task < k.size.tasks; task++)
    if (k.cpu.branch(chiefOf(k, task) === chief + 1, "je member") && taskExists(k, task)) return task;
  return -1;
}

/** A task that has none below it is no more: neither its threads nor its pages. */
function deleteTask(k: Kernel, me: Tcb, task: number): void {
  const { cpu, at } = k;
  cpu.at(at.code.tasks);
  for (let n = 0; n < k.size.threadsPerTask; n++) {
    const tcb = tcbAt(k, task, n);
    const id = cpu.load(tcb + MYSELF, "mov esi,[ebx+myself]");
    if (cpu.branch(id === 0, "jz none")) continue;
    deleteThread(k, me, tcb, id);
  }
  deleteSpace(k, taskAt(k, task));
  cpu.storeImmediate(taskAt(k, task) + TASK_CHIEF, 0, "mov [eax+chief],0");
}

/** A thread is no more: its partner is told, and who waits for it; it is in no list. */
function deleteThread(k: Kernel, me: Tcb, tcb: Tcb, id: ThreadId): void {
  const { cpu } = k;
  const partner = partnerOf(k, tcb);
  if (partner !== 0) {
    const takes = cpu.compare(tcb + STATE, "cmp [ebx+state],taking") === state.taking;
    end(k, me, partner, code.aborted + (cpu.branch(takes, "je takes") ? IN_SEND_PHASE : 0));
  }
  leaveQueue(k, tcb);
  for (
    let waits = first(k, queueHead(tcb), SEND_NEXT);
    waits !== 0;
    waits = first(k, queueHead(tcb), SEND_NEXT)
  )
    end(k, me, waits, code.noPartner);
  detach(k, tcb);
  forget(k, tcb);
  if (isLinked(k, tcb, READY_NEXT)) unlink(k, tcb, READY_NEXT);
  cpu.storeImmediate(tcb + MYSELF, 0, "mov [ebx+myself],0");
  cpu.storeImmediate(tcb + STATE, state.inactive, "mov [ebx+state],inactive");
  releaseReceivers(k, me, id);
  closeTcb(k, tcb);
}

/** Who waits to receive from a thread that is no more waits no longer. */
function releaseReceivers(k: Kernel, me: Tcb, id: ThreadId): void {
  const { cpu, size } = k;
  for (let task = 0; task < size.tasks; task++) {
    if (!cpu.branch(taskExists(k, task), "jnz exists")) continue;
    for (let n = 0; n < size.threadsPerTask; n++) {
      const tcb = tcbAt(k, task, n);
      const receives = cpu.compare(tcb + STATE, "cmp [ebx+state],receiving") === state.receiving;
      if (cpu.branch(receives, "je receives") && cpu.compare(tcb + PARTNER) === id)
        end(k, me, tcb, code.noPartner);
    }
  }
}
