/** What threads, clans and the scheduler keep. */
import { NIL, type Nil } from "../../model/index.js";
import { activityOf, exists, isReady, taskOf } from "../ipc/observers.js";
import { told } from "../ipc/steps.js";
import { type Thread, task, thread } from "../ipc/threads.js";
import { idNearest, threadSchedule, threadSwitch } from "./calls.js";
import { chiefOf, isNear, nearest } from "./clans.js";
import { dispatch } from "./events.js";
import { canRun } from "./processor.js";
import { calls, messages } from "./rules.js";
import { invariant, type Kernel, step } from "./state.js";

// ------------------------------------------------------------------------------------------------------ who runs

export const processor = invariant("KERNEL-PROCESSOR", {
  says: "the thread that has the processor exists",
  source: "L95 2.3 (a thread is an activity executing inside an address space)",
  holds: (s) => exists(s, s.current),
});

export const chosen = step("KERNEL-SCHEDULER", {
  says: "the processor goes only to a thread that can run, and nothing becomes of any thread by that",
  source: "X0 thread_switch; L93 (lazy scheduling)",
  on: [dispatch, threadSwitch],
  forAll: { t: thread },
  holds: (before, after, { t }) =>
    canRun(after, after.current) &&
    activityOf(after, t).kind === activityOf(before, t).kind &&
    told(after, t).code === "none",
});

export const caller = step("KERNEL-CALLER", {
  says: "who calls the kernel runs in user mode; and until another is chosen it keeps the processor, though it may wait",
  source: "slides 45, 46; L95 2.3",
  on: calls,
  holds: (before, after, args) =>
    isReady(before, before.current) && (after.current === before.current || "to" in args),
});

// --------------------------------------------------------------------------------------------------------- clans

/** The thread for which `t` has a message that waits, or is being copied; or NIL. */
function hasMessageFor(s: Kernel, t: Thread): Thread | Nil {
  const at = activityOf(s, t);
  return at.kind === "sending" || at.kind === "giving" ? at.to : NIL;
}

/** Why no message arrives from beyond a border, however long it waits. */
export const border = invariant("KERNEL-BORDER", {
  says: "no border of a clan stands between a thread and the one for which its message waits, or is being copied",
  source: "X0 clans and chiefs",
  forAll: { from: thread },
  when: (s, { from }) => hasMessageFor(s, from) !== NIL,
  holds: (s, { from }) => {
    const to = hasMessageFor(s, from);
    return to !== NIL && isNear(s, taskOf(s, from), taskOf(s, to));
  },
});

export const within = step("KERNEL-CLANS", {
  says: "messages pass within a task, within a clan, and between a chief and its clan, and nowhere else",
  source: "X0 clans and chiefs",
  on: messages,
  forAll: { to: thread },
  when: (_before, after, { to }) => told(after, to).from !== NIL,
  holds: (before, after, { to }) => {
    const { from } = told(after, to);
    return from !== NIL && isNear(before, taskOf(before, from), taskOf(before, to));
  },
});

export const near = step("KERNEL-NEAREST", {
  says: "id_nearest tells a thread to which messages can go at once, and which is nearest to itself",
  source: "X0 id_nearest",
  on: [idNearest],
  when: (before, after, { destination }) => exists(before, destination) && after.answer.nearest !== NIL,
  holds: (before, after) => {
    const next = after.answer.nearest;
    return (
      next !== NIL &&
      nearest(before, before.current, next) === next &&
      isNear(before, taskOf(before, before.current), taskOf(before, next))
    );
  },
});

export const clans = invariant("KERNEL-CHIEFS", {
  says: "a task that exists has a chief that exists, up to sigma0",
  source: "X0 task_new (a task belongs to its creator)",
  forAll: { task },
  when: (s, { task }) => chiefOf(s, task) !== NIL,
  holds: (s, { task }) => {
    const chief = chiefOf(s, task);
    return chief === 0 || (chief !== NIL && chiefOf(s, chief) !== NIL);
  },
});

// ---------------------------------------------------------------------------------------- what is only looked at

export const scheduled = step("KERNEL-SCHEDULE", {
  says: "thread_schedule tells what the thread does",
  source: "X0 thread_schedule",
  on: [threadSchedule],
  holds: (before, after, { target }) => after.answer.doing === activityOf(before, target).kind,
});
