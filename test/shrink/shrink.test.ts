import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planted } from "../../bench/planted.js";
import {
  isBad,
  minimise,
  requestNumber,
  runWalks,
  search,
  shrink,
  stepsOf,
  type Trace,
  Trial,
  walk,
} from "../../check/index.js";
import { candidates, type Steps } from "../../check/shrink/candidates.js";
import { type Action, actionOf, type Instance, id, instantiate, printAction } from "../../model/index.js";
import { dieHard } from "../toys/die-hard.js";
import { deadEnd, shortcut, throwing, throwingEarly, throwingLate, unjudged } from "../toys/graphs.js";

const SCOPE = { spaces: 3, pages: 3 };

async function walked<S>(instance: Instance<S>, seed: number): Promise<Trace> {
  const steps = runWalks(instance, { seed, samples: 1000 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const bad = next.value.traces.find(isBad);
  if (bad === undefined) throw new Error(`seed ${seed} finds nothing`);
  return bad;
}

function minimised<S>(instance: Instance<S>, trace: Trace, maxStates?: number): Trace {
  const steps = minimise(instance, trace, maxStates === undefined ? {} : { maxStates });
  for (let next = steps.next(); ; next = steps.next()) if (next.done) return next.value;
}

describe("a minimised counterexample", () => {
  it.each(planted.map(({ model, shortest }) => [model.name, model, shortest] as const))(
    "of %s is certified and as short as the search's, for 20 seeds",
    async (_, model, shortest) => {
      const instance = instantiate(model, SCOPE);
      expect(search(instance).traces.find(isBad)?.actions.length).toBe(shortest);
      for (let seed = 1; seed <= 20; seed++) {
        const trace = minimised(instance, await walked(instance, seed));
        expect(trace.actions.length).toBe(shortest);
        expect(trace.minimal).toMatchObject({
          certified: true,
          length: shortest,
          searchedDepth: shortest - 1,
        });
      }
    },
  );

  it("says how far it was searched when the states run out", async () => {
    const [, , bug] = planted;
    if (bug === undefined) return;
    const instance = instantiate(bug.model, SCOPE);
    const trace = minimised(instance, await walked(instance, 1), 200);
    expect(trace.minimal?.certified).toBe(false);
    expect(trace.minimal?.searchedDepth).toBeLessThan(bug.shortest - 1);
  });

  const go = (to: number): Action => ({ rule: "go", args: { to } });

  it("is not certified where the search for a shorter one ended in an error", () => {
    const instance = instantiate(throwingEarly);
    const actions = [go(1), go(2), go(3)];
    const trace = minimised(instance, { kind: "violated", property: "AVOIDS", actions });
    expect(trace.actions).toEqual(actions);
    expect(trace.minimal).toEqual({ certified: false, length: 3, searchedDepth: 1, states: 3 });
  });

  it("of a deadlock is not certified where the search ended in an error", () => {
    const trace = { kind: "deadlock", property: "deadlock", actions: [go(4), go(5)] } as const;
    const { minimal } = minimised(instantiate(throwingEarly), trace);
    expect(minimal).toEqual({ certified: false, length: 2, searchedDepth: 0, states: 1 });
  });

  it("of an error is certified though there are deadlocks nearer", () => {
    const leap: Action = { rule: "leap", args: { by: 3 } };
    const trace = { kind: "error", property: "error", actions: [go(2), go(3), leap] } as const;
    const { minimal } = minimised(instantiate(throwingLate), trace);
    expect(minimal).toEqual({ certified: true, length: 3, searchedDepth: 2, states: 4 });
  });

  it("may be that a property cannot be judged, and is shrunk to that", () => {
    const actions = [go(1), go(2), go(0), go(1), go(2)];
    const trace = minimised(instantiate(unjudged), { kind: "error", property: "error", actions });
    expect(trace.actions).toEqual([go(1), go(2)]);
    expect(trace.minimal).toEqual({ certified: true, length: 2, searchedDepth: 1, states: 2 });
  });

  it("may be a deadlock or an error", () => {
    for (const model of [deadEnd, throwing]) {
      const instance = instantiate(model);
      const [found] = search(instance).traces.filter(isBad);
      if (found === undefined) throw new Error(`${model.name} shows nothing`);
      const trace = minimised(instance, found);
      expect(trace.actions).toEqual(found.actions);
      expect(trace.minimal?.certified).toBe(true);
    }
  });

  it("is replaced by a shorter one that the certifying search finds", () => {
    const instance = instantiate(shortcut);
    const best = search(instance).traces.find((t) => t.kind !== "witnessed");
    if (best === undefined) throw new Error("no trace");
    expect(minimised(instance, best).actions.length).toBe(best.actions.length);
  });

  it("of Die Hard has six steps, whichever way one comes to it", async () => {
    const instance = instantiate(dieHard);
    const found = search(instance).traces.find((t) => t.actions.length === 6);
    expect(found).toBeDefined();
  });
});

describe("the shrinker", () => {
  const [bug] = planted;
  const instance = instantiate(bug?.model ?? planted[0]?.model ?? fail(), SCOPE);
  function fail(): never {
    throw new Error("no planted bug");
  }
  const target = { kind: "violated", property: "SIG-ORIGIN" } as const;
  const map = (from: number, to: number): Action => ({ rule: "map", args: { from: id(from), to: id(to) } });
  const demap = (from: number): Action => ({ rule: "demap", args: { from: id(from) } });

  it("needs a deletion and a re-pointing at once to leave this trace", () => {
    // 4 steps: (0,0) -> (1,0) -> (1,1) -> (1,2), then demap of (1,0). No step can be dropped as it stands, and
    // changing one argument alone leaves 4 steps; without the first map, and with (0,0) for (1,0), 3 do.
    const long = stepsOf(instance, { actions: [map(0, 3), map(3, 4), map(4, 5), demap(3)] });
    const trial = new Trial(instance, target);
    expect(trial.run(long)?.length).toBe(4);
    const droppedOnly = long.map((_, i) => long.filter((__, j) => j !== i));
    expect(droppedOnly.map((steps) => trial.run(steps))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(shrink(instance, target, long).length).toBe(3);
  });

  it("only ever makes a trace better, and what it leaves still shows the target", () => {
    const trial = new Trial(instance, target);
    fc.assert(
      fc.property(walk(instance, { maxSteps: 60 }), ({ steps }) => {
        const shown = trial.run(steps);
        fc.pre(shown !== undefined);
        const small = shrink(instance, target, shown ?? []);
        expect(small.length).toBeLessThanOrEqual(shown?.length ?? 0);
        expect(trial.run(small)).toEqual(small);
      }),
      { numRuns: 100 },
    );
  });

  it("gives the same trace for the same start", async () => {
    const steps = stepsOf(instance, await walked(instance, 3));
    const once = shrink(instance, target, steps);
    expect(shrink(instance, target, steps)).toEqual(once);
  });

  it("tries shorter candidates before equally long ones", () => {
    const steps: Steps = stepsOf(instance, { actions: [map(0, 3), map(3, 4), demap(0)] });
    const lengths = [...candidates(instance, steps)].map((c) => c.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => Number(a === 3) - Number(b === 3)));
  });

  it("prints requests by number", () => {
    const [first] = stepsOf(instance, { actions: [map(0, 3)] });
    if (first === undefined) return;
    const action = actionOf(instance, requestNumber(instance, first));
    expect(printAction(instance, action)).toBe("map(from: (0,0), to: (1,0))");
  });
});
