/** Runs in which a kernel once did what the specification does not: told step by step, and judged at each. */
import { describe, expect, test } from "vitest";
import { JointRunner } from "../../check/simulate/implementation.js";
import { type Action, printAction } from "../../model/index.js";
import { implementationOf, machines, type Setup } from "../../refinement/machines.js";
import { isMalformed } from "../../refinement/malformed.js";

const create = (task: number): Action => ({ rule: "createTask", args: { task } });
const begin = (target: number): Action => ({ rule: "exRegs", args: { target } });
const ipc = (partner: number, request: string): Action => ({ rule: "ipc", args: { partner, request } });
const wait = (request: string): Action => ({ rule: "wait", args: { request } });
const read = (page: number): Action => ({ rule: "read", args: { page } });
const copy: Action = { rule: "copy", args: {} };
const to = (thread: number): Action => ({ rule: "threadSwitch", args: { to: thread } });
/** A thread becomes less urgent than those that are as they were. */
const lower = (target: number): Action => ({ rule: "threadSchedule", args: { target } });
const LOWER = 2;

/** sigma0's threads, and those of the other task. */
const [sigma0, neighbour, other, another] = [0, 1, 2, 3];
/** The other task runs, and has page 0 from sigma0. */
const paged = [
  ...[create(1), begin(other), wait("wait"), read(0)],
  ...[ipc(other, "call with strings"), wait("wait"), ipc(sigma0, "call"), ipc(other, "map in time")],
];

const stories: Readonly<Record<string, readonly Action[]>> = {
  /** There was a gate for each line that the kernel knew, and for no other. */
  "an interrupt of a line that the kernel does not know": [{ rule: "unknownLine", args: {} }],
  /** The window leads to both regions; for the string it was opened again, before the string was looked at. */
  "a message whose string is missing": [
    ...paged,
    ipc(sigma0, "call with strings"),
    wait("wait for a page"),
    copy,
  ],
  /** The answer goes to one, and the next message is taken from another, who is more urgent: and the one ran. */
  "an answer, and then a more urgent client": [
    ...[create(1), begin(neighbour), begin(other), begin(another), lower(other), lower(another)],
    ...[to(neighbour), ipc(other, "call with strings"), to(another), wait("wait"), wait("wait")],
    ipc(another, "reply and wait"),
  ],
};

/** Malformed requests have a profile of their own. */
const profileOf = (steps: readonly Action[]): Setup["profile"] =>
  steps.some(({ rule }) => isMalformed(rule)) ? "malformed" : "everything";

describe.each(Object.entries(stories))("%s", (_, steps) => {
  test.each(machines)("on %s", (machine) => {
    const implementation = implementationOf({ machine, design: "l3", profile: profileOf(steps) });
    const runner = new JointRunner(implementation);
    implementation.start();
    runner.begin();
    for (const step of steps) {
      const joint = runner.step(step, step.rule === "threadSchedule" ? LOWER : 0);
      const told = printAction(implementation.instance, step);
      expect(joint, told).toBeDefined();
      expect(joint?.wrong, told).toBeUndefined();
      runner.advance();
    }
  });
});
