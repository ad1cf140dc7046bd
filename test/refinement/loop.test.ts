/** The loop in which programs run: a machine that runs on after each request does what the specification says, and all of it. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { implementationOf, machines, type Setup, walksOf } from "../../refinement/machines.js";
import { kernelWith, type Planted } from "./planted.js";

const setup: Setup = { machine: "small", design: "l3", profile: "loop" };
const options = { seed: 1, samples: 60, maxSteps: 120, ...walksOf(setup) };

test.each(machines)("on %s many steps follow one request", (machine) => {
  const { failure, threw, runs } = jointWalks(implementationOf({ ...setup, machine }), options);
  expect([failure, threw]).toEqual([undefined, undefined]);
  expect(runs[3]).toBeGreaterThan(20);
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
