/** The judge of machines against models, judged itself: a number, and a machine that has it in two digits. */
import { describe, expect, test } from "vitest";
import { type Implementation, JointRunner, jointSearch } from "../../check/index.js";
import { type Action, instantiate } from "../../model/index.js";
import { number } from "../toys/counters.js";

const instance = instantiate(number, { most: 99 });
type Number = typeof instance.initial;

/** What may be wrong with the machine. */
interface Flaw {
  readonly noCarry?: true;
  readonly shorted?: true;
  readonly lies?: true;
  readonly forgetsInvariant?: true;
}

const ONES = 0;
const TENS = 1;
/** A lamp that stands for nothing, and what the machine has told last. */
const LAMP = 2;
const ODD = 3;

/** The machine is four words of memory; `flash` and `add` are what can be asked of it. */
function digits(flaw: Flaw = {}): Implementation<Number> {
  const memory = new Uint32Array(4);
  const cell = (at: number): number => memory[at] ?? 0;
  const count = (): number => 10 * cell(TENS) + cell(ONES);
  let heard: boolean | undefined;
  const add = (): void => {
    if (count() === 99) return;
    memory[ONES] = (cell(ONES) + 1) % 10;
    if (cell(ONES) === 0 && flaw.noCarry !== true) memory[TENS] = cell(TENS) + 1;
    memory[ODD] = (count() + (flaw.lies === true ? 1 : 0)) % 2;
  };
  const flash = (): void => {
    memory[LAMP] = 1 - cell(LAMP);
    if (flaw.shorted === true) memory[ONES] = 9 - cell(ONES);
  };
  return {
    name: "digits",
    instance,
    start: () => memory.fill(0),
    save: () => memory.slice(),
    load: (from) => memory.set(from),
    abs: () => ({ most: 99, count: count(), odd: false }),
    blur: () => {},
    perform(action) {
      heard = undefined;
      if (action.rule === "flash") flash();
      else if (action.rule === "add") add();
      else if (action.rule === "reset") memory.fill(0);
      else return undefined;
      return action.rule === "flash" ? "internal" : action;
    },
    internal: () => undefined,
    hear: (state) => {
      heard = state.odd;
    },
    misses: () => (heard === undefined || heard === (cell(ODD) === 1) ? undefined : "odd is told wrongly"),
    detail: () => [cell(LAMP)],
    broken: () => (flaw.forgetsInvariant === true && count() === 12 ? "twelve is forbidden" : undefined),
  };
}

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

  test("has as many states as there are numbers, twice over for its lamp", () => {
    const { verdict, states, abstract, depth, steps } = jointSearch(digits());
    expect([verdict, states, abstract, depth, steps]).toEqual(["holds", 100, 100, 99, 200]);
  });

  test("without carry the search finds the nearest failure", () => {
    const found = jointSearch(digits({ noCarry: true }));
    expect([found.verdict, found.failure?.steps.length]).toEqual(["violated", 10]);
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
