/** A model as a fast-check property, so that a test is one line: `fc.assert(walks(sigma))`. */
import fc from "fast-check";
import {
  actionOf,
  type Instance,
  instantiate,
  type Model,
  offenders,
  print,
  printAction,
  type Scope,
  step,
  type Taken,
} from "../../model/index.js";
import { requestNumber } from "../shrink/shrink.js";
import type { WalkOptions } from "./options.js";
import { FirstBad, type Walk, walk } from "./walk.js";

/**
 * Holds when no walk breaks an invariant or a step property and the model throws on none. fast-check draws, shrinks
 * and replays the walks; the error names the property, its sentence, the steps and the offenders.
 */
export function walks<S>(
  model: Model<S>,
  options: WalkOptions & { readonly scope?: Scope } = {},
): fc.IPropertyWithHooks<[Walk]> {
  const instance = instantiate(model, options.scope);
  const bad = new FirstBad(instance);
  return fc.property(walk(instance, options), (sample) => {
    const target = bad.of(sample.steps);
    if (target !== undefined) throw new Error(describe(instance, sample, target.property));
  });
}

/** What the walk breaks, told by the pure executor. */
function describe<S>(instance: Instance<S>, sample: Walk, id: string): string {
  const at = instance.properties.find(({ property }) => property.id === id);
  const lines: string[] = [];
  let state = instance.initial;
  let taken: Taken<S> | undefined;
  for (const one of sample.steps) {
    const action = actionOf(instance, requestNumber(instance, one));
    lines.push(`${lines.length + 1}. ${printAction(instance, action)}`);
    if (at === undefined) continue;
    const outcome = step(instance, state, action);
    if (!outcome.ok) continue;
    taken = { before: state, action, after: outcome.state };
    state = outcome.state;
  }
  if (at === undefined) return `${instance.model.name} throws after\n${lines.join("\n")}`;
  const names = offenders(instance, at, state, taken).map((values) =>
    at.variables.map((v) => `${v.name} = ${print(v.schema, values[v.name])}`).join(", "),
  );
  return `${id}: ${at.property.says}\n${lines.join("\n")}\nbroken for ${names.join("; ") || "the state"}`;
}
