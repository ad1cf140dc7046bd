/** Calls whose descriptors lie in pages that may be missing: they fault, and are made again as they were. */
import { describe, expect, test } from "vitest";
import { JointRunner, jointWalks } from "../../check/index.js";
import type { Action } from "../../model/index.js";
import { implementationOf, type Setup, walksOf } from "../../refinement/machines.js";
import { WAIT_AT } from "../../refinement/waits-at.js";
import { kernelWith, type Planted } from "./planted.js";

const setup: Setup = { machine: "small", design: "l3", profile: "descriptors" };
const options = { seed: 1, samples: 60, maxSteps: 120, ...walksOf(setup) };

const waitAt = (page: number): Action => ({ rule: WAIT_AT, args: { page } });
const story: readonly Action[] = [
  { rule: "createTask", args: { task: 1 } },
  { rule: "exRegs", args: { target: 2 } },
  { rule: "wait", args: { request: "wait" } },
  waitAt(0),
  { rule: "ipc", args: { partner: 2, request: "map page 1 and wait" } },
];

test("a call faults, its pager answers, and it is made again", () => {
  const implementation = implementationOf(setup);
  const runner = new JointRunner(implementation);
  implementation.start();
  runner.begin();
  for (const step of story) {
    expect(runner.step(step, 0)).toMatchObject({ isEnabled: true });
    runner.advance();
  }
  const { thread, sigma } = implementation.abs();
  expect([thread[2]?.kind, sigma.origin[2]]).toEqual(["ready", 1]);
  // Whatever page is named: the call is made that was begun.
  expect(runner.step(waitAt(1), 0)).toMatchObject({ run: [waitAt(0)] });
  expect(implementation.abs().thread[2]).toMatchObject({ kind: "receiving", receive: "any" });
});

test("walks hold", () => {
  const { failure, threw, taken } = jointWalks(implementationOf(setup), options);
  expect([failure, threw]).toEqual([undefined, undefined]);
  expect(taken.get(WAIT_AT)).toBeGreaterThan(50);
});

/** What is planted, and how it is told. */
const bugs: Readonly<Record<string, readonly [planted: Planted, told: RegExp]>> = {
  "a call that has faulted is not made again": [
    {
      file: "impl/kernel/ipc.ts",
      words: 'cpu.push(at.code.callAgain, "push call_again");',
      instead: 'cpu.push(at.code.userReturn, "push user_return");',
    },
    /^again: thread \S+ has faulted in its call, and does not make it again$/,
  ],
  "a call that is made again has other registers": [
    {
      file: "impl/kernel/ipc.ts",
      words: 'cpu.popAll("popad");',
      instead: 'cpu.popAll("popad"); cpu.set(EBP, NO_PHASE);',
    },
    /^thread\(\d,\d\)/,
  ],
  "a fault in a descriptor is passed over": [
    { file: "impl/kernel/ipc.ts", words: "if (hasFaulted(k)) return beginAgain(k, me);", instead: "" },
    /./,
  ],
};

describe("a kernel is found in which", () => {
  test.each(Object.entries(bugs))("%s", { timeout: 60_000 }, async (_, [planted, told]) => {
    const { failure, threw } = jointWalks(await kernelWith(planted, setup), options);
    expect(threw).toBeUndefined();
    expect(failure?.at(-1)?.wrong).toMatch(told);
  });
});
