/** The kernel is exhausted at its quick scope, and both executors agree on it. Its simulations: test/docs/proofs.test.ts. */
import { describe, expect, test } from "vitest";
import { runWalks, search, type WalkResult, type WalksOptions } from "../../check/index.js";
import { type Instance, instantiate } from "../../model/index.js";
import { kernel } from "../../spec/kernel/index.js";
import { naiveSearch } from "../search/naive.js";
import { searchBuilt } from "../search/native.js";
import { isEvidence } from "../search/replay.js";

async function finish<S>(instance: Instance<S>, options: WalksOptions): Promise<WalkResult> {
  const steps = runWalks(instance, options);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

const slow = { timeout: 300_000 };

describe("kernel", () => {
  test("quick: every rule, clause, code, premise and witness in 134,444 states", slow, async () => {
    const result = await searchBuilt("kernel", kernel.scopes.quick);
    expect(result).toMatchObject({
      verdict: "holds",
      vacuous: [],
      distinct: 134_444,
      transitions: 1_003_768,
      depth: 35,
    });
    const instance = instantiate(kernel, kernel.scopes.quick);
    const witnesses = kernel.properties.filter((p) => p.kind === "witness" || p.kind === "step-witness");
    expect(result.traces.map((t) => t.property).toSorted()).toEqual(witnesses.map((w) => w.id).toSorted());
    for (const trace of result.traces) expect(isEvidence(instance, trace)).toBe(true);
  });

  /** About a minute: FULL=1 npx vitest run test/spec/kernel.test.ts */
  test.runIf(process.env.FULL)("kernel at its full scope", { timeout: 3_600_000 }, async () => {
    expect(await searchBuilt("kernel", kernel.scopes.full)).toMatchObject({
      verdict: "holds",
      vacuous: [],
      distinct: 2_496_200,
      transitions: 19_601_124,
      depth: 38,
    });
  });

  test("nine completion codes are told, and each is a witness", () => {
    expect(kernel.properties.filter(({ id }) => id.startsWith("IPC-TELLS-"))).toHaveLength(9);
  });

  test("two tasks: the search and the naive search through immer agree", slow, () => {
    const instance = instantiate(kernel, { ...kernel.scopes.quick, spaces: 2, lines: 1 });
    const { distinct, transitions, depth } = search(instance, { properties: [] });
    const { distinct: d, transitions: t, depth: n } = naiveSearch(instance);
    expect({ distinct, transitions, depth }).toEqual({ distinct: d, transitions: t, depth: n });
  });

  test("large: random walks break nothing", slow, async () => {
    const options = { seed: 486, samples: 200 };
    const { traces } = await finish(instantiate(kernel, kernel.scopes.large ?? {}), options);
    expect(traces.filter((t) => t.kind !== "witnessed")).toEqual([]);
  });
});
