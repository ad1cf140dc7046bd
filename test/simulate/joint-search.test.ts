/** The exhaustive judge of machines, judged itself, by a machine whose states are known: a number in two digits, and a lamp. */
import { describe, expect, test } from "vitest";
import { type JointSearchOptions, jointSearch, searchingJointly } from "../../check/index.js";
import { digits } from "./digits.js";

/** On the machine nothing is asked for but that it adds. */
const adding = (options: JointSearchOptions = {}) => ({ rules: ["add"], ...options });

describe("a number in two digits, searched", () => {
  test("has as many states as there are numbers; at the last one, and at the first, a request is refused", () => {
    const found = jointSearch(digits());
    expect(found).toMatchObject({ verdict: "holds", states: 100, abstract: 100, depth: 99, steps: 200 });
    expect(found).toMatchObject({ refused: 2, runs: [2, 198, 0, 0], outDegree: { min: 2, mean: 2, max: 2 } });
    expect(Object.fromEntries(found.taken)).toEqual({ add: 99, reset: 99 });
    expect(found.levels).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  test("is asked for some rules alone, and at each of the rule's times", () => {
    expect(jointSearch(digits(), adding())).toMatchObject({ states: 100, steps: 100 });
    const often = adding({ variants: { add: [0, 7, 9], reset: [0, 7] } });
    expect(jointSearch(digits(), often)).toMatchObject({ states: 100, steps: 300 });
  });

  test("has two states for one of the model's where its details differ, however many they are", () => {
    const found = jointSearch(digits({ flickers: true }), adding());
    expect(found).toMatchObject({ verdict: "holds", abstract: 100, depth: 199, states: 200 });
  });

  test("is not searched beyond a depth, or with more states than are allowed, or than there is memory for", () => {
    const shallow = jointSearch(digits(), { maxDepth: 5 });
    expect(shallow).toMatchObject({ verdict: "limit", limit: "depth", states: 6, depth: 5, steps: 10 });
    const few = jointSearch(digits(), { maxStates: 50 });
    expect(few).toMatchObject({ verdict: "limit", limit: "states", states: 51, depth: 50 });
    const little = jointSearch(digits(), { maxBytes: 1000 });
    expect(little).toMatchObject({ verdict: "limit", limit: "memory", states: 1, depth: 0 });
  });

  test("gives the machine no copy that was another before", () => {
    const its = digits();
    const given = new Map<Uint32Array, string>();
    const load = (from: Uint32Array): void => {
      expect(from.join()).toBe(given.get(from) ?? from.join());
      given.set(from, from.join());
      its.load(from);
    };
    expect(jointSearch({ ...its, load }).states).toBe(given.size);
  });

  test("tells how far it is, and what it covered if it is to stop", () => {
    const search = searchingJointly(digits());
    const told = [search.next(), search.next(true), search.next(true)].map(({ value }) => value);
    expect(told).toEqual([
      { depth: 0, distinct: 1, transitions: 0, queue: 1 },
      { depth: 16, distinct: 17, transitions: 32, queue: 1 },
      { depth: 32, distinct: 33, transitions: 64, queue: 1 },
    ]);
    const { done, value } = search.next(false);
    expect(done).toBe(true);
    expect(value).toMatchObject({ verdict: "interrupted", states: 33, depth: 32 });
  });
});

describe("a number in two digits with a flaw, searched", () => {
  test("fails by the shortest run, and it is told on both levels", () => {
    const { verdict, levels, failure } = jointSearch(digits({ noCarry: true }));
    expect([verdict, failure?.steps.length, levels.length]).toEqual(["violated", 10, 10]);
    const told = failure?.told ?? [];
    expect(told).toHaveLength(10);
    expect(told[0]).toEqual({ asked: "add(by: 1)", run: ["add(by: 1)"] });
    const wrong = "count is 10 in the model, and the machine stands for 0";
    expect(told.at(-1)).toEqual({ asked: "add(by: 1)", run: ["add(by: 1)"], wrong });
    expect(failure?.behind).toEqual([`${wrong}: 0 0 0 0`]);
  });

  test("fails where it throws", () => {
    const { verdict, threw } = jointSearch(digits({ throws: true }));
    expect(verdict).toBe("violated");
    expect(threw?.steps).toHaveLength(4);
    expect(threw?.message).toBe("four is too many");
  });
});
