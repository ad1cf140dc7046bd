/** A search in a process of its own, on what was built: as users run it, and faster than under the test runner. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SearchOptions, SearchResult } from "../../check/index.js";
import type { Scope } from "../../model/index.js";

const program = `
  import { instantiate } from "sigma486";
  import { search } from "sigma486/check";
  const [name, scope, options] = process.argv.slice(1).map((text) => JSON.parse(text));
  const { [name]: model } = await import("sigma486/spec/" + name);
  process.stdout.write(JSON.stringify(search(instantiate(model, scope), options)));
`;

/** Search the model that `spec/` has under this name. test/support/global-setup.ts has brought dist/ up to date. */
export async function searchBuilt(
  name: string,
  scope: Scope,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const args = [
    "--input-type=module",
    "--eval",
    program,
    ...[name, scope, options].map((v) => JSON.stringify(v)),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(import.meta.dirname, "../.."),
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

export const searchSigma = (scope: Scope, options: SearchOptions = {}): Promise<SearchResult> =>
  searchBuilt("sigma", scope, options);
