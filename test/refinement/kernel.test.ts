/** The kernel against its specification, along random walks, on both geometries and in all designs. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { type Design, l3, variants } from "../../impl/kernel/index.js";
import { correspondence, type Orders } from "../../refinement/correspondence.js";
import { kernelImplementation } from "../../refinement/kernel.js";

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
/** Calls are asked for more often than the rest, and threads are started soon. */
const weights = { ipc: 8, wait: 2, exRegs: 4, createTask: 2, write: 2, tick: 2, copy: 4 };

const judged = (kind: "small" | "i486", design: Design, orders: Orders, samples: number) =>
  jointWalks(kernelImplementation(correspondence(kind, design, orders)), {
    seed: 1,
    samples,
    maxSteps: 120,
    weights,
  });

describe.each(["few", "many", "system", "lesson"] as const)("calls of the repertoire %s", (calls) => {
  test.each(["small", "i486"] as const)("on %s the kernel does what the specification says", (kind) => {
    const { failure, steps } = judged(kind, l3, { ...three, calls }, kind === "small" ? 20 : 10);
    expect(failure).toBeUndefined();
    expect(steps).toBeGreaterThan(100);
  });
});

describe.each(variants)("the design without $without", ({ without, design }) => {
  // Without message registers there are no words but those in memory.
  const calls = without === "registers" ? "system" : "many";

  test("does what the specification says", () => {
    expect(judged("small", design, { ...three, calls }, 20).failure).toBeUndefined();
  });
});
