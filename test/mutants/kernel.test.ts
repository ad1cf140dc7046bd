/** The gallery of the kernel's bugs: every diff applies, and every bug is caught by what its header names; without it nothing is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { brokenBy, jointWalks } from "../../check/index.js";
import { patched } from "../../mutants/diff.js";
import { gallery, kernelGallery } from "../../mutants/gallery.js";
import { judgeKernel, kernelComplaints } from "../../mutants/judge-kernel.js";
import { sourceText } from "../../mutants/load.js";
import { isProfile, kernelFor, profiles, walksOf } from "../../mutants/profiles.js";
import { blocksOf } from "../docs/blocks.js";
import { number, table } from "../docs/render.js";

const root = join(import.meta.dirname, "../..");
const all = kernelGallery(root);
const HEAD = ["mutant", "the bug", "profile", "caught by", "walks", "steps"];
const rows: string[][] = [];

test("there are bugs of the kernel, and none has the id of another mutant", () => {
  const ids = [...gallery(root), ...all].map(({ id }) => id);
  expect(all.length).toBeGreaterThanOrEqual(100);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(all)("$id: applies at one place, changes a line or a few, and has a story", (mutant) => {
  expect([...patched(mutant, (file) => sourceText(root, file)).keys()]).toHaveLength(1);
  for (const { file, patch } of mutant.patches) {
    const text = readFileSync(join(root, file), "utf8");
    for (const { lines } of patch.hunks) {
      const old = lines.filter((line) => !line.startsWith("+")).map((line) => line.slice(1));
      expect(text.split(old.join("\n"))).toHaveLength(2);
      expect(lines.filter((line) => /^[+-]/.test(line)).length).toBeLessThanOrEqual(6);
    }
  }
  expect(mutant.bug.length).toBeLessThanOrEqual(100);
  expect(mutant.story.match(/[.?!](?=\s|$)/g)?.length).toBeGreaterThanOrEqual(2);
});

/** Walks of the kernel without a bug, in each profile: more than any bug of the gallery takes. */
const CLEAN = 350;

test.each(Object.keys(profiles).filter(isProfile))(
  "the kernel without a bug fails no walk of %s",
  (profile) => {
    const { failure, threw, samples } = jointWalks(kernelFor(profile), {
      ...walksOf(profile),
      ...{ seed: 486, samples: CLEAN },
    });
    expect([failure, threw, samples]).toEqual([undefined, undefined, CLEAN]);
  },
);

describe("is caught", () => {
  test.each(all)(
    "$id by $property",
    async (mutant) => {
      const judged = await judgeKernel(root, mutant);
      expect(kernelComplaints(mutant, judged)).toEqual([]);
      expect(brokenBy(judged.wrong ?? "")).toBe(mutant.property);
      const { profile, walks, steps } = judged;
      expect(walks).toBeLessThan(CLEAN);
      const link = `[${mutant.id}](impl/${mutant.id}.diff)`;
      rows.push([link, mutant.bug, profile, mutant.property, number(walks), number(steps)]);
    },
    120_000,
  );

  afterAll(() => {
    if (rows.length < all.length) return;
    const made = { kernel: table([HEAD, ...rows]) };
    expect(blocksOf("mutants/README.md", made)).toMatchObject(made);
  });
});
