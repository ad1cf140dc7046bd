/**
 * Mutants that Stryker generates, and what kills them: `npm run mutation`, or `npm run mutation -- impl/kernel/timer.ts ...`.
 *
 * A file is mutated at a time, so that all others run as fast as ever, and a file for each core. What was found is kept in
 * .sigma486/stryker: a file that has not changed is not tried again, and when the suites have changed, which only grow, just
 * those of its mutants are that have survived them. `npm run mutation -- report` tells what was found so far.
 *
 * What the suites pin follows the kernel and the specification: `npm run mutation -- pin` pins it anew.
 */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMeasured } from "../branches/arms.js";
import { foundIn, keep, type Mutant, reportOf, suite, type Tried } from "./found.js";
import { isSurvivor, report } from "./report.js";

const BUILD = ["bundle.js", "bench/stryker/rolldown.config.js"];
const PIN = ["vitest", "run", "-c", "bench/stryker/vitest.config.js", "-u"];

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".ts"))
    .toSorted();

/** Scenes and views are told, and judge nothing. */
const isTold = (file: string): boolean => /[\\/]scenes[\\/]|[\\/]view\.ts$/.test(file);

/** What is mutated: the kernel, without what is its judges' own, and the specification. */
const subjects = (): string[] => [
  ...sourcesIn("impl/kernel").filter(isMeasured),
  ...sourcesIn("spec").filter((file) => !isTold(file)),
];

/** What is to be tried of a file: nothing, all of it, or the mutants that the suites of then have not killed. */
function wanted(file: string, found: Tried | undefined): readonly string[] {
  if (found?.source !== readFileSync(file, "utf8")) return [file];
  if (found.suite === suite()) return [];
  return found.mutants.filter(isSurvivor).map((its) => `${file}:${rangeOf(its)}`);
}

/** Where a mutant is, in Stryker's words: columns are counted from 0 there. */
const rangeOf = ({ location: { start, end } }: Mutant): string =>
  `${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;

/** Tries what is wanted of a file. Throws if the suites do not hold without any mutant. */
async function tryAll(file: string): Promise<void> {
  const found = foundIn(file);
  const mutants = wanted(file, found);
  if (mutants.length === 0) return;
  const env = { ...process.env, MUTATED: file, MUTATION_REPORT: reportOf(file) };
  const args = ["stryker", "run", "bench/stryker/stryker.config.js", "--mutate", mutants.join(",")];
  const status = await new Promise((done) =>
    spawn("npx", args, { stdio: ["ignore", "ignore", "inherit"], env }).on("close", done),
  );
  if (status !== 0) throw new Error(`${file}: stryker ends with ${status}`);
  keep(file, found);
  console.log(report([file]).lines[0]);
}

/** Takes files from the list until there are none. */
async function lane(files: string[]): Promise<void> {
  for (let file = files.shift(); file !== undefined; file = files.shift()) await tryAll(file);
}

const run = (program: string, args: readonly string[]): number =>
  spawnSync(program, args, { stdio: "inherit" }).status ?? 1;

const args = process.argv.slice(2);
if (args[0] === "pin") process.exitCode = run(process.execPath, BUILD) || run("npx", PIN);
else {
  const files = args.length === 0 ? subjects() : args.filter((arg) => arg !== "report");
  await Promise.all(Array.from({ length: availableParallelism() }, () => lane(files)));
  const { lines, isEnough } = report(subjects());
  for (const line of lines) console.log(line);
  process.exitCode = isEnough ? 0 : 1;
}
