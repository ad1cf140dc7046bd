/** A kernel whose memory comes to an end: it may fail only then, it says so, and nothing is lost or changed by it. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { implementationOf, machines, type Setup, walksOf } from "../../refinement/machines.js";
import { withMemory, withoutMemoryNames } from "../../refinement/scarce.js";
import { kernelWith, type Planted } from "./planted.js";

const setup: Setup = { machine: "small", design: "l3", profile: "scarce" };
const options = { seed: 1, samples: 60, maxSteps: 120, ...walksOf(setup) };

test.each(machines)("on %s each step that may fail does", (machine) => {
  const { taken, failure, threw } = jointWalks(implementationOf({ ...setup, machine }), options);
  expect([failure, threw]).toEqual([undefined, undefined]);
  const untaken = withoutMemoryNames.filter((name) => withMemory(name) !== "copy" && !taken.get(name));
  expect(untaken).toEqual([]);
});

/** What is planted, and how it is told. */
const bugs: Readonly<Record<string, readonly [planted: Planted, told: RegExp]>> = {
  "a task is refused although there is memory": [
    {
      file: "impl/kernel/tasks.ts",
      words: "if (!createSpace(k, taskAt(k, task)))",
      instead: "if (task > 1 || !createSpace(k, taskAt(k, task)))",
    },
    /^holder\(\d\) is 0 in the model, and the machine stands for nil$/,
  ],
  "a thread is refused although there is memory": [
    {
      file: "impl/kernel/tasks.ts",
      words: "if (!startThread(k, tcbOf(k, id), id, priority))",
      instead: "if (threadOfId(k, id) === 1 || !startThread(k, tcbOf(k, id), id, priority))",
    },
    /^thread\(\d,1\) is ready in the model, and the machine stands for inactive$/,
  ],
  "the last node is never given out": [
    {
      file: "impl/kernel/pool.ts",
      words: 'return k.cpu.branch(node === 0, "jz none") ? 0 : node;',
      instead:
        "if (node !== 0 && k.cpu.load(k.at.own.freeNode) === 0) { giveNode(k, node); return 0; } return node;",
    },
    /^sigma\.origin\(\d,\d\) is \(0,0\) in the model, and the machine stands for nil$/,
  ],
  "a directory is lost when there is none for its shadow": [
    {
      file: "impl/kernel/space.ts",
      words: "    giveFrame(k, directory);\n    return false;",
      instead: "    return false;",
    },
    /^pool: 1 frames are lost$/,
  ],
  "a node is lost when there is no page table": [
    {
      file: "impl/kernel/mapping.ts",
      words: "    giveNode(k, node);\n    return false;",
      instead: "    return false;",
    },
    /^pool: 1 nodes are lost$/,
  ],
  "frames of a TCB that is not made are lost": [
    {
      file: "impl/kernel/space.ts",
      words: "      closePages(k, first, page);\n      return false;",
      instead: "      return false;",
    },
    /^tcbs: page \w+ of TCBs has entry/,
  ],
  "nobody is told that a page was not mapped": [
    {
      file: "impl/kernel/mapping.ts",
      words: 'if (k.cpu.branch(node === 0, "jz refused")) return false;\n  if (!haveTable',
      instead: 'if (k.cpu.branch(node === 0, "jz refused")) return true;\n  if (!haveTable',
    },
    /^sigma\.origin\(\d,\d\) is .* in the model, and the machine stands for nil$/,
  ],
  "who finds no memory for a task is told that it was made": [
    {
      file: "impl/kernel/tasks.ts",
      words: "if (!createSpace(k, taskAt(k, task))) return answer(k, me, code.mapFailed);",
      instead: "if (!createSpace(k, taskAt(k, task))) return answer(k, me, code.ok);",
    },
    /^holder\(\d\) is 0 in the model, and the machine stands for nil$/,
  ],
  "a page that is refused takes away what is there": [
    {
      file: "impl/kernel/mapping.ts",
      words: 'if (k.cpu.branch(node === 0, "jz refused")) return false;\n  if (!haveTable',
      instead:
        'if (k.cpu.branch(node === 0, "jz refused")) { revoke(k, source); return false; }\n  if (!haveTable',
    },
    /^(scarce: \d+ frames and \d+ nodes were free, and after a failure|sigma)/,
  ],
};

describe("a kernel is found in which", () => {
  test.each(Object.entries(bugs))("%s", { timeout: 60_000 }, async (_, [planted, told]) => {
    const { failure, threw } = jointWalks(await kernelWith(planted, setup), options);
    expect(threw).toBeUndefined();
    expect(failure?.at(-1)?.wrong).toMatch(told);
  });
});
