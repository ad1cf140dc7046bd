/**
 * Mutants that Stryker generates, and what kills them: `npm run mutation`, or `npm run mutation -- impl/kernel/timer.ts ...`.
 *
 * A file is mutated at a time, so that all others run as fast as ever. What was found is kept in .sigma486/stryker: a file is
 * not tried again while neither it nor a test has changed. `npm run mutation -- report` tells what was found so far.
 * What the tests pin follows the kernel and the specification: `npx vitest run -c bench/stryker/vitest.config.js -u` pins it anew.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMeasured } from "../branches/arms.js";
import { isFresh, read } from "./found.js";
import { report } from "./report.js";

const CONFIG = "bench/stryker/stryker.config.js";

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".ts"))
    .toSorted();

/** What is mutated: the kernel, without what is its judges' own; the specification, without the scenes, which are told. */
const subjects = (): string[] => [
  ...sourcesIn("impl/kernel").filter(isMeasured),
  ...sourcesIn("spec").filter((file) => !file.startsWith(join("spec", "kernel", "scenes"))),
];

/** Tries the mutants of a file. Throws if the tests do not hold without any. */
function tryAll(file: string): void {
  const { status } = spawnSync("npx", ["stryker", "run", CONFIG, "--mutate", file], { stdio: "inherit" });
  if (status !== 0) throw new Error(`stryker ends with ${status}`);
}

const args = process.argv.slice(2);
const wanted = args.length === 0 ? subjects() : args.filter((arg) => arg !== "report");
for (const file of wanted) {
  const source = readFileSync(file, "utf8");
  if (!isFresh(read(), file, source)) tryAll(file);
}
const { lines, isEnough } = report(read(), subjects());
for (const line of lines) console.log(line);
process.exitCode = isEnough ? 0 : 1;
