/** The ways that the kernel's code can take where it branches, and how often each was taken, from what V8 has counted. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import convert from "ast-v8-to-istanbul";
import { parseAst } from "rolldown/parseAst";
import * as v from "valibot";

/** The folder that is measured. */
const KERNEL = "impl/kernel/";
/** What in it is the judges' own, and no path of the kernel. */
const JUDGES = [/^invariants(-\w+)?\.ts$/, /^look\.ts$/, /^footprint\.ts$/, /^kept\.ts$/];

/** One of the ways from a branch. */
export interface Arm {
  readonly file: string;
  readonly line: number;
  /** The line of the source in which it is. */
  readonly code: string;
  /** `then` or `else` of an if, or the part of an expression. */
  readonly way: string;
  readonly times: number;
}

const place = v.object({ line: v.optional(v.number()), column: v.optional(v.nullable(v.number())) });
const range = v.object({ start: place, end: place });
type Range = v.InferOutput<typeof range>;

/** The part of Istanbul's format that is about branches. */
const counted = v.object({
  path: v.string(),
  branchMap: v.record(v.string(), v.object({ type: v.string(), loc: range, locations: v.array(range) })),
  b: v.record(v.string(), v.array(v.number())),
});
type Counted = v.InferOutput<typeof counted>;

const scripts = v.object({
  result: v.array(
    v.object({
      scriptId: v.string(),
      url: v.string(),
      functions: v.array(
        v.object({
          functionName: v.string(),
          isBlockCoverage: v.boolean(),
          ranges: v.array(v.object({ startOffset: v.number(), endOffset: v.number(), count: v.number() })),
        }),
      ),
    }),
  ),
});
type Script = v.InferOutput<typeof scripts>["result"][number];

const sourceMap = v.looseObject({
  version: v.number(),
  names: v.array(v.string()),
  sources: v.array(v.string()),
  mappings: v.string(),
});

/** Is this file measured? */
export const isMeasured = (file: string): boolean =>
  file.startsWith(KERNEL) && !JUDGES.some((own) => own.test(file.slice(KERNEL.length)));

/** All arms of the kernel in the code of a folder, as all threads together have counted them. */
export async function armsIn(code: string, counts: string): Promise<readonly Arm[]> {
  const sums = new Map<string, Arm>();
  for (const script of scriptsOf(code, counts))
    for (const its of await countedIn(script))
      for (const [key, arm] of armsOf(its)) {
        const { times = 0 } = sums.get(key) ?? {};
        sums.set(key, { ...arm, times: arm.times + times });
      }
  return [...sums.values()].toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** What each thread has counted of the code in a folder. */
function scriptsOf(code: string, counts: string): Script[] {
  const prefix = pathToFileURL(resolve(code)).href;
  const read = (name: string) => v.parse(scripts, JSON.parse(readFileSync(join(counts, name), "utf8")));
  return readdirSync(counts)
    .flatMap((name) => read(name).result)
    .filter(({ url }) => url.startsWith(prefix));
}

/** The measured files in one script; there are none in one that has no map. */
async function countedIn(script: Script): Promise<readonly Counted[]> {
  const path = fileURLToPath(script.url);
  if (!existsSync(`${path}.map`)) return [];
  const code = readFileSync(path, "utf8");
  const map = v.parse(sourceMap, JSON.parse(readFileSync(`${path}.map`, "utf8")));
  const sources = map.sources.map((source) => relative("", resolve(dirname(path), source)));
  if (!sources.some(isMeasured)) return [];
  const found = await convert({ code, ast: parseAst(code), coverage: script, sourceMap: map });
  return v
    .parse(v.array(counted), Object.values(found))
    .map((its) => ({ ...its, path: relative("", its.path) }))
    .filter(({ path }) => isMeasured(path));
}

/** The arms of a file, each under a key of its own. */
function armsOf({ path, branchMap, b }: Counted): [string, Arm][] {
  const lines = readFileSync(path, "utf8").split("\n");
  return Object.entries(branchMap).flatMap(([id, { type, loc, locations }]) =>
    locations.map((range, n): [string, Arm] => {
      const line = range.start.line ?? loc.start.line ?? 0;
      const code = lines[line - 1]?.trim() ?? "";
      const way = type === "if" ? (n === 0 ? "then" : "else") : textOf(lines, range);
      return [`${path} ${id} ${n}`, { file: path, line, code, way, times: b[id]?.[n] ?? 0 }];
    }),
  );
}

/** The source of a range, in one line. Maps are coarse: what follows a part may be in its range. */
function textOf(lines: readonly string[], { start, end }: Range): string {
  if (start.line === undefined || end.line === undefined) return "";
  const its = lines.slice(start.line - 1, end.line);
  const last = its.length - 1;
  const cut = its.map((line, n) =>
    line.slice(n === 0 ? (start.column ?? 0) : 0, n === last ? (end.column ?? line.length) : line.length),
  );
  return cut
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/[\s|&?:,;]+$/, "");
}
