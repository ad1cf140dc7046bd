/** Simulations along random walks: what they find is shrunk and certified as the search's is. */
import { describe, expect, test } from "vitest";
import { explain, explainText, minimise, type Trace, walkingSimulation } from "../../check/index.js";
import { instantiate, printAction } from "../../model/index.js";
import { digits, type Flaw } from "../toys/counters.js";

/** Two digits; one, where only a walk that never clears them would come to their end. */
const instance = (flaw: Flaw = {}) => instantiate(digits(flaw), { digits: flaw.wraps ? 1 : 2 });

function toEnd<R>(steps: Generator<unknown, R, boolean | undefined>, answer = true): R {
  for (let next = steps.next(); ; next = steps.next(answer)) if (next.done) return next.value;
}
const walks = (flaw: Flaw = {}, seed = 486, samples = 250) =>
  toEnd(walkingSimulation(instance(flaw), "number", { seed, samples, maxSteps: 50 }));

describe("walks of a simulation", () => {
  test("hold where it holds, and are the same for one seed", () => {
    const { runs, steps, ...result } = walks();
    expect(result).toMatchObject({ verdict: "holds", samples: 250, traces: [], vacuous: [] });
    expect(runs.none + runs.one + runs.two + runs.more).toBe(steps);
    expect(walks()).toEqual({ ...result, runs, steps });
    expect(walks({}, 487).steps).not.toBe(steps);
  });

  test.each([
    ["a wrong initial state", { start: 7 }, 0],
    ["a wrong step", { carries: false } as const, 4],
    ["a stutter that changes something", { shorted: true } as const, 1],
    ["an abstract step that is not enabled", { wraps: true } as const, 4],
    ["a wrong telling", { lies: true } as const, 1],
  ])("find %s, and it is made as short as can be", (_what, flaw: Flaw, length) => {
    const { verdict, traces } = walks(flaw);
    expect(verdict).toBe("violated");
    const short = toEnd(minimise(instance(flaw), traces[0] as Trace));
    expect(short).toMatchObject({
      kind: "diverged",
      property: "number",
      minimal: { certified: true, length },
    });
    expect(short.actions).toHaveLength(length);
  });

  test("stop when they are told to", () => {
    const walking = walkingSimulation(instance(), "number", { seed: 1, samples: 1000 });
    expect(toEnd(walking, false)).toMatchObject({ verdict: "interrupted", samples: 100 });
  });

  test("end with the error of a model that throws", () => {
    const model = digits();
    const broken = {
      ...model,
      rules: model.rules.map((rule) => ({
        ...rule,
        effect: () => {
          throw new Error("the row is broken");
        },
      })),
    };
    const result = toEnd(walkingSimulation(instantiate(broken), "number", { seed: 1, samples: 10 }));
    expect(result).toMatchObject({ verdict: "violated", samples: 1 });
    expect(result.traces).toMatchObject([{ kind: "error", message: "the row is broken" }]);
  });
});

describe("a trace that diverges", () => {
  const flawed = instance({ carries: false });
  const { traces } = walks({ carries: false });
  const short = toEnd(minimise(flawed, traces[0] as Trace));

  test("is told on both levels", () => {
    expect(short.actions.map((each) => printAction(flawed, each)).toSorted()).toContain("thrice()");
    const { steps, ending } = explain(flawed, short);
    expect(steps.at(-1)?.above?.steps).toContain("add(by: 1)");
    expect(ending).toMatchObject({ id: "number", source: "ours" });
  });

  test("has the abstract steps above the concrete one", () => {
    const actions = ["thrice", "blink", "twice", "thrice", "twice"].map((rule) => ({ rule, args: {} }));
    const text = explainText(explain(flawed, { kind: "diverged", property: "number", actions }), 100);
    expect(text).toBe(`digits (digits=2): the simulation number fails at step 5

0  init
     the initial state
1  number: add(by: 1), add(by: 1), add(by: 1)
   thrice()
     the row counts on
     digit[0]: 0 -> 3
     odd: false -> true
2  number: no step
   blink()
     the lamp is switched
     lamp: false -> true
3  number: add(by: 1), add(by: 1)
   twice()
     the row counts on
     digit[0]: 3 -> 5
     odd: false -> true
4  number: add(by: 1), add(by: 1), add(by: 1)
   thrice()
     the row counts on
     digit[0]: 5 -> 8
5  number: add(by: 1), add(by: 1)
   twice()
     the row counts on
     digit[0]: 8 -> 0

number: the row of digits is the number written in the decimal system
  source: ours
  count is 10 after these steps, and 0 in what the state after stands for
`);
  });
});
