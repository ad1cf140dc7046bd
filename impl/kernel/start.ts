/** How a thread begins: its TCB, and a stack on which it lies as if it had been interrupted before its first instruction. */
import { EFLAGS_IF, EFLAGS_ONE, insist, USER_CODE, USER_DATA } from "../i486/index.js";
import { NIL } from "./abi.js";
import { firstThread, taskAt } from "./clans.js";
import { idOf } from "./ids.js";
import { type Kernel, type Tcb, type ThreadId, taskNumber } from "./kernel.js";
import { TASK_CHIEF, TASK_SPACE } from "./layout.js";
import { queueHead } from "./lists.js";
import { openTcb } from "./space.js";
import { makeReady, switchTo } from "./switch.js";
import {
  CHIEF,
  MYSELF,
  NEVER,
  NEXT,
  NO_RECEIVE,
  PAGER,
  PRIORITY,
  QUEUE_FIRST,
  QUEUE_LAST,
  SLICE,
  SLICE_LEFT,
  SPACE,
  STACK,
  STATE,
  state,
  TASK,
  WAKEUP,
} from "./tcb.js";

/** Registers and an error code, under what INT pushes, and above the address at which the thread goes on. */
const REGISTERS = 9;

/** A thread comes into being, and is ready. The words of its TCB are 0 before. False: there is no memory for its TCB. */
export function startThread(k: Kernel, tcb: Tcb, id: ThreadId, priority: number): boolean {
  const { cpu, at } = k;
  cpu.at(at.code.threads);
  if (!openTcb(k, tcb)) return false;
  const task = taskNumber(k, tcb - at.tcbs);
  const chief = cpu.load(taskAt(k, task) + TASK_CHIEF, "mov ecx,[eax+chief]");
  cpu.store(tcb + MYSELF, id, "mov [ebx+myself],esi");
  cpu.store(tcb + SPACE, cpu.load(taskAt(k, task) + TASK_SPACE), "mov [ebx+space],eax");
  cpu.store(tcb + TASK, task + 1, "mov [ebx+task],edx");
  cpu.store(tcb + CHIEF, chief, "mov [ebx+chief],ecx");
  cpu.store(tcb + PAGER, chief === 0 ? NIL : firstThread(k, chief - 1), "mov [ebx+pager],eax");
  cpu.store(tcb + QUEUE_FIRST, queueHead(tcb), "mov [ebx+first],eax");
  cpu.store(tcb + QUEUE_LAST, queueHead(tcb), "mov [ebx+last],eax");
  cpu.store(tcb + PRIORITY, priority, "mov [ebx+priority],edx");
  cpu.store(tcb + SLICE, k.size.slice, "mov [ebx+slice],ecx");
  cpu.store(tcb + SLICE_LEFT, k.size.slice, "mov [ebx+left],ecx");
  cpu.storeImmediate(tcb + WAKEUP, NEVER, "mov [ebx+wakeup],never");
  cpu.storeImmediate(tcb + NEXT, NO_RECEIVE, "mov [ebx+next],no_receive");
  cpu.storeImmediate(tcb + STATE, state.ready, "mov [ebx+state],ready");
  firstFrame(k, tcb);
  makeReady(k, tcb);
  return true;
}

/** What INT would have pushed, registers of 0, and where the thread goes on. */
function firstFrame({ cpu, at }: Kernel, tcb: Tcb): void {
  const top = tcb + at.tcbBytes;
  const pushed = [USER_DATA, 0, EFLAGS_IF | EFLAGS_ONE, USER_CODE, 0];
  for (const [n, word] of pushed.entries()) cpu.storeImmediate(top - 4 * (n + 1), word);
  const registers = top - 4 * (pushed.length + REGISTERS);
  for (let n = 0; n < REGISTERS; n++) cpu.storeImmediate(registers + 4 * n, 0);
  cpu.storeImmediate(registers - 4, at.code.userReturn, "mov [eax],user_return");
  cpu.store(tcb + STACK, registers - 4, "mov [ebx+stack],eax");
}

/** The first thread of all, sigma0's, begins to run in user mode: the last step of booting. Throws as `boot` does. */
export function startSigma0(k: Kernel, eip: number, esp: number): void {
  const { cpu, at, size } = k;
  const tcb = at.tcbs;
  const isStarted = startThread(k, tcb, idOf(k, 0, 0, 1), size.priorities - 1);
  insist(isStarted, "the pool is too small for sigma0's first thread");
  cpu.store(tcb + at.tcbBytes - 20, eip);
  cpu.store(tcb + at.tcbBytes - 8, esp);
  switchTo(k, at.idleTcb, tcb);
}
