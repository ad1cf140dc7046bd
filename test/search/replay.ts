/** Replaying a trace, action by action, through the pure executor: what a trace says must be true of the model. */
import type { Trace } from "../../check/index.js";
import {
  type Action,
  enabled,
  type Instance,
  offenders,
  printAction,
  step,
  type Taken,
  validate,
} from "../../model/index.js";

/** Throws unless every action is enabled where it is taken; gives the last step, or undefined for no actions. */
function walk<S>(instance: Instance<S>, actions: readonly Action[]): { state: S; taken?: Taken<S> } {
  let at: { state: S; taken?: Taken<S> } = { state: instance.initial };
  for (const action of actions) {
    const before = at.state;
    const outcome = step(instance, before, action);
    if (!outcome.ok) throw new Error(`${printAction(instance, action)} is refused: ${outcome.refusal}`);
    validate(instance.schema, outcome.state);
    at = { state: outcome.state, taken: { before, action, after: outcome.state } };
  }
  return at;
}

const throws = (what: () => unknown): boolean => {
  try {
    what();
    return false;
  } catch {
    return true;
  }
};

/** Is the trace evidence of what it says it is evidence of? */
export function isEvidence<S>(instance: Instance<S>, { kind, property, actions }: Trace): boolean {
  if (kind === "error") {
    const { state } = walk(instance, actions.slice(0, -1));
    return throws(() => {
      const end = walk({ ...instance, initial: state }, actions.slice(-1));
      for (const at of instance.properties) offenders(instance, at, end.state, end.taken);
    });
  }
  const { state, taken } = walk(instance, actions);
  if (kind === "deadlock") return [...enabled(instance, state)].length === 0;
  const at = instance.properties.find((p) => p.property.id === property);
  return at !== undefined && offenders(instance, at, state, taken).length > 0;
}
