/** Models whose results are known, by hand or from the literature. A changed count is a changed checker. */
import { describe, expect, test } from "vitest";
import { search } from "../../check/index.js";
import { instantiate, type Model, printAction, type Scope } from "../../model/index.js";
import { findings } from "../../spec/sigma/findings/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { dieHard, dieHardUnsolvable } from "../toys/die-hard.js";
import * as graphs from "../toys/graphs.js";
import { peterson, petersonFlagLate, petersonNoTurn } from "../toys/peterson.js";
import { twoPhaseCommit } from "../toys/two-phase-commit.js";
import { naiveSearch } from "./naive.js";
import { isEvidence } from "./replay.js";

// ----------------------------------------------------------------------------------------------------- that hold

/** [distinct states, transitions, depth] */
const holding: readonly (readonly [Model, number, number, number])[] = [
  [graphs.binaryClock, 2, 2, 1],
  [graphs.diamond, 4, 5, 2],
  [graphs.lasso, 4, 4, 3],
  [graphs.mostlyUp, 3, 4, 1],
  [graphs.mayStop, 3, 2, 2],
  [dieHard, 16, 96, 7],
  [peterson, 20, 34, 6],
  [twoPhaseCommit, 288, 1145, 10],
];

describe("models that hold", () => {
  for (const [model, distinct, transitions, depth] of holding)
    test(`${model.name}: ${distinct} states, ${transitions} transitions, depth ${depth}`, () => {
      const instance = instantiate(model, model.scopes.quick);
      const result = search(instance);
      expect(result).toMatchObject({ verdict: "holds", distinct, transitions, depth, vacuous: [] });
      expect(naiveSearch(instance)).toMatchObject({ distinct, transitions, depth, deadlock: undefined });
      for (const trace of result.traces) expect(isEvidence(instance, trace)).toBe(true);
    });

  test("two-phase commit with five resource managers: 8,832 states, as Stateright publishes", () => {
    const instance = instantiate(twoPhaseCommit, { managers: 5 });
    expect(search(instance)).toMatchObject({
      verdict: "holds",
      distinct: 8832,
      transitions: 58145,
      depth: 16,
    });
  });

  test("out-degrees: one clock tick a state; in two-phase commit from 1 to 9", () => {
    const degrees = (model: Model) => search(instantiate(model, model.scopes.quick)).outDegree;
    expect(degrees(graphs.binaryClock)).toEqual({ min: 1, mean: 1, max: 1 });
    expect(degrees(twoPhaseCommit)).toEqual({ min: 1, mean: 1145 / 288, max: 9 });
  });
});

// --------------------------------------------------------------------------------------------- that are violated

/** [kind, property, the shortest trace] */
const violated: readonly (readonly [Model, string, string, readonly string[]])[] = [
  [graphs.badStart, "violated", "AVOIDS", []],
  [graphs.badStep, "violated", "UP", ["go(to: 1)", "go(to: 0)"]],
  [graphs.shortcut, "violated", "AVOIDS", ["go(to: 4)", "go(to: 3)"]],
  [graphs.deadEnd, "deadlock", "deadlock", ["go(to: 1)", "go(to: 2)"]],
  [graphs.throwing, "error", "error", ["go(to: 1)", "go(to: 2)", "leap(by: 3)"]],
  [graphs.leaving, "error", "error", ["go(to: 1)", "go(to: 2)", "leap(by: 3)"]],
  [graphs.unjudged, "error", "error", ["go(to: 1)", "go(to: 2)"]],
  [
    dieHardUnsolvable,
    "violated",
    "DH-NEVER-FOUR",
    ["fillBig()", "bigToSmall()", "emptySmall()", "bigToSmall()", "fillBig()", "bigToSmall()"],
  ],
  [
    petersonFlagLate,
    "violated",
    "PET-EXCLUSIVE",
    ["yield(who: 0)", "yield(who: 1)", "pass(who: 0)", "pass(who: 1)", "raise(who: 0)", "raise(who: 1)"],
  ],
  [
    petersonNoTurn,
    "violated",
    "PET-EXCLUSIVE",
    ["raise(who: 0)", "pass(who: 0)", "raise(who: 1)", "pass(who: 1)"],
  ],
];

describe("models that are violated", () => {
  for (const [model, kind, property, actions] of violated)
    test(`${model.name}: ${kind} after ${actions.length} steps`, () => {
      const instance = instantiate(model);
      const { verdict, traces, vacuous } = search(instance);
      const trace = traces.find((t) => t.kind === kind);
      expect(verdict).toBe("violated");
      expect(vacuous).toEqual([]);
      expect(trace).toMatchObject({ property });
      expect(trace?.actions.map((a) => printAction(instance, a))).toEqual(actions);
      expect(trace && isEvidence(instance, trace)).toBe(true);
    });

  test("a shortest trace says how much was searched to know so", () => {
    const [trace] = search(instantiate(graphs.shortcut)).traces;
    expect(trace?.minimal).toEqual({ certified: true, length: 2, searchedDepth: 1, states: 3 });
  });

  test("an error carries its message: thrown by an effect, a cell outside its domain, thrown by a property", () => {
    const message = (model: Model) => search(instantiate(model)).traces[0]?.message;
    expect(message(graphs.throwing)).toBe("the bridge is out");
    expect(message(graphs.leaving)).toBe("place: 9 is not in 0..7");
    expect(message(graphs.unjudged)).toBe("no such place");
  });
});

// ----------------------------------------------------------------------------- traces are the shortest there are

/** The toys, and sigma with its variants where they are so small that a plain search is quick. */
const small: readonly (readonly [Model, Scope])[] = [
  ...[...holding, ...violated].map(([model]) => [model, model.scopes.quick] as const),
  ...[sigma, ...findings].map((model) => [model, { spaces: 2, pages: 2 }] as const),
];

describe("no trace is longer than the naive search's", () => {
  for (const [model, scope] of small)
    test(model.name, () => {
      const instance = instantiate(model, scope);
      if (search(instance).traces.some((t) => t.kind === "error")) return;
      const { shown, deadlock } = naiveSearch(instance);
      for (const property of model.properties) {
        const alone = search(instance, { properties: [property.id] });
        const trace = alone.traces.find((t) => t.property === property.id);
        expect(trace?.actions.length).toBe(shown[property.id]);
      }
      const stuck = search(instance, { properties: [] }).traces.find((t) => t.kind === "deadlock");
      expect(stuck?.actions.length).toBe(deadlock);
    });
});

describe("some properties only", () => {
  test("the others are not judged, and vacuity is not either", () => {
    const instance = instantiate(dieHardUnsolvable);
    expect(search(instance, { properties: [] })).toMatchObject({
      verdict: "holds",
      distinct: 16,
      traces: [],
    });
    expect(search(instance, { properties: ["DH-NEVER-FOUR"] }).verdict).toBe("violated");
    expect(search(instantiate(graphs.idlePremise), { properties: ["ABOUT-NOTHING"] }).verdict).toBe("holds");
  });
});
