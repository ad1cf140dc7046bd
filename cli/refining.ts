/** Judging a simulation: from flags to the judge's options, from its result to an outcome. */
import type { RefinedBySearch, RefinedByWalks } from "../check/report/outcome.js";
import { simulating } from "../check/simulate/search.js";
import { abstractInstance, simulationOf } from "../check/simulate/simulator.js";
import type { Instance } from "../model/index.js";
import { EXIT, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { labelledLine, peakBytes, SEED, secondsSince, shortest, USUAL } from "./judging.js";
import { searchLine, walkLine } from "./progress.js";
import { drive, type Session } from "./session.js";
import type { Target } from "./target.js";

/** The simulations of a model that the flags select, by name. Throws Failure with code 151 when there is none. */
export function simulationsOf({ model }: Target, { onto }: Pick<Flags, "onto">): readonly string[] {
  const all = Object.entries(model.simulations ?? {});
  const names = all.map(([name]) => name);
  const found = all.filter(
    ([name, { onto: above }]) => onto === undefined || onto === name || onto === above.name,
  );
  if (found.length > 0) return found.map(([name]) => name);
  throw new Failure(
    EXIT.configuration,
    onto === undefined
      ? `${model.name} stands for no other model: it has no simulations`
      : `--onto ${onto}: ${model.name} has no such simulation; it has ${names.join(", ") || "none"}`,
  );
}

/** What every outcome of a simulation has. */
const judged = (instance: Instance, simulation: string) => ({
  judge: "refine" as const,
  instance,
  simulation,
  onto: abstractInstance(instance, simulationOf(instance, simulation)),
  properties: [],
  files: new Map(),
  disputes: [],
});

/** At every transition. */
export async function refineBySearch(
  session: Session,
  target: Target,
  instance: Instance,
  simulation: string,
): Promise<RefinedBySearch> {
  const { maxMemory: maxBytes = USUAL.maxBytes, maxDepth } = session.flags;
  const options = { maxBytes, ...(maxDepth === undefined ? {} : { maxDepth }) };
  const start = performance.now();
  const found = await drive(session, simulating(instance, simulation, options), (progress, seconds) =>
    labelledLine(session, target, `onto ${simulation} · ${searchLine(progress, seconds)}`),
  );
  const { verdict, traces } = found;
  const costs = { seconds: secondsSince(start), peakBytes: peakBytes() };
  return { ...judged(instance, simulation), by: "search", found, verdict, traces, maxBytes, ...costs };
}

/** Along random walks; what they find is made shorter and certified. */
export async function refineByWalks(
  session: Session,
  target: Target,
  instance: Instance,
  simulation: string,
): Promise<RefinedByWalks> {
  const { maxSamples: samples = USUAL.samples, maxSteps = USUAL.maxSteps, seed = SEED } = session.flags;
  const { walkingSimulation } = await import("../check/simulate/walks.js");
  const start = performance.now();
  const walks = walkingSimulation(instance, simulation, { seed, samples, maxSteps });
  const found = await drive(session, walks, (progress, seconds) =>
    labelledLine(session, target, `onto ${simulation} · ${walkLine(progress, seconds)}`),
  );
  const walkSeconds = secondsSince(start);
  const traces = [];
  for (const trace of found.traces) traces.push(await shortest(session, target, instance, trace));
  const { verdict } = found;
  const costs = { walkSeconds, seconds: secondsSince(start), peakBytes: peakBytes() };
  return { ...judged(instance, simulation), by: "random", found, verdict, traces, maxSteps, ...costs };
}
