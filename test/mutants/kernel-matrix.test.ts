/**
 * mutants/README.md says of each bug of the kernel how short it shows itself, how short that is known to be, and what other
 * judges make of it. To make all of that takes about ten minutes on two cores: FULL=1 npx vitest run test/mutants/kernel-matrix.test.ts
 * Without, a few rows are made anew, and those that the table lacks.
 */
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { kernelGallery } from "../../mutants/gallery.js";
import { sigma486 } from "../cli/command.js";
import { blocksOf } from "../docs/blocks.js";
import { number, plural, table } from "../docs/render.js";

const all = kernelGallery(join(import.meta.dirname, "../.."));
const HEAD = ["mutant", "shortest trace of it", "by everything", "by a search", "threw"];

/** Bugs that are judged in a second or two. */
const SAMPLE = ["heirs-below", "direct-to-who-waits", "block-unlinks-in-lazy"];

const found = v.object({
  broken: v.optional(v.string()),
  length: v.optional(v.number()),
  samples: v.optional(v.number(), 0),
  distinct: v.optional(v.number(), 0),
  search: v.optional(v.string()),
});
const result = v.object({
  mutant: v.string(),
  verdict: v.literal("holds"),
  property: v.string(),
  threw: v.number(),
  minimal: v.object({ certified: v.boolean(), length: v.number(), searchedDepth: v.number() }),
  everything: found,
  search: found,
});
type Result = v.InferOutput<typeof result>;

// ---------------------------------------------------------------------------------------------------------- rows

const linkTo = (id: string): string => `[${id}](impl/${id}.diff)`;

function rowOf({ mutant, minimal, everything, search, threw }: Result): string[] {
  const { certified, length, searchedDepth } = minimal;
  const known = certified ? "certified" : `not certified: at least ${searchedDepth + 1}`;
  return [
    linkTo(mutant),
    `${plural(length, "step")}, ${known}`,
    everything.broken === undefined ? "-" : `${everything.broken}, ${plural(everything.samples, "walk")}`,
    search.broken === undefined
      ? "-"
      : `${search.broken}, ${plural(search.length ?? 0, "step")}: ${search.search}, ${plural(search.distinct, "state")}`,
    number(threw),
  ];
}

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());

/** The rows that the document has, by the bug. */
function rowsThere(): ReadonlyMap<string, readonly string[]> {
  const lines = (blocksOf("mutants/README.md", {})["kernel-matrix"] ?? "").split("\n").slice(2);
  return new Map(lines.map(cellsOf).map((cells) => [cells[0] ?? "", cells]));
}

/** The rows of these bugs, as the command finds them. */
async function made(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { code, stdout, stderr } = await sigma486(["mutants", "run", "--json", ...ids]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const results = v.parse(v.array(result), JSON.parse(stdout));
  return new Map(results.map((one) => [linkTo(one.mutant), rowOf(one)]));
}

/** How many of the bugs have a trace of which it is known that none is shorter. */
function countText(rows: readonly (readonly string[])[]): string {
  const certified = rows.filter(([, trace = ""]) => trace.endsWith(", certified"));
  const searched = rows.filter(([, , , search]) => search !== "-");
  const either = new Set([...certified, ...searched]);
  const threw = rows.filter(([, , , , times]) => times !== "0");
  return (
    `Of ${plural(rows.length, "bug")}, ${certified.length} have a trace that is certified the shortest in their profile, and ` +
    `${searched.length} are shown by a search, in as few steps as anything can go wrong in there: together ${either.size}. ` +
    `With ${threw.length} of them the kernel throws in some walk; none is caught by that.`
  );
}

// ---------------------------------------------------------------------------------------------------------- tests

describe("the matrix of the kernel's bugs", () => {
  let rows: readonly (readonly string[])[] = [];
  beforeAll(async () => {
    const there = rowsThere();
    const wanted = all.filter(({ id }) => process.env.FULL || SAMPLE.includes(id) || !there.has(linkTo(id)));
    const anew = await made(wanted.map(({ id }) => id));
    rows = all.map(({ id }) => anew.get(linkTo(id)) ?? there.get(linkTo(id)) ?? []);
  }, 7_200_000);

  test("is that of mutants/README.md", () => {
    const blocks = { "kernel-matrix": table([HEAD, ...rows]), "kernel-counts": countText(rows) };
    expect(blocksOf("mutants/README.md", blocks)).toMatchObject(blocks);
  });

  test("has a trace for every bug, and says how short that is known to be", () => {
    expect(rows).toHaveLength(all.length);
    for (const [id, trace] of rows)
      expect(trace, id).toMatch(/^\d+ steps?, (?:certified|not certified: at least \d+)$/);
  });
});
