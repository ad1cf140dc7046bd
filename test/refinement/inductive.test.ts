/** The kernel from arbitrary states: what is made stands for what it was made from, and each step keeps what must be kept. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JointInductionResult, jointInduction, type Roll } from "../../check/index.js";
import { changedCells } from "../../check/trace/cells.js";
import { l3 } from "../../impl/kernel/index.js";
import type { InvariantName } from "../../impl/kernel/invariants.js";
import { Abstraction } from "../../refinement/abstraction.js";
import { type Correspondence, correspondence } from "../../refinement/correspondence.js";
import { fittingState } from "../../refinement/inductive/fitting.js";
import { lawsOf } from "../../refinement/inductive/lawful.js";
import { isJudged, KernelStates } from "../../refinement/inductive/states.js";
import { kernelImplementation } from "../../refinement/kernel.js";
import {
  correspondenceOf,
  designs,
  implementationOf,
  impossible,
  type Setup,
} from "../../refinement/machines.js";
import { profiles } from "../../refinement/profiles.js";

const small: Setup = { machine: "small", design: "l3", profile: "everything" };
const others: readonly Setup[] = [...designs.keys()]
  .filter((design) => design !== "l3")
  .map((design) => ({ ...small, design }));
const i486: Setup = { ...small, machine: "i486" };

const judged = (setup: Setup, samples: number): JointInductionResult =>
  jointInduction(implementationOf(setup), new KernelStates(correspondenceOf(setup)), {
    ...{ seed: 486, samples },
    counts: isJudged,
  });

describe("what is made", () => {
  test.each([small, { ...small, design: "window" }, { ...small, design: "wakeups" }, i486])(
    "stands for what it was made from, and satisfies the invariants: $machine, $design",
    (setup) => {
      const c = correspondenceOf(setup);
      const states = new KernelStates(c);
      const abstraction = new Abstraction(c, states.machine);
      const { blur } = kernelImplementation(c);
      const laws = lawsOf(c.instance);
      const chance = fc.array(fc.nat(), { minLength: states.rolls, maxLength: states.rolls, size: "max" });
      const holds = (numbers: readonly number[]): void => {
        let next = 0;
        const roll: Roll = (n) => (numbers[next++] ?? 0) % n;
        const s = fittingState(c, roll);
        expect(laws(s)).toEqual([]);
        expect(states.write(s, roll)).toBeUndefined();
        const found = abstraction.state();
        blur(found);
        blur(s);
        expect(changedCells(c.instance, s, found)).toEqual([]);
      };
      fc.assert(fc.property(fc.noBias(chance), holds), {
        seed: 486,
        numRuns: setup.machine === "small" ? 200 : 15,
      });
    },
  );
});

describe("from arbitrary states each step keeps the invariants and is a run of the specification", () => {
  test("L3's design: every rule is taken, and refused where it can be, and all occurs that may", () => {
    const { failure, threw, made, kept, taken, refusals, kinds } = judged(small, 600);
    expect(failure).toBeUndefined();
    expect(threw).toBeUndefined();
    expect(kept).toBe(made);
    for (const [rule, times] of taken) expect(times, rule).toBeGreaterThan(2);
    for (const rule of [
      "demap",
      "release",
      "threadSwitch",
      "exRegs",
      "handOver",
      "deleteTask",
      "copy",
      "interrupt",
    ])
      expect(refusals.get(rule), rule).toBeGreaterThan(20);
    for (const [kind, times] of kinds) expect(times, kind).toBeGreaterThan(5);
  });

  test.each(others)("the design without $design", (setup) => {
    const { failure, threw, taken, kinds } = judged(setup, 200);
    expect(failure).toBeUndefined();
    expect(threw).toBeUndefined();
    for (const [rule, times] of taken)
      if (!impossible(setup).includes(rule) && rule !== "handOver") expect(times, rule).toBeGreaterThan(0);
    for (const [kind, times] of kinds) expect(times, kind).toBeGreaterThan(0);
  });

  test("on i486", { timeout: 120_000 }, () => {
    const { failure, threw, kept } = judged(i486, 25);
    expect(failure).toBeUndefined();
    expect(threw).toBeUndefined();
    expect(kept).toBeGreaterThan(20);
  });
});

describe("without an invariant some step breaks others, or is none of the specification's", () => {
  const broken = (c: Correspondence, free: InvariantName, weights = {}): string | undefined => {
    const counts = (wrong: string): boolean => isJudged(wrong) && !wrong.startsWith(`${free}:`);
    const options = { seed: 486, samples: 2000, counts, weights };
    return jointInduction(kernelImplementation(c), new KernelStates(c, [free]), options).failure?.told[0]
      ?.wrong;
  };

  test.each([
    ["leaves", "pages"],
    ["rest", "stacks"],
    ["through", "window"],
    ["following", "thread"],
    ["wakeups", "thread"],
    ["tlb", "thread"],
  ] as const)("%s: then %s", { timeout: 120_000 }, (free, wrong) => {
    expect(broken(correspondenceOf(small), free)).toContain(wrong);
  });

  test("asked: then a page is mapped elsewhere", { timeout: 120_000 }, () => {
    const { orders } = profiles.everything;
    const three = correspondence("small", l3, { ...orders, threads: 1, calls: "lesson" });
    expect(broken(three, "asked", { ipc: 20 })).toContain("sigma.origin");
  });

  test("blank, where TCBs share a page: then a thread begins with what another has left", {
    timeout: 120_000,
  }, () => {
    expect(broken(correspondenceOf(i486), "blank")).toBeDefined();
  });
});
