/**
 * What the kernel relies on when it goes on from where it rests: how the thread that has the processor stands, what a copy
 * goes on with, and that what is free is blank. With these the invariants are inductive: each step keeps them all, from
 * any state that satisfies them, whether the kernel can come to it or not.
 */
import { CPL, EFLAGS, EFLAGS_IF, EIP, ESI, ESP, WRITABLE } from "../i486/index.js";
import { IN_CALL, type Tcb } from "./kernel.js";
import { hex, type Invariant, type Look, type Wrong } from "./look.js";
import { NODE_CHILD } from "./mapping.js";
import { roomPart, sentPart, WORDS } from "./parts.js";
import {
  COPIED,
  FAULT,
  NEXT,
  NO_RECEIVE,
  NOBODY,
  PAGING,
  PART,
  PARTNER,
  PRIORITY,
  paging,
  SPACE,
  STATE,
  state,
  WINDOW_AT,
} from "./tcb.js";
import { NO_WINDOW } from "./window.js";

// --------------------------------------------------------------------------------------------------- what is free

function freeNodes(look: Look): Wrong {
  for (let node = look.word(look.k.at.own.freeNode); node !== 0; node = look.word(node))
    if (look.word(node + NODE_CHILD) !== 0) return `node ${hex(node)} is free, and has a child`;
  return undefined;
}

/** TCBs of no thread, in pages that other threads have opened: elsewhere zeros are read anyway. */
function blankTcbs(look: Look): Wrong {
  const { at, size } = look.k;
  for (let tcb = at.tcbs; tcb < at.tcbs + at.tcbsBytes; tcb += size.tcbBytes) {
    if ((look.entryOf(tcb) & WRITABLE) === 0 || look.isThread(tcb)) continue;
    for (let word = tcb; word < tcb + size.tcbBytes; word += 4)
      if (look.word(word) !== 0) return `where ${look.name(tcb)} is not, is something`;
  }
  return undefined;
}

// ------------------------------------------------------------------------------------------------- who runs, where

function rest(look: Look): Wrong {
  const { cpu, at } = look.k;
  if ((cpu.get(EFLAGS) & EFLAGS_IF) === 0) return "it rests, and no interrupt can come";
  if (look.current === at.idleTcb) return idle(look);
  const its = look.word(look.current + STATE);
  const isCopying = cpu.get(CPL) === 0 && cpu.get(EIP) !== at.code.callAgain;
  if (isCopying) return its === state.giving ? inCopy(look) : `copies in state ${its}`;
  if (its !== state.ready) return `has the processor in state ${its}`;
  const goesOn = cpu.get(CPL) !== 0 || look.word(cpu.get(ESP)) === at.code.callAgain;
  return goesOn ? undefined : "calls again, and something else is on its stack";
}

/** Nobody runs: the stack is empty, and the space of who ran last is loaded. */
function idle(look: Look): Wrong {
  const { cpu, at } = look.k;
  const last = look.word(at.own.lastThread);
  if (cpu.get(CPL) !== 0) return "nobody runs, and it is in user mode";
  if (cpu.get(ESP) !== at.idleTcb + at.tcbBytes) return `nobody runs, and ESP is ${hex(cpu.get(ESP))}`;
  if (!look.isThread(last)) return `${hex(last)} ran last, where no thread is`;
  if (look.word(at.idleTcb + PRIORITY) !== 0) return "nobody runs, and is urgent";
  return look.word(last + SPACE) === look.word(at.idleTcb + SPACE)
    ? undefined
    : "who ran last has another space than the loaded one";
}

/** In its REP MOVSD, which ESI says how far it is; or before it, and then it is on the stack where the copy goes on. */
function inCopy(look: Look): Wrong {
  const { k, current } = look;
  const { cpu, at } = k;
  const eip = cpu.get(EIP);
  if (cpu.get(ESP) !== current + at.tcbBytes - IN_CALL) return `copies with ESP at ${hex(cpu.get(ESP))}`;
  if (eip === at.code.copyAgain)
    return look.word(cpu.get(ESP)) === eip ? undefined : "copies again, and something else is on its stack";
  if (eip !== at.code.copy) return `copies at ${hex(eip)}`;
  const to = look.find(look.word(current + PARTNER));
  const part = look.word(current + PART);
  const [from, room] = [sentPart(k, current, part), roomPart(k, to, part)];
  const bytes = (cpu.get(ESI) - look.word(from)) >>> 0;
  const isThere = bytes % 4 === 0 && bytes <= 4 * Math.min(look.word(from + WORDS), look.word(room + WORDS));
  return isThere ? undefined : `copies from ${hex(cpu.get(ESI))}`;
}

// -------------------------------------------------------------------------------------------------- what goes on

const isGiving = (its: number): boolean => its === state.giving || its === state.held;

/** Who has faulted in a copy has touched the word where it stands; without the window, one of the next page that is taken. */
function asks(look: Look, giver: Tcb): Wrong {
  const { k } = look;
  if (!isGiving(look.word(giver + STATE))) return undefined;
  const to = look.find(look.word(giver + PARTNER));
  const part = look.word(giver + PART);
  const next = 4 * look.word(giver + COPIED);
  const isNear = k.design.window || look.word(giver + SPACE) === look.word(to + SPACE);
  const most = isNear ? 4 : k.cpu.geometry.pageBytes;
  const isAt = (tcb: Tcb, place: number, bytes: number): boolean => {
    const offset = ((look.word(tcb + FAULT) & ~3) >>> 0) - look.word(place) - next;
    return look.word(tcb + PAGING) === paging.no || (offset >= 0 && offset < bytes);
  };
  const isAsked = isAt(giver, sentPart(k, giver, part), most) && isAt(to, roomPart(k, to, part), 4);
  return isAsked ? undefined : "copies, and a pager is asked for another page than the next";
}

function window(look: Look, tcb: Tcb): Wrong {
  if (!isGiving(look.word(tcb + STATE))) return undefined;
  const to = look.find(look.word(tcb + PARTNER));
  const isNear = look.word(tcb + SPACE) === look.word(to + SPACE);
  const should = look.k.design.window && !isNear;
  return should === (look.word(tcb + WINDOW_AT) !== NO_WINDOW) ? undefined : "has a window, or has none";
}

function following(look: Look, tcb: Tcb): Wrong {
  const its = look.word(tcb + STATE);
  const next = look.word(tcb + NEXT);
  if (!isGiving(its) && its !== state.sending) return undefined;
  const isThread = next > look.k.size.lines && next !== NOBODY && next !== NO_RECEIVE;
  return isThread && next !== look.word(tcb + PARTNER)
    ? "will receive from another than it sends to"
    : undefined;
}

// ----------------------------------------------------------------------------------------------------------- table

export const ofRests = {
  leaves: {
    says: "a free node has no child",
    source: "pool.ts (takeNode); mapping.ts (only leaves are given back)",
    wrong: freeNodes,
    together: true,
  },
  blank: {
    says: "where no thread is, the words of its TCB are 0",
    source: "start.ts; space.ts (closeTcb)",
    wrong: blankTcbs,
    together: true,
  },
  rest: {
    says: "in user mode, and before a call is made again, a thread rests that is ready; in a copy, one that gives, and its registers say how far it is; else nobody runs, and who ran last is there; interrupts are let in",
    source: "enter.ts; machine.ts; slides 55 to 57",
    wrong: rest,
    readsRegisters: true,
  },
  asked: {
    says: "of a copy that waits, the pager is asked for the page where it stands",
    source: "copy.ts; slide 58",
    ofThread: asks,
  },
  through: {
    says: "a copy goes through a window if and only if it goes to another space",
    source: "slides 50 to 58; window.ts",
    ofThread: window,
  },
  following: {
    says: "who receives from one thread after a send receives from the one that it sends to",
    source: "X0 ipc (one partner for both phases)",
    ofThread: following,
  },
} as const satisfies Record<string, Invariant>;
