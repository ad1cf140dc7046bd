/** What the command prints: into a pipe, into a narrow one, into one that closes, on a terminal. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, lines, run, shellCommand, sigma486 } from "./command.js";
import { ALONE, LIGHTS } from "./modules.js";

const cwd = folder({ "alone.ts": ALONE, "lights.ts": LIGHTS });
const stdout = async (words: string, env: NodeJS.ProcessEnv = {}): Promise<string> =>
  (await sigma486(words.split(" "), { cwd, env })).stdout;

describe.concurrent("in a pipe", () => {
  it("the report has no escapes, and no progress stands beside it", async () => {
    const { stdout, stderr, code } = await sigma486(["search", "sigma", "--scope", "spaces=4,pages=2"], {
      cwd,
    });
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^[\n -~]*$/);
    expect(stdout).toMatch(
      /^sigma: holds in all 101,961 states of spaces=4,pages=2\n\n {2}states {7}101,961; stored/,
    );
    expect(stdout).toMatch(
      /\n {2}witnesses {4}4 of 4 seen\n {2}not covered {2}scopes other than spaces=4,pages=2\n$/,
    );
  });

  it.each([
    "search alone.ts",
    "run alone.ts --seed 1",
    "check lights.ts alone.ts --max-samples 200",
    "search demap-by-value",
    "search demap-by-value --verbosity 4 --witnesses",
  ])("%s at 60 columns: nothing is longer than that, and nothing is lost", async (words) => {
    const narrow = await stdout(words, { COLUMNS: "60" });
    const wide = await stdout(words, { COLUMNS: "120" });
    const long = lines(narrow).filter((line) => line.length > 60);
    expect(long.filter((line) => !line.startsWith("replay: sigma486 "))).toEqual([]);
    const letters = (text: string): string =>
      [...text.replace(/[\d.,]+ (min|s|MiB|[kM]? ?(steps|transitions)\/s)|\s/g, "")].sort().join("");
    expect(letters(narrow)).toBe(letters(wide));
  });

  it("every line of help fits 80 columns, and has examples that can be pasted", async () => {
    for (const verb of ["check", "run", "search", "cost", "replay", "shrink", "explain", "export"]) {
      const help = await stdout(`${verb} --help`);
      expect(help).toMatch(/\nExample:\n {2}\$ sigma486 /);
      expect(lines(help).filter((line) => line.length > 80 && !line.startsWith("  $ "))).toEqual([]);
    }
    expect(await stdout("--help")).toContain("12  an invariant or a step property is violated\n");
  });

  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await stdout("--version")).toBe(`${version}\n`);
  });
});

describe.concurrent("a pipe that closes", () => {
  it.each(["--help", "search alone.ts", "search alone.ts --json", "search demap-by-value --verbosity 4"])(
    "ends %s quietly",
    async (words) => {
      const { stdout, stderr } = await run("sh", ["-c", `${shellCommand(words)} | head -1`], { cwd });
      expect(lines(stdout)).toHaveLength(1);
      expect(stderr).toBe("");
    },
  );

  it("is no excuse for a disk that is full", async () => {
    const { code, stderr } = await run("sh", ["-c", shellCommand("search lights.ts > /dev/full")], { cwd });
    expect(stderr).toMatch(/^sigma486: ENOSPC.*\n$/);
    expect(code).toBe(153);
  });
});

describe.concurrent("--verbosity", () => {
  it("0 prints nothing, 1 the verdict", async () => {
    expect(await stdout("search alone.ts --verbosity 0")).toBe("");
    expect(await stdout("search alone.ts --verbosity 1")).toBe(
      "alone: violated: MY-ALONE after 2 steps (spaces=3,pages=3)\n",
    );
  });

  it("3 adds coverage, 4 whole states", async () => {
    expect(await stdout("search lights.ts --verbosity 3")).toMatch(/\n {2}go\.all-red {5}refused 16 times\n/);
    expect(await stdout("search alone.ts --verbosity 4")).toContain("     origin(2,2) = nil\n");
  });
});

describe.concurrent("files", () => {
  it("a report in JUnit XML has a case for each property", async () => {
    await stdout("check alone.ts --max-samples 10 --junit report.xml");
    const xml = readFileSync(join(cwd, "report.xml"), "utf8");
    expect(xml).toContain(
      '<testsuite name="alone search spaces=3,pages=2" tests="16" failures="1" errors="0"',
    );
    expect(xml).toContain('<testcase classname="alone random spaces=3,pages=3" name="no deadlock">');
    expect(xml).toMatch(/name="MY-ALONE">\n\s*<failure message="alone: violated: MY-ALONE after 2 steps/);
  });

  it("a folder that cannot be written is told in one line, and the verdict stands", async () => {
    const full = folder({ "alone.ts": ALONE, ".sigma486": "a file where the folder should be" });
    const { code, stdout, stderr } = await sigma486(["search", "alone.ts"], { cwd: full });
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/^sigma486: .*\.sigma486/);
    expect(stdout).not.toContain("replay: ");
    expect(code).toBe(12);
  });
});

const hasScript = spawnSync("sh", ["-c", "command -v script"]).status === 0;
describe.skipIf(!hasScript).concurrent("on a terminal", () => {
  const onTerminal = async (words: string, env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const command = `stty cols 90; exec ${shellCommand(words)}`;
    return (await run("script", ["-qec", command, "/dev/null"], { cwd, env: { TERM: "xterm", ...env } }))
      .stdout;
  };

  it("the verdict has a colour, unless NO_COLOR is set", async () => {
    expect(await onTerminal("search lights.ts")).toContain("\u001b[32mlights: holds in all 5 states");
    expect(await onTerminal("search lights.ts --verbosity 1", { NO_COLOR: "1" })).toContain(
      "lights: holds in all",
    );
    expect(await onTerminal("search lights.ts --verbosity 0")).toBe("");
  });

  it("a long run shows its progress on one line, and clears it", async () => {
    const shown = await onTerminal("search sigma --scope spaces=5,pages=2 --max-depth 5");
    const progress = /depth \d · [\d,]+ states · [\d,.]+( M)? transitions · [\d.]+ [kM]\/s · queue [\d,]+/;
    expect(shown).toMatch(progress);
    expect(shown.lastIndexOf("\u001b[2K")).toBeGreaterThan(shown.search(progress));
    expect(await onTerminal("search sigma --scope spaces=5,pages=2 --max-depth 5 --json")).not.toContain(
      "depth 5 ·",
    );
  });
});
