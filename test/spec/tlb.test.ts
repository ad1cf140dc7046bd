/** The middle level is searched to the end in every design, and its memory does what sigma does. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { search } from "../../check/index.js";
import { enabled, type Instance, instantiate, type Model, step } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { findings } from "../../spec/tlb/findings/index.js";
import { beginUnflushed, endUnmarked } from "../../spec/tlb/findings/l4-1996.js";
import { design } from "../../spec/tlb/findings/variants.js";
import { begin, type Tlb, tlb } from "../../spec/tlb/index.js";
import { isEvidence } from "../search/replay.js";

// -------------------------------------------------------------------------------------------------------- counts

/** [model, states, transitions, depth] at the quick scope. */
const counts: readonly (readonly [string, number, number, number])[] = [
  ["tlb", 2_024_787, 16_368_273, 21],
  ["tlb-one-thread", 140_648, 1_079_044, 16],
  ["tlb-slides", 1_987_723, 10_361_856, 24],
  ["tlb-l4-1996-direct", 18_332, 75_808, 31],
  ["tlb-l4-1996-interrupt", 40_000, 177_568, 40],
  ["tlb-l4-1996-neighbour", 20_924, 88_264, 31],
  ["tlb-forgetful", 1_398_277, 15_554_297, 19],
];

const modelNamed = (name: string): Model<Tlb> =>
  [tlb, ...findings].find((model) => model.name === name) ?? expect.fail(name);

describe("searched to the end", () => {
  for (const [name, distinct, transitions, depth] of counts)
    test(name, { timeout: 300_000 }, () => {
      const model = modelNamed(name);
      const instance = instantiate(model, model.scopes.quick);
      const result = search(instance);
      expect(result.vacuous).toEqual([]);
      expect(result).toMatchObject({ verdict: "holds", distinct, transitions, depth });
      const claims = model.properties.filter((p) => p.kind === "refuted" || p.kind === "refuted-step");
      const refuted = result.traces.filter((t) => t.kind === "refuted").map((t) => t.property);
      expect(refuted.toSorted()).toEqual(claims.map((c) => c.id).toSorted());
      for (const trace of result.traces) expect(isEvidence(instance, trace)).toBe(true);
    });

  test("every design is counted", () => {
    const named = counts.map(([name]) => name);
    expect(named).toEqual([tlb, ...findings].map((m) => m.name));
  });
});

// -------------------------------------------------------------------------------------------------------- repair

describe("each half of the repair is needed", () => {
  /** The step properties that are violated first. */
  const broken = (model: Model<Tlb>): readonly string[] =>
    search(instantiate(model, model.scopes.quick), {
      maxDepth: 9,
      properties: model.properties.filter((p) => p.kind === "step").map((p) => p.id),
    })
      .traces.filter((t) => t.kind === "violated")
      .map((t) => t.property);

  const variants: readonly (readonly [string, Model<Tlb>])[] = [
    ["begin does not look at the mark", design({ name: "a", says: "-", rules: [beginUnflushed] })],
    ["end takes the mark off", design({ name: "b", says: "-", rules: [endUnmarked] })],
  ];
  for (const [name, model] of variants)
    test(name, { timeout: 100_000 }, () => expect(broken(model)).toContain("TLB-CLEAN"));

  test("begin flushes always: clean, and not thrifty", { timeout: 100_000 }, () => {
    const eager: typeof begin = {
      ...begin,
      effect(s, args) {
        s.used = true;
        begin.effect(s, args);
      },
    };
    expect(broken(design({ name: "c", says: "-", rules: [eager] }))).toEqual(["TLB-THRIFT"]);
  });
});

// ---------------------------------------------------------------------------------------------------- projection

/** The first states, breadth first. */
function firstStates<S>(instance: Instance<S>, most: number): readonly S[] {
  const seen = new Map([[JSON.stringify(instance.initial), instance.initial]]);
  for (const state of seen.values())
    for (const action of seen.size < most ? enabled(instance, state) : []) {
      const outcome = step(instance, state, action);
      if (outcome.ok) seen.set(JSON.stringify(outcome.state), outcome.state);
    }
  return [...seen.values()];
}

test("a step of tlb is a step of sigma with the same name and arguments, or none", () => {
  const scope = { spaces: 3, pages: 2, threads: 4, units: 2 };
  const [upper, lower] = [instantiate(sigma, { spaces: 3, pages: 2 }), instantiate(tlb, scope)];
  const names = sigma.rules.map((rule) => rule.name);
  for (const state of firstStates(lower, 400))
    for (const action of enabled(lower, state)) {
      const after = step(lower, state, action);
      const above = names.includes(action.rule) ? step(upper, state.memory, action) : { state: state.memory };
      expect(after.ok && "state" in above && isDeepStrictEqual(after.state.memory, above.state)).toBe(true);
    }
});

test("threads of the last space may be swapped", { timeout: 100_000 }, () => {
  const instance = instantiate(tlb, tlb.scopes.quick);
  const [plain, symmetric] = [false, true].map((symmetry) => search(instance, { symmetry, maxDepth: 5 }));
  expect(symmetric?.traces.filter((t) => t.kind === "violated")).toEqual([]);
  expect(symmetric?.distinct).toBeLessThan(plain?.distinct ?? 0);
});

// ---------------------------------------------------------------------------------------------------------- form

describe("form", () => {
  for (const model of [tlb, ...findings])
    test(`${model.name}: sentences, sources and arguments`, () => {
      expect(model.says).toMatch(/\.$/);
      for (const { says, source } of [...model.rules, ...model.properties])
        expect(says.length * source.length).toBeGreaterThan(0);
      for (const { says, params } of model.rules)
        expect(new Set([...says.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))).toEqual(
          new Set(Object.keys(params)),
        );
    });
});
