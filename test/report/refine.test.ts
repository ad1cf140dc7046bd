/** What is reported of a simulation, word for word. */
import { describe, expect, it } from "vitest";
import { simulate, walkingSimulation } from "../../check/index.js";
import { compared } from "../../check/report/agreement.js";
import { checkText } from "../../check/report/check-text.js";
import type { RefinedBySearch, RefinedByWalks } from "../../check/report/outcome.js";
import { resultOf } from "../../check/report/result.js";
import { reportText } from "../../check/report/text.js";
import { verdictLine } from "../../check/report/verdict.js";
import { abstractInstance, simulationOf } from "../../check/simulate/simulator.js";
import { type Instance, instantiate } from "../../model/index.js";
import { digits, type Flaw } from "../toys/counters.js";
import { plain } from "./plain.js";

const subject = (flaw: Flaw) => {
  const instance: Instance = instantiate(digits(flaw));
  const onto = abstractInstance(instance, simulationOf(instance, "number"));
  const costs = { seconds: 1.25, peakBytes: 2 ** 26, files: new Map(), disputes: [], properties: [] };
  return { judge: "refine", simulation: "number", instance, onto, ...costs } as const;
};

function bySearch(flaw: Flaw = {}): RefinedBySearch {
  const its = subject(flaw);
  const found = simulate(its.instance, "number");
  return { ...its, by: "search", found, verdict: found.verdict, traces: found.traces, maxBytes: 2 ** 30 };
}

function byWalks(flaw: Flaw = {}): RefinedByWalks {
  const its = subject(flaw);
  const walking = walkingSimulation(its.instance, "number", { seed: 486, samples: 100, maxSteps: 50 });
  for (let next = walking.next(); ; next = walking.next())
    if (next.done) {
      const { verdict, traces } = next.value;
      return { ...its, by: "random", found: next.value, verdict, traces, maxSteps: 50, walkSeconds: 1 };
    }
}

describe("the first line", () => {
  it("says of how many transitions a simulation holds, or of how many walks", () => {
    expect(verdictLine(bySearch())).toBe(
      "digits: refines number in all 986 transitions of 200 states of digits=2",
    );
    expect(verdictLine(byWalks())).toBe(
      "digits: refines number in 100 random walks of at most 50 steps, digits=2",
    );
  });

  it("says where it fails", () => {
    expect(verdictLine(bySearch({ lies: true }))).toBe(
      "digits: the simulation number fails at step 1 (digits=2)",
    );
    expect(verdictLine(bySearch({ start: 7 }))).toBe(
      "digits: the simulation number fails in the initial state (digits=2)",
    );
  });

  it("says why it is vacuous, and where a search of it was cut short", () => {
    const search = bySearch();
    const found = { ...search.found, vacuous: ["rule reset of number is never taken"] };
    expect(verdictLine({ ...search, found, verdict: "vacuous" })).toBe(
      "digits: vacuous: rule reset of number is never taken, in all 200 states of digits=2",
    );
    const cut = { ...search.found, distinct: 31, depth: 3 };
    expect(verdictLine({ ...search, found: cut, verdict: "interrupted" })).toBe(
      "digits: interrupted at 31 states of digits=2; nothing violated within 3 steps",
    );
  });
});

describe("the report", () => {
  it("has the runs by their length, and the abstract steps by their rule", () => {
    expect(reportText(bySearch(), plain)).toContain(`
  steps are    200 stutters, 396 one step, 196 two, 194 more
  abstract     add 1,172, reset 198, of number
               100 states met there
`);
  });

  it("of several judges has them too", () => {
    const text = checkText([bySearch()], [], plain, "refine");
    expect(text).toMatch(/^refine: it holds\n/);
    expect(text).toContain(`
what the steps of a model are in the more abstract one
  digits onto number  200 stutters, 396 one step, 196 two, 194 more: add 1,172, reset 198
`);
  });

  it("names abstract rules that are left untaken", () => {
    const search = bySearch();
    const taken = search.found.taken.map((each, i) => (i === 1 ? { ...each, times: 0 } : each));
    const text = reportText({ ...search, found: { ...search.found, taken } }, plain);
    expect(text).toContain("not covered  rule reset of number, for which no step of digits stands\n");
  });

  it("as data has all of it", () => {
    expect(resultOf(bySearch())).toMatchObject({
      ...{ model: "digits", judge: "refine", simulation: "number", by: "search", onto: "number" },
      ...{ ontoScope: { most: 99 }, transitions: 986, abstractStates: 100 },
      runs: { none: 200, one: 396, two: 196, more: 194 },
      properties: undefined,
    });
    expect(resultOf(byWalks())).toMatchObject({ by: "random", seed: "486", samples: 100 });
  });
});

describe("the two judges of a simulation", () => {
  const verdicts = (...outcomes: (RefinedBySearch | RefinedByWalks)[]) =>
    compared(outcomes).map(({ verdict }) => verdict);

  it("agree", () => {
    expect(verdicts(bySearch(), byWalks())).toEqual(["holds", "holds"]);
    expect(verdicts(bySearch({ lies: true }), byWalks({ lies: true }))).toEqual(["violated", "violated"]);
  });

  it("disagree when walks show what a search of all transitions does not", () => {
    const walk = byWalks({ lies: true });
    const search = { ...bySearch(), instance: walk.instance };
    expect(compared([search, walk])[1]).toMatchObject({
      verdict: "disagree",
      disputes: [
        expect.stringMatching(/^walks show number after \d+ steps?, a search of 200 states does not$/),
      ],
    });
  });

  it("excuse walks that do not come to every abstract rule, if the search does", () => {
    const walk = byWalks();
    const found = { ...walk.found, vacuous: ["rule reset of number is never taken"] };
    const idle = { ...walk, found, verdict: "vacuous" as const };
    const search = { ...bySearch(), instance: walk.instance };
    expect(verdicts(search, idle)).toEqual(["holds", "holds"]);
    expect(verdicts(idle)).toEqual(["vacuous"]);
    expect(verdicts({ ...search, simulation: "another" }, idle)).toEqual(["holds", "vacuous"]);
  });
});
