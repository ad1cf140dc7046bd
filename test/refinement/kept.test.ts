/** What a machine stands for, found by what has changed, is what is found by one who sees it for the first time. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drawing } from "../../check/simulate/joint-walks.js";
import { actionOf } from "../../model/index.js";
import { implementationOf, machines, walksOf } from "../../refinement/machines.js";

test.each(machines)("on %s, after each step of some walks", (machine) => {
  const setup = { machine, design: "l3", profile: "everything" } as const;
  const implementation = implementationOf(setup);
  const draw = drawing(implementation, walksOf(setup));
  const numbers = fc.array(fc.maxSafeNat(), { minLength: 100, maxLength: 100 });
  let steps = 0;
  for (const drawn of fc.sample(fc.noBias(numbers), { seed: 486, numRuns: 4 })) {
    implementation.start();
    for (const { request, variant } of drawn.map(draw)) {
      if (implementation.perform(actionOf(implementation.instance, request), variant) === undefined) continue;
      steps++;
      const another = implementationOf(setup);
      another.load(implementation.save());
      expect(implementation.abs()).toEqual(another.abs());
    }
  }
  expect(steps).toBeGreaterThan(80);
});
