/**
 * ipc: threads, rendezvous and time.
 *
 * A thread sends to a thread and receives from a thread; the message is transferred when both have come. Nothing is
 * buffered. The kernel speaks in the same way: a page fault is a message to the thread's pager, an interrupt a message to
 * the thread that is attached to it. Pages travel in messages; what they do to address spaces is sigma's to say.
 *
 * Sources: L93 = Liedtke, Improving IPC by Kernel Design (SOSP 1993); L95 = Liedtke, On micro-Kernel Construction (SOSP
 * 1995); X0 = L4 Reference Manual, Version X.0 (1999); SRC486 = the L4/486 sources (1996); slide N = page N of Gruber's
 * lecture Micro-Kernels.
 */
import {
  constant,
  NIL,
  optional,
  over,
  record,
  sequence,
  set,
  setOf,
  table,
  transient,
  type Value,
  values,
} from "../../model/index.js";
import * as sigma from "../sigma/index.js";
import { NONE } from "./repertoire.js";
import {
  type Activity,
  activity,
  line,
  type Reply,
  repertoire,
  reply,
  type Scope,
  task,
  thread,
} from "./threads.js";

// --------------------------------------------------------------------------------------------------------- state

/** Nothing is told. */
export const NOTHING: Reply = { code: NONE, from: NIL, line: NIL, word: 0 };

/** The fields of a state. spec/kernel adds to them those of the processor. */
export const fields = (scope: Scope) => ({
  /** Threads in each task. */
  threadsPerTask: constant<number>(scope.threads),
  /** How many ms late the timer may wake a thread. */
  granularity: constant<number>(scope.granularity),
  /** How many tasks, sigma0 the first, may drive devices. */
  drivers: constant<number>(scope.drivers),
  /** How deep tasks may create tasks. */
  nesting: constant<number>(scope.nesting),
  /** Pages of a message buffer; a task without so many has all its pages for it. */
  regions: constant(Math.min(scope.regions, scope.pages)),
  /** Every thread of every task, sigma0's first. */
  everyThread: constant(values(thread(scope))),
  /** The descriptors and calls that threads use. */
  calls: constant(repertoire(scope)),
  /** The address spaces. */
  sigma: sigma.state(scope),
  /**
   * For each task the one that holds the capability to control it: its creator at first. NIL: there is no such task, or
   * it is sigma0, which nobody controls.
   */
  holder: table(task(scope), optional(task(scope))),
  /** What each thread does. */
  thread: table(thread(scope), activity(scope)),
  /** The threads that wait to send to each thread, first come first. */
  queue: table(thread(scope), sequence(scope.spaces * scope.threads - 1, thread(scope))),
  /** The thread that each interrupt line is attached to. */
  attached: table(line(scope), optional(thread(scope))),
  /** Lines whose interrupt has not yet been received: one of each at most, before all threads in the queue. */
  pending: set(line(scope)),
  /** What the step told each thread; code none: nothing. It is the thread's own affair then, and the kernel forgets. */
  told: transient(
    table(thread(scope), reply(scope)),
    values(thread(scope)).map(() => NOTHING),
  ),
});
export const state = (scope: Scope) => record(fields(scope));
export type Ipc = Value<ReturnType<typeof state>>;

/** At start sigma0's first thread runs, and is alone.  [L95 2.1] */
export function initial(scope: Scope): Ipc {
  const everyThread = values(thread(scope));
  const nobody = everyThread.map((): Activity => ({ kind: "inactive" }));
  return {
    threadsPerTask: scope.threads,
    granularity: scope.granularity,
    drivers: scope.drivers,
    nesting: scope.nesting,
    regions: Math.min(scope.regions, scope.pages),
    everyThread,
    calls: repertoire(scope),
    sigma: sigma.initial(scope),
    holder: values(task(scope)).map(() => NIL),
    thread: [{ kind: "ready" }, ...nobody.slice(1)],
    queue: everyThread.map(() => []),
    attached: values(line(scope)).map(() => NIL),
    pending: setOf(),
    told: everyThread.map(() => NOTHING),
  };
}

/** The vocabulary in which the rules and properties of ipc are written. */
export const { rule, invariant, step, witness, stepWitness, refuted, refutedStep, stands } = over(state);
