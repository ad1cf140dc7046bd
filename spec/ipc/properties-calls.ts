/** What a call keeps, step by step: no gap between its phases, and one end with one code. */
import { NIL } from "../../model/index.js";
import { copyFault } from "./faults.js";
import { activityOf, exists, isReady, lineOf, partnerOf, receiveIn, receiveOf } from "./observers.js";
import { isFault, NONE } from "./repertoire.js";
import { messages, others, progress } from "./rules.js";
import { type Ipc, step } from "./state.js";
import { type Asked, type Call, callOf, codeOf, hasMessage, isInCall, senderTo } from "./steps.js";
import { deleteTask, exRegs } from "./tasks.js";
import { type Thread, thread } from "./threads.js";
import { timeout } from "./time.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The order of the phases of a call. */
const PHASES = ["ready", "sending", "giving", "receiving", "taking"];
const phase = (s: Ipc, t: Thread): number => PHASES.indexOf(activityOf(s, t).kind);

/** The receive phase that a call comes to, or is in. */
function receiveAhead(s: Ipc, t: Thread): string {
  const at = activityOf(s, t);
  return "next" in at ? at.next : "receive" in at ? at.receive : NONE;
}

/**
 * Has the receive phase begun, or ended already?  A poll ends at once, an item that cannot be mapped ends it too, and so
 * does the wait for an interrupt that one has not.
 */
function isArmed(after: Ipc, t: Thread, receive: string): boolean {
  if (receiveIn(after, t) === receive || hasMessage(after, t)) return true;
  const { from, within } = receiveOf(after, receive);
  const code = codeOf(after, t);
  if (code === "no partner") return from === "interrupt" && lineOf(after, t) === NIL;
  return code === "map failed" || (code === "receive timeout" && within === 0);
}

/** The call of the thread whose message reached `to` whole in this step, if it has a receive phase. */
function callTo(before: Ipc, after: Ipc, asked: Asked & { readonly to: Thread }): Call | undefined {
  const from = senderTo(before, after, asked.to);
  if (from === NIL || codeOf(after, asked.to) === "cut" || codeOf(after, from) === "cut") return undefined;
  const call = callOf(before, asked, from);
  return call.to === asked.to && call.receive !== NONE ? call : undefined;
}

/** Does `t` make a call in this step, of a rule by which calls are made? */
const makesCall = (asked: Asked, t: Thread): boolean =>
  asked.by === t && (asked.request !== undefined || asked.line !== undefined);

// -------------------------------------------------------------------------------------------------- step properties

export const noGap = step("IPC-NOGAP", {
  says: "in the step in which the message of a call arrives, the receive phase of the call begins",
  source: "X0 ipc (no time between the two phases, so that a server may reply with timeout 0); slides 45, 46",
  on: messages,
  forAll: { to: thread },
  when: (before, after, args) => callTo(before, after, args) !== undefined,
  holds: (before, after, args) => {
    const from = senderTo(before, after, args.to);
    return from !== NIL && isArmed(after, from, callTo(before, after, args)?.receive ?? NONE);
  },
});

export const once = step("IPC-ONCE", {
  says: "who is told a code made a call or was in one, and is out of it: no call ends twice",
  source: "X0 completion codes",
  on: progress,
  forAll: { t: thread },
  when: (_before, after, { t }) => codeOf(after, t) !== NONE,
  holds: (before, after, args) =>
    isReady(after, args.t) && (isInCall(before, args.t) || makesCall(args, args.t)),
});

export const ends = step("IPC-ENDS", {
  says: "who made a call or was in one, and is out of it, is told a code; but a page fault is told to nobody",
  source: "X0 completion codes, pager protocol",
  on: progress,
  forAll: { t: thread },
  when: (before, after, args) =>
    isReady(after, args.t) && (isInCall(before, args.t) || makesCall(args, args.t)),
  holds: (before, after, { t }) => codeOf(after, t) !== NONE || isFault(receiveIn(before, t)),
});

export const quiet = step("IPC-QUIET", {
  says: "time, interrupts that wait, new tasks and demaps end no call and tell nobody anything",
  source: "X0 (calls end by partners, timeouts, ex_regs and task_new)",
  on: others,
  forAll: { t: thread },
  when: (before, _after, { t }) => isInCall(before, t),
  holds: (before, after, { t }) =>
    activityOf(before, t).kind === activityOf(after, t).kind && codeOf(after, t) === NONE,
});

export const phases = step("IPC-PHASES", {
  says: "a call that goes on is the same call, and its phases come in their order",
  source: "X0 ipc; slides 45, 46",
  on: progress,
  forAll: { t: thread },
  when: (before, after, { t }) => isInCall(before, t) && isInCall(after, t),
  holds: (before, after, { t }) =>
    phase(after, t) >= phase(before, t) && receiveAhead(after, t) === receiveAhead(before, t),
});

export const both = step("IPC-BOTH", {
  says: "when a transfer that runs is aborted, or its pager is too late, both partners are told",
  source: "X0 completion codes 6 to F",
  on: [copyFault, timeout, deleteTask, exRegs],
  forAll: { t: thread },
  when: (before, after, { t }) => partnerOf(before, t) !== NIL && codeOf(after, t) !== NONE,
  holds: (before, after, { t }) => {
    const partner = partnerOf(before, t);
    if (partner === NIL) return false;
    const same = codeOf(after, partner) === codeOf(after, t) || !exists(after, partner);
    return same && ["aborted", "page-fault timeout"].includes(codeOf(after, t));
  },
});
