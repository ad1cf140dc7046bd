import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Brings dist/ up to date before the first test, because the tests of the command spawn dist/cli/main.js.
 * A type error stops the tests in CI; at a desk it is shown, and the tests run on what the compiler emitted.
 */
export default function buildOnce(): void {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  run([compiler, "--project", "tsconfig.build.json"]);
  run(["bundle.js"]);
}

function run(args: readonly string[]): void {
  const build = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (build.status === 0) return;
  const report = `dist/ was not built cleanly:\n${build.stdout}${build.stderr}`;
  if (process.env.CI) throw new Error(report);
  process.stderr.write(`${report}\n`);
}
