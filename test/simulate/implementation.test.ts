/** The judge of machines against models, judged itself: a number, and a machine that has it in two digits. */
import { describe, expect, test } from "vitest";
import { JointRunner } from "../../check/index.js";
import type { Action } from "../../model/index.js";
import { digits, type Flaw } from "./digits.js";

const add: Action = { rule: "add", args: { by: 1 } };
const flash: Action = { rule: "flash", args: {} };

/** What is wrong at the first step of a run that is none of the model's, and which step that is. */
function firstWrong(
  flaw: Flaw,
  actions: readonly Action[],
): readonly [step: number, wrong: string] | undefined {
  const runner = new JointRunner(digits(flaw));
  runner.implementation.start();
  runner.begin();
  for (const [n, action] of actions.entries()) {
    const wrong = runner.step(action, 0)?.wrong;
    runner.advance();
    if (wrong !== undefined) return [n + 1, wrong];
  }
  return undefined;
}

const times = (n: number, action: Action): Action[] => Array.from({ length: n }, () => action);

describe("a number in two digits", () => {
  test("is a number, to its end and beyond: there it refuses, as the model does", () => {
    expect(firstWrong({}, [...times(101, add), flash, { rule: "reset", args: {} }, add])).toBeUndefined();
  });

  test("says which run each step stands for", () => {
    const runner = new JointRunner(digits());
    runner.begin();
    expect(runner.step(add, 0)).toEqual({ run: [add], isEnabled: true });
    runner.advance();
    expect(runner.step(flash, 0)).toEqual({ run: [], isEnabled: false });
    expect(runner.step({ rule: "sing", args: {} }, 0)).toBeUndefined();
  });

  test("without carry it is caught at the tenth step", () => {
    const wrong = "count is 10 in the model, and the machine stands for 0";
    expect(firstWrong({ noCarry: true }, times(12, add))).toEqual([10, wrong]);
  });

  test("a stutter that changes something is caught", () => {
    const wrong = "count is 2 in the model, and the machine stands for 7";
    expect(firstWrong({ shorted: true }, [add, add, flash])).toEqual([3, wrong]);
  });

  test("one that tells what is not so is caught", () => {
    expect(firstWrong({ lies: true }, [add])).toEqual([1, "odd is told wrongly"]);
  });

  test("one that breaks its own invariant is caught", () => {
    expect(firstWrong({ forgetsInvariant: true }, times(20, add))).toEqual([12, "twelve is forbidden"]);
  });
});
