/** What models say of arbitrary typed states, reachable or not: in short, so that it can be pinned. */
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { arbitrary } from "../../check/index.js";
import { type Action, actionOf, type Instance, offenders, propertyAt, step } from "../../model/index.js";

const SEED = 486;
const STATES = 100;
/** Requests that are made in each. */
const REQUESTS = 20;

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

/** In how many states each property is offended, and in how many steps; and in which. */
export function propertiesOf<S>(instance: Instance<S>): readonly string[] {
  const states = statesOf(instance);
  const made = [...tried(instance)].filter((its) => typeof its !== "string");
  const taken = [...made, ...leaps(instance, made)];
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
