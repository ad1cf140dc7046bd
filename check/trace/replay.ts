/** Replaying a trace: does it still show what it was kept for? */
import { enabled, type Instance, offenders } from "../../model/index.js";
import { hasSimulation } from "../simulate/simulator.js";
import { counterparts } from "../simulate/tell.js";
import { changedCells } from "./cells.js";
import { oneLine } from "./error.js";
import {
  actionText,
  type Followed,
  follow,
  type Hindrance,
  hindranceText,
  judgingThrows,
  messageOf,
  type Reached,
  reached,
} from "./follow.js";
import { shownAs, type Trace } from "./trace.js";
import { atStep, where } from "./words.js";

/**
 * still fails: the actions lead to what the trace shows (of a witness or a claim: it is still shown). fixed: every
 * action applies, and it is not shown any more. stale: the actions do not apply any more, so that nothing is known.
 */
export type Answer = "still fails" | "fixed" | "stale";

export interface Replay {
  readonly answer: Answer;
  /** The step that decides: 0 is the initial state, n the n-th action and the state after it. */
  readonly step: number;
  /** One sentence. */
  readonly why: string;
  /** What else is not as recorded. */
  readonly note?: string;
}

/** A trace, with its states if they were recorded: the initial one first. */
export type Replayable<S> = Trace & { readonly states?: readonly S[] };

/** Take the actions of a trace again. What a trace shows before its last step counts as shown. */
export function replay<S>(instance: Instance<S>, trace: Replayable<S>): Replay {
  const elsewhere = differenceAt(instance, trace, instance.initial, 0);
  if (elsewhere !== undefined) return stale(0, `the initial state is another: ${elsewhere}`);
  const unknown = unknownProperty(instance, trace);
  if (unknown !== undefined) return stale(0, unknown);
  const steps = follow(instance, trace.actions);
  const states = reached(instance, steps);
  try {
    const shown = trace.kind === "error" ? failure(instance, trace, steps) : exhibit(instance, trace, states);
    const last = steps.at(-1);
    if (shown !== undefined) return stillFails(instance, trace, states, shown);
    if (last !== undefined && last.came.kind !== "taken")
      return stale(last.number, obstacle(instance, last, last.came));
    return withNotes({ answer: "fixed", step: trace.actions.length, why: relief(instance, trace, states) }, [
      differenceNote(instance, trace, states),
    ]);
  } catch (error) {
    return stale(states.length - 1, `the model fails when it is judged: ${messageOf(error)}`);
  }
}

const stale = (step: number, why: string): Replay => ({ answer: "stale", step, why });

interface Shown {
  readonly step: number;
  readonly why: string;
}

function stillFails<S>(
  instance: Instance<S>,
  trace: Replayable<S>,
  states: readonly Reached<S>[],
  { step, why }: Shown,
): Replay {
  const { length } = trace.actions;
  const early = step < length ? `this is before the last step of the trace, ${length}` : undefined;
  return withNotes({ answer: "still fails", step, why }, [early, differenceNote(instance, trace, states)]);
}

function withNotes(found: Replay, notes: readonly (string | undefined)[]): Replay {
  const given = notes.filter((note) => note !== undefined);
  return given.length === 0 ? found : { ...found, note: given.join("; ") };
}

/** Why the model cannot show this property, or undefined if it can. */
function unknownProperty<S>({ model }: Instance<S>, { kind, property: id }: Trace): string | undefined {
  if (kind === "deadlock" || kind === "error") return undefined;
  if (kind === "diverged")
    return hasSimulation(model, id) ? undefined : oneLine(`${model.name} has no simulation ${id}`);
  const property = model.properties.find((p) => p.id === id);
  if (property === undefined) return oneLine(`${model.name} has no property ${id}`);
  const shown = shownAs(property);
  return shown === kind ? undefined : `${id} can be ${shown}, not ${kind}`;
}

/** The first state that shows what the trace is of. */
function exhibit<S>(instance: Instance<S>, trace: Trace, states: readonly Reached<S>[]): Shown | undefined {
  if (trace.kind === "diverged") return divergence(instance, trace, states);
  const at = instance.properties.find((p) => p.property.id === trace.property);
  const shows = ({ state, taken }: Reached<S>): boolean => {
    if (trace.kind === "deadlock") return isDeadlock(instance, state);
    return at !== undefined && offenders(instance, at, state, taken).length > 0;
  };
  const step = states.findIndex(shows);
  return step < 0 ? undefined : { step, why: `${SHOWN[trace.kind](trace.property)} ${where(step)}` };
}

/** The first state whose step is not what it stands for. */
function divergence<S>(
  instance: Instance<S>,
  { property }: Trace,
  states: readonly Reached<S>[],
): Shown | undefined {
  const told = counterparts(instance, property, states);
  const step = told.findIndex(({ wrong }) => wrong !== undefined);
  const why = `the simulation ${property} fails ${atStep(step)}: ${told[step]?.wrong}`;
  return step < 0 ? undefined : { step, why };
}

const SHOWN = {
  violated: (id: string) => `${id} is violated`,
  refuted: (id: string) => `the claim ${id} is refuted`,
  witnessed: (id: string) => `${id} is shown`,
  deadlock: () => "no rule is enabled",
  error: () => "the model fails",
} as const;

/** Is no rule enabled here, where the model may not end? */
const isDeadlock = <S>(instance: Instance<S>, state: S): boolean =>
  enabled(instance, state).next().done === true &&
  !(instance.model.mayEnd?.(instance.forget(state)) ?? false);

/** The action that fails, or the property that cannot be judged at the end. */
function failure<S>(instance: Instance<S>, trace: Trace, steps: readonly Followed<S>[]): Shown | undefined {
  const last = steps.at(-1);
  if (last?.came.kind === "failed") return { step: last.number, why: obstacle(instance, last, last.came) };
  const end = reached(instance, steps).at(-1);
  if (end === undefined || (last !== undefined && last.came.kind !== "taken")) return undefined;
  const thrown = judgingThrows(instance, end);
  return thrown === undefined ? undefined : { step: trace.actions.length, why: `judging fails: ${thrown}` };
}

/** Why a step does not apply. */
const obstacle = <S>(instance: Instance<S>, { number, action }: Followed<S>, why: Hindrance): string =>
  `step ${number}, ${actionText(instance, action)}, ${hindranceText(why)}`;

/** Why what the trace was of is gone. */
function relief<S>(instance: Instance<S>, { kind, property }: Trace, states: readonly Reached<S>[]): string {
  switch (kind) {
    case "violated":
      return `every step applies, and ${property} holds throughout`;
    case "refuted":
      return `every step applies, and the claim ${property} holds throughout`;
    case "witnessed":
      return `every step applies, and ${property} is never shown`;
    case "error":
      return "every step applies, and nothing is thrown";
    case "diverged":
      return `every step applies, and is what it stands for by the simulation ${property}`;
    case "deadlock": {
      const end = states.at(-1)?.state ?? instance.initial;
      const [action] = enabled(instance, end);
      if (action === undefined) return "every step applies, and the model may end there";
      return `every step applies, and ${actionText(instance, action)} is enabled at the end`;
    }
  }
}

/** The first cell of the k-th state that is not as recorded. */
function differenceAt<S>(
  instance: Instance<S>,
  { states }: Replayable<S>,
  state: S,
  k: number,
): string | undefined {
  const recorded = states?.[k];
  const [first] = recorded === undefined ? [] : changedCells(instance, recorded, state);
  return first && `${first.cell} is ${first.to}, recorded as ${first.from}`;
}

function differenceNote<S>(
  instance: Instance<S>,
  trace: Replayable<S>,
  states: readonly Reached<S>[],
): string | undefined {
  for (const [k, { state }] of states.entries()) {
    const difference = differenceAt(instance, trace, state, k);
    if (difference !== undefined) return `the state ${where(k)} is not as recorded: ${difference}`;
  }
  return undefined;
}
