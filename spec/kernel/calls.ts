/**
 * The seven system calls: ipc, id_nearest, fpage_unmap, thread_switch, thread_schedule, lthread_ex_regs, task_new.
 *
 * The thread that has the processor makes them. What each does to threads and pages is ipc's and sigma's to say; some of
 * them are written as two rules, because the parameters of their forms differ. Those for tasks are in tasks.ts.
 *
 * Sources: X0 = L4 Reference Manual, Version X.0 (1999).
 */
import * as calls from "../ipc/calls.js";
import { activityOf, exists, pageOf } from "../ipc/observers.js";
import * as tasks from "../ipc/tasks.js";
import { line, request, thread, waitRequest } from "../ipc/threads.js";
import { isMapped, virtualPage } from "../sigma/index.js";
import { nearest } from "./clans.js";
import { canRun, goTo, here, isRunning, rule } from "./processor.js";
import type { Kernel } from "./state.js";

/** Only the thread that has the processor can call the kernel, and only while it does not wait in a call already. */
export const running = { running: (s: Kernel) => isRunning(s) };

// ----------------------------------------------------------------------------------------------------------- ipc

/** ipc with a partner; one beyond a border of clans is called by way of its chief.  [X0 ipc, clans and chiefs] */
export const ipc = rule(
  "ipc",
  { partner: thread, request },
  {
    says: "the current thread makes the call {request} with {partner}, or with the chief that stands before it",
    source: "X0 ipc; X0 clans and chiefs",
    requires: running,
    effect(s, { partner, request }) {
      calls.ipc.effect(s, { by: s.current, partner: nearest(s, s.current, partner), request });
    },
  },
);

/** ipc without: wait for anybody, for one's interrupt, for nobody.  [X0 ipc] */
export const wait = rule(
  "wait",
  { request: waitRequest },
  {
    says: "the current thread makes the call {request}",
    source: "X0 ipc",
    requires: running,
    effect(s, { request }) {
      calls.wait.effect(s, { by: s.current, request });
    },
  },
);

/** ipc with an interrupt line, at once: the line is attached to the caller, if to nobody else.  [X0 interrupts] */
export const attach = rule(
  "attach",
  { line },
  {
    says: "the current thread asks for the interrupts of {line}",
    source: "X0 interrupts",
    requires: running,
    effect(s, { line }) {
      calls.attach.effect(s, { by: s.current, line });
    },
  },
);

// ---------------------------------------------------------------------------------------------------- id_nearest

/** id_nearest: to whom does a message to `destination` go first?  [X0 id_nearest] */
export const idNearest = rule(
  "idNearest",
  { destination: thread },
  {
    says: "the current thread asks who is nearest on the way to {destination}",
    source: "X0 id_nearest",
    requires: running,
    effect(s, { destination }) {
      s.answer.nearest = nearest(s, s.current, destination);
    },
  },
);

// --------------------------------------------------------------------------------------------------- fpage_unmap

/** fpage_unmap, f = 0: what derives from a page of the caller's is taken back.  [X0 fpage_unmap] */
export const demap = rule(
  "demap",
  { page: virtualPage },
  {
    says: "the current thread takes back {page}",
    source: "X0 fpage_unmap (f = 0); slide 70",
    requires: {
      ...running,
      mapped: (s, { page }) => isMapped(s.sigma, pageOf(s, s.current, page)),
    },
    effect(s, { page }) {
      tasks.demap.effect(s, { by: s.current, page });
    },
  },
);

/** fpage_unmap, f = 1: and the page itself is given up.  [X0 fpage_unmap] */
export const release = rule(
  "release",
  { page: virtualPage },
  {
    says: "the current thread gives up {page}, and takes back what derives from it",
    source: "X0 fpage_unmap (f = 1)",
    requires: {
      ...running,
      "not-sigma0": (s) => here(s) !== 0,
      mapped: (s, { page }) => isMapped(s.sigma, pageOf(s, s.current, page)),
    },
    effect(s, { page }) {
      tasks.release.effect(s, { by: s.current, page });
    },
  },
);

// ------------------------------------------------------------------------------- thread_switch, thread_schedule

/** thread_switch: the processor is given to a thread that can run.  [X0 thread_switch] */
export const threadSwitch = rule(
  "threadSwitch",
  { to: thread },
  {
    says: "the current thread gives the processor to {to}",
    source: "X0 thread_switch",
    requires: { ...running, "can-run": (s, { to }) => canRun(s, to) },
    effect(s, { to }) {
      goTo(s, to);
    },
  },
);

/** thread_schedule: what does a thread do?  Priorities and time slices, which it sets too, are the scheduler's affair. */
export const threadSchedule = rule(
  "threadSchedule",
  { target: thread },
  {
    says: "the current thread asks what {target} does",
    source: "X0 thread_schedule (the state of the thread is told; priority and time slice are left open)",
    requires: { ...running, exists: (s, { target }) => exists(s, target) },
    effect(s, { target }) {
      s.answer.doing = activityOf(s, target).kind;
    },
  },
);
