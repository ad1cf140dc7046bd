/**
 * Both executors agree on ipc, its tasks are alike, and the split call fails as it is said to. The search at the quick
 * scope: test/docs/proofs.test.ts.
 */
import { describe, expect, test } from "vitest";
import { runWalks, search, type WalkResult, type WalksOptions } from "../../check/index.js";
import { type Instance, instantiate } from "../../model/index.js";
import { ipc } from "../../spec/ipc/index.js";
import { splitCall, wholeCall } from "../../spec/ipc/split-call.js";
import { naiveSearch } from "../search/naive.js";
import { searchBuilt } from "../search/native.js";
import { isEvidence } from "../search/replay.js";

async function finish<S>(instance: Instance<S>, options: WalksOptions): Promise<WalkResult> {
  const steps = runWalks(instance, options);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

const slow = { timeout: 300_000 };

describe("ipc", () => {
  /** About three minutes: FULL=1 npx vitest run test/spec/ipc.test.ts */
  test.runIf(process.env.FULL)("full", { timeout: 3_600_000 }, async () => {
    expect(await searchBuilt("ipc", ipc.scopes.full)).toMatchObject({
      verdict: "holds",
      vacuous: [],
      distinct: 3_047_483,
      transitions: 15_537_216,
      depth: 25,
    });
  });

  test("two tasks: the search and the naive search through immer agree", { timeout: 120_000 }, () => {
    const instance = instantiate(ipc, { ...ipc.scopes.quick, spaces: 2, granularity: 0 });
    const { distinct, transitions, depth } = search(instance, { properties: [] });
    const { distinct: d, transitions: t, depth: n } = naiveSearch(instance);
    expect({ distinct, transitions, depth }).toEqual({ distinct: d, transitions: t, depth: n });
  });

  test("symmetry: tasks other than sigma0 are alike", slow, async () => {
    const scope = { ...ipc.scopes.quick, granularity: 0 };
    const [plain, folded] = await Promise.all([
      searchBuilt("ipc", scope, { properties: [] }),
      searchBuilt("ipc", scope, { properties: [], symmetry: true }),
    ]);
    expect(folded.verdict).toBe("holds");
    expect(folded.distinct).toBeLessThan(plain.distinct);
    expect(folded.distinct).toBeGreaterThanOrEqual(plain.distinct / 2);
  });

  test("large: random walks break nothing", { timeout: 120_000 }, async () => {
    const { verdict, traces } = await finish(instantiate(ipc, ipc.scopes.large ?? {}), {
      seed: 486,
      samples: 100,
    });
    expect(traces.filter((t) => t.kind !== "witnessed")).toEqual([]);
    expect(["holds", "vacuous"]).toContain(verdict);
  });
});

describe("the split call", () => {
  test("in one call, an answer with timeout 0 hits", () => {
    expect(search(instantiate(wholeCall, wholeCall.scopes.quick))).toMatchObject({
      verdict: "holds",
      distinct: 260,
      transitions: 1522,
    });
  });

  test("in two calls, it misses", () => {
    const instance = instantiate(splitCall, splitCall.scopes.quick);
    const { verdict, distinct, traces } = search(instance);
    expect({ verdict, distinct }).toEqual({ verdict: "holds", distinct: 2180 });
    expect(traces.map((t) => [t.kind, t.property, t.actions.length])).toEqual([
      ["refuted", "IPC-ANSWER-HITS", 5],
    ]);
    for (const trace of traces) expect(isEvidence(instance, trace)).toBe(true);
  });
});
