/** `sigma486 refine [MODEL...]`: does a model, or a machine, refine more abstract models? */
import { performAndTell } from "./check.js";
import type { Flags, Main } from "./flags.js";
import { allMachines, apart } from "./machine-tasks.js";
import { refiningModels } from "./models.js";
import { isExtent } from "./places.js";
import { simulationsOf } from "./refining.js";
import { findTarget, type Target } from "./target.js";
import { refinement, type Task } from "./tasks.js";

export const main: Main = async (names, flags) =>
  performAndTell("refine", flags, async () => {
    const wanted = names.length === 0 && flags.mutant !== undefined ? [flags.mutant] : names;
    if (wanted.length === 0) return usualTasks(flags);
    const [ofMachines, others] = apart(wanted, flags);
    const targets = await Promise.all(others.map((name) => findTarget(name, flags)));
    return [...targets.flatMap((target) => tasksOf(target, flags)), ...ofMachines];
  });

/** All that stands for anything, as far as the flags are about it: a design is a machine's, and a scope is a model's. */
async function usualTasks(flags: Flags): Promise<Task[]> {
  const { design, profile, onto, scope } = flags;
  const isOfMachines = scope === undefined || isExtent(scope);
  const machines = isOfMachines && (onto === undefined || onto === "kernel") ? allMachines(flags) : [];
  if (design !== undefined || profile !== undefined || (onto === "kernel" && machines.length > 0))
    return machines;
  const targets = await usualTargets(flags);
  return [...targets.flatMap((target) => tasksOf(target, flags)), ...machines];
}

/** All models of ours that stand for others; of those, the ones that stand for the one asked for. */
async function usualTargets(flags: Flags): Promise<readonly Target[]> {
  const all = (await refiningModels()).map((model) => ({ name: model.name, model }));
  const chosen = all.filter((target) => flags.onto === undefined || hasOnto(target, flags.onto));
  return chosen.length === 0 ? all : chosen;
}

const hasOnto = ({ model }: Target, name: string): boolean =>
  Object.entries(model.simulations ?? {}).some(([key, { onto }]) => key === name || onto.name === name);

/** Each simulation by a search at the quick scope, and by walks at the full one. */
const tasksOf = (target: Target, flags: Flags): Task[] =>
  simulationsOf(target, flags).flatMap((simulation) => [
    refinement(target, simulation, "search", flags),
    refinement(target, simulation, "random", flags),
  ]);
