/**
 * Is a model as symmetric as its schema says? A rule that treats one interchangeable name as special would make a
 * search under symmetry wrong without a sign of it. So the first states are tried: to rename and then to step must
 * come to the same as to step and then to rename, refusals and properties included.
 */
import { isDeepStrictEqual } from "node:util";
import {
  type Action,
  enabled,
  type Instance,
  offenders,
  printAction,
  type Renaming,
  rename,
  type Schema,
  step,
} from "../../model/index.js";

/** States tried, and renamings of each. */
const STATES = 40;
const RENAMINGS = 12;

/**
 * What was found not to be symmetric, as a sentence; undefined if nothing was in the first states, or if the model
 * threw there: the search will come to that, and tell it.
 */
export function asymmetry<S>(instance: Instance<S>, group: readonly Renaming[]): string | undefined {
  try {
    return group.length > 1 ? firstOdd(instance, group) : undefined;
  } catch {
    return undefined;
  }
}

function firstOdd<S>(instance: Instance<S>, group: readonly Renaming[]): string | undefined {
  const tried = spread(group.slice(1), RENAMINGS);
  const seen = [instance.initial];
  for (const state of seen)
    for (const action of enabled(instance, state)) {
      const odd = tried.find((by) => !commutes(instance, state, action, by));
      if (odd !== undefined)
        return `${printAction(instance, action)} and ${printAction(instance, renamed(instance, action, odd))} differ in more than names`;
      const outcome = step(instance, state, action);
      if (!outcome.ok || seen.length >= STATES) continue;
      if (!seen.some((s) => isDeepStrictEqual(s, outcome.state))) seen.push(outcome.state);
    }
  return undefined;
}

/** Does the renamed action do to the renamed state what the action does to the state, up to the renaming? */
function commutes<S>(instance: Instance<S>, state: S, action: Action, by: Renaming): boolean {
  const there = (s: S): S => renamedValue(instance.schema, s, by);
  const [plain, other] = [
    step(instance, state, action),
    step(instance, there(state), renamed(instance, action, by)),
  ];
  if (!plain.ok || !other.ok) return !plain.ok && !other.ok && plain.refusal === other.refusal;
  const taken = { before: state, action, after: plain.state };
  const takenThere = { before: there(state), action: renamed(instance, action, by), after: other.state };
  return (
    isDeepStrictEqual(there(plain.state), other.state) &&
    instance.properties.every(
      (p) => offenders(p, plain.state, taken).length === offenders(p, other.state, takenThere).length,
    )
  );
}

const renamedValue = <T>(schema: Schema<T>, value: T, by: Renaming): T => rename(schema, value, by) as T;

function renamed<S>(instance: Instance<S>, { rule, args }: Action, by: Renaming): Action {
  const its = instance.rules.find((r) => r.rule.name === rule)?.variables ?? [];
  return { rule, args: Object.fromEntries(its.map((v) => [v.name, rename(v.schema, args[v.name], by)])) };
}

/** At most `most` of them, from all over the list. */
const spread = <T>(all: readonly T[], most: number): readonly T[] =>
  all.filter((_, i) => all.length <= most || i % Math.ceil(all.length / most) === 0);
