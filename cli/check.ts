/** `sigma486 check [MODEL...]`: every judge that applies, and whether they agree. */
import { checkText } from "../check/report/check-text.js";
import type { Outcome } from "../check/report/outcome.js";
import { type Instance, scopeText } from "../model/index.js";
import { EXIT } from "./exit.js";
import { checkWritable } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { SEED, searchModel, walkModel } from "./judging.js";
import { checkedByDefault } from "./models.js";
import { deliver } from "./output.js";
import { openSession, type Session } from "./session.js";
import { findTarget, instanceAt, selected, type Target } from "./target.js";

/** One judge of one model at one scope. */
interface Task {
  readonly target: Target;
  readonly judge: "search" | "random";
  readonly instance: Instance;
}

export const main: Main = async (names, flags) => {
  checkWritable(flags);
  const named = names.length === 0 && flags.mutant !== undefined ? [flags.mutant] : names;
  const tasks = named.length === 0 ? await usualTasks(flags) : await tasksOf(named, flags);
  const session = await openSession(flags, true);
  const outcomes: Outcome[] = [];
  for (const task of tasks) if (!session.signal.aborted) outcomes.push(await perform(session, task));
  const judged = outcomes.map((outcome, i) => ({ outcome, source: tasks[i]?.target.name ?? "" }));
  const skipped = tasks.slice(outcomes.length).map(({ target, judge }) => `${target.model.name} (${judge})`);
  const code = await deliver(session, judged, (made, style) => checkText(made, skipped, style));
  return skipped.length === 0 ? code : EXIT.interrupted;
};

/** sigma by both judges, at both scopes; its variants by a search at the quick one. */
async function usualTasks(flags: Flags): Promise<Task[]> {
  const [first, ...variants] = (await checkedByDefault()).map(
    (model): Target => ({ name: model.name, model }),
  );
  const both = first === undefined ? [] : [...searches(first, ["quick", "full"], flags), walks(first, flags)];
  return [...both, ...variants.flatMap((target) => searches(target, ["quick"], flags))];
}

/** A search at the quick scope, and walks at the full one. */
async function tasksOf(names: readonly string[], flags: Flags): Promise<Task[]> {
  const targets = await Promise.all([...new Set(names)].map((name) => findTarget(name, flags)));
  for (const target of targets) selected(target, flags);
  return targets.flatMap((target) => [...searches(target, ["quick"], flags), walks(target, flags)]);
}

/** Searches at the model's scopes of these names, each scope once; at the scope of the flags, if they name one. */
function searches(target: Target, names: readonly ("quick" | "full")[], flags: Flags): Task[] {
  const instances = names.map((name) => instanceAt(target, flags, target.model.scopes[name]));
  const texts = instances.map(({ scope }) => scopeText(scope));
  return instances
    .filter((_, i) => texts.indexOf(texts[i] ?? "") === i)
    .map((instance) => ({ target, judge: "search", instance }));
}

const walks = (target: Target, flags: Flags): Task => ({
  target,
  judge: "random",
  instance: instanceAt(target, flags),
});

const perform = (session: Session, { target, judge, instance }: Task): Promise<Outcome> =>
  judge === "search"
    ? searchModel(session, target, instance)
    : walkModel(session, target, instance, session.flags.seed ?? SEED);
