/** The searches of the specification's levels at their quick scopes, one after the other, on one core. */
import { search, simulate } from "../check/index.js";
import { instantiate, type Model } from "../model/index.js";
import { ipc } from "../spec/ipc/index.js";
import { kernel } from "../spec/kernel/index.js";
import { sigma } from "../spec/sigma/index.js";
import { tlb } from "../spec/tlb/index.js";
import { count, timed } from "./format.js";

/** Search a model, every property judged; gives the seconds. */
async function searched<S>(model: Model<S>): Promise<number> {
  const instance = instantiate(model, model.scopes.quick);
  const { result, seconds } = await timed(() => search(instance));
  const { verdict, distinct, transitions, depth } = result;
  const rate = count(transitions / seconds);
  console.log(
    `${model.name}: ${verdict}, ${count(distinct)} states, ${count(transitions)} transitions, depth ${depth}; ${seconds.toFixed(1)} s, ${rate} transitions/s`,
  );
  return seconds;
}

/** Judge the model's simulations, at every transition of the same search. */
async function simulated<S>(model: Model<S>): Promise<void> {
  const instance = instantiate(model, model.scopes.quick);
  for (const name of Object.keys(model.simulations ?? {})) {
    const { result, seconds } = await timed(() => simulate(instance, name));
    const rate = count(result.transitions / seconds);
    console.log(
      `${model.name} onto ${name}: ${result.verdict}; ${seconds.toFixed(1)} s, ${rate} transitions/s`,
    );
  }
}

export async function quickScopes(): Promise<void> {
  await searched(sigma);
  const seconds = [await searched(ipc), await searched(tlb), await searched(kernel)];
  console.log(
    `ipc, tlb and kernel together: ${seconds.reduce((sum, s) => sum + s, 0).toFixed(1)} s on one core`,
  );
  await simulated(ipc);
  await simulated(tlb);
  await simulated(kernel);
}
