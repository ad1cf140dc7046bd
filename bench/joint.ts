/** Thirteen million joint steps of kernel and specification, in all designs and profiles: what they find, and how many a second there are. */
import * as fc from "fast-check";
import { drawing, type JointWalkResult, walkingJointly } from "../check/simulate/joint-walks.js";
import { actionOf } from "../model/index.js";
import {
  designs,
  implementationOf,
  type MachineName,
  profilesOf,
  type Setup,
  setupName,
  walksOf,
} from "../refinement/machines.js";
import { count } from "./format.js";

const SEED = 486;
/** Steps of each design on the small machine where everything is asked for, and of L3's on the large one. */
const STEPS = { small: 1_070_000, i486: 400_000 } as const;
/** Steps of each other profile of L3's on the small machine. */
const OF_PROFILE = 300_000;
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
function row(setup: Setup, least: number = STEPS[setup.machine]): number {
  let from = 0;
  let since = process.hrtime.bigint();
  const { samples, steps, refused, failure, threw } = walked(setup, least, (made) => {
    from = made;
    since = process.hrtime.bigint();
  });
  const rate = (steps - from) / seconds(since);
  const wrong = failure?.at(-1)?.wrong ?? threw?.message ?? "no violation";
  console.log(
    `${setupName(setup)}, ${setup.profile}: ${wrong}; ${count(samples)} walks, ${count(steps)} steps, ${count(refused)} of them refused; ${count(rate)} steps/s`,
  );
  return steps;
}

const everythingOf = (machine: MachineName, design = "l3"): Setup => ({
  machine,
  design,
  profile: "everything",
});

/** The machine alone: requests of the same kind are made of it, and nothing is judged. */
function alone(machine: MachineName): void {
  const setup = everythingOf(machine);
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

/**
 * L3's design on both machines: how many steps a second; and how many the small one makes if nobody judges it. What has run
 * before makes the engine's code more general, and slower: so the faster machine is first.
 */
export function jointRates(): void {
  row(everythingOf("small"));
  alone("small");
  row(everythingOf("i486"));
}

/** All designs on the small machine, and L3's on the large one; and all else that is asked of L3's on the small one. */
export function joint(): void {
  let steps = row(everythingOf("i486"));
  for (const design of designs.keys()) steps += row(everythingOf("small", design));
  for (const profile of profilesOf("small", "l3"))
    if (profile !== "everything") steps += row({ machine: "small", design: "l3", profile }, OF_PROFILE);
  console.log(`in all ${count(steps)} joint steps, seed ${SEED}`);
}
