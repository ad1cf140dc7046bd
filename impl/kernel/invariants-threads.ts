/** What holds of threads, of the lists that they are in, and of tasks, whenever the processor rests. */
import { EFLAGS_IF, ESP, USER_CODE, USER_DATA } from "../i486/index.js";
import { codes, NIL } from "./abi.js";
import { idOf, lineId, threadOfId } from "./ids.js";
import { EFLAGS_ON_STACK, IN_CALL, type Tcb } from "./kernel.js";
import { TASK_SHADOW } from "./layout.js";
import { linePlace, TIMER } from "./lines.js";
import { queueHead, readyHead, wakeHead } from "./lists.js";
import { hex, type Invariant, type Look, type Wrong } from "./look.js";
import {
  ANYBODY,
  CHIEF,
  CODE,
  canRun,
  LINE,
  MYSELF,
  NEVER,
  NOBODY,
  PAGER,
  PAGING,
  PARTNER,
  PENDING,
  PRIORITY,
  paging,
  READY_NEXT,
  SEND_NEXT,
  SPACE,
  STACK,
  STATE,
  state,
  TASK,
  WAKE_LIST,
  WAKE_NEXT,
  WAKEUP,
} from "./tcb.js";

/** How far below the end of its TCB the stack pointer of a thread is that goes on in user mode, all registers on its stack. */
const INTERRUPTED = 60;

// ----------------------------------------------------------------------------------------------------------- lists

function queues(look: Look): Wrong {
  look.forgetLists();
  for (let n = 0; n < look.count; n++) {
    const wrong = look.follow(queueHead(look.tcbs[n] ?? 0), SEND_NEXT);
    if (wrong !== undefined) return wrong;
  }
  return look.each((_, tcb) => {
    const to = look.sendsTo(tcb);
    const queue = look.listOf(tcb);
    if ((look.word(tcb + SEND_NEXT) !== 0) !== (queue !== 0)) return "has links of a queue that it is not in";
    return queue === look.queueOf(to)
      ? undefined
      : `waits to send to ${hex(to)}, and is in queue ${hex(queue)}`;
  });
}

function ready(look: Look): Wrong {
  const { k } = look;
  look.forgetLists();
  for (let priority = 0; priority < k.size.priorities; priority++) {
    const wrong = look.follow(readyHead(k, priority), READY_NEXT);
    if (wrong !== undefined) return wrong;
  }
  return look.each(isReadyAsItMust);
}

function isReadyAsItMust(look: Look, tcb: Tcb): Wrong {
  const { k } = look;
  const list = look.listOf(tcb);
  const priority = look.word(tcb + PRIORITY);
  const runs = canRun(look.word(tcb + STATE));
  if (priority >= k.size.priorities) return `has priority ${priority}`;
  if ((look.word(tcb + READY_NEXT) !== 0) !== (list !== 0))
    return "has links of a ready list that it is not in";
  if (list !== 0 && list !== readyHead(k, priority)) return "is in the ready list of another priority";
  if (list === 0 && runs && !(k.design.lazyScheduling && tcb === look.current))
    return "can run, and is in no ready list";
  return list !== 0 && !runs && !k.design.lazyScheduling ? "cannot run, and is in a ready list" : undefined;
}

function wakeups(look: Look): Wrong {
  const { k } = look;
  if (k.design.wakeups === "array") return look.each(isInArray) ?? deadInArray(look);
  look.forgetLists();
  for (let list = 0; list <= k.size.lists; list++) {
    const wrong = look.follow(wakeHead(k, list), WAKE_NEXT);
    if (wrong !== undefined) return wrong;
  }
  return look.each(isInWakeList);
}

const hasTime = (look: Look, tcb: Tcb): boolean => look.isTimed(tcb) && look.word(tcb + WAKEUP) !== NEVER;

function isInWakeList(look: Look, tcb: Tcb): Wrong {
  const { size, at, design } = look.k;
  const list = look.listOf(tcb);
  if ((look.word(tcb + WAKE_NEXT) !== 0) !== (list !== 0))
    return "has links of a wake-up list that it is not in";
  if (list !== 0 && look.word(tcb + WAKE_LIST) !== list) return "is in another wake-up list than it says";
  if (!hasTime(look, tcb))
    return list === 0 || design.lazyWakeups ? undefined : "is in a wake-up list, and waits for no time";
  const wakeup = look.word(tcb + WAKEUP);
  const now = look.word(at.own.now);
  if (wakeup <= now) return `waits for ${wakeup}, and it is ${now}`;
  const its = wakeHead(look.k, Math.ceil(wakeup / size.tick) & (size.lists - 1));
  const nextLook = (Math.floor(now / size.horizon) + 1) * size.horizon;
  const isLong = list === wakeHead(look.k, size.lists) && wakeup >= nextLook;
  return list === its || isLong
    ? undefined
    : `waits for ${wakeup} in wake-up list ${hex(list)}, and it is ${now}`;
}

/** Design `wakeups` array. */
function isInArray(look: Look, tcb: Tcb): Wrong {
  const { at } = look.k;
  const place = look.word(at.wakeArray + 4 * look.numberOf(tcb));
  const wakeup = look.word(tcb + WAKEUP);
  if (look.word(tcb + WAKE_NEXT) !== 0) return "is in a wake-up list";
  if (!hasTime(look, tcb))
    return place === 0 || look.k.design.lazyWakeups ? undefined : "is in the array, and waits for no time";
  if (place !== wakeup) return `waits for ${wakeup}, and the array has ${place}`;
  return wakeup > look.word(at.own.now) ? undefined : `waits for ${wakeup}, which is over`;
}

function deadInArray(look: Look): Wrong {
  const { at } = look.k;
  for (let n = 0; n < at.threads; n++)
    if (look.word(at.wakeArray + 4 * n) !== 0 && !look.isThread(at.tcbs + (n << at.tcbShift)))
      return `thread number ${n} is in the array, and is not there`;
  return undefined;
}

// -------------------------------------------------------------------------------------------------------- partners

/** The state of the partner of a transfer, if that is his partner too; else no state. */
function partnersState(look: Look, tcb: Tcb): number {
  const partner = look.find(look.word(tcb + PARTNER));
  if (partner === 0 || look.word(partner + PARTNER) !== look.word(tcb + MYSELF)) return -1;
  return look.word(partner + STATE);
}

function isPaired(look: Look, tcb: Tcb): Wrong {
  const its = look.word(tcb + STATE);
  const pages = look.word(tcb + PAGING) !== paging.no;
  const isGiver = its === state.giving || its === state.held;
  if (!isGiver && its !== state.taking) return pages ? "waits for its pager in no transfer" : undefined;
  const partners = partnersState(look, tcb);
  const fits = isGiver ? partners === state.taking : partners === state.giving || partners === state.held;
  if (!fits) return `is in a transfer with ${hex(look.word(tcb + PARTNER))}, which is in none with it`;
  if (!isGiver) return undefined;
  const partnerPages = look.word(look.find(look.word(tcb + PARTNER)) + PAGING) !== paging.no;
  if (pages && partnerPages) return "waits for its pager, and its partner for his";
  return pages || partnerPages === (its === state.held) ? undefined : "is held, or is not, without reason";
}

function isNoGhost(look: Look, tcb: Tcb): Wrong {
  const to = look.sendsTo(tcb);
  if (to !== NIL && look.find(to) === 0) return `waits to send to ${hex(to)}, which is not there`;
  if (look.awaitsPager(tcb) && look.find(look.word(tcb + PAGER)) === 0)
    return "waits for a pager that is not there";
  if (look.word(tcb + STATE) !== state.receiving) return undefined;
  const from = look.word(tcb + PARTNER);
  const itsLine = look.word(tcb + LINE) & ~PENDING;
  if (from === ANYBODY || from === NOBODY || (itsLine !== 0 && from === itsLine)) return undefined;
  return look.find(from) === 0 ? `waits for ${hex(from)}, which is not there` : undefined;
}

function hasMissedNobody(look: Look, tcb: Tcb): Wrong {
  const line = look.word(tcb + LINE);
  const partner = look.word(tcb + PARTNER);
  const receives = look.word(tcb + STATE) === state.receiving;
  const takesLine = receives && (partner === ANYBODY || partner === (line & ~PENDING));
  if (takesLine && (line & PENDING) !== 0) return "waits for its interrupt, which is pending";
  const to = look.find(look.sendsTo(tcb));
  if (to === 0) return undefined;
  const me = look.word(tcb + MYSELF);
  const from = look.word(to + PARTNER);
  const accepts = look.word(to + STATE) === state.receiving && (from === ANYBODY || from === me);
  const isAwaited = look.awaitsPager(to) && look.word(to + PAGER) === me;
  return accepts || isAwaited ? `waits to send to ${look.name(to)}, which waits for it` : undefined;
}

// ---------------------------------------------------------------------------------------------------------- stacks

function hasStack(look: Look, tcb: Tcb): Wrong {
  const { k } = look;
  if (tcb === look.current && k.cpu.userMode) return undefined;
  const end = tcb + k.at.tcbBytes;
  if (look.word(end - 4) !== USER_DATA || look.word(end - 16) !== USER_CODE)
    return "has no frame of user code";
  if ((look.word(end - EFLAGS_ON_STACK) & EFLAGS_IF) === 0) return "has a frame without interrupts";
  const stack = tcb === look.current ? k.cpu.get(ESP) : look.word(tcb + STACK);
  const label = look.word(stack);
  const its = look.word(tcb + STATE);
  if (stack === end - IN_CALL)
    return isLabelInCall(look, tcb, its, label)
      ? undefined
      : `goes on at ${hex(label)} after a call, in state ${its}`;
  const isInterrupted = its === state.ready || its === state.faulting || its === state.awaiting;
  if (stack !== end - INTERRUPTED || !isInterrupted) return `has stack ${hex(stack)} in state ${its}`;
  return label === k.at.code.userReturn || label === k.at.code.callAgain
    ? undefined
    : `goes on at ${hex(label)}`;
}

function isLabelInCall(look: Look, tcb: Tcb, its: number, label: number): boolean {
  const { code } = look.k.at;
  if (its === state.giving || its === state.held) return label === code.copyAgain || tcb === look.current;
  const waits = its === state.sending || its === state.receiving || its === state.taking;
  return label === code.ipcReturn && (waits || (its === state.ready && codes.has(look.word(tcb + CODE))));
}

// -------------------------------------------------------------------------------------------------- ids, tasks, lines

function isItself(look: Look, tcb: Tcb): Wrong {
  const { k } = look;
  const task = look.taskOf(tcb);
  const chief = look.chiefOf(task);
  const pager = chief === 0 ? NIL : idOf(k, chief - 1, 0, look.versionOf(chief - 1));
  const myself = idOf(k, task, threadOfId(k, tcb - k.at.tcbs), look.versionOf(task));
  if (look.spaceOf(task) === 0) return "has no task";
  if (look.word(tcb + MYSELF) !== myself) return `says that it is ${hex(look.word(tcb + MYSELF))}`;
  if (look.word(tcb + SPACE) !== look.spaceOf(task)) return "has another space than its task";
  if (look.word(tcb + TASK) !== task + 1) return "names another task";
  if (look.word(tcb + CHIEF) !== chief) return "has another chief than its task";
  return look.word(tcb + PAGER) === pager ? undefined : "has another pager than its chief's first thread";
}

function tasks(look: Look): Wrong {
  const { size } = look.k;
  if (look.spaceOf(0) === 0 || look.chiefOf(0) !== 0) return "sigma0 is not there, or has a chief";
  for (let task = 1; task < size.tasks; task++) {
    const exists = look.spaceOf(task) !== 0;
    const rest = look.word(look.taskAt(task) + TASK_SHADOW) !== 0;
    if (exists !== rest || exists !== (look.chiefOf(task) !== 0)) return `task ${task} is there in part`;
    if (look.versionOf(task) >= size.versions) return `task ${task} has version ${look.versionOf(task)}`;
    let above = task;
    for (let n = 0; exists && above !== 0; n++) {
      above = look.chiefOf(above) - 1;
      if (n > size.tasks || above < 0 || look.spaceOf(above) === 0) return `task ${task} is not below sigma0`;
    }
  }
  return undefined;
}

function lines(look: Look): Wrong {
  const { k } = look;
  for (let line = 0; line < k.size.lines; line++) {
    const driver = look.word(linePlace(k, line));
    if (driver === 0) continue;
    if (line === TIMER || !look.isThread(driver)) return `line ${line} is attached to ${hex(driver)}`;
    if (look.taskOf(driver) >= k.size.drivers) return `line ${line} is attached to a task that is no driver`;
    if ((look.word(driver + LINE) & ~PENDING) !== lineId(line))
      return `line ${line}: its thread does not know it`;
  }
  return look.each((_, tcb) => {
    const line = look.word(tcb + LINE);
    if (line === 0 || look.word(linePlace(k, (line & ~PENDING) - 1)) === tcb) return undefined;
    return `says that it is attached to line ${hex(line)}`;
  });
}

// ----------------------------------------------------------------------------------------------------------- table

export const ofThreads = {
  queues: {
    says: "send queues are well linked, and those are in the queue of a thread who wait to send to it, once, and no others",
    source: "SRC486 (send queues through the TCBs); spec/ipc IPC-QUEUE",
    wrong: queues,
  },
  ready: {
    says: "who can run and has not the processor is in the ready list of his priority; without lazy scheduling, just who can run",
    source: "L93 (lazy scheduling); switch.ts",
    wrong: ready,
  },
  wakeups: {
    says: "who waits with a finite time is where the timer looks at that time, and his time is not over",
    source: "L93; slides 60 to 63; wakeups.ts",
    wrong: wakeups,
  },
  partners: {
    says: "giver and taker name each other; the giver is held if and only if one of them, and not both, waits for his pager",
    source: "SRC486 (both partners are locked); spec/ipc IPC-PAIR, IPC-PAGING",
    ofThread: isPaired,
  },
  ghosts: {
    says: "nobody waits for a thread that is not there",
    source: "X0 completion code 1; spec/ipc IPC-NOGHOST",
    ofThread: isNoGhost,
  },
  rendezvous: {
    says: "nobody waits to send to a thread that waits to receive from him, and no interrupt waits for one that receives it",
    source: "slides 24, 64; spec/ipc IPC-RENDEZVOUS, IPC-INTERRUPT-RENDEZVOUS",
    ofThread: hasMissedNobody,
  },
  stacks: {
    says: "on the stack of a thread lies what INT pushed, and on top where it goes on, as its state says; if a call is over, a code",
    source: "SRC486 (the stack is in the TCB); switch.ts",
    ofThread: hasStack,
  },
  ids: {
    says: "a thread's id says where its TCB is and which life of its task it belongs to; space, chief and pager are its task's",
    source: "L95 (ids unique in space and time); SRC486",
    ofThread: isItself,
  },
  tasks: {
    says: "every task has a chief that is there, and so on up to sigma0",
    source: "X0 clans and chiefs; spec/ipc IPC-HOUSED",
    wrong: tasks,
  },
  lines: {
    says: "line and thread agree on who is attached to whom",
    source: "X0 interrupts; spec/ipc IPC-ATTACHED, IPC-PENDING",
    wrong: lines,
  },
} as const satisfies Record<string, Invariant>;
