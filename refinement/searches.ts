/**
 * What of a kernel `refine` searches: in each profile all that can be reached, where that is little enough. The machine is
 * always the small one, and its clock has few times, so that its states come back.
 *
 * Each search says what must be taken and told in it, so that none holds because little happens there.
 */
import type { JointSearchOptions, JointSearchResult } from "../check/index.js";
import type { Size } from "../impl/kernel/index.js";
import { type Code, completionCodes } from "../spec/ipc/threads.js";
import { type Correspondence, correspondence, type Orders } from "./correspondence.js";
import { designOf, impossible } from "./machines.js";
import { ordersFor, type ProfileName } from "./profiles.js";

/** How much: for every day, and for once in a while. */
export type Extent = "quick" | "full";

/** A part of the kernel that is searched. */
export interface Searched {
  readonly profile: ProfileName;
  readonly extent: Extent;
  readonly says: string;
  readonly orders: Orders;
  /** In what the kernel differs from the usual one of these orders. */
  readonly size: Partial<Size>;
  /** In how many steps everything is tried; to the end, unless it is said. */
  readonly maxDepth?: number;
  /** The rules that are asked for: all of them must be taken. */
  readonly asks: readonly string[];
  /** In how many clocks the timer interrupts what is asked for; for thread_schedule, which priority is asked for. */
  readonly variants?: NonNullable<JointSearchOptions["variants"]>;
  /** The rules that must follow from what is asked for. */
  readonly follow: readonly string[];
  /** How calls must end. */
  readonly told: readonly Code[];
}

/** The least of everything. */
const least: Orders = {
  ...{ spaces: 2, pages: 1, threads: 1, lines: 1, drivers: 1, nesting: 1, regions: 1 },
  ...{ values: 2, touched: 1 },
  calls: "system",
};
/** Three tasks, which may create each other. */
const three: Orders = { ...least, spaces: 3, nesting: 2 };
/** Nobody looks at the clock. */
const timeless: Partial<Size> = { slice: 0 };
/** The clock's offset is full after four ticks, and a time slice after one. */
const soon: Partial<Size> = { offsetBits: 2, horizon: 4, slice: 1 };
/** The timer does not come, comes early in a copy, or late. */
const copied = { ipc: [0, 250, 400], copy: [0, 250, 400] };

const codesBut = (...others: readonly Code[]): readonly Code[] =>
  completionCodes.filter((code) => !others.includes(code));

const memory = {
  profile: "memory",
  says: "pages are mapped, touched, unmapped and given back; tasks come and go",
  size: timeless,
  asks: [
    ...["ipc", "wait", "copy", "read", "write", "fault", "demap", "release"],
    ...["exRegs", "createTask", "deleteTask", "handOver"],
  ],
  follow: ["dispatch", "copyFault"],
} as const;

const messages = {
  profile: "messages",
  says: "messages, interrupts and priorities; nobody looks at the clock",
  size: timeless,
  variants: { threadSchedule: [0, 2] },
  follow: ["dispatch"],
} as const;

const timeouts = {
  profile: "timeouts",
  says: "waits that end, by a message or by the clock",
  follow: ["dispatch", "timeout"],
} as const;

const windows = {
  profile: "windows",
  says: "long messages through the window, switches from one copy to another, and interrupts of a copy",
  size: soon,
  variants: copied,
  follow: ["dispatch", "restore", "copyFault", "timeout"],
} as const;

const everything = {
  profile: "everything",
  says: "all that can be asked for",
  size: soon,
  asks: [
    ...["ipc", "wait", "copy", "read", "write", "fault", "demap", "release"],
    ...["exRegs", "createTask", "deleteTask", "handOver", "idNearest", "attach"],
    ...["threadSwitch", "threadSchedule", "tick", "interrupt"],
  ],
  follow: ["dispatch", "restore", "copyFault", "timeout"],
} as const;

const [quick, full] = [{ extent: "quick" }, { extent: "full" }] as const;

export const searches = {
  memory: {
    ...{ ...memory, ...quick },
    orders: { ...least, pages: 2, regions: 2, touched: 2 },
    told: codesBut("receive timeout", "aborted"),
  },
  messages: {
    ...{ ...messages, ...quick },
    orders: { ...least, calls: "few" },
    asks: [
      ...["ipc", "wait", "copy", "exRegs", "createTask", "deleteTask"],
      ...["threadSwitch", "threadSchedule", "idNearest", "attach", "interrupt"],
    ],
    told: codesBut("aborted"),
  },
  timeouts: {
    ...{ ...timeouts, ...quick },
    orders: { ...least, calls: "few" },
    size: { offsetBits: 3, horizon: 4, slice: 1 },
    asks: ["ipc", "wait", "copy", "tick", "exRegs", "createTask"],
    told: codesBut("aborted"),
  },
  windows: {
    ...{ ...windows, ...quick },
    orders: { ...least, pages: 2, regions: 2, calls: "few" },
    asks: ["ipc", "wait", "copy", "tick", "threadSwitch", "exRegs", "createTask"],
    told: codesBut("aborted"),
  },
  everything: {
    ...{ ...everything, ...quick },
    orders: least,
    told: codesBut("aborted"),
  },
  "everything-3-tasks": {
    ...{ ...everything, ...quick },
    orders: { ...three, pages: 2 },
    maxDepth: 8,
    told: completionCodes,
  },
  "memory-3-tasks": {
    ...{ ...memory, ...full },
    orders: three,
    told: codesBut("receive timeout"),
  },
  "messages-4-threads": {
    ...{ ...messages, ...full },
    orders: { ...least, threads: 2, calls: "whole" },
    asks: ["ipc", "wait", "exRegs", "createTask", "deleteTask", "threadSwitch", "idNearest"],
    told: ["ok", "no partner", "send timeout", "cancelled"],
  },
  "timeouts-and-priorities": {
    ...{ ...timeouts, ...full },
    orders: { ...least, spaces: 1, threads: 2, calls: "few" },
    size: { offsetBits: 3, horizon: 4, slice: 0 },
    asks: ["ipc", "wait", "copy", "tick", "exRegs", "threadSwitch", "threadSchedule"],
    variants: { threadSchedule: [0, 2] },
    told: codesBut("page-fault timeout", "aborted"),
  },
  "windows-many-calls": {
    ...{ ...windows, ...full },
    orders: { ...least, pages: 2, regions: 2, calls: "many" },
    asks: ["ipc", "wait", "copy", "tick", "threadSwitch", "exRegs", "createTask"],
    told: codesBut("aborted"),
  },
  "everything-2-pages": {
    ...{ ...everything, ...full },
    orders: { ...least, pages: 2 },
    told: codesBut("aborted"),
  },
  "everything-3-tasks-deep": {
    ...{ ...everything, ...full },
    orders: { ...three, pages: 2 },
    maxDepth: 12,
    told: completionCodes,
  },
} as const satisfies Readonly<Record<string, Searched>>;

export type SearchName = keyof typeof searches;
const all: Readonly<Record<SearchName, Searched>> = searches;
export const searchNames: readonly SearchName[] = Object.keys(searches).filter(isSearch);
export function isSearch(name: string): name is SearchName {
  return Object.hasOwn(searches, name);
}

/** The searches of a profile. */
export const searchesOf = (profile: ProfileName, extent: Extent): readonly SearchName[] =>
  searchNames.filter((name) => all[name].profile === profile && all[name].extent === extent);

// ------------------------------------------------------------------------------------------------------- searches

/** Which kernel is searched, and where. */
export interface SearchSetup {
  readonly design: string;
  readonly search: SearchName;
}

export function searchedKernel({ design: name, search }: SearchSetup): Correspondence {
  const design = designOf({ design: name });
  return correspondence("small", design, ordersFor(all[search], design), all[search].size);
}

/** How the search goes. */
export function searchOptions({ search }: SearchSetup): JointSearchOptions {
  const { asks, variants, maxDepth } = all[search];
  return {
    rules: asks,
    ...(variants === undefined ? {} : { variants }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
  };
}

/** What a search that came to its end has not taken or told, a sentence each. Without message registers calls are fewer. */
export function unexercised(
  setup: SearchSetup,
  { taken }: Pick<JointSearchResult, "taken">,
  codes: ReadonlySet<string>,
): readonly string[] {
  const { asks, follow, told } = all[setup.search];
  const expected = [...asks, ...follow].filter((rule) => !impossible(setup).includes(rule));
  const untold = designOf(setup).registers ? told.filter((code) => !codes.has(code)) : [];
  return [
    ...expected.filter((rule) => !taken.get(rule)).map((rule) => `rule ${rule} of kernel is never taken`),
    ...untold.map((code) => `the code ${code} is never told`),
  ];
}
