/** Bugs in the kernel on the command line: judged, shown, run; one's own too; and what is refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, lines, type Ran, sigma486 } from "./command.js";

const bug = readFileSync(join(import.meta.dirname, "../../mutants/impl/heirs-below.diff"), "utf8");
const diff = bug.slice(bug.indexOf("--- "));
const cwd = folder({
  "my.diff": diff,
  "stale.diff": diff.replaceAll(/^ /gm, " //"),
  "elsewhere.diff": `--- a/impl/programs/index.ts\n+++ b/impl/programs/index.ts\n@@ -1,1 +1,1 @@\n${first("impl/programs/index.ts")}`,
  "profile.diff": `profile: nowhere\n\n${diff}`,
});

/** A hunk that changes the first line of a file. */
function first(file: string): string {
  const [line] = readFileSync(join(import.meta.dirname, "../..", file), "utf8").split("\n");
  return `-${line}\n+${line} //\n`;
}

const ours = (words: string): Promise<Ran> => sigma486(words.split(" "), { cwd });

describe.concurrent("a bug in the kernel", { timeout: 120_000 }, () => {
  it("is looked for in its own profile, and by everything on both machines", async () => {
    const { code, stdout } = await ours("check --mutant heirs-below --max-samples 2 --json");
    const found: readonly { model: string; profile: string }[] = JSON.parse(stdout);
    expect(found.map(({ model, profile }) => [model, profile])).toEqual([
      ["small+heirs-below", expect.stringMatching(/^mutants\//)],
      ["small+heirs-below", "everything"],
      ["i486+heirs-below", "everything"],
    ]);

    expect([0, 15]).toContain(code);
  });

  it("of one's own is found by its diff, and shown on both levels", async () => {
    const { code, stdout } = await ours("refine --mutant my.diff --profile everything");
    expect(stdout).toMatch(/\nsmall\+my\.diff: does not refine kernel, as \d steps show\s/);
    expect(stdout).toMatch(/\n1 {2}model: createTask\(task: 1\)\n {3}createTask\(task: 1\)\n/);
    expect(stdout).toMatch(/\nagain: sigma486 refine small .* --mutant my\.diff --max-samples 600 /);
    const [command = ""] = /replay \S+ --mutant my\.diff\n$/.exec(stdout) ?? [];
    expect(code).toBe(15);
    const again = await ours(command.trim());
    expect(again.stdout).toMatch(/^still fails: small\+my\.diff: /);
    expect(again.code).toBe(15);
  });

  it("in the specification shows against the machine too", async () => {
    const { code, stdout } = await ours(
      `refine small --design l3 --profile everything --mutant demap-takes-owner`,
    );
    expect(stdout).toContain("small+demap-takes-owner: does not refine kernel");
    expect(code).toBe(15);
  });

  it("is shown with its trace, on both levels", async () => {
    const { code, stdout } = await ours("mutants show heirs-below");
    expect(stdout).toMatch(/^heirs-below: /);
    expect(stdout).toContain("\n--- a/impl/");
    expect(stdout).toMatch(/\n1 {2}kernel: .*\n {3}.*\n/);
    expect(stdout).toMatch(/\n(?:shortest \(no divergence|locally shortest; excluded) /);
    expect(code).toBe(0);
  });

  it("is caught, and the matrix says by which judges", async () => {
    const { code, stdout } = await ours("mutants run heirs-below --json");
    expect(JSON.parse(stdout)).toMatchObject([
      {
        ...{ mutant: "heirs-below", verdict: "holds", violated: ["tasks"] },
        everything: { broken: "tasks", length: 2, samples: expect.any(Number) },
        search: { broken: "tasks", length: 2, distinct: expect.any(Number) },
      },
    ]);
    expect(code).toBe(0);
  });
});

describe.concurrent("one line tells what is wrong with", { timeout: 120_000 }, () => {
  it.each([
    [
      "a diff that does not apply",
      "refine small --mutant stale.diff",
      150,
      /stale\.diff: hunk 1 .* does not apply /,
    ],
    [
      "a diff of something else",
      "check --mutant elsewhere.diff",
      150,
      /: changes impl\/programs\/index\.ts, which is /,
    ],
    ["a diff that is not there", "refine small --mutant no.diff", 150, /no\.diff: cannot be read \(ENOENT\)/],
    ["a mutant that there is not", "refine small --mutant no-such", 150, /no mutant no-such: /],
    [
      "a header with no profile of ours",
      "check --mutant profile.diff",
      150,
      /profile\.diff: profile: there are small, /,
    ],
    [
      "a profile of the other machine",
      "refine i486 --profile mutants/small",
      151,
      /mutants\/small: is of small and L3/,
    ],
    [
      "two bugs at once",
      "refine heirs-below --mutant line-stolen",
      64,
      /heirs-below is a kernel with a bug already/,
    ],
  ])("%s: sigma486 %s", async (_what, words, code, line) => {
    const ran = await ours(words);
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr).toMatch(line);
    expect(ran).toMatchObject({ code, stdout: "" });
  });
});
