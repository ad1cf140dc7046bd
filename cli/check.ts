/** `sigma486 check [MODEL...]`: every judge that applies, and whether they agree. */
import type { Theory } from "../check/prove/index.js";
import { checkText } from "../check/report/check-text.js";
import type { Outcome } from "../check/report/outcome.js";
import type { ReportStyle } from "../check/report/text.js";
import { EXIT, type ExitCode } from "./exit.js";
import { checkWritable } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { apart, usualMachines } from "./machine-tasks.js";
import { checkedByDefault } from "./models.js";
import { type Besides, deliver } from "./output.js";
import { performAll } from "./perform.js";
import { provedBesides } from "./prove.js";
import { simulationsOf } from "./refining.js";
import { type OpenSession, openSession } from "./session.js";
import { findTarget, selected, type Target } from "./target.js";
import { refinement, searches, type Task, taskName, walks } from "./tasks.js";

/** Walks of a model unless told: fewer than `run` makes, for there are many models. */
const USUAL = { maxSamples: 2000 };

export const main: Main = async (names, given) => {
  const flags = { ...USUAL, ...given };
  const named = names.length === 0 && flags.mutant !== undefined ? [flags.mutant] : names;
  return performAndTell(
    "check",
    flags,
    () => (named.length === 0 ? usualTasks(flags, given) : tasksOf(named, flags, given)),
    async (session) => provedBesides(session, await theoriesFor(named, flags)),
  );
};

/** The theories of the models that are judged, unless the flags are about something that a proof does not have. */
async function theoriesFor(
  names: readonly string[],
  { mutant, invariant, scope, maxDepth }: Flags,
): Promise<readonly Theory[]> {
  const isOther = [mutant, invariant, scope, maxDepth].some((flag) => flag !== undefined);
  if (isOther) return [];
  const { theories } = await import("../proofs/index.js");
  return names.length === 0 ? theories : theories.filter(({ model }) => names.includes(model.name));
}

/** Perform the tasks, tell what came of them under the verb's name, and give the exit code. */
export async function performAndTell(
  verb: string,
  flags: Flags,
  choose: () => Promise<readonly Task[]>,
  more: (session: OpenSession) => Promise<Besides | undefined> = async () => undefined,
): Promise<ExitCode> {
  checkWritable(flags);
  const tasks = await choose();
  const session = await openSession(flags, true);
  const performed = await performAll(session, tasks);
  const judged = performed.map(({ task, outcome }) => ({ outcome, source: task.target.name }));
  const begun = new Set(performed.map(({ task }) => task));
  const skipped = tasks.filter((task) => !begun.has(task)).map(taskName);
  const besides = session.signal.aborted ? undefined : await more(session);
  const told = (made: readonly Outcome[], style: ReportStyle): string =>
    checkText(made, skipped, style, verb, besides?.verdicts);
  const code = await deliver(session, judged, told, besides);
  return skipped.length === 0 ? code : EXIT.interrupted;
}

/** The models of the plan: by all that applies, or by a search at the quick scope. */
async function usualTasks(flags: Flags, given: Flags): Promise<Task[]> {
  const plans = await checkedByDefault();
  const machines = flags.invariant === undefined && flags.scope === undefined ? usualMachines(given) : [];
  const ofModels = plans.flatMap(({ model, whole, weight }) => {
    const target = { name: model.name, model };
    selected(target, flags);
    if (!whole) return searches(target, ["quick"], flags, weight);
    return [
      ...searches(target, whole, flags, weight),
      walks(target, flags, weight),
      ...refined(target, flags, weight),
    ];
  });
  return [...ofModels, ...machines];
}

/** A search at the quick scope, walks at the full one, and each simulation at the quick one. */
async function tasksOf(names: readonly string[], flags: Flags, given: Flags): Promise<Task[]> {
  const [ofMachines, others] = apart(names, given);
  const targets = await Promise.all(others.map((name) => findTarget(name, flags)));
  for (const target of targets) selected(target, flags);
  const ofModels = targets.flatMap((target) => [
    ...searches(target, ["quick"], flags),
    walks(target, flags),
    ...refined(target, flags),
  ]);
  return [...ofModels, ...ofMachines];
}

/** The simulations of a model, unless the flags ask for properties. */
const refined = (target: Target, flags: Flags, weight?: number): Task[] =>
  flags.invariant === undefined && target.model.simulations !== undefined
    ? simulationsOf(target, {}).map((simulation) => refinement(target, simulation, "search", flags, weight))
    : [];
