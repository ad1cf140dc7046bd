/** Diffs with a header: what can be wrong with one is told in one line that names the file and the place. */
import { describe, expect, test } from "vitest";
import { DiffError, exhibit, type Mutant, parseMutant, patched } from "../../mutants/diff.js";

const FILE = "spec/toy/rules.ts";
const TEXT = ["one", "two", "three", "four", "five", "six", "seven", "eight", ""].join("\n");
const HEAD =
  "bug: the fourth is lost\nmodel: toy\nproperty: TOY-FOUR\nlength: 2\n\nA story.\nOf two lines.\n\n";
const DIFF = `--- a/${FILE}
+++ b/${FILE}
@@ -3,3 +3,2 @@
 three
-four
 five
`;

const read = (file: string): string | undefined => (file === FILE ? TEXT : undefined);
const parse = (text: string): Mutant => parseMutant("folder/my-bug.diff", text);

/** What the error says that reading and applying this text throws. */
function complaint(text: string): string {
  try {
    patched(parse(text), read);
  } catch (error) {
    expect(error).toBeInstanceOf(DiffError);
    return error instanceof Error ? error.message : "";
  }
  throw new Error("nothing was thrown");
}

describe("a mutant", () => {
  test("has a header, a story and a diff", () => {
    const { id, bug, model, property, length, story, diff, patches } = exhibit(parse(`${HEAD}${DIFF}`));
    expect({ id, bug, model, property, length, story, diff }).toEqual({
      id: "my-bug",
      bug: "the fourth is lost",
      model: "toy",
      property: "TOY-FOUR",
      length: 2,
      story: "A story.\nOf two lines.",
      diff: DIFF,
    });
    expect(patches.map(({ file }) => file)).toEqual([FILE]);
  });

  test("is applied to a text, and to one whose lines have moved", () => {
    const mutant = parse(DIFF);
    expect(patched(mutant, read).get(FILE)).toBe(TEXT.replace("four\n", ""));
    expect(patched(mutant, () => `zero\nnought\n${TEXT}`).get(FILE)).toBe(
      `zero\nnought\n${TEXT.replace("four\n", "")}`,
    );
  });

  test("may be what git prints, and may change two files", () => {
    const git = DIFF.replace("---", `diff --git a/${FILE} b/${FILE}\nindex 1..2 100644\n---`);
    const other = git.replaceAll("toy", "other");
    expect([...patched(parse(`From: somebody\n\n${git}${other}`), () => TEXT).keys()]).toEqual([
      FILE,
      FILE.replace("toy", "other"),
    ]);
  });
});

const COMPLAINTS: readonly (readonly [what: string, text: string, says: string])[] = [
  ["prose", "a story and no more\n", "there is no diff in it (no line begins with ---)"],
  ["no hunk", DIFF.slice(0, DIFF.indexOf("@@")), "it changes nothing (no line begins with @@)"],
  ["a hunk cut short", DIFF.replace(" five\n", ""), "Hunk at line 3 contained invalid line"],
  ["no file named", DIFF.slice(DIFF.indexOf("@@")).replace("@@", "--- \n+++ \n@@"), "a hunk names no file"],
  [
    "another file",
    DIFF.replaceAll("spec/toy", "cli/toy"),
    "changes cli/toy/rules.ts, which is no module of spec/",
  ],
  [
    "a way out",
    DIFF.replaceAll("spec/toy", "spec/../cli"),
    "changes spec/../cli/rules.ts, which is no module",
  ],
  ["a new file", DIFF.replace(`--- a/${FILE}`, "--- /dev/null"), "a mutant changes files, and makes none"],
  ["a missing file", DIFF.replaceAll("toy", "none"), "there is no spec/none/rules.ts"],
  [
    "a hunk that does not apply",
    `${DIFF}@@ -6,3 +5,2 @@\n six\n-sieben\n eight\n`,
    `hunk 2 (@@ -6,3 +5,2 @@) does not apply to ${FILE}`,
  ],
  ["a change of nothing", DIFF.replace("-four", " four").replace("3,2", "3,3"), `changes nothing in ${FILE}`],
];

describe("one line tells what is wrong with", () => {
  test.each(COMPLAINTS)("%s", (_, text, says) => {
    const line = complaint(text);
    expect(line).toMatch(/^folder\/my-bug\.diff: /);
    expect(line).toContain(says);
    expect(line).not.toContain("\n");
  });

  test.each([
    ["bug", "has no line bug: ... in front of its diff"],
    ["property", "has no line property: ... in front of its diff"],
    ["length", "has no line length: ... in front of its diff"],
  ])("a header without %s", (key, says) => {
    const text = `${HEAD}${DIFF}`.replace(new RegExp(`^${key}: .*\n`, "m"), "");
    expect(() => exhibit(parse(text))).toThrow(`folder/my-bug.diff: ${says}`);
  });

  test.each([
    ["a length of no number", HEAD.replace("length: 2", "length: two"), "length: is not a whole number"],
    ["an unknown entry", HEAD.replace("length", "size: 3\nlength"), "size: is no entry of a mutant's header"],
    ["no story", `${HEAD.split("\n\n")[0]}\n\n`, "has no story between its header and the diff"],
  ])("%s", (_, head, says) => {
    expect(() => exhibit(parse(`${head}${DIFF}`))).toThrow(`folder/my-bug.diff: ${says}`);
  });
});
