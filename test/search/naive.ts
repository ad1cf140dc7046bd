/**
 * The search as one would write it on a blackboard: immer for a step, a map of JSON texts for the states found.
 *
 * It shares the model's text with the real search and nothing else: no packing, no generated code, no store. What the
 * two disagree on is a bug of one of them.
 */
import { enabled, type Instance, offenders, step, type Taken } from "../../model/index.js";

export interface Found<S> {
  readonly distinct: number;
  readonly transitions: number;
  readonly depth: number;
  /** The states, in the order of discovery. */
  readonly states: readonly S[];
  /** For each property that shows itself, the length of a shortest trace that shows it. */
  readonly shown: Readonly<Record<string, number>>;
  /** The length of a shortest trace to a state without successors in which the model may not end. */
  readonly deadlock: number | undefined;
}

/** Every reachable state, without regard to what is violated on the way. */
export function naiveSearch<S>(instance: Instance<S>): Found<S> {
  const depths = new Map([[JSON.stringify(instance.initial), 0]]);
  const states = [instance.initial];
  const shown: Record<string, number> = {};
  let transitions = 0;
  let deadlock: number | undefined;
  const judge = (state: S, length: number, taken?: Taken<S>): void => {
    for (const at of instance.properties) {
      if (at.property.id in shown) continue;
      if (offenders(instance, at, state, taken).length > 0) shown[at.property.id] = length;
    }
  };
  judge(instance.initial, 0);
  for (const before of states) {
    const depth = depths.get(JSON.stringify(before)) ?? 0;
    let degree = 0;
    for (const action of enabled(instance, before)) {
      const outcome = step(instance, before, action);
      if (!outcome.ok) throw new Error(`${action.rule} is enabled and refused`);
      degree++;
      judge(outcome.state, depth + 1, { before, action, after: outcome.state });
      const after = instance.forget(outcome.state);
      const key = JSON.stringify(after);
      if (depths.has(key)) continue;
      depths.set(key, depth + 1);
      states.push(after);
    }
    transitions += degree;
    if (degree === 0 && !instance.model.mayEnd?.(before)) deadlock ??= depth;
  }
  return {
    distinct: states.length,
    transitions,
    depth: Math.max(...depths.values()),
    states,
    shown,
    deadlock,
  };
}
