/** Ctrl-C: what was covered so far is reported. */
import type { ChildProcess } from "node:child_process";
import { describe, expect, it } from "vitest";
import { folder, type Ran, sigma486 } from "./command.js";

const cwd = folder({
  "loud.mjs": `
    import { sigma } from "sigma486/spec/sigma";
    console.error("loaded");
    export const loud = { ...sigma, name: "loud", scopes: { ...sigma.scopes, full: { spaces: 5, pages: 2 } } };`,
});

/** Run the command, and send the signal some time after it has loaded its model. */
const interrupted = (words: string, signal: NodeJS.Signals = "SIGINT"): Promise<Ran> =>
  sigma486(words.split(" "), {
    cwd,
    started(child: ChildProcess) {
      child.stderr?.once("data", () => setTimeout(() => child.kill(signal), 800));
    },
  });

describe.concurrent("Ctrl-C", () => {
  it("ends a search with a report of what it covered", async () => {
    const { code, stdout, stderr } = await interrupted("search loud.mjs");
    const words = stdout.replaceAll(/\s+/g, " ");
    expect(words).toMatch(
      /^loud: interrupted at [\d,]+ states of spaces=5,pages=2; nothing violated within \d steps? states/,
    );
    expect(words).toMatch(/not covered states more than \d steps? from the initial one/);
    expect(stderr).toBe("loaded\n");
    expect(code).toBe(130);
  });

  it("ends a search with JSON that can be read", async () => {
    const { code, stdout } = await interrupted("search loud.mjs --json");
    const [result] = JSON.parse(stdout);
    expect(result).toMatchObject({ model: "loud", judge: "search", verdict: "interrupted", violated: [] });
    expect(result.distinct).toBeGreaterThan(1);
    expect(code).toBe(130);
  });

  it("ends walks, on one thread or more", async () => {
    for (const threads of ["1", "2"]) {
      const { code, stdout } = await interrupted(`run loud.mjs --max-samples 1000000 --workers ${threads}`);
      expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
        /^loud: interrupted after [\d,]+ random walks of at most 100/,
      );
      expect(code).toBe(130);
    }
  });

  it("ends a check, which says what it did not begin", async () => {
    const { code, stdout } = await interrupted("check loud.mjs sigma --scope spaces=5,pages=2 --workers 1");
    expect(stdout).toMatch(/^check: of 1, 1 interrupted\n/);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "not begun: loud (random), sigma (search), sigma (random)",
    );
    expect(code).toBe(130);
  });

  it("ends what every thread of a check does", async () => {
    const { code, stdout } = await interrupted("check loud.mjs sigma --scope spaces=5,pages=2 --workers 2");
    expect(stdout).toMatch(/^check: of 2, 2 interrupted\n/);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("not begun: sigma (search), sigma (random)");
    expect(code).toBe(130);
  });

  it("and the end that others wish for is not held up", async () => {
    const { code, stdout } = await interrupted("search loud.mjs", "SIGTERM");
    expect({ code, stdout }).toEqual({ code: null, stdout: "" });
  });
});
