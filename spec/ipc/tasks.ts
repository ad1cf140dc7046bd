/** Tasks and threads: to make, to start, to stop and to delete them; and to take pages back.  [X0 task_new, ex_regs] */
import type { Draft } from "immer";
import { excluding, NIL } from "../../model/index.js";
import { demap as demapPage, isMapped, release as releasePage, virtualPage } from "../sigma/index.js";
import {
  activityOf,
  controls,
  depthOf,
  exists,
  isReady,
  isUnder,
  lineOf,
  pageOf,
  partnerOf,
  receivesFrom,
  sendsTo,
  taskExists,
  taskOf,
} from "./observers.js";
import { end, endTransfer, leaveQueue } from "./phases.js";
import { NONE } from "./repertoire.js";
import { type Ipc, NOTHING, rule } from "./state.js";
import { type Task, type Thread, task, thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** `t` is no more: a transfer with it is aborted, and it is attached to nothing. */
function remove(s: Draft<Ipc>, t: Thread): void {
  const partner = partnerOf(s, t);
  if (partner !== NIL) end(s, partner, "aborted");
  leaveQueue(s, t);
  s.thread[t] = { kind: "inactive" };
  s.told[t] = { ...NOTHING };
  const line = lineOf(s, t);
  if (line === NIL) return;
  s.attached[line] = NIL;
  s.pending = excluding(s.pending, line);
}

/** Who waits for a thread that is no more waits no longer. */
function releaseOthers(s: Draft<Ipc>): void {
  for (const t of s.everyThread) {
    const [to, from] = [sendsTo(s, t), receivesFrom(s, t)];
    if ((to !== NIL && !exists(s, to)) || (from !== NIL && !exists(s, from))) end(s, t, "no partner");
  }
}

/** The task's threads are no more, its pages are nil and all that derived from them; and so are the tasks it created. */
function deleteAll(s: Draft<Ipc>, task: Task): void {
  for (const t of s.everyThread) if (s.holder[taskOf(s, t)] === task) deleteAll(s, taskOf(s, t));
  for (const t of s.everyThread) if (taskOf(s, t) === task) remove(s, t);
  for (const page of s.sigma.pagesOf[task] ?? []) releasePage(s.sigma, page);
  s.holder[task] = NIL;
}

// --------------------------------------------------------------------------------------------------------- rules

/** task_new: a task without pages, whose threads do not run yet; its creator holds the capability to control it. */
export const createTask = rule(
  "createTask",
  { by: thread, task },
  {
    says: "{by} creates {task}",
    source: "X0 task_new (a task belongs to its creator)",
    requires: {
      "caller-ready": (s, { by }) => isReady(s, by),
      "nesting-allowed": (s, { by }) => depthOf(s, taskOf(s, by)) < s.nesting,
      "not-there-yet": (s, { task }) => !taskExists(s, task),
    },
    effect(s, { by, task }) {
      s.holder[task] = taskOf(s, by);
    },
  },
);

/** task_new on a task that exists: every IPC with its threads ends, and what derives from its pages is revoked. */
export const deleteTask = rule(
  "deleteTask",
  { by: thread, task },
  {
    says: "{by} deletes {task}",
    source: "X0 task_new (only the chief may delete)",
    requires: {
      "caller-ready": (s, { by }) => isReady(s, by),
      "holds-capability": (s, { by, task }) => s.holder[task] === taskOf(s, by),
    },
    effect(s, { task }) {
      deleteAll(s, task);
      releaseOthers(s);
    },
  },
);

/**
 * task_new with another chief: the right to start and to delete a task passes to another task. A task whose threads run
 * stays where it is: with its chief its pager would change, while one of them may wait for it.  [L4 V2 task_new]
 */
export const handOver = rule(
  "handOver",
  { by: thread, task, heir: task },
  {
    says: "{by} hands {task} over to {heir}",
    source: "L4 V2 task_new (new chief: an inactive task is transferred, and with it the right to create it)",
    requires: {
      "caller-ready": (s, { by }) => isReady(s, by),
      "holds-capability": (s, { by, task }) => s.holder[task] === taskOf(s, by),
      "not-started": (s, { task }) => s.everyThread.every((t) => taskOf(s, t) !== task || !exists(s, t)),
      "heir-exists": (s, { heir }) => taskExists(s, heir),
      "heir-not-below": (s, { task, heir }) => !isUnder(s, heir, task),
    },
    effect(s, { task, heir }) {
      s.holder[task] = heir;
    },
  },
);

/** ex_regs: the thread runs where it is told. IPC that waits is cancelled; IPC that transfers is aborted.  [X0 ex_regs] */
export const exRegs = rule(
  "exRegs",
  { by: thread, target: thread },
  {
    says: "{by} sets the registers of {target}",
    source: "X0 lthread_ex_regs, completion codes 4 (cancelled) and C (aborted)",
    requires: {
      "caller-ready": (s, { by }) => isReady(s, by),
      "may-control": (s, { by, target }) => controls(s, taskOf(s, by), taskOf(s, target)),
    },
    effect(s, { target }) {
      if (!exists(s, target)) end(s, target, NONE);
      else if (partnerOf(s, target) !== NIL) endTransfer(s, target, "aborted");
      else if (activityOf(s, target).kind !== "ready") end(s, target, "cancelled");
    },
  },
);

/** fpage_unmap: an owner takes back what derives from its page.  [X0 fpage_unmap; slide 70] */
export const demap = rule(
  "demap",
  { by: thread, page: virtualPage },
  {
    says: "{by} takes back {page}",
    source: "L95 2.1 (flush); X0 fpage_unmap; slide 70",
    requires: {
      "caller-ready": (s, { by }) => isReady(s, by),
      "page-mapped": (s, { by, page }) => isMapped(s.sigma, pageOf(s, by, page)),
    },
    effect(s, { by, page }) {
      demapPage.effect(s.sigma, { from: pageOf(s, by, page) });
    },
  },
);

/** fpage_unmap: an owner gives up its page, and takes back what derives from it.  [X0 fpage_unmap, f = 1] */
export const release = rule(
  "release",
  { by: thread, page: virtualPage },
  {
    says: "{by} gives up {page}, and takes back what derives from it",
    source: "X0 fpage_unmap (f = 1: in the own address space too)",
    requires: {
      "caller-ready": (s, { by }) => isReady(s, by),
      "not-sigma0": (s, { by }) => taskOf(s, by) !== 0,
      "page-mapped": (s, { by, page }) => isMapped(s.sigma, pageOf(s, by, page)),
    },
    effect(s, { by, page }) {
      releasePage(s.sigma, pageOf(s, by, page));
    },
  },
);
