/**
 * What of a kernel `refine` judges at a time: each profile has orders, a repertoire of calls, and the requests that are
 * made. Judges that try everything need small ones; in the last one everything is asked for.
 */
import type { Design, Size } from "../impl/kernel/index.js";
import type { Action, Model } from "../model/index.js";
import { kernel as specification } from "../spec/kernel/index.js";
import type { Kernel } from "../spec/kernel/state.js";
import type { Orders } from "./correspondence.js";
import { malformedNames, withMalformed } from "./malformed.js";

export interface Profile {
  readonly says: string;
  readonly orders: Orders;
  /** The model that the kernel is compared with, if it has more rules than the specification. */
  readonly model?: Model<Kernel>;
  /** In what the kernel differs from the usual one of these orders, on each machine. */
  readonly sizes?: Readonly<Record<"small" | "i486", Partial<Size>>>;
  /** The rules that are asked for, each with how often walks do so. What follows from them is not asked for. */
  readonly asks: Readonly<Record<string, number>>;
  /** The rules that must be taken, or the walks have looked away. */
  readonly expects?: readonly string[];
  /** Walks on each geometry, unless told. */
  readonly samples: { readonly small: number; readonly i486: number };
}

/** The orders of all profiles, unless one says otherwise. */
const usual = {
  spaces: 3,
  pages: 2,
  threads: 2,
  lines: 1,
  drivers: 1,
  nesting: 2,
  regions: 2,
  values: 2,
  touched: 2,
} as const;
const few = { small: 40, i486: 20 } as const;

const memory: Profile = {
  says: "pages are mapped, touched, unmapped and given back; tasks come and go",
  orders: { ...usual, threads: 1, regions: 1, calls: "system" },
  samples: few,
  asks: {
    ...{ ipc: 12, wait: 8, copy: 4, createTask: 3, handOver: 1, deleteTask: 1 },
    ...{ read: 3, write: 3, fault: 2, demap: 3, release: 3 },
  },
};

const messages: Profile = {
  says: "messages between threads of one task and of several; nothing is in a hurry",
  orders: { ...usual, calls: "few" },
  samples: few,
  asks: {
    ...{ ipc: 16, wait: 8, copy: 4, exRegs: 3, createTask: 2, threadSwitch: 2, idNearest: 1 },
    ...{ attach: 1, interrupt: 2 },
  },
};

const timeouts: Profile = {
  says: "waits that end, by a message or by the clock",
  orders: { ...usual, calls: "many" },
  samples: few,
  asks: {
    ...{ ipc: 16, wait: 8, copy: 2, tick: 6, exRegs: 2, createTask: 2, threadSwitch: 2 },
    ...{ threadSchedule: 2 },
  },
};

const windows: Profile = {
  says: "long messages through the window, and whatever interrupts them",
  orders: { ...usual, threads: 1, calls: "many" },
  samples: few,
  asks: {
    ...{ ipc: 20, wait: 10, copy: 8, tick: 3, createTask: 2, deleteTask: 1, threadSwitch: 2 },
    ...{ read: 2, write: 2, demap: 1, release: 1, interrupt: 1, attach: 1 },
  },
};

const short: Profile = {
  says: "calls and replies in registers, between threads of several priorities; pages that are granted",
  orders: { ...usual, calls: "lesson" },
  sizes: { small: { priorities: 4 }, i486: {} },
  samples: few,
  asks: {
    ...{ ipc: 32, wait: 16, copy: 8, tick: 2, exRegs: 6, threadSwitch: 4, threadSchedule: 6 },
    ...{ createTask: 2, write: 2, fault: 2, release: 1 },
  },
};

const clock: Profile = {
  says: "waits beyond the horizon, a clock whose base is often renewed, and threads that nobody interrupts",
  orders: { ...usual, spaces: 2, calls: "many" },
  sizes: { small: { offsetBits: 3, horizon: 1, slice: 0 }, i486: { offsetBits: 5, horizon: 4, slice: 0 } },
  samples: few,
  asks: { ipc: 16, wait: 12, copy: 4, tick: 24, exRegs: 4, createTask: 2, threadSwitch: 4 },
};

const malformed: Profile = {
  says: "requests that the specification has no words for, between others",
  orders: { ...usual, nesting: 1, calls: "few" },
  model: withMalformed,
  samples: few,
  asks: {
    ...{ ipc: 12, wait: 6, copy: 4, tick: 2, exRegs: 6, createTask: 4, deleteTask: 1, threadSwitch: 3 },
    ...{ threadSchedule: 3, read: 1, attach: 1, interrupt: 1 },
    ...Object.fromEntries(malformedNames.map((name) => [name, 1])),
  },
  expects: malformedNames,
};

const everything: Profile = {
  says: "all that can be asked for",
  orders: { ...usual, lines: 2, drivers: 2, calls: "many" },
  samples: { small: 600, i486: 300 },
  asks: {
    ...{ ipc: 24, wait: 10, copy: 8, tick: 5, interrupt: 1, attach: 1, exRegs: 6, threadSwitch: 2 },
    ...{ createTask: 2, handOver: 5, deleteTask: 5, idNearest: 1, threadSchedule: 1 },
    ...{ read: 3, write: 2, fault: 1, demap: 1, release: 3 },
  },
};

export const profiles = { memory, messages, timeouts, windows, short, clock, malformed, everything } as const;
export type ProfileName = keyof typeof profiles;
export const profileNames: readonly ProfileName[] = [
  "memory",
  "messages",
  "timeouts",
  "windows",
  "short",
  "clock",
  "malformed",
  "everything",
];

/** Its orders for a design: without message registers there are no words but those in memory, so none are sent. */
export const ordersFor = ({ orders }: Pick<Profile, "orders">, { registers }: Design): Orders =>
  registers ? orders : { ...orders, calls: "system" };

/** The weights of its requests, for walks: what it does not ask for has none. */
export const weightsOf = ({ asks, model = specification }: Profile): Readonly<Record<string, number>> =>
  Object.fromEntries(model.rules.map(({ name }) => [name, asks[name] ?? 0]));

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
/** A thread grants a page to one of another task, which waits for it; and one that has none gets it too. */
const granted = [...tasks, ...given(2), receive("wait"), ...given(4), receive("wait"), begin(2)];
/** How walks of a teacher's calls begin. */
const lessons = [
  tasks,
  [...granted, to(2), call(4, "grant page 0")],
  [...tasks, ...given(2), to(4), receive("wait for a page"), begin(2), to(2), call(4, "grant page 0")],
];

/** From the first up to the last, which is not among them. */
const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first }, (_, n) => first + n);
