/** A trace told in prose: what each step did, which cells it changed, and what the whole is evidence of. */
import {
  type Action,
  fits,
  type Instance,
  offenders,
  type PropertyAt,
  print,
  type Variable,
} from "../../model/index.js";
import { type Counterpart, counterparts } from "../simulate/tell.js";
import { allCells, type Cell, type CellChange, changedCells, changedViews } from "./cells.js";
import { oneLine } from "./error.js";
import {
  actionText,
  type Followed,
  follow,
  hindranceText,
  messageOf,
  type Reached,
  reached,
} from "./follow.js";
import type { Trace } from "./trace.js";
import { headline, minimality, where } from "./words.js";

export interface ExplainedStep {
  /** 0 for the initial state. */
  readonly number: number;
  /** `map(from: (0,0), to: (1,2))`; `init` for the initial state. */
  readonly action: string;
  /** The rule's sentence about these arguments. */
  readonly says: string;
  readonly changes: readonly CellChange[];
  readonly views: readonly CellChange[];
  /** In a trace that diverged: the more abstract model, and the steps of it that this one stands for. */
  readonly above?: { readonly model: string; readonly steps: readonly string[] };
  /** What a machine took for it. */
  readonly clocks?: number;
  /** The whole state after the step, if it was asked for. */
  readonly cells?: readonly Cell[];
  /** Why the step leads nowhere; it is the last one told then. */
  readonly obstacle?: string;
}

/** What a trace shows at its end. */
export interface Ending {
  /** The property's id, or `deadlock` or `error`. */
  readonly id: string;
  readonly says: string;
  readonly source?: string;
  /** The values for which it shows itself: `p = (1,0)`. Empty too when it has no variables. */
  readonly offenders: readonly string[];
  /** Words of a machine's memory behind it, a line each. */
  readonly behind?: readonly string[];
  /** Set when it does not show itself where the trace ends: where that is, or why it cannot be judged. */
  readonly absent?: string;
}

export interface Explanation {
  readonly title: string;
  readonly steps: readonly ExplainedStep[];
  /** Actions behind a step that leads nowhere. */
  readonly untold: number;
  readonly ending: Ending;
  /** How short the trace is known to be; absent when that is unknown. */
  readonly minimality?: string;
}

export interface ExplainOptions {
  /** Tell the whole state after each step, not only what changed. */
  readonly all?: boolean;
}

/** Tell a trace. A step that does not apply any more ends the tale, with the reason. */
export function explain<S>(instance: Instance<S>, trace: Trace, options: ExplainOptions = {}): Explanation {
  const { all = false } = options;
  const followed = follow(instance, trace.actions);
  const states = reached(instance, followed);
  const cells = (state: S) => (all ? { cells: allCells(instance, state) } : {});
  const told = trace.kind === "diverged" ? counterparts(instance, trace.property, states) : [];
  const { initial } = instance;
  const init = { number: 0, action: "init", says: "the initial state", changes: [], views: [] };
  return {
    title: headline(instance, trace),
    steps: [
      { ...init, ...cells(initial) },
      ...followed.map((step) => ({
        ...toldStep(instance, step),
        ...aboveOf(told[step.number]),
        ...(step.came.kind === "taken" ? cells(step.came.state) : {}),
      })),
    ],
    untold: trace.actions.length - followed.length,
    ending:
      trace.kind === "diverged" ? divergedEnding(instance, trace, told) : endingOf(instance, trace, states),
    ...(trace.minimal === undefined ? {} : { minimality: minimality(trace, trace.minimal) }),
  };
}

const aboveOf = (above: Counterpart | undefined): Pick<ExplainedStep, "above"> =>
  above === undefined ? {} : { above: { model: above.simulation.onto.name, steps: above.steps } };

function toldStep<S>(instance: Instance<S>, { number, action, before, came }: Followed<S>): ExplainedStep {
  const told = { number, action: actionText(instance, action), says: sentenceOf(instance, action) };
  if (came.kind !== "taken") return { ...told, changes: [], views: [], obstacle: hindranceText(came) };
  const changes = changedCells(instance, instance.forget(before), came.state);
  return { ...told, changes, views: changedViews(instance, before, came.state) };
}

/** What the rule of an action says, of these arguments. */
export function sentenceOf<S>({ rules }: Instance<S>, { rule: name, args }: Action): string {
  const { rule, variables } = rules.find((r) => r.rule.name === name) ?? {};
  return filledIn(rule?.says ?? "", variables ?? [], args);
}

/** The sentence with each `{parameter}` replaced by its argument. */
const filledIn = (says: string, variables: readonly Variable[], args: Action["args"]): string =>
  says.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = variables.find((v) => v.name === name);
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (variable === undefined || value === undefined) return whole;
    return fits(variable.schema, value) ? print(variable.schema, value) : oneLine(String(value));
  });

function endingOf<S>(instance: Instance<S>, trace: Trace, states: readonly Reached<S>[]): Ending {
  const { kind, property: id, message } = trace;
  if (kind === "error")
    return { id, says: oneLine(message ?? "the model throws or leaves its domain"), offenders: [] };
  if (kind === "deadlock")
    return { id, says: "no rule is enabled, and the model may not end here", offenders: [] };
  const at = instance.properties.find((p) => p.property.id === id);
  if (at !== undefined) return propertyEnding(instance, at, states);
  return { id: oneLine(id), says: `${instance.model.name} has no such property`, offenders: [] };
}

/** What is wrong at the last state that was reached. */
function divergedEnding<S>(
  { model }: Instance<S>,
  { property }: Trace,
  told: readonly Counterpart[],
): Ending {
  const id = oneLine(property);
  const last = told.at(-1);
  if (last === undefined) return { id, says: `${model.name} has no such simulation`, offenders: [] };
  const { says, source } = last.simulation;
  if (last.wrong !== undefined) return { id, says, source, offenders: [last.wrong] };
  return { id, says, source, offenders: [], absent: `not shown ${where(told.length - 1)}` };
}

/** The offenders are those of the last state that was reached. */
function propertyEnding<S>(instance: Instance<S>, at: PropertyAt<S>, states: readonly Reached<S>[]): Ending {
  const { id, says, source } = at.property;
  const end = states.at(-1);
  const told = (offenders: readonly string[], absent?: string): Ending => ({
    id,
    says,
    source,
    offenders,
    ...(absent === undefined ? {} : { absent }),
  });
  try {
    const found = end === undefined ? [] : offenders(instance, at, end.state, end.taken);
    if (found.length === 0) return told([], `not shown ${where(states.length - 1)}`);
    return told(found.map((values) => valuesText(at.variables, values)).filter((text) => text !== ""));
  } catch (error) {
    return told([], `cannot be judged: ${messageOf(error)}`);
  }
}

/** `p = (1,0), third = 2` */
const valuesText = (variables: readonly Variable[], values: Readonly<Record<string, unknown>>): string =>
  variables.map(({ name, schema }) => `${name} = ${print(schema, values[name])}`).join(", ");
