/** Both executors agree on the kernel. Its search at the quick scope and its simulations: test/docs/proofs.test.ts. */
import { describe, expect, test } from "vitest";
import { runWalks, search, type WalkResult, type WalksOptions } from "../../check/index.js";
import { type Instance, instantiate } from "../../model/index.js";
import { kernel } from "../../spec/kernel/index.js";
import { naiveSearch } from "../search/naive.js";
import { searchBuilt } from "../search/native.js";

async function finish<S>(instance: Instance<S>, options: WalksOptions): Promise<WalkResult> {
  const steps = runWalks(instance, options);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

const slow = { timeout: 300_000 };

describe("kernel", () => {
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
