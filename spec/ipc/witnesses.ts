/** What must happen, lest the properties say less than they seem to: every code, and the scenes they are about. */
import { NIL } from "../../model/index.js";
import { ipc, wait } from "./calls.js";
import { copy, copyFault } from "./faults.js";
import { activityOf, isPaging, leftOf, partnerOf, sendOf, sendsTo, unitsCopied } from "./observers.js";
import { isFault, NONE } from "./repertoire.js";
import { progress } from "./rules.js";
import { stepWitness, witness } from "./state.js";
import { callOf, codeOf, hasMessage, isInCall, itemFor, senderTo, told } from "./steps.js";
import { deleteTask, handOver } from "./tasks.js";
import { type Code, thread } from "./threads.js";
import { timeout } from "./time.js";

// ------------------------------------------------------------------------------------------------ completion codes

/** Some thread is told this code. */
const tells = (id: string, code: Code) =>
  stepWitness(`IPC-TELLS-${id}`, {
    says: `a call ends with the code ${code}`,
    source: "X0 completion codes",
    on: progress,
    forAll: { t: thread },
    when: (_before, after, { t }) => codeOf(after, t) === code,
  });

export const codes = [
  tells("OK", "ok"),
  tells("NO-PARTNER", "no partner"),
  tells("SEND-TIMEOUT", "send timeout"),
  tells("RECEIVE-TIMEOUT", "receive timeout"),
  tells("CANCELLED", "cancelled"),
  tells("ABORTED", "aborted"),
  tells("CUT", "cut"),
  tells("MAP-FAILED", "map failed"),
  tells("PAGE-FAULT-TIMEOUT", "page-fault timeout"),
];

// ---------------------------------------------------------------------------------------------------------- scenes

export const twoQueued = witness("IPC-TWO-QUEUED", {
  says: "two threads wait to send to a third",
  source: "SRC486 (send queue)",
  forAll: { to: thread },
  when: (s, { to }) => s.queue[to]?.length === 2,
});

export const replyHits = stepWitness("IPC-REPLY-HITS", {
  says: "a message with timeout 0 arrives at a thread that waits for it alone, and its sender goes on to receive",
  source: "X0 ipc; slides 45, 46",
  on: [ipc],
  forAll: { to: thread },
  when: (before, after, args) => {
    const { send, receive } = callOf(before, args, args.by);
    const closed = activityOf(before, args.to).kind === "receiving" && partnerOf(before, args.to) === NIL;
    const arrives = told(after, args.to).from === args.by && send !== NONE && receive !== NONE;
    return closed && arrives && sendOf(before, send).within === 0 && leftOf(before, args.to) !== NIL;
  },
});

export const next = stepWitness("IPC-NEXT", {
  says: "a thread replies and receives the next message in one step",
  source: "SRC486 (fetch_next); slides 45, 46",
  on: [ipc],
  forAll: { to: thread },
  when: (_before, after, { by, to }) => told(after, to).from === by && hasMessage(after, by),
});

export const interruptFirst = stepWitness("IPC-INTERRUPT-FIRST", {
  says: "a thread that receives openly is told of an interrupt while another waits to send to it",
  source: "SRC486 (an interrupt stands at the head of the queue)",
  on: [wait],
  forAll: { t: thread },
  when: (before, after, { t }) => told(after, t).line !== NIL && before.queue[t]?.length !== 0,
});

export const grantArrives = stepWitness("IPC-GRANT-ARRIVES", {
  says: "a page is granted to the thread that receives it",
  source: "slides 67, 68",
  on: [ipc],
  forAll: { to: thread },
  when: (before, after, args) => {
    const from = senderTo(before, after, args.to);
    return itemFor(before, args, from, args.to)?.kind === "grant" && codeOf(after, args.to) === "ok";
  },
});

export const faultAnswered = stepWitness("IPC-FAULT-ANSWERED", {
  says: "a pager answers a page fault with a mapping",
  source: "X0 pager protocol; L95 2.3",
  on: [ipc],
  forAll: { to: thread },
  when: (before, after, args) => {
    const at = activityOf(before, args.to);
    const faulted = at.kind === "receiving" && isFault(at.receive);
    const mapped =
      itemFor(before, args, args.by, args.to) !== undefined && codeOf(after, args.by) !== "map failed";
    return faulted && mapped && senderTo(before, after, args.to) === args.by;
  },
});

export const copyGoesOn = stepWitness("IPC-COPY-GOES-ON", {
  says: "a pager answers a fault in the middle of a copy",
  source: "X0 page-fault timeouts; slide 58",
  on: [ipc],
  forAll: { t: thread },
  when: (before, after, { t }) =>
    isPaging(activityOf(before, t)) && partnerOf(after, t) !== NIL && !isPaging(activityOf(after, t)),
});

export const interleaved = witness("IPC-INTERLEAVED", {
  says: "a message is partly copied while a third thread waits to send to one of the two",
  source: "slides 52-58 (a copy may be preempted)",
  forAll: { giver: thread, third: thread },
  when: (s, { giver, third }) => {
    const [at, to] = [activityOf(s, giver), sendsTo(s, third)];
    if (at.kind !== "giving" || third === giver || third === at.to) return false;
    return unitsCopied(s, giver) > 0 && (to === giver || to === at.to);
  },
});

export const bothSpaces = stepWitness("IPC-FAULT-AT-RECEIVER", {
  says: "a copy faults in the receiver's space, and the receiver's pager is told",
  source: "X0 page-fault timeouts",
  on: [copyFault],
  forAll: { t: thread },
  when: (_before, after, { giver, t }) =>
    partnerOf(after, giver) !== NIL && told(after, t).from === partnerOf(after, giver),
});

export const handedOn = stepWitness("IPC-HANDED-ON", {
  says: "control of a task passes to another task",
  source: "L4 V2 task_new (new chief)",
  on: [handOver],
  when: (before, _after, { task, heir }) => before.holder[task] !== heir,
});

export const wokenLate = stepWitness("IPC-WOKEN-LATE", {
  says: "the timer wakes a thread at the last moment",
  source: "slide 62 (wake-up granularity)",
  on: [timeout],
  when: (before, _after, { sleeper }) => before.granularity > 0 && leftOf(before, sleeper) === 0,
});

export const wokenOnTime = stepWitness("IPC-WOKEN-ON-TIME", {
  says: "the timer wakes a thread at the first moment",
  source: "slide 59",
  on: [timeout],
  when: (before, _after, { sleeper }) => leftOf(before, sleeper) === before.granularity,
});

export const deletedInCall = stepWitness("IPC-DELETED-IN-CALL", {
  says: "a thread is deleted while another waits for its answer",
  source: "X0 task_new",
  on: [deleteTask],
  forAll: { t: thread },
  when: (before, after, { t }) => isInCall(before, t) && codeOf(after, t) === "no partner",
});

export const wholeMessage = stepWitness("IPC-WHOLE-MESSAGE", {
  says: "a long message arrives uncut",
  source: "slides 47, 50",
  on: [copy],
  when: (_before, after, { giver }) =>
    codeOf(after, giver) === "ok" || activityOf(after, giver).kind === "receiving",
});

export const scenes = [
  ...[twoQueued, replyHits, next, interruptFirst, grantArrives, faultAnswered, copyGoesOn],
  ...[interleaved, bothSpaces, wokenLate, wokenOnTime, deletedInCall, handedOn, wholeMessage],
];
