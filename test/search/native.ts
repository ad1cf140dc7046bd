/** A search in a process of its own, on what was built: as users run it, and faster than under the test runner. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SearchOptions, SearchResult, SimulationSearchResult } from "../../check/index.js";
import type { Scope } from "../../model/index.js";

const program = `
  import { instantiate } from "sigma486";
  import * as judges from "sigma486/check";
  const [judge, name, scope, ...rest] = process.argv.slice(1).map((text) => JSON.parse(text));
  const { [name]: model } = await import("sigma486/spec/" + name);
  process.stdout.write(JSON.stringify(judges[judge](instantiate(model, scope), ...rest)));
`;

/** What a judge of the package says of a model that `spec/` has. */
async function judgeBuilt(judge: string, ...args: readonly unknown[]): Promise<string> {
  const words = [judge, ...args].map((value) => JSON.stringify(value));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", program, ...words],
    { cwd: join(import.meta.dirname, "../.."), maxBuffer: 2 ** 26 },
  );
  return stdout;
}

/** Search the model that `spec/` has under this name. test/support/global-setup.ts has brought dist/ up to date. */
export const searchBuilt = async (
  name: string,
  scope: Scope,
  options: SearchOptions = {},
): Promise<SearchResult> => JSON.parse(await judgeBuilt("search", name, scope, options));

/** Judge a simulation of the model at every transition. */
export const simulateBuilt = async (
  name: string,
  scope: Scope,
  simulation: string,
): Promise<SimulationSearchResult> => JSON.parse(await judgeBuilt("simulate", name, scope, simulation));

export const searchSigma = (scope: Scope, options: SearchOptions = {}): Promise<SearchResult> =>
  searchBuilt("sigma", scope, options);
