/** PROOFS.md has every invariant of the concrete kernel, and what was judged of it. */
import { expect, test } from "vitest";
import { jointSearch, jointWalks } from "../../check/index.js";
import { l3 } from "../../impl/kernel/index.js";
import { invariants } from "../../impl/kernel/invariants.js";
import { correspondence } from "../../refinement/correspondence.js";
import { kernelImplementation } from "../../refinement/kernel.js";
import { blocksOf } from "./blocks.js";
import { number, table } from "./render.js";

const two = {
  spaces: 2,
  pages: 2,
  threads: 1,
  lines: 1,
  drivers: 1,
  nesting: 1,
  regions: 1,
  values: 2,
  touched: 1,
};
const three = {
  spaces: 3,
  pages: 2,
  threads: 2,
  lines: 2,
  drivers: 2,
  nesting: 2,
  regions: 2,
  values: 2,
  touched: 2,
};
/** Without time and devices: those are left to the walks. */
const rules = [
  ...["ipc", "wait", "read", "write", "fault", "copy", "exRegs", "createTask", "deleteTask"],
  ...["demap", "release", "threadSwitch"],
];
const weights = { ipc: 8, wait: 2, exRegs: 4, createTask: 2, write: 2, tick: 2, copy: 4 };

function searched(): string[] {
  const its = correspondence("small", l3, { ...two, calls: "system" });
  const found = jointSearch(kernelImplementation(its), { rules });
  expect(found.verdict).toBe("holds");
  const { states, abstract, steps, refused, depth } = found;
  return [
    "search, `small`: 2 tasks of a thread and 2 pages, without time and devices",
    `all ${number(states)} states of the machine, which stand for ${number(abstract)}; ${number(steps)} steps, ${number(refused)} of them refused; depth ${depth}`,
  ];
}

function walked(kind: "small" | "i486", samples: number): string[] {
  const its = correspondence(kind, l3, { ...three, calls: "many" });
  const found = jointWalks(kernelImplementation(its), { seed: 486, samples, maxSteps: 100, weights });
  expect(found.failure).toBeUndefined();
  return [
    `walks, \`${kind}\`: 3 tasks of 2 threads and 2 pages, all calls, ticks and devices, seed 486`,
    `${number(found.samples)} walks of ${number(found.steps)} steps, ${number(found.refused)} of them refused`,
  ];
}

test("PROOFS.md has every invariant, and what was judged", () => {
  const made = {
    "machine-invariants": table([
      ["invariant", "says", "source"],
      ...Object.entries(invariants).map(([name, { says, source }]) => [name, says, source]),
    ]),
    "machine-joint": table([["judge", "found"], searched(), walked("small", 200), walked("i486", 100)]),
  };
  const found = blocksOf("PROOFS.md", made);
  for (const [name, text] of Object.entries(made)) expect(found[name]).toBe(text);
});
