/**
 * The pure executor: one step through immer, with the cells that changed. Slow and plain; traces, replays and
 * reports use it, and it is the measure of the fast executor in execute.ts. It hands the model's functions proxies,
 * and once the engine has seen those it runs them more slowly for the rest of the process: search first, tell later.
 */
import { type Draft, enablePatches, freeze, type Patch, produceWithPatches } from "immer";
import type { Instance, PropertyAt, RuleAt, Variable } from "./instance.js";
import type { Action } from "./model.js";
import { demand } from "./schema.js";

enablePatches();

/** A cell that a step changed: its path into the state, as immer gives it. */
export type Change = Pick<Patch, "path" | "value">;

/** What came of a request: a refusal by the first false clause, or the next state. */
export type Outcome<S> =
  | { readonly ok: true; readonly state: S; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly refusal: string };

/** The rule of this name. Throws SchemaError when there is none. */
export function ruleNamed<S>(instance: Instance<S>, name: string): RuleAt<S> {
  const found = instance.rules.find((r) => r.rule.name === name);
  demand(found !== undefined, () => `${instance.model.name} has no rule ${name}`);
  return found;
}

/** Make one request of a state. The state is not touched. Changes of transient cells are from what they are forgotten to. */
export function step<S>(instance: Instance<S>, state: S, { rule: name, args }: Action): Outcome<S> {
  const { rule } = ruleNamed(instance, name);
  const before = instance.forget(state);
  for (const [clause, test] of Object.entries(rule.requires))
    if (!test(before, args)) return { ok: false, refusal: clause };
  const [after, patches] = produceWithPatches(before, (draft: Draft<S>) => {
    rule.effect(draft, args);
  });
  return { ok: true, state: freeze(after, true) as S, changes: patches };
}

/** Every request that is enabled in a state, in the order of their numbers. */
export function* enabled<S>(instance: Instance<S>, state: S): Generator<Action> {
  const now = instance.forget(state);
  for (const { rule, variables } of instance.rules)
    for (const args of assignments(variables))
      if (Object.values(rule.requires).every((test) => test(now, args))) yield { rule: rule.name, args };
}

/** Every assignment of values to variables, the last variable fastest. */
export function* assignments(its: readonly Variable[]): Generator<Readonly<Record<string, unknown>>> {
  const [first, ...rest] = its;
  if (first === undefined) return yield {};
  for (const value of first.values)
    for (const others of assignments(rest)) yield { [first.name]: value, ...others };
}

/** A step as properties see it. */
export interface Taken<S> {
  readonly before: S;
  readonly action: Action;
  readonly after: S;
}

/**
 * The values for which a property shows itself: offenders of an invariant or a claim, instances of a witness.
 * `taken` is the last step, or undefined in the initial state, where step properties say nothing.
 */
export function offenders<S>(
  { forget }: Instance<S>,
  { property, variables }: PropertyAt<S>,
  state: S,
  taken: Taken<S> | undefined,
): readonly Readonly<Record<string, unknown>>[] {
  const found = [];
  if ("on" in property && (taken === undefined || !property.on.includes(taken.action.rule))) return [];
  const [now, before] = [forget(state), taken && forget(taken.before)];
  for (const values of assignments(variables)) {
    const shown =
      "on" in property && taken !== undefined
        ? holdsOf(property, [before, taken.after, { ...taken.action.args, ...values }])
        : holdsOf(property as never, [now, values]);
    if (shown) found.push(values);
  }
  return found;
}

type Test = (...args: readonly never[]) => boolean;

/** Premise true and conclusion, if there is one, false. */
function holdsOf(
  property: { readonly when?: Test; readonly holds?: Test },
  states: readonly unknown[],
): boolean {
  const args = states as never[];
  if (property.when !== undefined && !property.when(...args)) return false;
  return property.holds === undefined || !property.holds(...args);
}
