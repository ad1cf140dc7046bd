/** The judge from arbitrary states, judged itself: on a number that a machine has in two digits. */
import { describe, expect, test } from "vitest";
import { type ArbitraryStates, inducingJointly, jointInduction } from "../../check/index.js";
import { digits, type Flaw } from "./digits.js";

/** Any two digits, and the lamp; and what are no digits, which are not kept. */
const states: ArbitraryStates = {
  rolls: 3,
  kinds: ["even", "odd"],
  make(roll) {
    const [ones, tens, lamp] = [roll(11), roll(10), roll(2)];
    if (ones > 9) return "no digit";
    const snapshot = Uint32Array.of(ones, tens, lamp, ones % 2);
    return { snapshot, kinds: [ones % 2 === 0 ? "even" : "odd"] };
  },
};

const judged = (flaw: Flaw, options = {}) =>
  jointInduction(digits(flaw), states, { seed: 1, samples: 200, requests: 4, ...options });

describe("a number in two digits", () => {
  test("keeps what it must from any state", () => {
    const { failure, made, kept, rejected, steps, refused, taken, kinds } = judged({});
    expect(failure).toBeUndefined();
    expect(made).toBe(200);
    expect(rejected).toEqual(new Map([["no digit", made - kept]]));
    expect(kept).toBeGreaterThan(150);
    expect(steps).toBe(4 * kept);
    expect((taken.get("add") ?? 0) + (taken.get("reset") ?? 0) + refused).toBe(steps);
    expect((kinds.get("even") ?? 0) + (kinds.get("odd") ?? 0)).toBe(kept);
  });

  test("does the same again by the same seed, and something else by another", () => {
    expect(judged({})).toEqual(judged({}));
    expect(judged({}, { seed: 2 }).taken).not.toEqual(judged({}).taken);
  });

  test("without carry it fails from the simplest state that needs one", () => {
    const { failure } = judged({ noCarry: true });
    expect(failure).toMatchObject({
      state: ["count is 9"],
      told: [{ asked: "add(by: 1)", wrong: "count is 10 in the model, and the machine stands for 0" }],
    });
    expect(failure?.behind).toHaveLength(1);
  });

  test("from a state that a walk seldom comes to, it fails soon", () => {
    const { failure, made } = judged({ forgetsInvariant: true });
    expect(failure?.state).toEqual(["count is 11"]);
    expect(made).toBeLessThanOrEqual(200);
  });

  test("a complaint that does not count fails nothing", () => {
    const counts = (wrong: string): boolean => !wrong.startsWith("count is");
    expect(judged({ noCarry: true }, { counts }).failure).toBeUndefined();
  });

  test("what throws is no failure, but is told", () => {
    const { failure, threw } = judged({ throws: true });
    expect(failure).toBeUndefined();
    expect(threw?.message).toBe("four is too many");
  });

  test("it stops when it is told to", () => {
    const its = inducingJointly(digits(), states, { seed: 1, samples: 200 });
    its.next(true);
    expect(its.next(false)).toMatchObject({ done: true, value: { isInterrupted: true, made: 20 } });
  });
});
