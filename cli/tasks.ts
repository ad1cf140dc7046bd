/** What a run of judges is made of: tasks, each of them one judge of one model at one scope. */
import type { Outcome } from "../check/report/outcome.js";
import { type Instance, scopeText } from "../model/index.js";
import type { Flags } from "./flags.js";
import { SEED, searchModel, walkModel } from "./judging.js";
import { induceMachine } from "./machine-induction.js";
import { searchMachine } from "./machine-search.js";
import { judgeMachine, machineTarget } from "./machines.js";
import { isOfStates, type Place, searchAt } from "./places.js";
import { refineBySearch, refineByWalks } from "./refining.js";
import type { Session } from "./session.js";
import { instanceAt, type Target } from "./target.js";

/** Which judge: of the properties of a model, or of a simulation of it. */
export type Judge =
  | { readonly judge: "search" | "random" }
  | { readonly judge: "refine"; readonly by: "search" | "random"; readonly simulation: string }
  | { readonly judge: "machine"; readonly setup: Place; readonly samples: number | undefined };

export type Task = Judge & {
  readonly target: Target;
  readonly instance: Instance;
  /** About how long it takes, compared with others: the longest begin first. */
  readonly weight: number;
};

/** `ipc (search)`, `ipc (refine sigma)`, `small (refine kernel: memory)` */
export const taskName = (task: Task): string => `${task.target.model.name} (${judgeName(task)})`;

function judgeName(judge: Judge): string {
  if (judge.judge === "machine") return `refine kernel: ${judge.setup.profile}`;
  return judge.judge === "refine" ? `refine ${judge.simulation}` : judge.judge;
}

type ScopeName = "quick" | "full";

/** Searches at the model's scopes of these names, each scope once; at the scope of the flags, if they name one. */
export function searches(target: Target, names: readonly ScopeName[], flags: Flags, weight = 1): Task[] {
  const instances = names.map((name) => instanceAt(target, flags, target.model.scopes[name]));
  const texts = instances.map(({ scope }) => scopeText(scope));
  return instances
    .filter((_, i) => texts.indexOf(texts[i] ?? "") === i)
    .map((instance) => ({ judge: "search", target, instance, weight }));
}

/** Walks at the full scope, or at that of the flags. */
export const walks = (target: Target, flags: Flags, weight = 1): Task => ({
  judge: "random",
  target,
  instance: instanceAt(target, flags),
  weight,
});

/** A simulation, by a search at the quick scope or by walks at the full one; or at the scope of the flags. */
export const refinement = (
  target: Target,
  simulation: string,
  by: "search" | "random",
  flags: Flags,
  weight = 1,
): Task => ({
  judge: "refine",
  by,
  simulation,
  target,
  instance: instanceAt(target, flags, target.model.scopes[by === "search" ? "quick" : "full"]),
  weight,
});

/** A machine, by a search, or along walks: as many as are told, or else as its profile says. */
export const machineTask = (setup: Place, samples: number | undefined, weight = 2): Task => ({
  judge: "machine",
  setup,
  samples,
  ...machineTarget(setup),
  weight,
});

/** Run one judge to its end, or until the session is to stop. */
export async function perform(session: Session, task: Task): Promise<Outcome> {
  const { target, instance } = task;
  switch (task.judge) {
    case "search":
      return searchModel(session, target, instance);
    case "random":
      return walkModel(session, target, instance, session.flags.seed ?? SEED);
    case "machine":
      if (isOfStates(task.setup)) return induceMachine(session, task.setup, task.samples);
      return searchAt(task.setup) === undefined
        ? judgeMachine(session, task.setup, task.samples)
        : searchMachine(session, task.setup);
    case "refine": {
      const refine = task.by === "search" ? refineBySearch : refineByWalks;
      return refine(session, target, instance, task.simulation);
    }
  }
}
