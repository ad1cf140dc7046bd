/** What models say of arbitrary typed states, reachable or not: in short, so that it can be pinned. */
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { arbitrary } from "../../check/index.js";
import { type Action, actionOf, type Instance, offenders, propertyAt, step } from "../../model/index.js";

const SEED = 486;
const STATES = 100;
/** Requests that are made in each. */
const REQUESTS = 20;
/** Which elements of a field are changed, one at a time. */
const PLACES = [0, 1, 2];
/** A few characters that stand for a value. */
export const digest = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(value, (_, its) => (its instanceof Map || its instanceof Set ? [...its] : its)))
    .digest("base64url")
    .slice(0, 12);

/** What comes of it; of arbitrary states nothing is promised, so it may throw. */
function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
}

const statesOf = <S>({ schema }: Instance<S>): readonly S[] =>
  fc.sample(arbitrary(schema), { seed: SEED, numRuns: STATES });

interface Taken<S> {
  readonly before: S;
  readonly action: Action;
  readonly after: S;
}

/** Requests of all kinds, in each state; and what comes of them. */
function* tried<S>(instance: Instance<S>): Generator<Taken<S> | string> {
  const { requests } = instance;
  const numbers = fc.sample(fc.nat(requests - 1), { seed: SEED, numRuns: STATES * REQUESTS });
  for (const [n, before] of statesOf(instance).entries())
    for (const number of numbers.slice(n * REQUESTS, (n + 1) * REQUESTS)) {
      const action = actionOf(instance, number);
      const outcome = attempt(() => step(instance, before, action));
      yield typeof outcome === "string"
        ? outcome
        : outcome.ok
          ? { before, action, after: outcome.state }
          : outcome.refusal;
    }
}

/** What no rule has led to: a step taken for another's, and steps to any state. What is promised of steps is seldom true of them. */
function leaps<S>(instance: Instance<S>, taken: readonly Taken<S>[]): readonly Taken<S>[] {
  const states = statesOf(instance);
  return taken.flatMap(({ before, after }, n) => {
    const { action } = taken[(n + 1) % taken.length] ?? {};
    const other = states[n % states.length];
    return action === undefined || other === undefined
      ? []
      : [
          { before, action, after },
          { before, action, after: other },
        ];
  });
}

/** The steps that these requests make from the beginning. */
function played<S>(instance: Instance<S>, actions: readonly Action[]): readonly Taken<S>[] {
  let before = instance.initial;
  return actions.flatMap((action) => {
    const outcome = step(instance, before, action);
    if (!outcome.ok) return [];
    const taken = { before, action, after: outcome.state };
    before = outcome.state;
    return [taken];
  });
}

/** A value that is another's in one place. */
function changed(value: unknown, other: unknown, place: number): unknown {
  if (Array.isArray(value) && Array.isArray(other) && value.length === other.length)
    return value.map((its, n) => (n === place % value.length ? other[n] : its));
  return other;
}

/** Steps, each of them several times: with one field or one element of the state after it as chance has it. */
function almost<S extends object>(instance: Instance<S>, steps: readonly Taken<S>[]): readonly Taken<S>[] {
  const { schema } = instance;
  const names = schema.kind === "record" ? Object.keys(schema.fields) : [];
  const others = statesOf(instance);
  return steps.flatMap(({ before, action, after }, n) =>
    names.flatMap((name, m) =>
      PLACES.map((place) => {
        const other = others[((n * names.length + m) * PLACES.length + place) % others.length] ?? after;
        const value = changed(Reflect.get(after, name), Reflect.get(other, name), place);
        return { before, action, after: { ...after, [name]: value } };
      }),
    ),
  );
}

/** In how many of these states each property is offended, or in how many of these steps; and in which. */
function offended<S>(
  instance: Instance<S>,
  states: readonly S[],
  taken: readonly Taken<S>[],
): readonly string[] {
  return instance.properties.map((at, n) => {
    const property = propertyAt(instance, n);
    const isOfSteps = "on" in at.property;
    const all = isOfSteps
      ? taken.map((its) => attempt(() => offenders(instance, property, its.after, its)))
      : states.map((state) => attempt(() => offenders(instance, property, state, undefined)));
    const some = all.filter(({ length }) => length > 0).length;
    return `${at.property.id}: ${some} of ${all.length} ${isOfSteps ? "steps" : "states"}, ${digest(all)}`;
  });
}

/** What is said of arbitrary states, and of steps that are none. */
export function propertiesOf<S>(instance: Instance<S>): readonly string[] {
  const made = [...tried(instance)].filter((its) => typeof its !== "string");
  return offended(instance, statesOf(instance), [...made, ...leaps(instance, made)]);
}

/** What is said of steps that are almost those of these traces, and of the states that they lead to. */
export function propertiesNear<S extends object>(
  instance: Instance<S>,
  traces: readonly { readonly actions: readonly Action[] }[],
): readonly string[] {
  const steps = traces.flatMap(({ actions }) => played(instance, actions));
  const once = new Map(steps.map((its) => [digest(its), its]));
  const near = almost(instance, [...once.values()]);
  return offended(
    instance,
    near.map(({ after }) => after),
    near,
  );
}

/** How many requests are refused for each reason, and where those lead that are not. */
export function stepsOf<S>(instance: Instance<S>): readonly string[] {
  const all = [...tried(instance)];
  const reasons = all.filter((its) => typeof its === "string");
  const each = [...new Set(reasons)]
    .toSorted()
    .map((reason) => `${reason}: ${reasons.filter((its) => its === reason).length}`);
  const taken = all.filter((its) => typeof its !== "string");
  const parts = Object.entries(instance.model.simulations ?? {}).map(
    ([name, { of }]) =>
      `stands for ${name}: ${digest(statesOf(instance).map((state) => attempt(() => of(state))))}`,
  );
  return [...each, `taken: ${taken.length}, ${digest(taken.map(({ after }) => after))}`, ...parts];
}
