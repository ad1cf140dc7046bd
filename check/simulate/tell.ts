/** A simulation told step by step on the plain executor: the abstract steps, and where they lead astray. */
import { type Instance, type Simulation, type Taken, validate } from "../../model/index.js";
import { type CellChange, changedCells } from "../trace/cells.js";
import { actionText, type Came, follow, hindranceText, messageOf, type Reached } from "../trace/follow.js";
import { abstractInstance, hasSimulation, simulationOf, standsFor } from "./simulator.js";

/** What a step, or the initial state, stands for. */
export interface Counterpart {
  readonly simulation: Pick<Simulation<unknown>, "onto" | "says" | "source">;
  /** The abstract steps: `map(from: (0,0), to: (1,0))`. */
  readonly steps: readonly string[];
  /** Why they do not lead from what the state before stands for to what the state after stands for. */
  readonly wrong?: string;
}

/** What each of the states reached stands for, and the step to it; empty if there is no such simulation. */
export function counterparts<S>(
  instance: Instance<S>,
  name: string,
  states: readonly Reached<S>[],
): readonly Counterpart[] {
  if (!hasSimulation(instance.model, name)) return [];
  const simulation = simulationOf(instance, name);
  const onto = abstractInstance(instance, simulation);
  return states.map(({ state, taken }) => ({ simulation, ...told(simulation, onto, state, taken) }));
}

type Told = Omit<Counterpart, "simulation">;

function told<S>(simulation: Simulation<S>, onto: Instance, state: S, taken: Taken<S> | undefined): Told {
  try {
    return taken === undefined ? ofState(simulation, onto, state) : ofStep(simulation, onto, taken);
  } catch (error) {
    return { steps: [], wrong: `what this stands for cannot be told: ${messageOf(error)}` };
  }
}

/** What a state stands for. Throws what the abstraction function throws, and DomainError. */
function standing<S>({ of }: Simulation<S>, onto: Instance, state: S): unknown {
  const found = of(state);
  validate(onto.schema, found);
  return found;
}

function ofState<S>(simulation: Simulation<S>, onto: Instance, state: S): Told {
  const [odd] = changedCells(onto, onto.initial, standing(simulation, onto, state));
  if (odd === undefined) return { steps: [] };
  return {
    steps: [],
    wrong: `${odd.cell} is ${odd.from} in the initial state of ${onto.model.name}, and ${odd.to} in what this state stands for`,
  };
}

function ofStep<S>(simulation: Simulation<S>, onto: Instance, { before, action, after }: Taken<S>): Told {
  const from = standing(simulation, onto, before);
  const actions = standsFor(simulation, action.rule)?.(before, after, action.args) ?? [];
  const steps = actions.map((each) => actionText(onto, each));
  const run = follow({ ...onto, initial: from }, actions);
  const came: Came<unknown> = run.at(-1)?.came ?? { kind: "taken", state: from };
  if (came.kind !== "taken") return { steps, wrong: `${steps[run.length - 1]} ${hindranceText(came)}` };
  // What a run of one step tells must be told; of several, nobody hears what they tell.
  const heard = (state: unknown): unknown => (actions.length === 1 ? state : onto.forget(state));
  const end = heard(came.state);
  const [odd] = changedCells(onto, end, heard(standing(simulation, onto, after)));
  return odd === undefined ? { steps } : { steps, wrong: difference(odd, steps.length) };
}

function difference({ cell, from, to }: CellChange, steps: number): string {
  if (steps === 0) return `${cell} changes from ${from} to ${to}, although this stands for no step`;
  return `${cell} is ${from} after ${steps === 1 ? "this step" : "these steps"}, and ${to} in what the state after stands for`;
}
