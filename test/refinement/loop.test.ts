/** The loop in which programs run: a machine that runs on after each request does what the specification says, and all of it. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { JointRunner } from "../../check/simulate/implementation.js";
import type { Action } from "../../model/index.js";
import { implementationOf, machines, type Setup, walksOf } from "../../refinement/machines.js";
import { kernelWith, type Planted } from "./planted.js";

const setup: Setup = { machine: "small", design: "l3", profile: "loop" };
const options = { seed: 1, samples: 60, maxSteps: 120, ...walksOf(setup) };

test.each(machines)("on %s many steps follow one request", (machine) => {
  const { failure, threw, runs } = jointWalks(implementationOf({ ...setup, machine }), options);
  expect([failure, threw]).toEqual([undefined, undefined]);
  expect(runs[3]).toBeGreaterThan(20);
});

const create = (task: number): Action => ({ rule: "createTask", args: { task } });
/** The second of a task's threads is one more. */
const start = (target: number): Action => ({ rule: "exRegs", args: { target } });
const ipc = (partner: number, request: string): Action => ({ rule: "ipc", args: { partner, request } });
const wait = (request: string): Action => ({ rule: "wait", args: { request } });
const tick: Action = { rule: "tick", args: {} };

/** Walks of the thousands in which the judges were once wrong. */
const walks: Readonly<Record<string, readonly Action[]>> = {
  "who has the processor in the end is the last of those who copied": [
    ...[create(1), create(2), start(2), start(3), start(4), start(5), ipc(2, "call with strings")],
    ...[ipc(3, "receive"), ipc(2, "call with strings"), wait("sleep"), ipc(5, "call with strings")],
    ...[wait("wait for a page"), wait("wait")],
  ],
  "whose time slice is over has the processor again, when another has asked it for a page": [
    ...[create(1), start(3), tick, start(1), wait("sleep"), tick, ipc(0, "send"), start(2), tick],
    ...[ipc(2, "call with strings"), wait("wait for a page"), tick],
  ],
};

test.each(Object.entries(walks))("%s", (_, walk) => {
  const implementation = implementationOf(setup);
  const runner = new JointRunner(implementation);
  implementation.start();
  runner.begin();
  for (const action of walk) {
    const joint = runner.step(action, 0);
    expect([joint === undefined, joint?.wrong]).toEqual([false, undefined]);
    runner.advance();
  }
});

/** What is planted, and how it is told. */
const bugs: Readonly<Record<string, readonly [planted: Planted, told: RegExp]>> = {
  "a copy is not gone on with": [
    {
      file: "impl/kernel/machine.ts",
      words: "return this.cpu.faulted || !this.cpu.userMode || this.cpu.interruptLine() >= 0;",
      instead: "return this.cpu.faulted || this.cpu.interruptLine() >= 0;",
    },
    /^(loop: it rests in the kernel|thread\(\d,\d\).left is)/,
  ],
  "interrupts are not taken": [
    {
      file: "impl/kernel/machine.ts",
      words: "return this.cpu.faulted || !this.cpu.userMode || this.cpu.interruptLine() >= 0;",
      instead: "return this.cpu.faulted || !this.cpu.userMode;",
    },
    /./,
  ],
  "faults are not taken": [
    {
      file: "impl/kernel/machine.ts",
      words: "return this.cpu.faulted || !this.cpu.userMode || this.cpu.interruptLine() >= 0;",
      instead: "return !this.cpu.userMode || this.cpu.interruptLine() >= 0;",
    },
    /./,
  ],
  "where nobody runs nothing ever happens": [
    { file: "impl/kernel/enter.ts", words: 'return cpu.halt("hlt");', instead: "return false;" },
    /./,
  ],
};

describe("a machine is found in which", () => {
  test.each(Object.entries(bugs))("%s", { timeout: 60_000 }, async (_, [planted, told]) => {
    const { failure, threw } = jointWalks(await kernelWith(planted, setup), options);
    expect(threw).toBeUndefined();
    expect(failure?.at(-1)?.wrong).toMatch(told);
  });
});
