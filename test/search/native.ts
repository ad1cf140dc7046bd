/**
 * Searches in processes of their own, on what was built: as users run them, and faster than under the test runner.
 * test/support/global-setup.ts has brought dist/ up to date.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SearchOptions, SearchResult, SimulationSearchResult } from "../../check/index.js";
import type { Model, Scope } from "../../model/index.js";

const program = `
  import { instantiate } from "sigma486";
  import * as judges from "sigma486/check";
  import { findModel } from "./dist/models.js";
  const results = [];
  for (const { judge, model, scope, more } of JSON.parse(process.argv[1]))
    results.push(judges[judge](instantiate(await findModel(model), scope), ...more));
  process.stdout.write(JSON.stringify(results));
`;

/** What a judge of the package is asked of a model that the command knows by this name. */
interface Order {
  readonly judge: "search" | "simulate";
  readonly model: string;
  readonly scope: Scope;
  readonly more: readonly unknown[];
}

const places = { free: 2, queue: [] as (() => void)[] };

/** Two at a time: each takes a core. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (places.free > 0) places.free--;
  else await new Promise<void>((begin) => places.queue.push(begin));
  try {
    return await work();
  } finally {
    const next = places.queue.shift();
    if (next === undefined) places.free++;
    else next();
  }
}

/** The answers to all orders, in one process. */
const judged = <R>(orders: readonly Order[]): Promise<readonly R[]> =>
  inTurn(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program, JSON.stringify(orders)],
      { cwd: join(import.meta.dirname, "../.."), maxBuffer: 2 ** 28 },
    );
    return JSON.parse(stdout);
  });

async function judgedAlone<R>(order: Order): Promise<R> {
  const [answer] = await judged<R>([order]);
  if (answer === undefined) throw new Error(`${order.judge} of ${order.model} was not answered`);
  return answer;
}

/** Search one of our models by its name. */
export const searchBuilt = (
  model: string,
  scope: Scope,
  options: SearchOptions = {},
): Promise<SearchResult> => judgedAlone({ judge: "search", model, scope, more: [options] });

/** Search some of our models at their quick scopes, one after another in one process. */
export const searchEachBuilt = (
  models: readonly Model[],
  options: SearchOptions = {},
): Promise<readonly SearchResult[]> =>
  judged(
    models.map(({ name: model, scopes: { quick: scope } }) => ({
      judge: "search",
      model,
      scope,
      more: [options],
    })),
  );

/** Judge a simulation of the model at every transition. */
export const simulateBuilt = (
  model: string,
  scope: Scope,
  simulation: string,
): Promise<SimulationSearchResult> => judgedAlone({ judge: "simulate", model, scope, more: [simulation] });

export const searchSigma = (scope: Scope, options: SearchOptions = {}): Promise<SearchResult> =>
  searchBuilt("sigma", scope, options);
