/** Following a trace: each action taken again by the pure executor, as far as they apply. */
import { match } from "ts-pattern";
import {
  type Action,
  DomainError,
  fits,
  type Instance,
  offenders,
  printAction,
  type RuleAt,
  step,
  type Taken,
  validate,
} from "../../model/index.js";
import { oneLine } from "./error.js";

/** What came of an action: the next state, or the reason why there is none. */
export type Came<S> = { readonly kind: "taken"; readonly state: S } | Hindrance;

/** Why an action leads to no state. */
export type Hindrance =
  /** The first false clause. */
  | { readonly kind: "refused"; readonly clause: string }
  /** The model has no such rule, or the rule no such argument. */
  | { readonly kind: "unknown"; readonly why: string }
  /** The model threw, or the step left the domain of the state. */
  | { readonly kind: "failed"; readonly message: string };

export interface Followed<S> {
  /** 1 for the first action. */
  readonly number: number;
  readonly action: Action;
  readonly before: S;
  readonly came: Came<S>;
}

/** The rest of a sentence that begins with the action. */
export const hindranceText = (hindrance: Hindrance): string =>
  match(hindrance)
    .with({ kind: "refused" }, ({ clause }) => `is refused: ${clause}`)
    .with({ kind: "unknown" }, ({ why }) => `is no request: ${why}`)
    .with({ kind: "failed" }, ({ message }) => `fails: ${message}`)
    .exhaustive();

/** Take the actions in turn from the initial state; the last one is the first that does not lead to a state. */
export function follow<S>(instance: Instance<S>, actions: readonly Action[]): Followed<S>[] {
  const steps: Followed<S>[] = [];
  let before = instance.initial;
  for (const action of actions) {
    const came = take(instance, before, action);
    steps.push({ number: steps.length + 1, action, before, came });
    if (came.kind !== "taken") break;
    before = came.state;
  }
  return steps;
}

function take<S>(instance: Instance<S>, state: S, action: Action): Came<S> {
  const why = unfit(instance, action);
  if (why !== undefined) return { kind: "unknown", why };
  try {
    const outcome = step(instance, state, action);
    if (!outcome.ok) return { kind: "refused", clause: outcome.refusal };
    validate(instance.schema, outcome.state);
    return { kind: "taken", state: outcome.state };
  } catch (error) {
    return { kind: "failed", message: messageOf(error) };
  }
}

/** Why the model knows no such request, or undefined if it does. */
export function unfit<S>(instance: Instance<S>, action: Action): string | undefined {
  const rule = instance.rules.find((r) => r.rule.name === action.rule);
  const why = rule === undefined ? `${instance.model.name} has no rule ${action.rule}` : misfit(rule, action);
  return why === undefined ? undefined : oneLine(why);
}

/** Why these are no arguments of the rule, or undefined if they are. */
function misfit<S>({ rule, variables }: RuleAt<S>, { args }: Action): string | undefined {
  const extra = Object.keys(args).find((name) => !variables.some((v) => v.name === name));
  if (extra !== undefined) return `${rule.name} has no argument ${extra}`;
  for (const { name, schema } of variables) {
    if (!Object.hasOwn(args, name)) return `${rule.name} needs an argument ${name}`;
    try {
      validate(schema, args[name], name);
    } catch (error) {
      if (error instanceof DomainError) return `argument ${error.message}`;
      throw error;
    }
  }
  return undefined;
}

/** What was thrown, on one line. */
export const messageOf = (thrown: unknown): string =>
  oneLine(thrown instanceof Error ? thrown.message || thrown.name : String(thrown));

/** The action as the model writes it; with values outside their domains, or an unknown rule, as they stand. */
export function actionText<S>(instance: Instance<S>, action: Action): string {
  const rule = instance.rules.find((r) => r.rule.name === action.rule);
  if (rule?.variables.every((v) => fits(v.schema, action.args[v.name])))
    return oneLine(printAction(instance, action));
  const args = Object.entries(action.args).map(([name, value]) => `${name}: ${String(value)}`);
  return oneLine(`${action.rule}(${args.join(", ")})`);
}

/** The states that were reached, the initial one first, each with the step that led to it, as properties see it. */
export function reached<S>(instance: Instance<S>, steps: readonly Followed<S>[]): Reached<S>[] {
  const after = steps.flatMap(({ action, before, came }): Reached<S>[] =>
    came.kind === "taken"
      ? [{ state: came.state, taken: { before: instance.forget(before), action, after: came.state } }]
      : [],
  );
  return [{ state: instance.initial, taken: undefined }, ...after];
}

export interface Reached<S> {
  readonly state: S;
  readonly taken: Taken<S> | undefined;
}

/** What the first property that cannot be judged throws here, or undefined. */
export function judgingThrows<S>(instance: Instance<S>, { state, taken }: Reached<S>): string | undefined {
  for (const at of instance.properties) {
    try {
      offenders(instance, at, state, taken);
    } catch (error) {
      return `${at.property.id}: ${messageOf(error)}`;
    }
  }
  return undefined;
}
