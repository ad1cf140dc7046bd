/** The gallery of the kernel's bugs: every diff applies, and every bug is caught by what its header names; without it nothing is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { brokenBy, jointWalks } from "../../check/index.js";
import { patched } from "../../mutants/diff.js";
import { gallery, kernelGallery } from "../../mutants/gallery.js";
import { judgeKernel, kernelComplaints } from "../../mutants/judge-kernel.js";
import { sourceText } from "../../mutants/load.js";
import { isProfile, kernelFor, type ProfileName, profiles, walksOf } from "../../mutants/profiles.js";
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

/** For each profile, how many walks the bug took that took the most of them. */
const most = new Map<ProfileName, number>();

describe("is caught", () => {
  test.each(all)(
    "$id by $property",
    async (mutant) => {
      const judged = await judgeKernel(root, mutant);
      expect(kernelComplaints(mutant, judged)).toEqual([]);
      expect(brokenBy(judged.wrong ?? "")).toBe(mutant.property);
      const { profile, walks, steps } = judged;
      most.set(profile, Math.max(walks, most.get(profile) ?? 0));
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

describe("without a bug", () => {
  test.each(Object.keys(profiles).filter(isProfile))(
    "the kernel fails no walk of %s among as many as its bugs take, and twenty more",
    (profile) => {
      const wanted = (most.get(profile) ?? 0) + 20;
      const { failure, threw, samples } = jointWalks(kernelFor(profile), {
        ...walksOf(profile),
        ...{ seed: 486, samples: wanted },
      });
      expect([failure, threw, samples]).toEqual([undefined, undefined, wanted]);
    },
  );
});
