/** The gallery: every diff applies, and every mutant is caught as its header says; mutants/README.md has the table. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { patched } from "../../mutants/diff.js";
import { gallery } from "../../mutants/gallery.js";
import { sourceText } from "../../mutants/load.js";
import { sigma486 } from "../cli/command.js";
import { blocksOf, textOf } from "../docs/blocks.js";
import { number, plural, table } from "../docs/render.js";

const root = join(import.meta.dirname, "../..");
const all = gallery(root);

/** How many mutants there are of a model, at the least. */
const LEAST = [
  ["sigma", 6],
  ["ipc", 12],
  ["tlb", 6],
  ["kernel", 6],
] as const;

describe("the gallery", () => {
  test("has mutants of every model", () => {
    for (const [model, least] of LEAST)
      expect(all.filter((mutant) => mutant.model === model).length).toBeGreaterThanOrEqual(least);
  });

  test.each(all)("$id: applies at one place, and changes a line or a few", (mutant) => {
    const texts = patched(mutant, (file) => sourceText(root, file));
    expect([...texts.keys()]).toHaveLength(1);
    for (const { file, patch } of mutant.patches) {
      const text = readFileSync(join(root, file), "utf8");
      for (const { lines } of patch.hunks) {
        const old = lines.filter((line) => !line.startsWith("+")).map((line) => line.slice(1));
        expect(text.split(old.join("\n"))).toHaveLength(2);
        expect(lines.filter((line) => /^[+-]/.test(line)).length).toBeLessThanOrEqual(6);
      }
    }
  });

  test.each(all)("$id: has a story of two sentences or more", ({ bug, story }) => {
    expect(bug.length).toBeLessThanOrEqual(100);
    expect(bug).not.toMatch(/\.$/);
    expect(story.match(/[.?!](?=\s|$)/g)?.length).toBeGreaterThanOrEqual(2);
  });
});

const result = v.object({
  mutant: v.string(),
  verdict: v.string(),
  distinct: v.number(),
  samples: v.number(),
  minimal: v.object({ certified: v.boolean(), length: v.number() }),
  complaints: v.array(v.unknown()),
});
type Result = v.InferOutput<typeof result>;

/** The matrix as a table: each mutant, what catches it, and how soon. */
function matrix(results: readonly Result[]): string {
  const rows = results.map(({ mutant, distinct, samples, minimal }) => {
    const its = all.find(({ id }) => id === mutant);
    const at = its?.scope === undefined ? its?.model : `${its.model}, ${its.scope}`;
    return [
      `[${mutant}](spec/${mutant}.diff)`,
      its?.bug ?? "",
      at ?? "",
      its?.property ?? "",
      number(distinct),
      number(samples),
      plural(minimal.length, "step"),
    ];
  });
  return table([["mutant", "the bug", "model", "caught by", "states", "walks", "shortest trace"], ...rows]);
}

describe("mutants run", () => {
  let results: readonly Result[] = [];
  beforeAll(async () => {
    const { code, stdout, stderr } = await sigma486(["mutants", "run", "--json", ...all.map(({ id }) => id)]);
    results = v.parse(v.array(result), JSON.parse(stdout));
    expect(results.filter((one) => one.complaints.length > 0)).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }, 600_000);

  test("every mutant is caught by its property, by both judges, in as many steps as it says", () => {
    expect(results.map(({ mutant }) => mutant)).toEqual(all.map(({ id }) => id));
    for (const { verdict, minimal } of results) {
      expect(verdict).toBe("holds");
      expect(minimal.certified).toBe(true);
    }
  });

  test("mutants/README.md has the table", () => {
    const made = { matrix: matrix(results) };
    expect(blocksOf("mutants/README.md", made)).toMatchObject(made);
    expect(textOf("mutants/README.md")).toContain("npx sigma486 mutants run");
  });
});
