/**
 * Requests that the specification has no words for: they name nobody, or what is not there, or ask for more than the caller
 * has. Each is answered at once with its code, and changes nothing.
 *
 * So the model that a kernel is compared with, where they are made, is the specification with a rule more for each of them:
 * one that leaves the state as it is.
 *
 * Sources: X0, for the codes; which they are where it does not say is our own (impl/kernel/abi.ts).
 */
import { abi } from "../impl/kernel/index.js";
import type { Model, Rule } from "../model/index.js";
import { kernel as specification } from "../spec/kernel/index.js";
import { isRunning, rule } from "../spec/kernel/processor.js";
import type { Kernel } from "../spec/kernel/state.js";

/** A request that the specification has no words for. */
export interface Malformed {
  /** What the current thread does, or a device. */
  readonly says: string;
  /** The rule of the specification that it would be, if it were well formed: it may cost as much. */
  readonly as: string;
  /** What the caller is told; undefined: it is no call. */
  readonly code?: number;
}

const { ok, noPartner, mapFailed } = abi.code;

export const malformed = {
  sendToNobody: { says: "sends to nobody", as: "ipc", code: noPartner },
  sendToStranger: { says: "sends to an id that no thread can have", as: "ipc", code: noPartner },
  sendToOtherLife: { says: "sends to a thread of a life of its task to come", as: "ipc", code: noPartner },
  callNobodyInTime: {
    says: "sends to nobody, and would wait for an answer in a time",
    ...{ as: "ipc", code: noPartner },
  },
  callWithoutPhases: { says: "makes a call that neither sends nor receives", as: "wait", code: ok },
  messageBeyond: {
    says: "sends to nobody a message whose descriptor lies beyond user space, and so does its buffer",
    ...{ as: "ipc", code: noPartner },
  },
  stringBeyond: {
    says: "sends to nobody a string that begins in user space and ends beyond it",
    ...{ as: "ipc", code: noPartner },
  },
  stringTooLong: {
    says: "sends to nobody a string that is longer than a region",
    ...{ as: "ipc", code: noPartner },
  },
  receiveFromStranger: {
    says: "receives from an id that no thread and no line can have",
    ...{ as: "wait", code: noPartner },
  },
  receiveFromOtherLife: {
    says: "receives from a thread of a life of its task to come",
    ...{ as: "wait", code: noPartner },
  },
  attachToTimer: { says: "asks for the interrupts of the timer", as: "attach", code: noPartner },
  driveTimer: { says: "waits for an interrupt of the timer", as: "wait", code: noPartner },
  nearestOfNobody: { says: "asks who is nearest on the way to nobody", as: "idNearest", code: ok },
  nearestOfStranger: {
    says: "asks who is nearest on the way to an id that no thread can have",
    ...{ as: "idNearest", code: ok },
  },
  demapBeyond: { says: "takes back a page beyond user space", as: "demap", code: mapFailed },
  releaseBeyond: { says: "gives up a page beyond user space", as: "release", code: mapFailed },
  switchToAnybody: {
    says: "gives the processor to whom it may be",
    ...{ as: "threadSwitch", code: ok },
  },
  switchToStranger: {
    says: "gives the processor to an id that no thread can have",
    ...{ as: "threadSwitch", code: noPartner },
  },
  scheduleStranger: {
    says: "asks what an id does that no thread can have",
    ...{ as: "threadSchedule", code: noPartner },
  },
  scheduleAbove: {
    says: "asks for itself for a priority above its own",
    ...{ as: "threadSchedule", code: noPartner },
  },
  startNobody: { says: "starts nobody", as: "exRegs", code: noPartner },
  startOtherLife: {
    says: "starts a thread of a life of its task to come",
    ...{ as: "exRegs", code: noPartner },
  },
  deleteOtherLife: {
    says: "deletes its task's life to come",
    ...{ as: "deleteTask", code: noPartner },
  },
  createForOtherLife: {
    says: "creates a task for a chief whose life is to come",
    ...{ as: "createTask", code: noPartner },
  },
  unknownLine: { says: "is interrupted by a line that the kernel does not know", as: "interrupt" },
  touchNowhere: {
    says: "has no pager, and touches a page that is not there",
    as: "fault",
  },
} as const satisfies Readonly<Record<string, Malformed>>;

export type MalformedName = keyof typeof malformed;
const all: Readonly<Record<string, Malformed>> = malformed;

export const malformedNames: readonly MalformedName[] = Object.keys(malformed).filter(isMalformed);
export function isMalformed(name: string): name is MalformedName {
  return Object.hasOwn(malformed, name);
}

/** What the caller of such a request must be told. */
export const codeFor = (name: MalformedName): number | undefined => all[name]?.code;

/** The rule of the specification whose price a step may cost. */
export const pricedAs = (name: string): string => all[name]?.as ?? name;

/** Nothing happens. */
const stutter = (name: MalformedName): Rule<Kernel> =>
  rule(
    name,
    {},
    {
      says: `the current thread ${malformed[name].says}`,
      source: "X0 (what each call is told)",
      requires: { running: (s: Kernel) => isRunning(s) },
      effect() {},
    },
  );

/** The specification with these requests: they stand for nothing. */
export const withMalformed: Model<Kernel> = {
  ...specification,
  rules: [...specification.rules, ...malformedNames.map(stutter)],
};
