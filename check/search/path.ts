/** From a state number back to a trace: parents are followed, then each step is taken again to find its request. */
import {
  type Action,
  actionOf,
  canonicaliser,
  compose,
  type Executor,
  type Expand,
  type Instance,
  inverse,
  offenders,
  type Renaming,
  rename,
  step,
  validate,
} from "../../model/index.js";
import type { Store } from "./store.js";

interface Searched<S> {
  readonly instance: Instance<S>;
  readonly executor: Executor<S>;
  readonly store: Store;
  readonly group: readonly Renaming[];
}

const IDENTITY: Renaming = { to: {}, from: {} };

/**
 * The actions from the initial state to the state with this number, then `request` if given.
 *
 * Under symmetry each stored state is a renamed one. With h the renaming from the true state to the stored one, the
 * true action is the stored one renamed back by h; the next h is h followed by the renaming kept on the edge.
 */
export function pathTo<S>(searched: Searched<S>, state: number, request?: number): Action[] {
  const { store, group } = searched;
  const numbers = [state];
  for (let n = store.parents[state] ?? -1; n >= 0; n = store.parents[n] ?? -1) numbers.unshift(n);
  const kept = (n: number): Renaming => group[store.renamings[n] ?? 0] ?? IDENTITY;
  const expansions = searched.executor.expansions(false);
  let h = kept(0);
  const actions: Action[] = [];
  numbers.slice(1).forEach((child, i) => {
    actions.push(renamedBack(searched, requestBetween(searched, expansions, numbers[i] ?? 0, child), h));
    h = compose(h, kept(child));
  });
  if (request !== undefined) actions.push(renamedBack(searched, request, h));
  return actions;
}

function renamedBack<S>({ instance }: Searched<S>, request: number, h: Renaming): Action {
  const { rule, args } = actionOf(instance, request);
  const variables = instance.rules.find((r) => r.rule.name === rule)?.variables ?? [];
  const back = inverse(h);
  return {
    rule,
    args: Object.fromEntries(variables.map((v) => [v.name, rename(v.schema, args[v.name], back)])),
  };
}

/** The first request of state `parent` that leads to state `child`. */
function requestBetween<S>(
  { executor, store, group }: Searched<S>,
  expansions: readonly Expand[],
  parent: number,
  child: number,
): number {
  const key = new Int32Array(store.words);
  const canonical = canonicaliser(executor, group);
  const wanted = store.states.subarray(child * store.words, (child + 1) * store.words);
  let found = -1;
  const visit = (request: number): boolean => {
    if (found >= 0) return false;
    const renaming = canonical(key);
    if (key.every((w, i) => w === wanted[i]) && renaming === (store.renamings[child] ?? 0)) found = request;
    return false;
  };
  const sink = { visit, state: () => undefined, step: () => undefined };
  for (const expand of expansions) if (found < 0) expand(store.states, parent * store.words, key, sink);
  return found;
}

/**
 * The trace to the request that throws, or whose effect leaves the domain or cannot be judged, after `actions`;
 * `actions` itself if there is none.
 */
export function culprit<S>(instance: Instance<S>, actions: readonly Action[]): readonly Action[] {
  let state = instance.initial;
  try {
    for (const action of actions) {
      const outcome = step(instance, state, action);
      if (outcome.ok) state = outcome.state;
    }
  } catch {
    return actions;
  }
  const thrown = everyRequest(instance).find((action) => throws(instance, state, action));
  return thrown === undefined ? actions : [...actions, thrown];
}

const everyRequest = <S>(instance: Instance<S>): Action[] =>
  Array.from({ length: Math.min(instance.requests, 100_000) }, (_, request) => actionOf(instance, request));

function throws<S>(instance: Instance<S>, state: S, action: Action): boolean {
  try {
    const outcome = step(instance, state, action);
    if (!outcome.ok) return false;
    validate(instance.schema, outcome.state);
    const taken = { before: state, action, after: outcome.state };
    for (const property of instance.properties) offenders(instance, property, outcome.state, taken);
    return false;
  } catch {
    return true;
  }
}
