/** Whether a state of the specification satisfies the invariants of the whole and of its parts. */
import { abstractInstance } from "../../check/simulate/simulator.js";
import { compile, type Instance, propertyAt } from "../../model/index.js";

/** Tells which invariants of a model a state breaks. */
export function judgeOf<S>(its: Instance<S>): (state: S) => readonly string[] {
  const { words, counts, encode, after, judgeState } = compile(its);
  const key = new Int32Array(words);
  its.properties.forEach(({ property }, i) => {
    counts.active[i] = property.kind === "invariant" ? 1 : 0;
  });
  return (state) => {
    const found: string[] = [];
    encode(state, key, 0);
    after.unpack(key, 0);
    judgeState((index) => found.push(propertyAt(its, index).property.id));
    return found;
  };
}

/** Tells which invariants of a model, or of what it stands for, a state breaks. */
export function lawsOf<S>(its: Instance<S>): (state: S) => readonly string[] {
  const own = judgeOf(its);
  const parts = Object.values(its.model.simulations ?? {}).map((simulation) => {
    const judge = judgeOf(abstractInstance(its, simulation));
    return (state: S) => judge(simulation.of(state));
  });
  return (state) => [...own(state), ...parts.flatMap((part) => part(state))];
}
