/** What Stryker has found, in the files in which it keeps it. */
import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";

const KEPT = ".sigma486/stryker/incremental.json";

const place = v.object({ line: v.number(), column: v.number() });
const mutant = v.object({
  mutatorName: v.string(),
  replacement: v.optional(v.string(), ""),
  status: v.string(),
  statusReason: v.optional(v.string(), ""),
  killedBy: v.optional(v.array(v.string()), []),
  location: v.object({ start: place, end: place }),
});
const testFile = v.object({
  source: v.optional(v.string()),
  tests: v.array(v.object({ id: v.string(), name: v.string() })),
});
const kept = v.object({
  files: v.record(v.string(), v.object({ source: v.string(), mutants: v.array(mutant) })),
  testFiles: v.optional(v.record(v.string(), testFile), {}),
});

export type Mutant = v.InferOutput<typeof mutant>;
/** Files with their mutants, and the tests that were to kill them. */
export type Found = v.InferOutput<typeof kept>;

/** Nothing, before the first run. */
export const read = (): Found =>
  existsSync(KEPT) ? v.parse(kept, JSON.parse(readFileSync(KEPT, "utf8"))) : { files: {}, testFiles: {} };

/** Was a file tried as it is, by the tests as they are? */
export function isFresh({ files, testFiles }: Found, file: string, source: string): boolean {
  const isSame = ([path, its]: [string, { readonly source?: string | undefined }]): boolean =>
    existsSync(path) && its.source === readFileSync(path, "utf8");
  return files[file]?.source === source && Object.entries(testFiles).every(isSame);
}
