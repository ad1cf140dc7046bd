/** README.md: its transcripts are run, its examples too, and its lists are compared with what is there. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const readme = join(root, "README.md");
const command = join(root, "dist/cli/main.js");

interface Block {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

const BLOCK = /<!-- (file|run|copy): (.*?) -->\n```\w+\n([\s\S]*?)```\n<!-- end -->/g;
const text = (): string => readFileSync(readme, "utf8");
const blocks = (): Block[] =>
  [...text().matchAll(BLOCK)].map(([, kind = "", name = "", body = ""]) => ({ kind, name, text: body }));

/** What differs from machine to machine and from run to run: times, memory, and how wide a table is for them. */
const masked = (transcript: string): string =>
  transcript
    .replaceAll(/^( {2}(?:memory|time) +).*$/gm, "$1...")
    .replaceAll(/\d+(\.\d+)? s\b/g, "... s")
    .replaceAll(/[\d,.]+( [kM])? steps\/s/g, "... steps/s")
    .replaceAll(/ {2,}/g, "  ");

describe("a transcript in README.md", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sigma486-readme-"));
    for (const { kind, name, text: body } of blocks())
      if (kind === "file") writeFileSync(join(folder, name), body);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (line: string): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [command, ...line.split(" ")], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, COLUMNS: "100", NO_COLOR: "1" },
    });
    return `$ npx sigma486 ${line}\n${stdout}${stderr}`;
  };

  const names = blocks()
    .filter((b) => b.kind === "run")
    .map((b) => b.name);
  test.each(names)("is what the command prints: %s", (name) => {
    const printed = run(name);
    if (process.env.UPDATE_DOCS) {
      const update = (block: string, kind: string, of: string): string =>
        kind === "run" && of === name
          ? `<!-- run: ${name} -->\n\`\`\`text\n${printed}\`\`\`\n<!-- end -->`
          : block;
      writeFileSync(readme, text().replace(BLOCK, update));
    }
    expect(masked(blocks().find((b) => b.kind === "run" && b.name === name)?.text ?? "")).toBe(
      masked(printed),
    );
  });
});

describe("README.md", () => {
  const between = (from: string): string => text().split(from)[1]?.split("<!-- end -->")[0] ?? "";

  test("quotes the sources as they are", () => {
    const quotes = blocks().filter(({ kind }) => kind === "copy");
    for (const { name, text: quoted } of quotes)
      expect(readFileSync(join(root, name), "utf8")).toContain(quoted);
  });

  test("lists every file of spec/ once, in its reading order", () => {
    const listed = [...between("<!-- reading order -->").matchAll(/^\d+\. `([^`]+)`/gm)].map(
      ([, file]) => file,
    );
    const there = readdirSync(join(root, "spec"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `spec/${file.replaceAll("\\", "/")}`);
    expect(listed.toSorted()).toEqual(there.toSorted());
  });

  test("has a line for every folder of the project", () => {
    const listed = [...text().matchAll(/^\| `([a-z]+)\/` \|/gm)].map(([, folder]) => folder ?? "");
    const there = readdirSync(root).filter(
      (name) =>
        /^[a-z]+$/.test(name) &&
        statSync(join(root, name)).isDirectory() &&
        !["dist", "coverage"].includes(name),
    );
    expect(listed.toSorted()).toEqual(there.toSorted());
    expect(listed.every((name) => existsSync(join(root, name)))).toBe(true);
  });

  test("has a line for every dependency", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const listed = [...between("## What it stands on").matchAll(/^\| (@?[\w/-]+) \|/gm)].map(
      ([, name]) => name,
    );
    const wanted = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    expect(listed.filter((name) => name !== "dependency").toSorted()).toEqual(wanted.toSorted());
  });
});
