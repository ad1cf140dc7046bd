/** States and transitions per second of the exhaustive search. */
import { type SearchOptions, search, searching } from "../check/index.js";
import { instantiate, type Scope } from "../model/index.js";
import { sigma } from "../spec/sigma/index.js";
import { count, millions, peakMegabytes, timed } from "./format.js";

const invariants = sigma.properties.filter((p) => p.kind === "invariant").map((p) => p.id);

async function row(what: string, scope: Scope, options: SearchOptions): Promise<void> {
  const instance = instantiate(sigma, scope);
  const rates: number[] = [];
  let line = "";
  for (let run = 0; run < 3; run++) {
    const { result, seconds } = await timed(() => search(instance, options));
    rates.push(result.transitions / seconds);
    line = `${result.verdict}, ${count(result.distinct)} states, ${count(result.transitions)} transitions, depth ${result.depth}`;
  }
  const shown = rates.map(millions).join(", ");
  console.log(`${what}: ${line}; M transitions/s, three runs: ${shown}; peak ${count(peakMegabytes())} MB`);
}

export async function searchRates(): Promise<void> {
  const scope = { spaces: 3, pages: 3 };
  await row("sigma 3 x 3, no property", scope, { properties: [] });
  await row("sigma 3 x 3, every state invariant", scope, { properties: invariants });
  await row("sigma 3 x 3, every property, steps too", scope, {});
  await row("sigma 3 x 3, every property, symmetry", scope, { symmetry: true });
  await row("sigma 4 x 2, every property, steps too", { spaces: 4, pages: 2 }, {});
}

/** 5 spaces x 2 pages: 30,640,257 states, with every state invariant. */
export async function large(): Promise<void> {
  const instance = instantiate(sigma, { spaces: 5, pages: 2 });
  const steps = searching(instance, { properties: invariants });
  const start = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  let told = 0;
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done) {
      const { verdict, distinct, transitions, depth, bytes } = next.value;
      const rate = millions(transitions / elapsed());
      console.log(`${verdict}, ${count(distinct)} states, ${count(transitions)} transitions, depth ${depth}`);
      console.log(
        `${elapsed().toFixed(1)} s, ${rate} M transitions/s; store ${count(bytes / 2 ** 20)} MB, process ${count(peakMegabytes())} MB`,
      );
      return;
    }
    if (elapsed() - told < 60) continue;
    told = elapsed();
    console.log(`${count(told)} s: ${count(next.value.distinct)} states, queue ${count(next.value.queue)}`);
  }
}
