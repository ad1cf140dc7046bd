/** A countermodel in the executable model: does the model, changed in the same way, break the property too? */
import {
  type Action,
  instantiate,
  type Model,
  offenders,
  type Rule,
  type Scope,
  step,
} from "../../model/index.js";
import { search } from "../search/search.js";
import type { Judged } from "./prove.js";
import type { Theory, Told } from "./theory.js";

/** A run of the model at whose end the property is broken. */
export interface Replayed {
  readonly scope: Scope;
  readonly actions: readonly Action[];
  /** The state before the last step, drawn; if the theory can. */
  readonly drawn: readonly string[];
  /** Was it built from the countermodel, or found by a search of the scope? */
  readonly by: "built" | "searched";
}

/** The model without one guard of one rule. */
export function without<S>(model: Model<S>, name: string, clause: string): Model<S> {
  const open = (rule: Rule<S>): Rule<S> => {
    const left = Object.entries(rule.requires).filter(([one]) => one !== clause);
    return { ...rule, requires: left.length > 0 ? Object.fromEntries(left) : { always: () => true } };
  };
  return {
    ...model,
    rules: model.rules.map((rule) => (rule.name === name ? open(rule) : rule)),
    simulations: {},
  };
}

/** The countermodel as a run of the changed model; or the shortest run there that breaks the property. */
export function replayed<S>(
  theory: Theory<S>,
  model: Model<S>,
  { rule, property, ...found }: Judged,
): Replayed | undefined {
  if (found.verdict !== "refuted") return undefined;
  const told = theory.told?.(found.from, rule);
  if (told !== undefined) return breaks(model, told, property) ? { ...told, by: "built" } : undefined;
  return shortest(theory, model, property);
}

/** The shortest run that breaks the property, or refutes the claim, at one of the scopes of the theory. */
export function shortest<S>(theory: Theory<S>, model: Model<S>, property: string): Replayed | undefined {
  for (const scope of theory.scopes) {
    const instance = instantiate(model, scope);
    const { traces } = search(instance, { properties: [property], deadlock: false });
    const trace = traces.find((one) => one.property === property);
    if (trace) return { scope: instance.scope, actions: trace.actions, drawn: [], by: "searched" };
  }
  return undefined;
}

/** Is the property broken by the last of the actions, and by none before it? */
function breaks<S>(model: Model<S>, { scope, actions }: Told, property: string): boolean {
  const instance = instantiate(model, scope);
  const at = instance.properties.find((one) => one.property.id === property);
  if (at === undefined) return false;
  let state = instance.initial;
  const broken = actions.map((action) => {
    const before = state;
    const made = step(instance, before, action);
    if (!made.ok) return undefined;
    state = made.state;
    return offenders(instance, at, state, { before, action, after: state }).length > 0;
  });
  return broken.every((one, i) => one === (i === broken.length - 1));
}
