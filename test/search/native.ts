/** A search of sigma in a process of its own, on what was built: as users run it, and faster than under the test runner. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SearchOptions, SearchResult } from "../../check/index.js";
import type { Scope } from "../../model/index.js";

const program = `
  import { instantiate } from "sigma486";
  import { search } from "sigma486/check";
  import { sigma } from "sigma486/spec/sigma";
  const [scope, options] = process.argv.slice(1).map((text) => JSON.parse(text));
  process.stdout.write(JSON.stringify(search(instantiate(sigma, scope), options)));
`;

/** test/support/global-setup.ts has brought dist/ up to date. */
export async function searchSigma(scope: Scope, options: SearchOptions = {}): Promise<SearchResult> {
  const args = ["--input-type=module", "--eval", program, JSON.stringify(scope), JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(import.meta.dirname, "../.."),
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}
