/** Malformed requests: each is made along walks, and a kernel that does anything for one is found. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { implementationOf, type Setup, walksOf } from "../../refinement/machines.js";
import { malformedNames } from "../../refinement/malformed.js";
import { kernelWith, type Planted } from "./planted.js";

const setup: Setup = { machine: "small", design: "l3", profile: "malformed" };
const options = { seed: 1, samples: 30, maxSteps: 120, ...walksOf(setup) };

test("each of them is made", () => {
  const { taken, failure } = jointWalks(implementationOf(setup), options);
  expect(failure).toBeUndefined();
  expect(malformedNames.filter((name) => !taken.get(name))).toEqual([]);
});

/** What is planted, and how it is told. */
const bugs: Readonly<Record<string, readonly [planted: Planted, told: RegExp]>> = {
  "a page beyond user space is taken back": [
    {
      file: "impl/kernel/calls.ts",
      words: "answer(k, me, done ? code.ok : code.mapFailed)",
      instead: "answer(k, me, done || page !== 0 ? code.ok : code.mapFailed)",
    },
    /^thread \d is told 0, and should be told 96$/,
  ],
  "a priority above the caller's own is given": [
    { file: "impl/kernel/calls.ts", words: "priorityOf(wanted) <= mine && ", instead: "" },
    /^(ready: thread \S+ has priority|malformed: scheduleAbove has changed a priority)/,
  ],
  "a time slice is given with a priority that is refused": [
    {
      file: "impl/kernel/calls.ts",
      words: 'if (!cpu.branch(allowed, "jbe allowed")) return false;',
      instead: 'cpu.store(tcb + SLICE, 7); if (!cpu.branch(allowed, "jbe allowed")) return false;',
    },
    /^malformed: scheduleAbove has changed a priority/,
  ],
  "a malformed call is told that it was well formed": [
    {
      file: "impl/kernel/calls.ts",
      words: 'if (cpu.branch(tcb === 0, "jz no_thread")) return answer(k, me, code.noPartner);',
      instead: 'if (cpu.branch(tcb === 0, "jz no_thread")) return answer(k, me, code.ok);',
    },
    /^thread \d is told 0, and should be told 16$/,
  ],
  "a call without phases waits": [
    {
      file: "impl/kernel/ipc.ts",
      words: "if (partner === NO_RECEIVE) end(k, me, me, code.ok);\n  else if",
      instead: "if",
    },
    /./,
  ],
  "a task of another life is deleted": [
    {
      file: "impl/kernel/tasks.ts",
      words: 'return cpu.branch(idOf(k, task, threadOfId(k, id), version) === id, "je present");',
      instead: "return version > 0;",
    },
    /./,
  ],
  "who gives the processor to a stranger loses it": [
    {
      file: "impl/kernel/calls.ts",
      words: 'if (cpu.branch(!canRun(its), "ja cannot_run")) return answer(k, me, code.noPartner);',
      instead: 'if (cpu.branch(!canRun(its), "ja cannot_run")) { putLast(k, me); return dispatch(k, me); }',
    },
    /./,
  ],
  "id_nearest of nobody names nobody": [
    {
      file: "impl/kernel/calls.ts",
      words: "from: isNil ? idOfTcb(k, me) : nearest(k, me, to)",
      instead: "from: nearest(k, me, to)",
    },
    /^another is nearest$/,
  ],
};

describe("a kernel is found in which", () => {
  test.each(Object.entries(bugs))("%s", { timeout: 60_000 }, async (_, [planted, told]) => {
    const { failure, threw } = jointWalks(await kernelWith(planted, setup), options);
    expect(threw).toBeUndefined();
    expect(failure?.at(-1)?.wrong).toMatch(told);
  });
});
