/** What threads are told is compared with what the model tells them, when they are told it and until they run. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { type Setup, walksOf } from "../../refinement/machines.js";
import { kernelWith, type Planted } from "./planted.js";

const setup: Setup = { machine: "small", design: "l3", profile: "everything" };
const options = { seed: 1, samples: 300, maxSteps: 120, ...walksOf(setup) };

/** What is planted, and how it is told. */
const bugs: Readonly<Record<string, readonly [planted: Planted, told: RegExp]>> = {
  "the pager of the other is said to be late": [
    {
      file: "impl/kernel/copy.ts",
      words: "isReceivers ? code.sendPageFaultTimeout : code.receivePageFaultTimeout",
      instead: "isReceivers ? code.receivePageFaultTimeout : code.sendPageFaultTimeout",
    },
    /^thread \d is told \w+ of a pager, and should be told \w+$/,
  ],
  "a tick takes away whom a message to sigma0 is from, while another runs": [
    {
      file: "impl/kernel/timer.ts",
      words: 'cpu.phase("timer");',
      instead: 'cpu.phase("timer"); if (me !== at.tcbs) cpu.store(at.tcbs + 84, 0);',
    },
    /^thread \d was told .*, and is given/,
  ],
};

describe("a kernel is found in which", () => {
  test.each(Object.entries(bugs))("%s", { timeout: 60_000 }, async (_, [planted, told]) => {
    const { failure, threw } = jointWalks(await kernelWith(planted, setup), options);
    expect(threw).toBeUndefined();
    expect(failure?.at(-1)?.wrong).toMatch(told);
  });
});
