/** The thread that has the processor: what it may do, where its accesses land, and what follows from what it does. */
import type { Draft } from "immer";
import { type Domains, id, NIL, type Nil, type Rule } from "../../model/index.js";
import { activityOf, isPaging, isReady, partnerOf, taskOf, unitPage } from "../ipc/observers.js";
import type { Task, Thread } from "../ipc/threads.js";
import type { RealPage } from "../sigma/index.js";
import {
  invalidateIn,
  type LinearPage,
  leave,
  openWindow,
  type Region,
  translateIn,
  windowPage,
} from "../tlb/mmu.js";
import { type Kernel, type Scope, words } from "./state.js";

// ------------------------------------------------------------------------------------------- vocabulary: who runs

/** The task of the current thread, whose directory CR3 names. */
export const here = (s: Kernel): Task => taskOf(s, s.current);

/** Does the current thread run in user mode?  Then it may call the kernel and touch memory. */
export const isRunning = (s: Kernel): boolean => isReady(s, s.current);

/** Does thread `t` give a message, and does the copy wait for no pager? */
export function mayCopy(s: Kernel, t: Thread): boolean {
  const partner = partnerOf(s, t);
  if (partner === NIL || activityOf(s, t).kind !== "giving") return false;
  return !isPaging(activityOf(s, t)) && !isPaging(activityOf(s, partner));
}

/** Is there anything that the processor could do for thread `t`? */
export const canRun = (s: Kernel, t: Thread): boolean => isReady(s, t) || mayCopy(s, t);

/** The processor goes to thread `next`. */
export function goTo(s: Draft<Kernel>, next: Thread): void {
  if (next === s.current) return;
  leave(s, here(s), taskOf(s, next));
  s.current = next;
}

// ------------------------------------------------------------------------------------ vocabulary: the copy it makes

/** The task to which the current thread copies through its window; NIL if it does not copy, or to a neighbour. */
export function copyingTo(s: Kernel): Task | Nil {
  const at = activityOf(s, s.current);
  const to = at.kind === "giving" ? taskOf(s, at.to) : NIL;
  return to === here(s) ? NIL : to;
}

/** The page in which the next unit lies, of the sender's space and of the receiver's. */
export const source = (s: Kernel): LinearPage => id(unitPage(s, s.current));

/** The region of the window, if the message has to go through it. */
export const regionOfUnit = (s: Kernel): Region => id(unitPage(s, s.current));

/** The page to which the next unit goes: in the window, or in the space that both partners share. */
export const target = (s: Kernel): LinearPage =>
  copyingTo(s) === NIL ? source(s) : windowPage(s, regionOfUnit(s));

/** Where an access of the current thread lands: a real page, or NIL. */
export const lands = (s: Kernel, at: LinearPage): RealPage | Nil => translateIn(s, here(s), at);

// ---------------------------------------------------------------------------------------------------------- rule

/**
 * A rule of the kernel. Whatever it is about, the processor follows: when a copy begins whose sender is the current
 * thread, its window is opened; and what has changed in its address space leaves the TLB.
 */
export const rule = <D extends Domains<Scope>>(
  name: string,
  params: D,
  body: Omit<Rule<Kernel, D>, "name" | "params">,
): Rule<Kernel, D> =>
  words.rule(name, params, {
    ...body,
    effect(s, args) {
      const [current, before] = [s.current, copyingTo(s)];
      body.effect(s, args);
      const to = copyingTo(s);
      if (current === s.current && before === NIL && to !== NIL) openWindow(s, here(s), to);
      invalidateIn(s, here(s));
    },
  });
