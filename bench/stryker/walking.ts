/** Random walks as the gallery's and refine's, each made once: the first complaint is thrown, and no shorter walk is sought. */
import * as fc from "fast-check";
import { drawing, type Implementation, JointRunner, type JointWalkOptions } from "../../check/index.js";
import { actionOf, requestOf } from "../../model/index.js";

/** What walks have come to: it is pinned, so that a kernel is seen too that is right, and slower or other than it was. */
export interface Walked {
  readonly steps: number;
  readonly refused: number;
  /** Of all walks together. */
  readonly clocks: number;
  /** A number that stands for what is in memory and in registers at the end of each. */
  readonly left: number;
}

/** A number that stands for these words. */
export function sumOf(words: Uint32Array, before: number): number {
  let sum = before;
  for (const word of words) sum = (Math.imul(sum, 31) + word) >>> 0;
  return sum;
}

/** Throws what is wrong first. */
export function walked<A>(implementation: Implementation<A>, options: JointWalkOptions): Walked {
  const { instance } = implementation;
  const { seed, samples: numRuns, maxSteps: maxLength, openings = [] } = options;
  const numbers = fc.array(fc.maxSafeNat(), { minLength: maxLength, maxLength });
  const begun = [
    [],
    ...openings.map((actions) => actions.map((action) => requestOf(instance, action) ?? Number.NaN)),
  ];
  const draw = drawing(implementation, options);
  const runner = new JointRunner(implementation);
  implementation.start();
  const first = implementation.save();
  let [steps, refused, clocks, left] = [0, 0, 0, 0];
  for (const [n, drawn] of fc.sample(fc.noBias(numbers), { seed, numRuns }).entries()) {
    implementation.load(first);
    runner.begin();
    const opening = (begun[n % begun.length] ?? []).map((request) => ({ request, variant: 0 }));
    for (const { request, variant } of [...opening, ...drawn.map(draw)]) {
      const joint = runner.step(actionOf(instance, request), variant);
      if (joint === undefined) continue;
      if (joint.wrong !== undefined) throw new Error(joint.wrong);
      runner.advance();
      steps++;
      if (!joint.isEnabled) refused++;
    }
    clocks += implementation.clock?.() ?? 0;
    left = sumOf(implementation.save(), left);
  }
  return { steps, refused, clocks, left };
}
