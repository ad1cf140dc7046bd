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
import { exhausting, openingsOf } from "./openings.js";
import { withMemory, withoutMemoryNames, withScarceMemory } from "./scarce.js";
import { WAIT_AT, withWaitsAt } from "./waits-at.js";

export interface Profile {
  readonly says: string;
  readonly orders: Orders;
  /** The model that the kernel is compared with, if it has more rules than the specification. */
  readonly model?: Model<Kernel>;
  /** In what the kernel differs from the usual one of these orders, on each machine. */
  readonly sizes?: Readonly<Record<"small" | "i486", Partial<Size>>>;
  /** The rules that are asked for, each with how often walks do so. What follows from them is not asked for. */
  readonly asks: Readonly<Record<string, number>>;
  /** Does what is asked need messages in registers? Then it is asked of no design without them. */
  readonly needsRegisters?: true;
  /** Does the machine run on after each request, until user code runs? */
  readonly runsOn?: true;
  /** How walks begin, where that is not as the orders say. */
  readonly openings?: readonly (readonly Action[])[];
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
/** Where each of many rules must be taken. */
const more = { small: 100, i486: 50 } as const;

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

const loop: Profile = {
  says: "a machine that runs on after each request, as under programs: until user code runs, or nobody can",
  orders: { ...usual, calls: "many" },
  runsOn: true,
  samples: few,
  asks: {
    ...{ ipc: 20, wait: 12, tick: 8, exRegs: 4, createTask: 2, deleteTask: 1, threadSwitch: 3 },
    ...{ read: 2, write: 2, fault: 2, release: 1, attach: 1, interrupt: 2 },
  },
  expects: ["tick", "timeout", "interrupt", "fault", "copy", "copyFault", "dispatch"],
};

const descriptors: Profile = {
  says: "calls whose descriptors lie in pages that may be missing, and that are made again",
  orders: { ...usual, calls: "lesson" },
  model: withWaitsAt,
  needsRegisters: true,
  samples: few,
  asks: {
    ...{ ipc: 16, wait: 6, [WAIT_AT]: 12, copy: 4, tick: 2, exRegs: 4, threadSwitch: 6, createTask: 2 },
    ...{ interrupt: 1, write: 2, release: 4 },
  },
  expects: [WAIT_AT],
};

const malformed: Profile = {
  says: "requests that the specification has no words for, between others",
  orders: { ...usual, nesting: 1, calls: "few" },
  model: withMalformed,
  samples: more,
  asks: {
    ...{ ipc: 12, wait: 6, copy: 4, tick: 2, exRegs: 6, createTask: 4, deleteTask: 1, threadSwitch: 3 },
    ...{ threadSchedule: 3, read: 1, attach: 1, interrupt: 1 },
    ...Object.fromEntries(malformedNames.map((name) => [name, 1])),
  },
  expects: malformedNames,
};

const scarce: Profile = {
  says: "a kernel that has hardly any memory: tasks, threads and pages for which there is none",
  orders: { ...usual, spaces: 4, calls: "many" },
  model: withScarceMemory,
  needsRegisters: true,
  sizes: { small: { poolFrames: 31, nodes: 20 }, i486: { poolFrames: 17, nodes: 1028, tcbBytes: 4096 } },
  openings: exhausting,
  samples: more,
  asks: {
    ...{ ipc: 24, wait: 16, copy: 8, tick: 4, exRegs: 6, threadSwitch: 3, createTask: 6, deleteTask: 2 },
    ...{ write: 2, fault: 6, demap: 1, release: 2 },
  },
  expects: withoutMemoryNames.filter((name) => withMemory(name) !== "copy"),
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

export const profiles = {
  memory,
  messages,
  timeouts,
  windows,
  short,
  clock,
  loop,
  descriptors,
  malformed,
  scarce,
  everything,
} as const;
export type ProfileName = keyof typeof profiles;
export const profileNames: readonly ProfileName[] = [
  "memory",
  "messages",
  "timeouts",
  "windows",
  "short",
  "clock",
  "loop",
  "descriptors",
  "malformed",
  "scarce",
  "everything",
];

/** In which a machine is judged: the 486 where everything is asked for, or what the specification has no words for. */
export const profilesOn = (machine: "small" | "i486"): readonly ProfileName[] =>
  profileNames.filter((name) => {
    const { model }: Profile = profiles[name];
    return machine === "small" || name === "everything" || model !== undefined;
  });

/** Its orders for a design: without message registers there are no words but those in memory, so none are sent. */
export const ordersFor = ({ orders }: Pick<Profile, "orders">, { registers }: Design): Orders =>
  registers ? orders : { ...orders, calls: "system" };

/** The weights of its requests, for walks: what it does not ask for has none. */
export const weightsOf = ({ asks, model = specification }: Profile): Readonly<Record<string, number>> =>
  Object.fromEntries(model.rules.map(({ name }) => [name, asks[name] ?? 0]));

/** How its walks begin, beside those that begin with nothing. */
export const openingsFor = (profile: Profile, design: Design): readonly (readonly Action[])[] =>
  profile.openings ?? openingsOf(ordersFor(profile, design));
