/** `sigma486 refine [MODEL...]`: does a model refine more abstract ones, at every transition and along random walks? */
import { performAndTell } from "./check.js";
import type { Flags, Main } from "./flags.js";
import { refiningModels } from "./models.js";
import { simulationsOf } from "./refining.js";
import { findTarget, type Target } from "./target.js";
import { refinement, type Task } from "./tasks.js";

export const main: Main = async (names, flags) =>
  performAndTell("refine", flags, async () => {
    const wanted = names.length === 0 && flags.mutant !== undefined ? [flags.mutant] : names;
    const targets = wanted.length === 0 ? await usualTargets(flags) : await targetsOf(wanted, flags);
    return targets.flatMap((target) => tasksOf(target, flags));
  });

/** All models of ours that stand for others; of those, the ones that stand for the one asked for. */
async function usualTargets(flags: Flags): Promise<readonly Target[]> {
  const all = (await refiningModels()).map((model) => ({ name: model.name, model }));
  const chosen = all.filter((target) => flags.onto === undefined || hasOnto(target, flags.onto));
  return chosen.length === 0 ? all : chosen;
}

const hasOnto = ({ model }: Target, name: string): boolean =>
  Object.entries(model.simulations ?? {}).some(([key, { onto }]) => key === name || onto.name === name);

const targetsOf = (names: readonly string[], flags: Flags): Promise<readonly Target[]> =>
  Promise.all([...new Set(names)].map((name) => findTarget(name, flags)));

/** Each simulation by a search at the quick scope, and by walks at the full one. */
const tasksOf = (target: Target, flags: Flags): Task[] =>
  simulationsOf(target, flags).flatMap((simulation) => [
    refinement(target, simulation, "search", flags),
    refinement(target, simulation, "random", flags),
  ]);
