/** Threads and tasks that are started, stopped, made, handed over and deleted: lthread_ex_regs and task_new.  [X0] */
import { controls, depthOf, exists, isUnder, taskExists, taskOf } from "../ipc/observers.js";
import * as tasks from "../ipc/tasks.js";
import { task, thread } from "../ipc/threads.js";
import { running } from "./calls.js";
import { here, rule } from "./processor.js";

// ----------------------------------------------------------------------------------------------- lthread_ex_regs

/** lthread_ex_regs: a thread is started, or what it waits for is cancelled, or its transfer aborted.  [X0] */
export const exRegs = rule(
  "exRegs",
  { target: thread },
  {
    says: "the current thread sets the registers of {target}",
    source: "X0 lthread_ex_regs",
    requires: {
      ...running,
      "may-control": (s, { target }) => controls(s, here(s), taskOf(s, target)),
    },
    effect(s, { target }) {
      tasks.exRegs.effect(s, { by: s.current, target });
    },
  },
);

// ------------------------------------------------------------------------------------------------------ task_new

/** task_new: a task without pages, whose threads do not run yet.  [X0 task_new] */
export const createTask = rule(
  "createTask",
  { task },
  {
    says: "the current thread creates {task}",
    source: "X0 task_new",
    requires: {
      ...running,
      "nesting-allowed": (s) => depthOf(s, here(s)) < s.nesting,
      "not-there-yet": (s, { task }) => !taskExists(s, task),
    },
    effect(s, { task }) {
      tasks.createTask.effect(s, { by: s.current, task });
    },
  },
);

/** task_new on a task that exists: it is no more, nor are those that it created.  [X0 task_new] */
export const deleteTask = rule(
  "deleteTask",
  { task },
  {
    says: "the current thread deletes {task}",
    source: "X0 task_new",
    requires: { ...running, "holds-capability": (s, { task }) => s.holder[task] === here(s) },
    effect(s, { task }) {
      tasks.deleteTask.effect(s, { by: s.current, task });
    },
  },
);

/** task_new with another chief: a task that does not run yet passes to another task.  [L4 V2 task_new] */
export const handOver = rule(
  "handOver",
  { task, heir: task },
  {
    says: "the current thread hands {task} over to {heir}",
    source: "L4 V2 task_new (new chief)",
    requires: {
      ...running,
      "holds-capability": (s, { task }) => s.holder[task] === here(s),
      "not-started": (s, { task }) => s.everyThread.every((t) => taskOf(s, t) !== task || !exists(s, t)),
      "heir-exists": (s, { heir }) => taskExists(s, heir),
      "heir-not-below": (s, { task, heir }) => !isUnder(s, heir, task),
    },
    effect(s, { task, heir }) {
      tasks.handOver.effect(s, { by: s.current, task, heir });
    },
  },
);
