/** TCBs: what each word of a thread must be for what it does, any word where that says nothing, and its stack. */
import { EFLAGS_IF, EFLAGS_ONE, USER_CODE, USER_DATA } from "../../impl/i486/index.js";
import { abi, idOf, lineId } from "../../impl/kernel/index.js";
import { EFLAGS_ON_STACK, IN_CALL } from "../../impl/kernel/kernel.js";
import * as tcb from "../../impl/kernel/tcb.js";
import { NIL } from "../../model/index.js";
import { activityOf, isInterrupted, lineOf } from "../../spec/ipc/observers.js";
import type { Thread } from "../../spec/ipc/threads.js";
import { makeActivity } from "./activities.js";
import type { Making } from "./making.js";
import { makeFault } from "./transfers.js";

/** Words of a TCB that mean nothing unless its thread does something to which they belong. */
const MEANINGLESS = [
  ...[tcb.PARTNER, tcb.WAKE_LIST, tcb.WAKE_PREVIOUS, tcb.ITEM, tcb.READY_PREVIOUS, tcb.SEND_NEXT + 4],
  ...[tcb.WORD_0, tcb.WORD_1, tcb.CODE, tcb.FROM, tcb.TIMEOUTS, tcb.NEXT, tcb.FAULT, tcb.ACCEPTS, tcb.PART],
  ...[tcb.COPIED, tcb.WINDOW_AT, tcb.SENT_STRINGS, tcb.ROOM_STRINGS, tcb.WINDOW_TO, tcb.STACK],
];

/** How far below the end of a TCB all registers lie of a thread that goes on in user mode, and the label below them. */
const INTERRUPTED = 60;

/** The TCBs of all threads, but for the lists that they are in. */
export function makeThreads(m: Making): void {
  for (const t of m.threads()) {
    makeIdentity(m, t);
    makeStack(m, t, makeActivity(m, t));
  }
  for (const t of m.threads()) makeFault(m, t);
  const { at, size } = m.machine.kernel;
  m.fill(at.lines, 0, size.lines);
  m.s.attached.forEach((t, line) => {
    if (t !== NIL) m.poke(at.lines + 4 * (line + 1), m.tcbOf(t));
  });
}

/** Who it is, which is its task's affair; and what is left to chance, which is nobody's. */
function makeIdentity(m: Making, t: Thread): void {
  const { size, at } = m.machine.kernel;
  const [its, task, left] = [m.tcbOf(t), m.taskOf(t), m.leftover()];
  const chief = m.look.chiefOf(task);
  m.fill(its, 0, at.tcbBytes / 4);
  for (const word of MEANINGLESS) m.poke(its + word, left);
  m.fill(its + tcb.SENT, left, (2 * (at.room - tcb.SENT)) / 4);
  m.poke(its + tcb.MYSELF, m.idOf(t));
  m.poke(its + tcb.SPACE, m.look.spaceOf(task));
  m.poke(its + tcb.TASK, task + 1);
  m.poke(its + tcb.CHIEF, chief);
  m.poke(its + tcb.PAGER, chief === 0 ? abi.NIL : firstOf(m, chief - 1));
  m.poke(its + tcb.PRIORITY, m.roll(size.priorities));
  m.poke(its + tcb.SLICE, m.pick([size.slice, 0, 3 * size.tick]));
  m.poke(its + tcb.SLICE_LEFT, size.tick * m.roll(4));
  const line = lineOf(m.s, t);
  if (line !== NIL) m.poke(its + tcb.LINE, lineId(line + 1) | (isInterrupted(m.s, t) ? tcb.PENDING : 0));
}

const firstOf = ({ machine, look }: Making, task: number): number =>
  idOf(machine.kernel, task, 0, look.versionOf(task));

// ----------------------------------------------------------------------------------------------------------- stack

/** What INT has pushed, and below it where the thread goes on. */
function makeStack(m: Making, t: Thread, its: number): void {
  const { at } = m.machine.kernel;
  const end = m.tcbOf(t) + at.tcbBytes;
  m.fill(m.tcbOf(t) + 2 * at.room - tcb.SENT, m.leftover(), (at.tcbBytes - 2 * at.room + tcb.SENT) / 4);
  m.poke(end - 4, USER_DATA);
  m.poke(end - EFLAGS_ON_STACK, EFLAGS_IF | EFLAGS_ONE);
  m.poke(end - 16, USER_CODE);
  const { isInCall, label } = goesOn(m, t, its);
  const stack = end - (isInCall ? IN_CALL : INTERRUPTED);
  m.poke(m.tcbOf(t) + tcb.STACK, stack);
  m.poke(stack, label);
}

/** Where a thread goes on in this state: after a call, or with all its registers. */
function goesOn(m: Making, t: Thread, its: number): { readonly isInCall: boolean; readonly label: number } {
  const { code } = m.machine.kernel.at;
  const { state } = tcb;
  if (its === state.giving || its === state.held) return { isInCall: true, label: code.copyAgain };
  const mayBeInterrupted = its === state.ready || its === state.faulting || its === state.awaiting;
  if (mayBeInterrupted && (its !== state.ready || m.roll(2) === 1))
    return { isInCall: false, label: m.seldom(4) ? code.callAgain : code.userReturn };
  if (activityOf(m.s, t).kind === "ready") m.poke(m.tcbOf(t) + tcb.CODE, m.pick([...abi.codes]));
  return { isInCall: true, label: code.ipcReturn };
}
