/** How walks begin, lest all of them begin where little can happen. */
import type { Action } from "../model/index.js";
import type { Orders } from "./correspondence.js";

/**
 * How walks begin, beside those that begin with nothing: all tasks are created, and the threads that sigma0 may start
 * begin to run; or another task has a page from sigma0; or sigma0 gives it a long message too.
 */
export function openingsOf({ spaces, threads, calls }: Orders): readonly (readonly Action[])[] {
  if (calls === "lesson") return lessons;
  const other = threads;
  const page = calls === "system" ? 1 : 0;
  const all = [...numbers(1, spaces).map(create), ...numbers(1, spaces * threads).map(begin)];
  const faulting = [create(1), begin(other), wait, { rule: "read", args: { page } }];
  const mapped = [...faulting, call(other, "reply and wait")];
  if (calls === "system") return [all, mapped, [...faulting, call(other, "call")]];
  const long = call(other, "call with strings");
  return [all, mapped, [...faulting, long, wait, tick, tick, tick, long]];
}

const create = (task: number): Action => ({ rule: "createTask", args: { task } });
const begin = (target: number): Action => ({ rule: "exRegs", args: { target } });
const call = (partner: number, request: string): Action => ({ rule: "ipc", args: { partner, request } });
const wait: Action = { rule: "wait", args: { request: "wait" } };
const tick: Action = { rule: "tick", args: {} };

const receive = (request: string): Action => ({ rule: "wait", args: { request } });
const to = (thread: number): Action => ({ rule: "threadSwitch", args: { to: thread } });
const fault = (page: number): Action => ({ rule: "fault", args: { page } });

/** Two tasks of sigma0's, a thread in each, and the second thread of sigma0's, which waits. */
const tasks = [create(1), create(2), begin(2), begin(4), begin(1), wait];
/** A thread gets page 0 from sigma0, at its page 1 and, by a fault, at its page 0; and waits for one more. */
const given = (thread: number): readonly Action[] => [
  ...[to(thread), call(0, "call for a page"), call(thread, "map page 0 and wait")],
  ...[fault(0), call(thread, "map page 1 and wait"), receive("wait for a page")],
];
/** Threads of two tasks have two pages each, and the second waits for one more: it takes the place of the one that it has. */
const granted = [...tasks, ...given(2), ...given(4), begin(2)];
/** How walks of a teacher's calls begin. */
const lessons = [
  tasks,
  [...granted, to(2), call(4, "grant page 0")],
  [...tasks, ...given(2), to(4), receive("wait for a page"), begin(2), to(2), call(4, "grant page 0")],
];

/** Two tasks of sigma0's, a thread in each, and little memory besides. */
const two = [create(1), create(2), begin(2), begin(4)];
/** sigma0 has a page for a thread, which takes it later. */
const later = (thread: number): readonly Action[] => [
  ...[to(0), call(thread, "map in time"), to(thread), receive("wait for a page")],
];
const asked = [to(2), call(0, "receive"), to(0), call(2, "map in time")];
const faulted = [to(2), fault(1), to(0), wait, call(2, "reply and wait")];
/** How walks begin in which memory comes to an end. */
export const exhausting: readonly (readonly Action[])[] = [
  two,
  [...two, wait, fault(1), call(2, "reply and wait")],
  [...two, ...later(2)],
  [...two, ...asked, ...later(4)],
  [create(1), create(2), begin(2), begin(1), begin(3), ...faulted],
];

/** From the first up to the last, which is not among them. */
const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first }, (_, n) => first + n);
