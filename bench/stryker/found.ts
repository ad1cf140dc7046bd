/** What Stryker has found: a report for each file, kept with what it was found of. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";

const FOLDER = ".sigma486/stryker";
/** The suites' own files. */
const SUITE = "bench/stryker";

const place = v.object({ line: v.number(), column: v.number() });
const mutant = v.object({
  mutatorName: v.string(),
  replacement: v.optional(v.string(), ""),
  status: v.string(),
  statusReason: v.optional(v.string(), ""),
  location: v.object({ start: place, end: place }),
});
export type Mutant = v.InferOutput<typeof mutant>;

const tried = v.object({ source: v.string(), mutants: v.array(mutant) });
const kept = v.object({ ...tried.entries, suite: v.string() });
/** A file as it was, its mutants, and the suite that was to kill them. */
export type Tried = v.InferOutput<typeof kept>;

/** What Stryker writes. */
const reported = v.object({ files: v.record(v.string(), tried) });

const placeOf = (file: string): string => join(FOLDER, "found", `${file}.json`);
export const reportOf = (file: string): string => join(FOLDER, "reports", `${file}.json`);

/** Characters that stand for the suite as it is now. */
export function suite(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(SUITE).toSorted())
    if (name.endsWith(".ts")) hash.update(readFileSync(join(SUITE, name)));
  return hash.digest("base64url").slice(0, 12);
}

/** What is known of a file; undefined: it was not tried yet. */
export function foundIn(file: string): Tried | undefined {
  const its = placeOf(file);
  return existsSync(its) ? v.parse(kept, JSON.parse(readFileSync(its, "utf8"))) : undefined;
}

const keyOf = ({ location: { start, end }, mutatorName, replacement }: Mutant): string =>
  [start.line, start.column, end.line, end.column, mutatorName, replacement].join(" ");

/** Keeps what Stryker reports of a file. Of mutants that were not tried again, what was known stays. */
export function keep(file: string, before: Tried | undefined): void {
  const { files } = v.parse(reported, JSON.parse(readFileSync(reportOf(file), "utf8")));
  const { source = "", mutants = [] } = files[file] ?? {};
  const known = before?.source === source ? before.mutants : [];
  const again = new Set(mutants.map(keyOf));
  const all = [...known.filter((its) => !again.has(keyOf(its))), ...mutants];
  const its = placeOf(file);
  mkdirSync(dirname(its), { recursive: true });
  writeFileSync(its, JSON.stringify({ source, suite: suite(), mutants: all } satisfies Tried));
}
