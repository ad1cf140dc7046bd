import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { planted } from "../../bench/planted.js";
import {
  CHUNK,
  mixed,
  runWalks,
  type WalkResult,
  type WalksOptions,
  walk,
  walks,
} from "../../check/index.js";
import { type Instance, instantiate, type Model, printAction } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { binaryClock, deadEnd, idleRule, leaving, throwing } from "../toys/graphs.js";

async function finish<S>(instance: Instance<S>, options: WalksOptions): Promise<WalkResult> {
  const steps = runWalks(instance, options);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

const quick = instantiate(sigma, { spaces: 3, pages: 2 });
const full = instantiate(sigma, { spaces: 3, pages: 3 });

describe("random walks", () => {
  it("give the same result for the same seed, and another for another", async () => {
    const [a, b, c] = [
      await finish(quick, { seed: 7, samples: 300 }),
      await finish(quick, { seed: 7, samples: 300 }),
      await finish(quick, { seed: 8, samples: 300 }),
    ];
    expect(a).toEqual(b);
    expect(a.coverage).not.toEqual(c.coverage);
    expect(a).toMatchObject({ verdict: "holds", samples: 300, vacuous: [] });
  });

  it("take only enabled requests, and make refused ones at the share asked for", async () => {
    const none = await finish(full, { seed: 1, samples: 100, refusedShare: 0 });
    expect([none.steps, none.refused]).toEqual([100 * 100, 0]);
    const half = await finish(full, { seed: 1, samples: 100, refusedShare: 0.5 });
    // A draw for arguments that turns out refused is not a request: what is counted is what a walk holds.
    const requests = fc.sample(walk(full, { refusedShare: 0.5 }), { seed: 3, numRuns: 50 });
    expect(requests.every(({ steps }) => steps.length === 100)).toBe(true);
    expect(half.steps + half.refused).toBe(100 * 100);
    expect(half.steps).toBeGreaterThan(4_500);
    expect(half.steps).toBeLessThan(5_500);
  });

  it("draw every rule about as often", async () => {
    const { coverage, steps } = await finish(full, { seed: 2, samples: 200 });
    for (const { taken } of coverage.rules) expect(taken / steps).toBeGreaterThan(0.25);
  });

  it("reach every clause both ways, every premise and every witness of sigma in 100 walks", async () => {
    expect((await finish(full, { seed: 486, samples: 100 })).vacuous).toEqual([]);
  });

  it("find each planted bug, the same trace twice", async () => {
    for (const { model } of planted) {
      const instance = instantiate(model, { spaces: 3, pages: 3 });
      const [once, twice] = [
        await finish(instance, { seed: 11, samples: 500 }),
        await finish(instance, { seed: 11, samples: 500 }),
      ];
      expect(once.verdict).toBe("violated");
      expect(once.traces).toEqual(twice.traces);
    }
  });

  it("end at a dead end, and say that it is one", async () => {
    const result = await finish(instantiate(deadEnd), { seed: 1, samples: 10 });
    expect(result.verdict).toBe("violated");
    expect(result.traces.map((t) => t.kind)).toContain("deadlock");
  });

  it("say so where a dead end is reached by the last step, or a refused request comes after it", async () => {
    for (const options of [{ maxSteps: 2, refusedShare: 0 }, { refusedShare: 0.9 }]) {
      const { samples, traces } = await finish(instantiate(deadEnd), { seed: 1, samples: 10, ...options });
      expect(samples).toBe(1);
      expect(traces.map((t) => t.kind)).toEqual(["deadlock"]);
    }
  });

  it("end where the model throws or leaves its domain, with the request that does it", async () => {
    for (const model of [throwing, leaving] as readonly Model[]) {
      const instance = instantiate(model);
      const { traces } = await finish(instance, { seed: 1, samples: 100 });
      expect(traces.map((t) => t.kind)).toContain("error");
      expect(traces.find((t) => t.kind === "error")?.message).toBeTruthy();
    }
  });

  it("say what they did not exercise", async () => {
    const result = await finish(instantiate(idleRule), { seed: 1, samples: 10 });
    expect(result.verdict).toBe("vacuous");
    expect(result.vacuous.some((v) => v.endsWith("is never taken"))).toBe(true);
  });

  it("stop when told, with what was covered", async () => {
    const steps = runWalks(quick, { seed: 1, samples: 1000 });
    await steps.next();
    const { done, value } = await steps.next(false);
    expect(done).toBe(true);
    expect(value).toMatchObject({ verdict: "interrupted", samples: CHUNK });
  });

  it("have a seed of their own in each chunk", () => {
    const seeds = [1, 2, 3].flatMap((seed) => [0, 1, 2, 3].map((chunk) => mixed(seed, chunk)));
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

describe("walks on several threads", () => {
  type Judges = typeof import("../../check/index.js");
  let built: Judges;
  const source = { module: new URL("../../dist/spec/sigma/index.js", import.meta.url).href, name: "sigma" };
  beforeAll(async () => {
    built = await import(/* @vite-ignore */ new URL("../../dist/check/index.js", import.meta.url).href);
  });

  it("give the same result as on one", async () => {
    const all = [];
    for (const workers of [1, 2]) {
      const steps = built.runWalks(full, { seed: 5, samples: 450, workers, source });
      let next = await steps.next();
      while (!next.done) next = await steps.next();
      all.push(next.value);
    }
    expect(all[0]).toMatchObject({ verdict: "holds", samples: 450 });
    expect(all[1]).toEqual(all[0]);
  });
});

describe("a model as a fast-check property", () => {
  it("is one line in a test", () => {
    fc.assert(walks(sigma));
    fc.assert(walks(binaryClock));
  });

  it("fails with a shrunk walk, the property and the offenders", () => {
    const [bug] = planted;
    expect(bug).toBeDefined();
    if (bug === undefined) return;
    const details = fc.check(walks(bug.model, { scope: { spaces: 3, pages: 3 } }), { seed: 4 });
    expect(details.failed).toBe(true);
    expect(details.counterexample?.[0].steps.length).toBeLessThanOrEqual(bug.shortest + 1);
    expect(String(details.errorInstance)).toMatch(/SIG-ORIGIN: every origin is mapped\n1\. map\(/);
    expect(String(details.errorInstance)).toMatch(/broken for p = \(\d,\d\)/);
  });

  it("prints its walks as requests", () => {
    const [sample] = fc.sample(walk(quick, { maxSteps: 3, refusedShare: 0 }), { seed: 1, numRuns: 1 });
    expect(fc.stringify(sample)).toMatch(/^\[(map|grant|demap)\(from: /);
    expect(printAction(quick, { rule: "demap", args: { from: 3 } })).toBe("demap(from: (1,1))");
  });
});
