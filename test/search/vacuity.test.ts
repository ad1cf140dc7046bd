/** What a run did not exercise fails it. */
import { describe, expect, test } from "vitest";
import { search } from "../../check/index.js";
import { instantiate, type Model } from "../../model/index.js";
import * as graphs from "../toys/graphs.js";
import { twoPhaseCommit } from "../toys/two-phase-commit.js";

const vacuous: readonly (readonly [Model, readonly string[]])[] = [
  [graphs.idleRule, ["rule rest is never taken", "clause rest.tired is never true"]],
  [graphs.idleClause, ["clause tick.in-range is never false"]],
  [graphs.idlePremise, ["premise of ABOUT-NOTHING is never true"]],
  [
    graphs.idleWitness,
    ["witness AT-TWO is never seen", "witness JUMP is never seen", "claim NEVER-TWO is never refuted"],
  ],
];

describe("vacuity", () => {
  for (const [model, sentences] of vacuous)
    for (const symmetry of [false, true])
      test(`${model.name}, symmetry ${symmetry ? "on" : "off"}`, () => {
        const result = search(instantiate(model), { symmetry });
        expect(result.verdict).toBe("vacuous");
        expect(result.vacuous).toEqual(sentences);
      });

  test("a clause that is called always cannot be false, and need not", () => {
    expect(search(instantiate(graphs.binaryClock)).vacuous).toEqual([]);
  });

  test("coverage: each request of each state is either taken or refused by one clause", () => {
    const { coverage, distinct, transitions, refused } = search(instantiate(twoPhaseCommit, { managers: 3 }));
    const requests = coverage.rules.map(({ rule, taken, clauses }) => ({
      rule,
      asked: clauses.reduce((n, c) => n + c.falseFirst, taken),
    }));
    for (const { rule, asked } of requests)
      expect(asked).toBe(distinct * (rule === "commit" || rule === "abort" ? 1 : 3));
    expect(transitions + refused).toBe(distinct * (5 * 3 + 2));
  });
});
