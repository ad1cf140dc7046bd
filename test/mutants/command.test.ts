/** The command with mutants: those of the gallery, and diffs of a user's own, good and bad. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { folder, lines, type Ran, sigma486 } from "../cli/command.js";

vi.setConfig({ testTimeout: 120_000 });

const root = join(import.meta.dirname, "../..");
const gallery = (id: string): string => readFileSync(join(root, "mutants/spec", `${id}.diff`), "utf8");
const plain = (text: string): string => text.slice(text.indexOf("--- "));

const ONE_LEVEL = gallery("demap-one-level");

/** A change that changes nothing: a page that is mapped has an origin. */
const EQUIVALENT = `bug: none at all
model: sigma
property: SIG-DEMAP
length: 1

The guard is written with another function.

--- a/spec/sigma/rules.ts
+++ b/spec/sigma/rules.ts
@@ -77,4 +77,4 @@
     requires: {
-      "source-mapped": (s, { from }) => isMapped(s, from),
+      "source-mapped": (s, { from }) => originOf(s, from) !== NIL,
     },
     effect(s, { from }) {
`;

const THROWS = `--- a/spec/sigma/rules.ts
+++ b/spec/sigma/rules.ts
@@ -80,3 +80,3 @@
     effect(s, { from }) {
-      revoke(s, from);
+      throw new Error("no page " + from);
     },
`;

const SYNTAX = THROWS.replace('throw new Error("no page " + from);', "revoke(s, from;");

const cwd = folder({
  "own.diff": plain(ONE_LEVEL),
  "told.diff": ONE_LEVEL.replace("length: 3", "length: 5"),
  "equivalent.diff": EQUIVALENT,
  "throws.diff": `${EQUIVALENT.slice(0, EQUIVALENT.indexOf("--- "))}${THROWS}`,
  "syntax.diff": SYNTAX,
  "stale.diff": plain(ONE_LEVEL).replace("-    revoke(s, p);", "-    revoke(s, q);"),
  "prose.diff": "no diff at all\n",
  "mine.ts": 'export { sigma } from "sigma486/spec/sigma";',
});

const run = (words: string): Promise<Ran> => sigma486(words.split(" "), { cwd });

async function text(words: string, code: number): Promise<string> {
  const ran = await run(words);
  expect(ran).toMatchObject({ code, stderr: "" });
  return ran.stdout;
}

describe.concurrent("--mutant", () => {
  test("judges a model with a bug of the gallery; its trace replays, and is fixed in the model without it", async () => {
    const printed = await text("search sigma --scope quick --mutant demap-one-level", 12);
    expect(printed).toMatch(/^sigma\+demap-one-level: violated: SIG-ORIGIN after 3 steps/);
    const trace = ".sigma486/traces/sigma_demap-one-level-SIG-ORIGIN.itf.json";
    expect(printed).toContain(`replay: sigma486 replay ${trace}\n`);
    expect(JSON.parse(readFileSync(join(cwd, trace), "utf8"))["#meta"]).toMatchObject({
      model: "sigma+demap-one-level",
      mutant: "demap-one-level",
    });
    expect(await text(`replay ${trace}`, 12)).toMatch(/^still fails: sigma\+demap-one-level: SIG-ORIGIN/);
    expect(await text(`replay ${trace} --model sigma`, 0)).toMatch(/^fixed: sigma: /);
  });

  test("takes the path of a diff; its trace names it, and it must be named again", async () => {
    const printed = await text("search sigma --scope quick --mutant own.diff --out-itf own.itf.json", 12);
    expect(printed).toContain("replay: sigma486 replay own.itf.json --mutant own.diff\n");
    expect(await text("replay own.itf.json --mutant own.diff", 12)).toMatch(/^still fails: sigma\+own: /);
    const { code, stderr } = await run("replay own.itf.json");
    expect({ code, stderr }).toEqual({
      code: 150,
      stderr:
        "sigma486: own.itf.json: is of sigma+own, no model of ours; name its diff with --mutant (it was own.diff)\n",
    });
  });

  test("may stand alone in place of a model", async () => {
    expect(await text("search demap-one-level --verbosity 1", 12)).toMatch(
      /^sigma\+demap-one-level: violated/,
    );
    expect(await text("check --mutant own.diff --verbosity 1", 12)).toBe("check: of 2, 2 violated\n");
  });

  test("walks in threads of their own as it does in one", async () => {
    const [one, two] = await Promise.all(
      ["1", "2"].map((workers) =>
        text(`run sigma --mutant grant-leaves-page --seed 1 --workers ${workers} --json`, 12),
      ),
    );
    const [{ model, violated, samples, steps }] = JSON.parse(one ?? "");
    expect({ model, violated }).toEqual({ model: "sigma+grant-leaves-page", violated: ["SIG-GRANT"] });
    expect(JSON.parse(two ?? "")).toMatchObject([{ violated, samples, steps }]);
  });
});

const BAD: readonly (readonly [words: string, code: number, line: string | RegExp])[] = [
  [
    "search sigma --mutant no-such",
    150,
    "no mutant no-such: give the path of a diff, or an id from the list of sigma486 mutants",
  ],
  ["search sigma --mutant no/such.diff", 150, "no/such.diff: cannot be read (ENOENT)"],
  ["search sigma --mutant prose.diff", 150, "prose.diff: there is no diff in it (no line begins with ---)"],
  [
    "search sigma --mutant stale.diff",
    150,
    /^stale\.diff: hunk 1 \(@@ -\d+,\d+ \+\d+,\d+ @@\) does not apply to spec\/sigma\/rules\.ts$/,
  ],
  [
    "search sigma --mutant syntax.diff",
    150,
    /^syntax\.diff: with it, spec\/sigma\/index\.ts cannot be loaded: .*rules\.ts:\d+:\d+$/,
  ],
  [
    "search mine.ts --mutant own.diff",
    64,
    "--mutant own.diff: mutants are of our models, and mine.ts is none",
  ],
  ["mutants frob", 64, "mutants frob: there are list, show and run"],
  ["mutants show", 64, "mutants show: give the id of one mutant, or the path of a diff"],
  ["mutants run own.diff", 150, "own.diff: has no line bug: ... in front of its diff"],
];

describe.concurrent("one line tells what is wrong with", () => {
  test.each(BAD)("%s", async (words, code, line) => {
    const ran = await run(words);
    expect(ran).toMatchObject({ code, stdout: "" });
    const [told = "", ...more] = lines(ran.stderr);
    expect(more).toEqual([]);
    if (typeof line === "string") expect(told).toBe(`sigma486: ${line}`);
    else expect(told.replace(/^sigma486: /, "")).toMatch(line);
  });
});

describe.concurrent("mutants", () => {
  test("show: the story, the diff, and the shortest trace", async () => {
    const printed = await text("mutants show demap-one-level", 0);
    expect(printed).toMatch(/^demap-one-level: demap takes the pages mapped from the page/);
    expect(printed).toContain("\n-    revoke(s, p);\n");
    expect(printed).toContain("SIG-ORIGIN is violated after 3 steps");
  });

  test("run: a mutant that is none survives, with code 16", async () => {
    const printed = await text("mutants run equivalent.diff --max-samples 300", 16);
    expect(printed).toContain(
      "equivalent: it survives: SIG-DEMAP holds in all 689 states and in 300 walks\n",
    );
  });

  test("run: where header and judges do not agree, with code 18", async () => {
    const printed = await text("mutants run told.diff", 18);
    expect(printed).toContain("told: SIG-ORIGIN is broken after 3 steps, and the header says 5\n");
  });

  test("run: a model that fails is not caught, with code 75", async () => {
    const printed = await text("mutants run throws.diff demap-one-level", 75);
    expect(printed).toMatch(/^mutants: of 2, 1 not caught as they should be\n/);
    expect(printed).toContain("throws: the model fails after 1 step: no page 0\n");
  });
});
