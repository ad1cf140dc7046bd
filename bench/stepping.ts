/** One step by immer beside one step on the scratch state, over the transitions of sigma 3 x 2. */
import { Bench } from "tinybench";
import { Runner, search } from "../check/index.js";
import { type Action, decodeRequest, enabled, instantiate, requestOf, step } from "../model/index.js";
import { type Sigma, sigma } from "../spec/sigma/index.js";
import { count } from "./format.js";

export async function stepping(): Promise<void> {
  const instance = instantiate(sigma, { spaces: 3, pages: 2 });
  const deep = search(instance).traces.find((t) => t.property === "SIG-DEMAP-DEPTH-3");
  const runner = new Runner(instance, []);
  runner.reset();
  runner.start();
  let state: Sigma = instance.initial;
  for (const action of deep?.actions.slice(0, -1) ?? []) {
    const outcome = step(instance, state, action);
    if (outcome.ok) state = outcome.state;
    take(action);
  }
  function take(action: Action): void {
    const { rule, picks } = decodeRequest(instance, requestOf(instance, action) ?? 0);
    runner.take(rule.index, picks);
  }
  const actions = [...enabled(instance, state)];
  const packed = new Int32Array(runner.executor.words);
  runner.executor.encode(runner.executor.after.state, packed, 0);
  const from = packed.slice();
  const sink = { visit: () => false, state: () => undefined, step: () => undefined };
  const expansions = runner.executor.expansions(false);
  const bench = new Bench({ time: 1000 })
    .add("immer", () => {
      for (const action of actions) step(instance, state, action);
    })
    .add("scratch", () => {
      for (const expand of expansions) expand(from, 0, packed, sink);
    });
  await bench.run();
  const [immer, scratch] = bench.tasks.map(({ name, result }) => {
    const mean = "latency" in result ? result.latency.mean : Number.NaN;
    const nanoseconds = (mean * 1e6) / actions.length;
    console.log(`${name}: ${count(nanoseconds)} ns a step, ${count(1e9 / nanoseconds)} steps/s`);
    return nanoseconds;
  });
  console.log(
    `immer takes ${((immer ?? 0) / (scratch ?? 1)).toFixed(0)} times as long (${actions.length} enabled requests of one state)`,
  );
}
