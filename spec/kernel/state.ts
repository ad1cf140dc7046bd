/**
 * kernel: address spaces, threads and the processor together, behind seven system calls.
 *
 * A state of the kernel is a state of spec/ipc, which has the address spaces of spec/sigma in it, and besides the memory
 * management unit of spec/tlb, the thread that has the processor, and what stands in memory. So the rules of ipc act on
 * it as they are, and each step of the kernel stands for steps of its parts: simulations.ts says for which.
 *
 * One thread runs at a time, and only that thread calls the kernel or touches memory. Which one runs is left open: any
 * thread that can run may be next, at any time. Every scheduler does something of this.
 *
 * Sources: X0 = L4 Reference Manual, Version X.0 (1999); L95 = Liedtke, On micro-Kernel Construction (SOSP 1995); L4/486 =
 * the source of Liedtke's kernel of 1996; slide N = page N of Gruber's lecture Micro-Kernels.
 */
import {
  id,
  identifier,
  int,
  NIL,
  oneOf,
  optional,
  over,
  record,
  type ScopeOf,
  table,
  transient,
  type Value,
} from "../../model/index.js";
import * as ipc from "../ipc/state.js";
import { scope as ipcScope, task, thread } from "../ipc/threads.js";
import { page, virtualPage } from "../sigma/index.js";
import * as mmu from "../tlb/mmu.js";

// ---------------------------------------------------------------------------------------------- order parameters

export const scope = { ...ipcScope, values: int(1, 4), touched: int(1, 16) };
/** ipc's; how many values a real page may have; and how many of their pages threads touch: others they only pass on. */
export type Scope = ScopeOf<typeof scope>;

/** What may stand in a page. */
export const content = ({ values }: Scope) => int(0, values - 1);
/** A page that instructions touch. */
export const touchedPage = ({ pages, touched }: Scope) =>
  identifier("virtual page", Math.min(pages, touched));

// --------------------------------------------------------------------------------------------------------- state

/** What the step gave to the thread that has the processor, beside codes and messages, which ipc tells. */
const answer = (scope: Scope) =>
  record({
    /** id_nearest: the thread that a message to the destination goes to first. */
    nearest: optional(thread(scope)),
    /** thread_schedule: what the thread does. */
    doing: oneOf("nothing told", ...activityNames),
    /** read: what stands in the page. */
    word: optional(content(scope)),
  });
const activityNames = ["inactive", "ready", "sending", "receiving", "giving", "taking"] as const;
const NO_ANSWER = { nearest: NIL, doing: "nothing told", word: NIL } as const;

export const state = (scope: Scope) =>
  record({
    ...ipc.fields(scope),
    ...mmu.fields(scope, { space: task(scope), page: page(scope), realPage: virtualPage(scope) }),
    /** The thread that has the processor, or had it last if it waits now. CR3 names the directory of its task. */
    current: thread(scope),
    /** What stands in each real page. */
    contents: table(virtualPage(scope), content(scope)),
    /** What the last step gave to the thread that has the processor. */
    answer: transient(answer(scope), NO_ANSWER),
  });
export type Kernel = Value<ReturnType<typeof state>>;

/** At start sigma0's first thread runs, and is alone; memory is blank.  [L95 2.1] */
export const initial = (scope: Scope): Kernel => ({
  ...ipc.initial(scope),
  ...mmu.initial(scope, scope.spaces),
  current: id(0),
  contents: Array.from({ length: scope.pages }, () => 0),
  answer: NO_ANSWER,
});

/** The vocabulary in which the kernel is written; its rules are made in processor.ts. */
export const words = over(state);
export const { invariant, step, witness, stepWitness } = words;
