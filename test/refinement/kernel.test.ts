/** The kernel against its specification, along random walks, on both geometries and in all designs. */
import { describe, expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import { designs, implementationOf, machines, type Setup, walksOf } from "../../refinement/machines.js";
import { profileNames } from "../../refinement/profiles.js";

/** Walks of another seed than the command's, and fewer. */
const judged = (setup: Setup) =>
  jointWalks(implementationOf(setup), { seed: 1, samples: 20, maxSteps: 120, ...walksOf(setup) });

describe.each(machines)("on %s", (machine) => {
  test.each(profileNames)("the kernel does what the specification says: %s", (profile) => {
    const { failure, threw, steps } = judged({ machine, design: "l3", profile });
    expect([failure, threw]).toEqual([undefined, undefined]);
    expect(steps).toBeGreaterThan(100);
  });
});

test.each([...designs.keys()])("the design %s does what the specification says", (design) => {
  const { failure, threw } = judged({ machine: "small", design, profile: "everything" });
  expect([failure, threw]).toEqual([undefined, undefined]);
});
