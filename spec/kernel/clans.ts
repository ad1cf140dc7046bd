/**
 * Clans and chiefs: who creates a task is its chief, and the tasks of one chief are a clan.
 *
 * Messages pass freely within a clan, and between a chief and its clan. One that would cross the border of a clan goes to
 * the chief instead, who may pass it on, or not: so that nobody talks to the world behind the back of his creator. The
 * chief is told the true sender; that it may speak in another's name [X0: deceiving] is left out.
 *
 * Sources: X0 = L4 Reference Manual, Version X.0 (1999), id_nearest, clans and chiefs.
 */
import { NIL, type Nil } from "../../model/index.js";
import { firstOf, taskExists, taskOf } from "../ipc/observers.js";
import type { Task, Thread } from "../ipc/threads.js";
import type { Kernel } from "./state.js";

/** The chief of a task: the task that holds the capability to control it. NIL for sigma0. */
export const chiefOf = (s: Kernel, task: Task): Task | Nil => s.holder[task] ?? NIL;

/** Does `task` belong to the clan of `chief`? */
const isOfClan = (s: Kernel, task: Task, chief: Task | Nil): boolean =>
  chief !== NIL && chiefOf(s, task) === chief;

/** May messages pass between these tasks, with no border of a clan between them? */
export const isNear = (s: Kernel, from: Task, to: Task): boolean =>
  from === to || chiefOf(s, from) === to || isOfClan(s, to, from) || isOfClan(s, to, chiefOf(s, from));

/** The task nearest to `from` in whose clan, or in a clan below whose, `to` is; NIL if `to` is outside. */
function inward(s: Kernel, from: Task, to: Task): Task | Nil {
  let at: Task | Nil = to;
  for (let left = s.holder.length; left > 0 && at !== NIL; left--) {
    if (isNear(s, from, at)) return at;
    at = chiefOf(s, at);
  }
  return NIL;
}

/** The thread that a message from `from` to `to` goes to first. Nobody stands before a thread that cannot be. */
export function nearest(s: Kernel, from: Thread, to: Thread): Thread {
  const [home, other] = [taskOf(s, from), taskOf(s, to)];
  if (isNear(s, home, other) || !taskExists(s, other)) return to;
  const inner = inward(s, home, other);
  const next = inner === NIL ? chiefOf(s, home) : inner;
  return next === NIL ? to : firstOf(s, next);
}
