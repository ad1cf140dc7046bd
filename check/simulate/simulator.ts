/**
 * The judge of one simulation, a step at a time: from what the state before stands for, is the run that the step stands
 * for enabled, and does it end in what the state after stands for?
 */
import {
  type Action,
  actionOf,
  demand,
  fits,
  type Instance,
  instantiate,
  type Model,
  type Simulation,
  type Stands,
  type Values,
} from "../../model/index.js";
import { isOutOfMemory } from "../search/store.js";
import { AbstractMachine } from "./abstract.js";

/** What was seen of a simulation. */
export interface Simulated {
  /** Steps, by how many abstract steps they stand for. */
  readonly runs: { readonly none: number; readonly one: number; readonly two: number; readonly more: number };
  /** How often each rule of the abstract model was taken. */
  readonly taken: readonly { readonly rule: string; readonly times: number }[];
}

/** Stands for no abstract state: the abstraction function threw, or left the abstract model's domain. */
export const NOWHERE = -1;

/** A request, and the run that steps by it stand for; without one they stutter. */
interface Case<S> {
  readonly args: Values;
  readonly run: Stands<S>["run"] | undefined;
}

/** Does the model claim a simulation of this name? */
export const hasSimulation = <S>({ simulations = {} }: Model<S>, name: string): boolean =>
  Object.hasOwn(simulations, name);

/** The simulation of this name. Throws SchemaError when there is none, or when it speaks of a rule twice. */
export function simulationOf<S>({ model }: Instance<S>, name: string): Simulation<S> {
  const found = hasSimulation(model, name) ? model.simulations?.[name] : undefined;
  demand(found !== undefined, () => `${model.name} has no simulation ${name}`);
  const named = found.steps.flatMap(({ on }) => on);
  const twice = named.find((rule, i) => named.indexOf(rule) !== i);
  demand(twice === undefined, () => `simulation ${name} of ${model.name} speaks of ${twice} twice`);
  return found;
}

/** The abstract model of a simulation, at its scope. Throws ScopeError or SchemaError. */
export const abstractInstance = <S>({ scope }: Instance<S>, simulation: Simulation<S>): Instance =>
  instantiate(simulation.onto, simulation.scope(scope as never));

/** What steps by a rule stand for; undefined if they stutter. */
export const standsFor = <S>({ steps }: Simulation<S>, rule: string): Stands<S>["run"] | undefined =>
  steps.find(({ on }) => on.includes(rule))?.run;

export class Simulator<S> {
  readonly simulation: Simulation<S>;
  readonly machine: AbstractMachine<unknown>;
  private readonly instance: Instance<S>;
  private readonly cases: (Case<S> | undefined)[] = [];
  private readonly runs = new Float64Array(4);
  private readonly taken: Float64Array;

  constructor(instance: Instance<S>, simulation: Simulation<S>, maxBytes: number) {
    this.instance = instance;
    this.simulation = simulation;
    this.machine = new AbstractMachine(abstractInstance(instance, simulation), maxBytes);
    this.taken = new Float64Array(this.machine.instance.rules.length);
  }

  /** The number of the abstract state that a state stands for, or NOWHERE. */
  standsAt(state: S): number {
    try {
      return this.machine.numberOf(this.simulation.of(state));
    } catch (error) {
      if (isOutOfMemory(error)) throw error;
      return NOWHERE;
    }
  }

  /** Does the initial state stand for the initial one? */
  starts(): boolean {
    const { instance, machine } = this;
    const { schema, initial } = machine.instance;
    const at = this.standsAt(instance.initial);
    return at === machine.numberOf(initial) && fits(schema, this.simulation.of(instance.initial));
  }

  /** Is this step, from a state that stands for `from` to one that stands for `to`, what it stands for? */
  step(before: S, from: number, request: number, after: S, to: number): boolean {
    const { args, run } = this.cases[request] ?? this.caseOf(request);
    if (run === undefined) {
      this.count(0);
      return from === to;
    }
    try {
      const actions = run(before, after, args);
      this.count(actions.length);
      if (to === NOWHERE || this.end(from, actions) !== to) return false;
      return actions.length !== 1 || this.machine.tellsTheSame(this.simulation.of(after));
    } catch (error) {
      if (isOutOfMemory(error)) throw error;
      return false;
    }
  }

  /** Where the run ends; negative if it does not come to its end. */
  private end(from: number, actions: readonly Action[]): number {
    let at = from;
    for (const action of actions) {
      const rule = this.machine.ruleOf(action);
      const request = rule?.request(action.args) ?? -1;
      if (rule === undefined || request < 0) return NOWHERE;
      at = this.machine.next(at, request);
      if (at < 0) return at;
      this.taken[rule.index] = (this.taken[rule.index] ?? 0) + 1;
    }
    return at;
  }

  private caseOf(request: number): Case<S> {
    const { rule, args } = actionOf(this.instance, request);
    const found = { args, run: standsFor(this.simulation, rule) };
    this.cases[request] = found;
    return found;
  }

  private count(length: number): void {
    const at = Math.min(length, 3);
    this.runs[at] = (this.runs[at] ?? 0) + 1;
  }

  seen(): Simulated {
    const [none = 0, one = 0, two = 0, more = 0] = this.runs;
    const { rules } = this.machine.instance;
    return {
      runs: { none, one, two, more },
      taken: rules.map(({ rule, index }) => ({ rule: rule.name, times: this.taken[index] ?? 0 })),
    };
  }
}

/** Abstract rules that no step stood for. */
export const untaken = ({ taken }: Simulated): string[] =>
  taken.filter(({ times }) => times === 0).map(({ rule }) => rule);

/** What the simulation says nothing about, although it should: a sentence each. */
export function emptiness<S>({ onto, covers }: Simulation<S>, seen: Simulated): string[] {
  const { none, one, two, more } = seen.runs;
  if (one + two + more === 0)
    return [none === 0 ? "no step is taken" : `no step stands for a step of ${onto.name}`];
  return covers === "all" ? untaken(seen).map((rule) => `rule ${rule} of ${onto.name} is never taken`) : [];
}
