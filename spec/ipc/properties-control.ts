/** What control of tasks keeps: who may start, stop, delete and hand over what. */
import { id, NIL } from "../../model/index.js";
import { isBelow, isMapped, page, spaceOf } from "../sigma/index.js";
import { attach } from "./calls.js";
import { interrupt } from "./faults.js";
import { activityOf, controls, exists, isUnder, partnerOf, taskExists, taskOf } from "./observers.js";
import { messages } from "./rules.js";
import { invariant, step } from "./state.js";
import { createTask, deleteTask, demap, exRegs, handOver, release } from "./tasks.js";
import { type Task, task, thread } from "./threads.js";
import { tick, timeout } from "./time.js";

const SIGMA0: Task = id(0);

// ------------------------------------------------------------------------------------------------------ invariant

/** Below sigma0, tasks are a tree: each has one task that may control it, and no task controls itself in the end. */
export const clans = invariant("IPC-CLANS", {
  says: "every task that exists is controlled by sigma0 in the end, without a circle, and sigma0 by nobody",
  source: "X0 clans and chiefs; L4 V2 task_new",
  forAll: { child: task },
  when: (s, { child }) => taskExists(s, child),
  holds: (s, { child }) => isUnder(s, child, SIGMA0) && (s.holder[child] === NIL) === (child === SIGMA0),
});

// -------------------------------------------------------------------------------------------------- step properties

export const deleted = step("IPC-DELETED", {
  says: "a task that is deleted leaves no thread and no page behind, and nothing that derives from its pages",
  source: "X0 task_new; L95 2.1 (flush)",
  on: [deleteTask],
  forAll: { p: page, q: page },
  when: (before, _after, { task, p, q }) =>
    spaceOf(before.sigma, q) === task && (p === q || isBelow(before.sigma, p, q)),
  holds: (before, after, { task, p }) =>
    !isMapped(after.sigma, p) &&
    before.everyThread.every((t) => taskOf(before, t) !== task || !exists(after, t)),
});

export const control = step("IPC-CONTROL", {
  says: "ex_regs starts or stops the thread that it names and the partner of its transfer, by leave of the capability",
  source: "X0 lthread_ex_regs, task_new",
  on: [exRegs],
  forAll: { t: thread },
  when: (before, after, { t }) => activityOf(before, t).kind !== activityOf(after, t).kind,
  holds: (before, _after, { by, target, t }) =>
    (t === target || partnerOf(before, t) === target) &&
    controls(before, taskOf(before, by), taskOf(before, target)),
});

export const byLeave = step("IPC-CAPABILITY", {
  says: "a task belongs to who creates it, and is deleted by who controls it, with the tasks below it and no other",
  source: "X0 task_new (a task belongs to its creator; only the chief may delete)",
  on: [createTask, deleteTask],
  forAll: { child: task },
  when: (before, after, { child }) => before.holder[child] !== after.holder[child],
  holds: (before, after, args) => {
    const caller = taskOf(before, args.by);
    if (before.holder[args.child] === NIL)
      return args.child === args.task && after.holder[args.child] === caller;
    return before.holder[args.task] === caller && isUnder(before, args.child, args.task);
  },
});

export const handedOver = step("IPC-HANDED-OVER", {
  says: "only who holds the capability hands it on, to whom he says, and all other tasks stay under control as they were",
  source: "L4 V2 task_new (new chief)",
  on: [handOver],
  forAll: { child: task },
  holds: (before, after, args) =>
    before.holder[args.task] === taskOf(before, args.by) &&
    after.holder[args.child] === (args.child === args.task ? args.heir : before.holder[args.child]),
});

export const held = step("IPC-HELD", {
  says: "control of tasks changes by creation, deletion and hand-over, and by nothing else",
  source: "X0 task_new",
  on: [...messages, attach, interrupt, timeout, exRegs, tick, demap, release],
  forAll: { child: task },
  holds: (before, after, { child }) => after.holder[child] === before.holder[child],
});
