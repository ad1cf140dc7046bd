/** The middle level is searched to the end in every design, and its memory does what sigma does. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { search } from "../../check/index.js";
import { enabled, type Instance, instantiate, type Model, step } from "../../model/index.js";
import { sigmaRelease } from "../../spec/sigma/index.js";
import { forgetful } from "../../spec/tlb/findings/forgetful.js";
import { findings } from "../../spec/tlb/findings/index.js";
import { beginUnflushed, endUnmarked } from "../../spec/tlb/findings/l4-1996.js";
import { design } from "../../spec/tlb/findings/variants.js";
import { begin, initial, type Tlb, thread, tlb } from "../../spec/tlb/index.js";
import { textOf } from "../docs/blocks.js";
import { searched } from "../docs/render.js";
import { searchBuilt } from "../search/native.js";

// -------------------------------------------------------------------------------------------------------- counts

describe("searched to the end", () => {
  /** What it finds of tlb is in PROOFS.md, and of the designs of the sources in FINDINGS.md; they are compared there. */
  test("tlb, and every design but this one, has its numbers in a document", () => {
    expect(textOf("PROOFS.md")).toContain("<!-- made: tlb-extent -->");
    for (const { name } of findings.filter((design) => design !== forgetful))
      expect(textOf("FINDINGS.md")).toContain(`<!-- made: ${name} -->`);
  });

  test("tlb-forgetful", { timeout: 300_000 }, async () => {
    const small = await searched(forgetful);
    expect(small.result).toMatchObject({ distinct: 5650, transitions: 50_700, depth: 12 });
    const full = await searchBuilt("tlb-forgetful", forgetful.scopes.full);
    expect(full).toMatchObject({ distinct: 1_613_175, transitions: 30_834_647, depth: 16 });
  });

  /** About ten minutes and 1.2 GB: FULL=1 npx vitest run test/spec/tlb.test.ts */
  test.runIf(process.env.FULL)("tlb at its full scope", { timeout: 3_600_000 }, async () => {
    expect(await searchBuilt("tlb", tlb.scopes.full)).toMatchObject({
      verdict: "holds",
      vacuous: [],
      distinct: 37_288_092,
      transitions: 887_846_368,
      depth: 20,
    });
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
        if (args.from === s.current) s.used = true;
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

test("a step of tlb is a step of sigma-release with the same name and arguments, or none", () => {
  const scope = { spaces: 3, pages: 2, threads: 4, units: 2, regions: 2 };
  const [upper, lower] = [instantiate(sigmaRelease, { spaces: 3, pages: 2 }), instantiate(tlb, scope)];
  const names = sigmaRelease.rules.map((rule) => rule.name);
  for (const state of firstStates(lower, 400))
    for (const action of enabled(lower, state)) {
      const after = step(lower, state, action);
      const above = names.includes(action.rule) ? step(upper, state.sigma, action) : { state: state.sigma };
      expect(after.ok && "state" in above && isDeepStrictEqual(after.state.sigma, above.state)).toBe(true);
    }
});

test("threads are dealt evenly, and those of the last space are alike", () => {
  const homes = (threads: number) => initial({ spaces: 3, pages: 2, threads, units: 1, regions: 1 }).homeOf;
  expect([3, 4, 5, 6].map(homes)).toEqual([
    [0, 1, 2],
    [0, 1, 2, 2],
    [0, 1, 1, 2, 2],
    [0, 0, 1, 1, 2, 2],
  ]);
  for (const threads of [2, 3, 4, 5, 6, 16])
    for (const spaces of [2, 3, 5]) {
      const at = { spaces, pages: 1, threads, units: 1, regions: 1 };
      const { fixed } = thread(at);
      const last = initial(at).homeOf.map((home) => home === spaces - 1);
      expect(last).toEqual(last.map((_, t) => t >= fixed));
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
