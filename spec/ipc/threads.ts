/**
 * What a thread of ipc may do, and what it may be told: the parameters and the parts of the state.
 *
 * Sources: L93 = Liedtke, Improving IPC by Kernel Design (SOSP 1993); X0 = L4 Reference Manual, Version X.0 (1999);
 * slide N = page N of Gruber's lecture Micro-Kernels.
 */
import {
  type Id,
  identifier,
  int,
  oneOf,
  optional,
  pair,
  record,
  type Schema,
  type ScopeOf,
  union,
  type Value,
} from "../../model/index.js";
import * as sigma from "../sigma/index.js";
import { NONE, type Repertoire, withFaults } from "./repertoire.js";
import { repertoires } from "./repertoires.js";

// ---------------------------------------------------------------------------------------------- order parameters

export const scope = {
  ...sigma.scope,
  threads: int(1, 8),
  lines: int(1, 8),
  drivers: int(1, 16),
  nesting: int(1, 15),
  regions: int(1, 2),
  granularity: int(0, 16),
  calls: oneOf("few", "many", "whole", "split", "system", "lesson"),
};
/**
 * Sigma's spaces and pages; threads in each task; interrupt lines; how many tasks, sigma0 the first, may drive devices;
 * how deep tasks may create tasks; pages of a message buffer; how many ms late the timer may wake a thread; and the
 * repertoire of calls.
 */
export type Scope = ScopeOf<typeof scope>;

/** A task is its address space, and sigma0 the first; all others are alike. */
export const task = sigma.space;
/** A thread is named by its task and its number there.  [L93; X0 thread ids] */
export const thread = (scope: Scope) =>
  pair("thread", task(scope), identifier("thread of a task", scope.threads));
/** A source of interrupts.  [X0 interrupts] */
export const line = ({ lines }: Scope) => identifier("line", lines);
/** A call that names a partner. */
export const request = (scope: Scope) => named(repertoire(scope).requests);
/** A call that names none. */
export const waitRequest = (scope: Scope) => named(repertoire(scope).waits);

export type Task = sigma.Space;
export type Thread = Id<"thread">;
export type Line = Id<"line">;

/** The descriptors and calls of a scope, those of the kernel among them. */
export const repertoire = ({ calls, pages }: Scope): Repertoire => withFaults(repertoires[calls], pages);

/** One of the names in a table. */
const named = (its: object, ...before: string[]): Schema<string> => {
  const [first = NONE, ...others] = [...before, ...Object.keys(its)];
  return oneOf(first, ...others);
};

// --------------------------------------------------------------------------------------------- parts of the state

/** How a call may end. What stops a transfer that runs is told to both partners.  [X0 completion codes] */
export const completionCodes = [
  "ok",
  "no partner",
  "send timeout",
  "receive timeout",
  "cancelled",
  "aborted",
  "cut",
  "map failed",
  "page-fault timeout",
] as const;
const code = oneOf(NONE, ...completionCodes);
export type Code = Value<typeof code>;

/** What a thread does. Time left is counted to the last moment at which the thread is awake; NIL is for ever. */
export const activity = (scope: Scope) => {
  const its = repertoire(scope);
  const aThread = thread(scope);
  const receive = named(its.receives);
  const left = optional(int(0, longest(its) + scope.granularity));
  /** A copy that faulted: the thread in whose space it did asks its pager, or awaits the mapping. */
  const paging = oneOf("no", "asking", "awaiting");
  return union({
    /** It does not exist, or has not been started. */
    inactive: {},
    /** It runs in user mode. */
    ready: {},
    /** It waits until `to` receives from it; then it will receive, or not. */
    sending: { to: aThread, send: named(its.sends), next: named(its.receives, NONE), left },
    /** It waits for a message; `from` is the thread that a receive from one names. */
    receiving: { from: optional(aThread), receive, left },
    /** Its message is being copied to `to`; so many units are left to copy. */
    giving: {
      to: aThread,
      send: named(its.sends),
      next: named(its.receives, NONE),
      units: int(0, mostUnits(its)),
      paging,
      left,
    },
    /** The message of `from` is being copied to it. */
    taking: { from: aThread, receive, paging, left },
  });
};
export type Activity = Value<ReturnType<typeof activity>>;

/** What the kernel tells a thread whose call ends: how, from which thread or line, and the word that came. */
export const reply = (scope: Scope) =>
  record({ code, from: optional(thread(scope)), line: optional(line(scope)), word: int(0, 1) });

export type Reply = Value<ReturnType<typeof reply>>;

const largest = (of: object, ...keys: string[]): number =>
  Math.max(0, ...Object.values(of).flatMap((each) => keys.map((key) => Number(each[key] ?? 0))));
const longest = ({ sends, receives }: Repertoire): number =>
  largest({ ...sends, ...receives }, "within", "pageFault");
/** Units of the longest message. */
export const mostUnits = ({ sends }: Repertoire): number =>
  largest(sends, "units") + largest(sends, "strings");
