/** Searches that are cut short say so, and count what they covered. */
import { describe, expect, test } from "vitest";
import {
  type Progress,
  type SearchOptions,
  type SearchResult,
  search,
  searching,
} from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { deadEnd, shortcut } from "../toys/graphs.js";
import { twoPhaseCommit } from "../toys/two-phase-commit.js";

const small = instantiate(sigma, { spaces: 3, pages: 2 });
const large = instantiate(twoPhaseCommit, { managers: 5 });

/** Drive a search by hand; stop it after some yields. */
function drive(options: SearchOptions, yields: number): { seen: Progress[]; result: SearchResult } {
  const seen: Progress[] = [];
  const steps = searching(small, options);
  let step = steps.next();
  while (!step.done) {
    seen.push(step.value);
    step = steps.next(seen.length < yields);
  }
  return { seen, result: step.value };
}

describe("limits", () => {
  test("states: 689 are enough for 689 states, 688 are not", () => {
    expect(search(small, { maxStates: 689 })).toMatchObject({ verdict: "holds", distinct: 689 });
    const cut = search(small, { maxStates: 688 });
    expect(cut).toMatchObject({ verdict: "limit", limit: "states" });
    expect(cut.distinct).toBeGreaterThan(688);
  });

  test("states: the search stops within the successors of one state", () => {
    const { verdict, distinct, outDegree } = search(large, { maxStates: 5000 });
    expect(verdict).toBe("limit");
    expect(distinct).toBeGreaterThan(5000);
    expect(distinct).toBeLessThanOrEqual(5000 + outDegree.max);
  });

  test("depth: levels up to it are complete, and those at it not expanded", () => {
    const distinct = [1, 9, 57, 257, 689];
    const levels = distinct.map((_, maxDepth) => search(small, { maxDepth }));
    expect(levels.map((r) => r.distinct)).toEqual(distinct);
    expect(levels.map((r) => r.depth)).toEqual([0, 1, 2, 3, 4]);
    expect(levels.map((r) => r.verdict)).toEqual(["limit", "limit", "limit", "limit", "limit"]);
    expect(search(small, { maxDepth: 5 })).toMatchObject({ verdict: "holds", distinct: 689 });
  });

  test("memory: the arrays stay below the limit, and what was found is counted", () => {
    const whole = search(large);
    const cut = search(large, { maxBytes: whole.bytes / 4 });
    expect(cut).toMatchObject({ verdict: "limit", limit: "memory" });
    expect(cut.bytes).toBeLessThanOrEqual(whole.bytes / 4);
    expect(cut.distinct).toBeGreaterThan(1000);
    expect(cut.distinct).toBeLessThan(whole.distinct);
    expect(search(large, { maxBytes: 1 })).toMatchObject({ verdict: "limit", limit: "memory" });
  });

  test("a violation found before the limit is told, not the limit", () => {
    expect(search(instantiate(shortcut), { maxStates: 3 }).verdict).toBe("limit");
    expect(search(instantiate(shortcut), { maxStates: 4 }).verdict).toBe("violated");
    expect(search(instantiate(deadEnd), { maxDepth: 2 }).verdict).toBe("limit");
  });
});

describe("driving", () => {
  test("the result does not depend on the driver", () => {
    expect(drive({}, Number.POSITIVE_INFINITY).result).toEqual(search(small));
    expect(search(small)).toEqual(search(small));
  });

  test("progress never falls, and ends near the result", () => {
    const { seen, result } = drive({}, Number.POSITIVE_INFINITY);
    expect(seen.length).toBeGreaterThan(1);
    seen.slice(1).forEach((progress, i) => {
      expect(progress.distinct).toBeGreaterThanOrEqual(seen[i]?.distinct ?? 0);
      expect(progress.transitions).toBeGreaterThanOrEqual(seen[i]?.transitions ?? 0);
    });
    expect(seen.at(-1)?.distinct).toBeLessThanOrEqual(result.distinct);
  });

  test("stopped early, it is interrupted, with the counts so far and no word on vacuity", () => {
    const first = drive({}, 1);
    expect(first.result).toMatchObject({ verdict: "interrupted", distinct: 1, transitions: 0, vacuous: [] });
    const second = drive({}, 2);
    expect(second.result).toMatchObject({ verdict: "interrupted", distinct: second.seen[1]?.distinct });
    expect(second.result.distinct).toBeGreaterThan(1);
  });
});
