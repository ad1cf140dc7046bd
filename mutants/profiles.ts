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
  /** Requests with which half of the walks begin. */
  readonly opening: readonly Action[];
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

/** Calls are asked for more often than the rest. */
const usual = { ipc: 24, wait: 4, exRegs: 4, createTask: 2, write: 4, tick: 4, copy: 8, threadSwitch: 4 };
/** Time goes by, and few tasks come and go. */
const slow = { ...usual, tick: 24, deleteTask: 0, handOver: 0 };
/** Long messages go from task to task. */
const long = { ...usual, copy: 16, tick: 2, handOver: 0, attach: 0, interrupt: 1 };
/** Calls and answers, and a few tasks that go. */
const calls = { ...usual, ipc: 32, wait: 16, threadSchedule: 6, exRegs: 6 };
/** Pages. */
const touched = { ...usual, wait: 12, read: 12, fault: 8, demap: 8, release: 12, deleteTask: 4 };
/** Drivers and their lines. */
const driven = { ...usual, attach: 12, interrupt: 16, wait: 24 };

const create = (task: number): Action => ({ rule: "createTask", args: { task } });
const begin = (target: number): Action => ({ rule: "exRegs", args: { target } });
const ipc = (partner: number, request: string): Action => ({ rule: "ipc", args: { partner, request } });
const wait = (request: string): Action => ({ rule: "wait", args: { request } });

/** Two tasks of sigma0's, and threads in each. */
const peopled = [create(1), create(2), begin(1), begin(2), begin(4)];
const to = (thread: number): Action => ({ rule: "threadSwitch", args: { to: thread } });
/** A thread of a task of sigma0's gets both of its pages from sigma0, and waits for strings. */
const addressed = (thread: number): Action[] => [
  ...[to(thread), ipc(0, "call for a page"), ipc(thread, "map page 0 and wait")],
  ...[{ rule: "fault", args: { page: 0 } }, ipc(thread, "map page 1 and wait"), wait("wait for strings")],
];
const waiting = [begin(1), wait("wait")];
/** One such thread, to which another one of sigma0's may send; and two of them, in two tasks. */
const one = [create(1), begin(2), ...waiting, ...addressed(2)];
const two = [create(1), create(2), begin(2), begin(4), ...waiting, ...addressed(2), ...addressed(4)];

export const profiles = {
  /** All kinds of requests, on the small machine. */
  small: {
    kind: "small",
    orders: { ...three, calls: "many" },
    weights: usual,
    opening: peopled,
    maxSteps: 200,
  },
  /** The same on a 486. */
  i486: {
    kind: "i486",
    orders: { ...three, calls: "many" },
    weights: usual,
    opening: peopled,
    maxSteps: 200,
  },
  /** A few calls, and time. The clock's offset is soon full, and the horizon is near. */
  time: {
    kind: "small",
    orders: { ...three, spaces: 2, calls: "many" },
    size: { offsetBits: 4, horizon: 4 },
    weights: slow,
    opening: [create(1), begin(1), begin(2), begin(3)],
    maxSteps: 200,
  },
  /** Long waits: the horizon is a tick away. */
  waits: {
    kind: "small",
    orders: { ...three, spaces: 2, calls: "many" },
    size: { offsetBits: 4, horizon: 2 },
    weights: slow,
    opening: [create(1), begin(1), begin(2), begin(3)],
    maxSteps: 200,
  },
  /** Messages of two units. */
  strings: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    weights: long,
    opening: one,
    maxSteps: 160,
  },
  /** The same on a 486, where a copy lasts long enough to be interrupted. */
  copies: {
    kind: "i486",
    orders: { ...three, calls: "lesson" },
    weights: long,
    opening: one,
    maxSteps: 160,
    longest: 3000,
  },
  /** The same, with a third task. */
  tasks: { kind: "small", orders: { ...three, calls: "lesson" }, weights: long, opening: two, maxSteps: 160 },
  /** Register messages: the short path. */
  short: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    weights: calls,
    opening: peopled,
    maxSteps: 200,
  },
  /** Pages that are touched and taken back. */
  memory: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    weights: touched,
    opening: one,
    maxSteps: 160,
  },
  /** Interrupts of servers. */
  servers: {
    kind: "small",
    orders: { ...three, calls: "lesson" },
    weights: driven,
    opening: peopled,
    maxSteps: 200,
  },
  /** Interrupts. */
  lines: {
    kind: "small",
    orders: { ...three, spaces: 2, calls: "few" },
    weights: driven,
    opening: [create(1), begin(1), begin(2)],
    maxSteps: 200,
  },
  /** Messages with every code. */
  system: {
    kind: "small",
    orders: { ...three, calls: "system" },
    weights: usual,
    opening: peopled,
    maxSteps: 200,
  },
} as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof profiles;

export const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

/** How walks of a profile go. */
export function walksOf(name: ProfileName): Omit<JointWalkOptions, "seed" | "samples"> {
  const { weights, maxSteps, opening, longest }: Profile = profiles[name];
  return { weights, maxSteps, opening, ...(longest === undefined ? {} : { longest }) };
}

/** The kernel of a profile, as an implementation of the specification. With mutated sources it is loaded by this name. */
export function kernelFor(name: ProfileName): Implementation<Abstract> {
  const { kind, orders, design, size }: Profile = profiles[name];
  return kernelImplementation(correspondence(kind, { ...l3, ...design }, orders, size));
}
