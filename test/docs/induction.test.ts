/** PROOFS.md says from how many arbitrary states the kernel was judged. */
import { expect, test } from "vitest";
import { jointInduction } from "../../check/index.js";
import { isJudged, KernelStates } from "../../refinement/inductive/states.js";
import {
  correspondenceOf,
  designs,
  implementationOf,
  type Setup,
  setupName,
} from "../../refinement/machines.js";
import { blocksOf } from "./blocks.js";
import { number, table } from "./render.js";

const HEAD = ["machine", "states made", "of them kept", "steps", "refused"];
const setups: readonly (readonly [setup: Setup, samples: number])[] = [
  ...[...designs.keys()].map((design) => [{ machine: "small", design, profile: "everything" }, 400] as const),
  [{ machine: "i486", design: "l3", profile: "everything" }, 25],
];

function judged([setup, samples]: (typeof setups)[number]): string[] {
  const states = new KernelStates(correspondenceOf(setup));
  const found = jointInduction(implementationOf(setup), states, { seed: 486, samples, counts: isJudged });
  expect(found.failure).toBeUndefined();
  expect(found.threw).toBeUndefined();
  const { made, kept, steps, refused } = found;
  return [setupName(setup), ...[made, kept, steps, refused].map(number)];
}

test("PROOFS.md says from how many arbitrary states the kernel was judged", { timeout: 300_000 }, () => {
  const made = { "machine-induction": table([HEAD, ...setups.map(judged)]) };
  expect(blocksOf("PROOFS.md", made)).toMatchObject(made);
});
