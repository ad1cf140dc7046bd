/**
 * Where and how the kernel is judged along random walks: a geometry, orders, a size, and how often each request is made.
 *
 * Each profile looks for one kind of mistake, so that a walk of some dozen requests has a chance to make it.
 */
import type { Implementation, JointWalkOptions } from "../check/index.js";
import { type Design, l3, type Size } from "../impl/kernel/index.js";
import type { Action } from "../model/index.js";
import { correspondence, type Orders } from "../refinement/correspondence.js";
import { kernelImplementation } from "../refinement/kernel.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";

export interface Profile {
  readonly kind: "small" | "i486";
  readonly orders: Orders;
  readonly design?: Partial<Design>;
  readonly size?: Partial<Size>;
  /** How often a request is made, compared with the others; 1 if it is not named. */
  readonly weights: Readonly<Record<string, number>>;
  /** Requests with which walks begin: with each of these as often as with none. */
  readonly openings: readonly (readonly Action[])[];
  /** Requests of a walk, and the longest time after which an interrupt comes, in clocks. */
  readonly maxSteps: number;
  readonly longest?: number;
}

const three = {
  spaces: 3,
  pages: 2,
  threads: 2,
  lines: 2,
  drivers: 2,
  nesting: 2,
  regions: 2,
  values: 2,
  touched: 2,
};

/** What the machine does by itself nobody asks for. */
const internal = { dispatch: 0, timeout: 0, restore: 0, copyFault: 0 };
/** Calls are asked for more often than the rest. */
const usual = {
  ...internal,
  ...{ ipc: 24, wait: 4, exRegs: 4, createTask: 2, write: 4, tick: 4, copy: 8, threadSwitch: 4 },
};
/** Time goes by, and few tasks come and go. */
const slow = { ...usual, tick: 24, deleteTask: 0, handOver: 0 };
/** Long messages go from task to task. */
const long = { ...usual, ipc: 48, wait: 8, copy: 16, tick: 4, handOver: 0, attach: 0, interrupt: 1 };
/** Calls and answers, and a few tasks that go. */
const calls = { ...usual, ipc: 32, wait: 16, threadSchedule: 6, exRegs: 6 };
/** Priorities change. */
const ranked = { ...usual, wait: 12, threadSchedule: 16, tick: 8 };
/** Pages. */
const touched = { ...usual, ipc: 48, wait: 12, read: 12, fault: 8, demap: 8, release: 12, deleteTask: 4 };
/** Drivers and their lines. */
const driven = { ...usual, attach: 12, interrupt: 16, wait: 24 };

const create = (task: number): Action => ({ rule: "createTask", args: { task } });
const begin = (target: number): Action => ({ rule: "exRegs", args: { target } });
const ipc = (partner: number, request: string): Action => ({ rule: "ipc", args: { partner, request } });
const wait = (request: string): Action => ({ rule: "wait", args: { request } });
const to = (thread: number): Action => ({ rule: "threadSwitch", args: { to: thread } });
const read = (page: number): Action => ({ rule: "read", args: { page } });
const strings = wait("wait for strings");
const fault = (page: number): Action => ({ rule: "fault", args: { page } });
const attach: Action = { rule: "attach", args: { line: 0 } };

/** Two tasks of sigma0's, and threads in each. */
const peopled = [create(1), create(2), begin(1), begin(2), begin(4)];
/** Both threads of sigma0's, and of a task of its. */
const near = [create(1), begin(1), begin(2), begin(3)];
/** The same, and a long message waits for a page that the receiver lacks; its pager has not been told yet. */
const late = [...near, to(2), wait("wait for a page"), to(1), ipc(2, "long reply and wait"), to(0)];
/** One of these tasks has called the other, which is a driver, and waits for its answer. */
const calling = [...peopled, to(2), attach, wait("wait"), to(4), ipc(2, "call in time"), to(0)];
/** A task of sigma0's, and one of that task's; in each a thread that waits. */
const nested = [create(1), begin(2), to(2), create(2), begin(4), to(4), wait("wait"), to(2), wait("wait")];
/** A driver, and a thread that has called it; and one that waits for its interrupt, while another of its task runs. */
const served = [create(1), begin(2), attach, to(2), ipc(0, "call"), to(0), wait("wait")];
const driving = [create(1), begin(1), begin(2), attach, wait("drive"), to(1)];
/** A thread of a task of sigma0's gets both of its pages from sigma0, and waits for strings. */
const addressed = (thread: number): Action[] => [
  ...[to(thread), ipc(0, "call for a page"), ipc(thread, "map page 0 and wait")],
  ...[fault(0), ipc(thread, "map page 1 and wait"), strings],
];
const waiting = [begin(1), wait("wait")];
/** One such thread, to which another one of sigma0's may send; and two of them, in two tasks. */
const one = [create(1), begin(2), ...waiting, ...addressed(2)];
const two = [create(1), create(2), begin(2), begin(4), ...waiting, ...addressed(2), ...addressed(4)];
/** A message has gone from one task to another; now both threads of sigma0's clan wait for strings, and its first runs. */
const aside = [...one, begin(0), strings, ipc(2, "send two pages"), strings];
/** Both threads of sigma0's run, and a thread of each of two tasks waits for strings. */
const turns = [...two, begin(0)];
/** In the middle of a message its receiver lacks a page, and its pager has just been told. */
const lacking = [
  ...[create(1), begin(2), begin(1), wait("wait"), to(2), fault(0), ipc(2, "map page 0 and wait")],
  ...[strings, to(1), ipc(2, "send two pages")],
];
/** The same, but its pager does something else. */
const asking = [...lacking.slice(0, 8), begin(0), ipc(2, "send two pages")];
/** A thread that had room for strings has been called. */
const roomy = [create(1), begin(2), begin(1), to(2), strings, to(0), ipc(2, "call"), to(2)];
/** A thread that has just touched its pages is called for one by a thread of its own task. */
const shared = [
  ...[...one, begin(2), to(2), begin(3), wait("wait"), to(3), ipc(2, "call for a page"), read(0), read(1)],
];
/** A thread is called for a page by the one from which it has one of its own. */
const derived = [
  ...[...two, begin(2), begin(4), to(4), wait("wait for a page"), to(2), ipc(4, "map page 1 and wait")],
  ...[wait("wait"), to(1), begin(2), to(2), ipc(4, "call for a page")],
];
/** A thread gets both of its pages from sigma0, which replies to its faults, and waits for a message and for a page. */
const furnished = (thread: number): Action[] => [
  ...[to(thread), fault(0), ipc(thread, "reply and wait"), fault(1), ipc(thread, "reply and wait")],
  wait("wait for a page"),
];
/** A thread sends a long message to one of two tasks, and does not wait, for somebody has called it. */
const busy = [
  ...[create(1), create(2), begin(1), begin(2), begin(4), wait("wait"), ...furnished(2), ...furnished(4)],
  ...[begin(0), ipc(0, "call in time"), ipc(2, "long reply and wait")],
];

export const profiles = {
  /** All kinds of requests, on the small machine. */
  small: {
    kind: "small",
    orders: { ...three, calls: "many" },
    weights: usual,
    openings: [peopled],
    maxSteps: 200,
  },
  /** The same, and tasks are deleted. */
  mortal: {
    kind: "small",
    orders: { ...three, calls: "many" },
    weights: { ...usual, deleteTask: 8, exRegs: 12 },
    openings: [peopled, calling],
    maxSteps: 200,
  },
  /** Threads of several priorities. */
  ranks: {
    kind: "small",
    orders: { ...three, calls: "many" },
    size: { priorities: 4 },
    weights: ranked,
    openings: [peopled],
    maxSteps: 200,
  },
  /** A few calls, and time. The clock's offset is soon full, and the horizon is near. */
  time: {
    kind: "small",
    orders: { ...three, spaces: 2, calls: "many" },
    size: { offsetBits: 3, horizon: 4 },
    weights: slow,
    openings: [near, late],
    maxSteps: 200,
  },
  /** Long waits: the horizon is a tick away, and the clock's offset is soon full. */
  waits: {
    kind: "small",
    orders: { ...three, spaces: 2, calls: "many" },
    size: { offsetBits: 2, horizon: 1 },
    weights: slow,
    openings: [near],
    maxSteps: 200,
  },
  /** Messages of two units. */
  strings: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    size: { slice: 1 },
    weights: long,
    openings: [one, aside, lacking, asking],
    maxSteps: 160,
  },
  /** The same, with a third task, and several priorities. */
  tasks: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    size: { priorities: 4, slice: 1 },
    weights: { ...long, threadSchedule: 12 },
    openings: [two, turns, turns],
    maxSteps: 160,
  },
  /** Long replies of a thread that is asked again and again, on a 486. */
  replies: {
    kind: "i486",
    orders: { ...three, calls: "many" },
    weights: long,
    openings: [busy, busy, busy],
    maxSteps: 160,
    longest: 3000,
  },
  /** Register messages: the short path. */
  short: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    size: { priorities: 4 },
    weights: calls,
    openings: [peopled, peopled, roomy],
    maxSteps: 200,
  },
  /** The same between clans. */
  clans: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    weights: calls,
    openings: [nested, nested, nested],
    maxSteps: 100,
  },
  /** Pages that are touched and taken back. */
  memory: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    weights: touched,
    openings: [one, shared, derived],
    maxSteps: 160,
  },
  /** The same on a 486, whose TLB remembers them. */
  touched: {
    kind: "i486",
    orders: { ...three, calls: "lesson" },
    weights: touched,
    openings: [one, shared, derived],
    maxSteps: 160,
  },
  /** Interrupts of servers. */
  servers: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    size: { priorities: 4 },
    weights: { ...driven, threadSchedule: 12 },
    openings: [served, driving],
    maxSteps: 200,
  },
  /** Interrupts. */
  lines: {
    kind: "small",
    orders: { ...three, spaces: 2, calls: "few" },
    weights: driven,
    openings: [[create(1), begin(1), begin(2)]],
    maxSteps: 200,
  },
  /** Messages with every code. */
  system: {
    kind: "small",
    orders: { ...three, calls: "system" },
    weights: usual,
    openings: [peopled],
    maxSteps: 200,
  },
} as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof profiles;

export const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

/** How walks of a profile go. */
export function walksOf(name: ProfileName): Omit<JointWalkOptions, "seed" | "samples"> {
  const { weights, maxSteps, openings, longest }: Profile = profiles[name];
  return { weights, maxSteps, openings, ...(longest === undefined ? {} : { longest }) };
}

/** The kernel of a profile, as an implementation of the specification. With mutated sources it is loaded by this name. */
export function kernelFor(name: ProfileName): Implementation<Abstract> {
  const { kind, orders, design, size }: Profile = profiles[name];
  return kernelImplementation(correspondence(kind, { ...l3, ...design }, orders, size));
}
