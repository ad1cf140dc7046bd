/** `sigma486 cost`: the figures, a path, the prices, and what can be wrong with a request. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { paths } from "../../impl/programs/paths.js";
import { folder, lines, type Ran, run, shellCommand, sigma486 } from "./command.js";

const cwd = folder();
const cost = (words: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  sigma486(`cost ${words}`.trim().split(" "), { cwd, env });
const COMMON = { model: "impl/kernel", judge: "cost", seconds: expect.any(Number) };

describe.concurrent("cost", () => {
  it("prints every figure with its verdict, and ends with 17 if one is missed", async () => {
    const { code, stdout, stderr } = await cost("", { COLUMNS: "110" });
    const missed = / missed +[LM]/.test(stdout);
    expect({ code, stderr }).toEqual({ code: missed ? 17 : 0, stderr: "" });
    expect(stdout).toMatch(
      missed ? /^cost: of 13 published figures \d+ are met, \d missed\n/ : /^cost: all 13 /,
    );
    expect(stdout).toMatch(/^1 +enter and leave .* 107 +107 clocks +equal +L95/m);
    expect(stdout).toMatch(/^ {2}not covered {2}/m);
    expect(stdout).toMatch(/^[\n -~±]*$/);
  });

  it("gives them as JSON, an element each, with their sources", async () => {
    const { code, stdout } = await cost("--json");
    const results: readonly Readonly<Record<string, unknown>>[] = JSON.parse(stdout);
    expect(results).toHaveLength(13);
    for (const its of results) {
      expect(its).toMatchObject({ ...COMMON, verdict: expect.stringMatching(/^(holds|missed)$/) });
      expect(its).toMatchObject({ figure: expect.any(String), source: expect.any(String) });
      expect(its).toMatchObject({
        value: expect.any(Number),
        ours: expect.any(Number),
        unit: expect.any(String),
      });
    }
    expect(code).toBe(results.some(({ verdict }) => verdict === "missed") ? 17 : 0);
  });

  it("prints the verdict alone with --verbosity 1, nothing with 0", async () => {
    expect(lines((await cost("--verbosity 1")).stdout)).toHaveLength(1);
    expect((await cost("ipc-short --verbosity 0")).stdout).toBe("");
  });

  it("closes a pipe quietly", async () => {
    const { stdout, stderr } = await run("sh", ["-c", `${shellCommand("cost ipc-512")} | head -1`], { cwd });
    expect(lines(stdout)).toHaveLength(1);
    expect(stderr).toBe("");
  });
});

describe.concurrent("cost of a path", () => {
  it("is told by phase and by instruction, hot and cold", async () => {
    const { code, stdout } = await cost("ipc-short", { COLUMNS: "100" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ipc-short: .* \d+ clocks hot \(\d\.\d us\), \d+ clocks/);
    expect(stdout).toMatch(/^phase +instr\. +hot +TLB +cache +cold +TLB +cache$/m);
    expect(stdout).toMatch(/^phase +instruction +hot +TLB +cache +cold +TLB +cache$/m);
    expect(stdout).toMatch(/^ +cmp \[edi\+myself\],esi +\d+/m);
    expect(stdout).toMatch(/^total +\d+ +\d+/m);
  });

  it("adds up in JSON, in both states", async () => {
    const { stdout } = await cost("ipc-512 --json");
    const results: readonly {
      readonly clocks: number;
      readonly phases: readonly { readonly clocks: number }[];
      readonly entries: readonly { readonly clocks: number }[];
    }[] = JSON.parse(stdout);
    expect(results).toMatchObject([
      { ...COMMON, verdict: "holds", path: "ipc-512", heat: "hot" },
      { ...COMMON, verdict: "holds", path: "ipc-512", heat: "cold" },
    ]);
    for (const { clocks, phases, entries } of results)
      for (const parts of [phases, entries]) expect(parts.reduce((n, its) => n + its.clocks, 0)).toBe(clocks);
  });

  it.each(["timer", "ipc-512", "prices"])("%s fits 60 columns, and nothing is lost", async (name) => {
    const narrow = (await cost(name, { COLUMNS: "60" })).stdout;
    const wide = (await cost(name, { COLUMNS: "100" })).stdout;
    expect(lines(narrow).filter(({ length }) => length > 60)).toEqual([]);
    for (const number of wide.match(/\b\d+\b/g) ?? []) expect(narrow).toContain(number);
  });
});

describe.concurrent("the prices", () => {
  it("are a table of every technique, with the chart as a page that needs nothing else", async () => {
    const { code, stdout, stderr } = await cost("prices --html prices.html", { COLUMNS: "100" });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of ["nothing", "one call", "window", "registers", "virtual TCBs", "wake-up lists"])
      expect(stdout).toMatch(new RegExp(`^${name} +\\d`, "m"));
    const page = readFileSync(join(cwd, "prices.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>\n<html/);
    expect(page.match(/<svg /g)).toHaveLength(7);
    expect(page.match(/<rect /g)).toHaveLength(7 * 9);
    expect(page).not.toMatch(/https?:|<script|<link|<img|@import|url\(|src=|href=/);
  });

  it("are the same in JSON", async () => {
    const results: readonly unknown[] = JSON.parse((await cost("prices --json")).stdout);
    expect(results).toHaveLength(9);
    expect(results[0]).toMatchObject({ ...COMMON, verdict: "holds", without: null });
    expect(results[1]).toMatchObject({
      without: "oneCall",
      works: expect.arrayContaining([
        {
          work: "RPC",
          clocks: expect.any(Number),
          tlbMisses: expect.any(Number),
          cacheMisses: expect.any(Number),
        },
      ]),
    });
  });
});

describe.concurrent("a bad request", () => {
  it.each([
    ["a path that there is not", "ipc-long", 64, /cost ipc-long: there are minimal, ipc-short, .*, prices/],
    ["a chart of no prices", "ipc-short --html a.html", 64, /--html a\.html: only cost prices has charts/],
    ["a chart of the figures", "--html a.html", 64, /--html a\.html: only cost prices/],
    ["two paths", "timer interrupt", 64, /too many arguments/],
    ["a flag of other verbs", "--seed 1", 64, /unknown option '--seed'/],
    ["a page that cannot be written", "prices --html no/x.html", 153, /no\/x\.html cannot be written/],
  ] as const)("%s: cost %s", async (_what, words, code, line) => {
    const ran = await cost(words);
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr).toMatch(line);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: "" });
    expect(existsSync(join(cwd, "a.html"))).toBe(false);
  });

  it("names every path in help's reach", async () => {
    const { stderr } = await cost("nowhere");
    for (const { name } of paths) expect(stderr).toContain(name);
  });
});
