/** Steps per second of the random walks, every property judged after every step. */
import { runWalks } from "../check/index.js";
import { instantiate } from "../model/index.js";
import { sigma } from "../spec/sigma/index.js";
import { count, timed } from "./format.js";

export async function walkRates(): Promise<void> {
  const instance = instantiate(sigma, { spaces: 3, pages: 3 });
  for (let run = 0; run < 4; run++) {
    const walks = runWalks(instance, { seed: 486, samples: 5000, maxSteps: 100 });
    const { result, seconds } = await timed(async () => {
      for (let next = await walks.next(); ; next = await walks.next()) if (next.done) return next.value;
    });
    const { verdict, samples, steps, refused } = result;
    console.log(
      `sigma 3 x 3: ${verdict}, ${count(samples)} walks, ${count(steps)} steps and ${count(refused)} refusals; ${count(steps / seconds)} steps/s`,
    );
  }
}
