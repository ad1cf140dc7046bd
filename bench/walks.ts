/** Steps per second of the random walks, every property judged after every step. */
import { runWalks, type WalkResult, type WalksOptions } from "../check/index.js";
import { type Instance, instantiate } from "../model/index.js";
import { ipc } from "../spec/ipc/index.js";
import { kernel } from "../spec/kernel/index.js";
import { sigma } from "../spec/sigma/index.js";
import { count, timed } from "./format.js";

async function finish<S>(instance: Instance<S>, options: WalksOptions): Promise<WalkResult> {
  const walks = runWalks(instance, options);
  for (let next = await walks.next(); ; next = await walks.next()) if (next.done) return next.value;
}

async function row<S>(
  what: string,
  instance: Instance<S>,
  options: Omit<WalksOptions, "seed">,
): Promise<void> {
  const { result, seconds } = await timed(() => finish(instance, { ...options, seed: 486 }));
  const { samples, steps, refused, traces } = result;
  const bad = traces.filter(({ kind }) => kind !== "witnessed" && kind !== "refuted");
  const found = bad.map(({ property }) => property).join(", ") || "no violation";
  console.log(
    `${what}: ${found}; ${count(samples)} walks, ${count(steps)} steps and ${count(refused)} refusals; ${count(steps / seconds)} steps/s`,
  );
}

/** sigma at 3 x 3, four times: the first run warms the engine up. */
export async function walkRates(): Promise<void> {
  const instance = instantiate(sigma, { spaces: 3, pages: 3 });
  for (let run = 0; run < 4; run++) await row("sigma 3 x 3", instance, { samples: 5000, maxSteps: 100 });
}

/** A million steps and more of ipc and of the kernel, at their scopes `large`. */
export async function longWalks(): Promise<void> {
  const options = { samples: 1150, maxSteps: 1000 };
  await row("ipc, large", instantiate(ipc, ipc.scopes.large ?? {}), options);
  await row("kernel, large", instantiate(kernel, kernel.scopes.large ?? {}), options);
}
