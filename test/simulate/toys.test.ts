/** A counter in two representations: the right one holds, and each way to get it wrong is caught where it shows first. */
import { describe, expect, test } from "vitest";
import { explain, replay, simulate, type Trace } from "../../check/index.js";
import { action, instantiate, printAction } from "../../model/index.js";
import { digits, type Flaw, number } from "../toys/counters.js";

const instance = (flaw: Flaw = {}) => instantiate(digits(flaw));
const judge = (flaw: Flaw = {}) => simulate(instance(flaw), "number");

describe("digits stand for a number", () => {
  const result = judge();

  test("at every transition: 99, 98, 97 counts, 99 clears and 100 switches, with the lamp off and on", () => {
    expect(result).toMatchObject({
      verdict: "holds",
      distinct: 200,
      transitions: 986,
      traces: [],
      vacuous: [],
    });
  });

  test("the runs are counted by their length, and the abstract steps by their rule", () => {
    expect(result.runs).toEqual({ none: 200, one: 396, two: 196, more: 194 });
    expect(result.taken).toEqual([
      { rule: "add", times: 2 * (99 + 2 * 98 + 3 * 97) },
      { rule: "reset", times: 198 },
    ]);
    expect(result.abstractStates).toBe(100);
  });

  test("at other scopes too", () => {
    expect(simulate(instantiate(digits(), { digits: 1 }), "number")).toMatchObject({
      distinct: 20,
      abstractStates: 10,
    });
    expect(simulate(instantiate(digits(), { digits: 3 }), "number").runs).toMatchObject({
      none: 2000,
      one: 3996,
    });
  });
});

/** Where nothing is there to be found. */
const never = undefined as never;

const [once, blink] = ["once()", "blink()"];
const nines = Array.from({ length: 33 }, () => "thrice()");

/** [what is wrong, the flaw, the shortest trace, what is told of its end] */
const wrong: readonly (readonly [string, Flaw, readonly string[], string])[] = [
  [
    "a wrong initial state",
    { start: 7 },
    [],
    "count is 0 in the initial state of number, and 7 in what this state stands for",
  ],
  [
    "a step that ends elsewhere",
    { carries: false },
    [once, "thrice()", "thrice()", "thrice()"],
    "count is 10 after these steps, and 0 in what the state after stands for",
  ],
  [
    "a stutter that changes something",
    { shorted: true },
    [blink],
    "count changes from 0 to 1, although this stands for no step",
  ],
  ["an abstract step that is not enabled", { wraps: true }, [once, ...nines], "add(by: 1) is refused: room"],
  [
    "a step that tells something else",
    { lies: true },
    [once],
    "odd is true after this step, and false in what the state after stands for",
  ],
  [
    "an abstract step that there is not",
    { simulation: { steps: [{ on: ["once"], run: () => [action(number.rules[0] ?? never, { by: 2 })] }] } },
    [once],
    "add(by: 2) is no request: argument by: 2 is not in 1..1",
  ],
  [
    "an abstract rule that there is not",
    { simulation: { steps: [{ on: ["once"], run: () => [{ rule: "sub", args: {} }] }] } },
    [once],
    "sub() is no request: number has no rule sub",
  ],
  [
    "an abstraction that throws",
    {
      simulation: {
        of: ({ digit }) => {
          if (digit[0] === 2) throw new Error("two\nis not read");
          return { most: 99, count: digit[0] ?? 0, odd: digit[0] === 1 };
        },
      },
    },
    ["twice()"],
    "what this stands for cannot be told: two is not read",
  ],
  [
    "an abstraction that leaves the domain",
    {
      simulation: { of: ({ digit: [ones = 0], odd }) => ({ most: 99, count: ones === 3 ? 100 : ones, odd }) },
    },
    ["thrice()"],
    "what this stands for cannot be told: count: 100 is not in 0..99",
  ],
];

describe("what is wrong is caught, where it shows first:", () => {
  for (const [what, flaw, actions, told] of wrong)
    test(what, () => {
      const { verdict, traces } = judge(flaw);
      const [trace] = traces;
      expect(verdict).toBe("violated");
      expect(trace).toMatchObject({ kind: "diverged", property: "number" });
      expect(trace?.actions.map((each) => printAction(instance(flaw), each))).toEqual(actions);
      expect(trace?.minimal).toMatchObject({ certified: true, length: actions.length });
      expect(explain(instance(flaw), trace as Trace).ending.offenders).toEqual([told]);
      expect(replay(instance(flaw), trace as Trace)).toMatchObject({
        answer: "still fails",
        step: actions.length,
      });
      expect(replay(instance(), trace as Trace).answer).toBe(flaw.wraps ? "stale" : "fixed");
    });

  test("what several steps tell is not heard", () => {
    const liar = digits({ lies: true });
    const { number: simulation = never } = liar.simulations ?? {};
    const steps = simulation.steps.filter(({ on }) => !on.includes("once"));
    const silent = {
      ...liar,
      rules: liar.rules.filter(({ name }) => name !== "once"),
      simulations: { number: { ...simulation, steps } },
    };
    expect(simulate(instantiate(silent), "number")).toMatchObject({ verdict: "holds", runs: { one: 196 } });
  });
});

describe("a simulation that says little", () => {
  const [first = never] = digits().simulations?.number?.steps ?? [];

  test("is vacuous when every step is a stutter", () => {
    const model = { ...digits(), rules: digits().rules.filter(({ name }) => name === "blink") };
    const { number: simulation = never } = model.simulations ?? {};
    const simulations = { number: { ...simulation, steps: [] } };
    const { verdict, vacuous } = simulate(instantiate({ ...model, simulations }), "number");
    expect({ verdict, vacuous }).toEqual({
      verdict: "vacuous",
      vacuous: ["no step stands for a step of number"],
    });
  });

  test("need not come to every abstract rule, unless it says so", () => {
    const counting = (covers?: "all") => {
      const model = digits({ simulation: { steps: [first], ...(covers && { covers }) } });
      const rules = model.rules.filter(({ name }) => name === "once" || name === "blink");
      return simulate(instantiate({ ...model, rules }), "number");
    };
    expect(counting()).toMatchObject({
      verdict: "holds",
      taken: [{ rule: "add" }, { rule: "reset", times: 0 }],
    });
    expect(counting("all")).toMatchObject({
      verdict: "vacuous",
      vacuous: ["rule reset of number is never taken"],
    });
  });
});

describe("a simulation that is none", () => {
  test.each([
    ["of another name", {}, "length", "digits has no simulation length"],
    [
      "of a rule twice",
      { steps: [{ on: ["once", "once"], run: () => [] }] },
      "number",
      "simulation number of digits speaks of once twice",
    ],
    [
      "at a scope that there is not",
      { scope: () => ({ most: 0 }) },
      "number",
      "scope most=0 of number: not in 1..999",
    ],
  ])("is refused: %s", (_what, simulation, name, message) => {
    expect(() => simulate(instance({ simulation }), name)).toThrow(message);
  });

  test("rules that the model does not have may be spoken of: a variant has its base's simulations", () => {
    const model = digits();
    const rules = model.rules.filter(({ name }) => name === "once" || name === "clear");
    expect(simulate(instantiate({ ...model, rules }), "number").verdict).toBe("holds");
  });

  test("an abstract model of another size is found at once", () => {
    expect(judge({ simulation: { scope: () => ({ most: 100 }) } }).traces[0]?.actions).toEqual([]);
  });
});

describe("limits", () => {
  test("a search that is cut short says nothing of the rest", () => {
    expect(simulate(instance(), "number", { maxDepth: 3 })).toMatchObject({
      verdict: "limit",
      limit: "depth",
      depth: 3,
    });
    expect(simulate(instance(), "number", { maxStates: 50 })).toMatchObject({
      verdict: "limit",
      limit: "states",
    });
  });
});
