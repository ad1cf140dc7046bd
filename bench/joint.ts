/** Ten million joint steps of kernel and specification, in all designs: what they find, and how many a second there are. */
import * as fc from "fast-check";
import { drawing, type JointWalkResult, walkingJointly } from "../check/simulate/joint-walks.js";
import { actionOf } from "../model/index.js";
import {
  designs,
  implementationOf,
  type MachineName,
  type Setup,
  setupName,
  walksOf,
} from "../refinement/machines.js";
import { count } from "./format.js";

const SEED = 486;
/** Steps of each design on the small machine, and of L3's on the large one. */
const STEPS = { small: 1_070_000, i486: 400_000 } as const;
/** After so many steps the engine has compiled what is often run: from there on the rate is taken. */
const WARM = 200_000;
/** Requests of a walk at most, as in `refine`. */
const MAX_STEPS = 200;

const seconds = (since: bigint): number => Number(process.hrtime.bigint() - since) / 1e9;

/** Walks until so many steps have been made, or one fails. `warm` hears when the rate is to be taken. */
function walked(setup: Setup, steps: number, warm: (steps: number) => void): JointWalkResult {
  const options = { seed: SEED, samples: Number.MAX_SAFE_INTEGER, maxSteps: MAX_STEPS, ...walksOf(setup) };
  const walks = walkingJointly(implementationOf(setup), options);
  let isWarm = false;
  for (let next = walks.next(true); ; next = walks.next(next.value.steps < steps)) {
    if (next.done === true) return next.value;
    if (!isWarm && next.value.steps >= WARM) {
      isWarm = true;
      warm(next.value.steps);
    }
  }
}

/** Prints a row, and gives the steps. */
function row(machine: MachineName, design: string): number {
  const setup = { machine, design, profile: "everything" } as const;
  let from = 0;
  let since = process.hrtime.bigint();
  const { samples, steps, refused, failure, threw } = walked(setup, STEPS[machine], (made) => {
    from = made;
    since = process.hrtime.bigint();
  });
  const rate = (steps - from) / seconds(since);
  const wrong = failure?.at(-1)?.wrong ?? threw?.message ?? "no violation";
  console.log(
    `${setupName(setup)}: ${wrong}; ${count(samples)} walks, ${count(steps)} steps, ${count(refused)} of them refused; ${count(rate)} steps/s`,
  );
  return steps;
}

/** The machine alone: requests of the same kind are made of it, and nothing is judged. */
function alone(machine: MachineName): void {
  const setup = { machine, design: "l3", profile: "everything" } as const;
  const implementation = implementationOf(setup);
  const draw = drawing(implementation, walksOf(setup));
  const numbers = fc.array(fc.maxSafeNat(), { minLength: MAX_STEPS / 2, maxLength: MAX_STEPS / 2 });
  const walks = fc
    .sample(fc.noBias(numbers), { seed: SEED, numRuns: 4000 })
    .map((drawn) => drawn.map((its) => draw(its)))
    .map((steps) => steps.map((its) => ({ ...its, action: actionOf(implementation.instance, its.request) })));
  implementation.start();
  const first = implementation.save();
  let steps = 0;
  const made = (): void => {
    steps = 0;
    for (const walk of walks) {
      implementation.load(first);
      for (const { action, variant } of walk)
        if (implementation.perform(action, variant) !== undefined) steps++;
    }
  };
  made();
  const since = process.hrtime.bigint();
  made();
  const rate = steps / seconds(since);
  console.log(`${setupName(setup)}, performed and not judged: ${count(steps)} steps; ${count(rate)} steps/s`);
}

/** L3's design on both machines: how many steps a second; and how many the small one makes if nobody judges it. */
export function jointRates(): void {
  row("i486", "l3");
  row("small", "l3");
  alone("small");
}

/** All designs on the small machine, and L3's on the large one. */
export function joint(): void {
  let steps = row("i486", "l3");
  for (const design of designs.keys()) steps += row("small", design);
  console.log(`in all ${count(steps)} joint steps, seed ${SEED}`);
}
