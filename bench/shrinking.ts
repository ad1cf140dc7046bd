/** Three planted bugs, 300 seeds each: how long the counterexamples are as walked, as shrunk, as certified. */
import { minimise, plainCandidates, runWalks, shrink, stepsOf } from "../check/index.js";
import { type Instance, instantiate } from "../model/index.js";
import type { Sigma } from "../spec/sigma/index.js";
import { count, timed } from "./format.js";
import { type Planted, planted } from "./planted.js";

const SEEDS = 300;

interface Report {
  readonly walked: number;
  /** Steps left by dropping and simplifying alone, and with re-pointing. */
  readonly plain: number;
  readonly shrunk: number;
  readonly length: number;
  readonly certified: boolean;
}

async function report(instance: Instance<Sigma>, seed: number): Promise<Report | undefined> {
  const walks = runWalks(instance, { seed, samples: 1000, maxSteps: 100 });
  let next = await walks.next();
  while (!next.done) next = await walks.next();
  const bad = next.value.traces.find((t) => t.kind === "violated");
  if (bad === undefined) return undefined;
  const steps = stepsOf(instance, bad);
  const minimal = minimise(instance, bad);
  let done = minimal.next();
  while (!done.done) done = minimal.next();
  return {
    walked: bad.actions.length,
    plain: shrink(instance, bad, steps, plainCandidates).length,
    shrunk: shrink(instance, bad, steps).length,
    length: done.value.actions.length,
    certified: done.value.minimal?.certified ?? false,
  };
}

async function row({ model, shortest }: Planted): Promise<void> {
  const instance = instantiate(model, { spaces: 3, pages: 3 });
  const reports: Report[] = [];
  const { seconds } = await timed(async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const one = await report(instance, seed);
      if (one !== undefined) reports.push(one);
    }
  });
  const mean = reports.reduce((n, r) => n + r.walked, 0) / reports.length;
  const optimal = (of: (r: Report) => number) => reports.filter((r) => of(r) === shortest).length;
  console.log(
    `${model.name}: found by ${reports.length} of ${SEEDS} seeds; walked ${count(mean)} steps (mean), ` +
      `shrunk to ${shortest} in ${optimal((r) => r.plain)} without re-pointing and ${optimal((r) => r.shrunk)} with it, reported ${shortest} in ${optimal((r) => r.length)}, ` +
      `certified ${reports.filter((r) => r.certified).length}; ${((1000 * seconds) / SEEDS).toFixed(1)} ms a seed`,
  );
}

export async function shrinking(): Promise<void> {
  for (const one of planted) await row(one);
}
