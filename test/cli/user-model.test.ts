/** Models of a user's own, in folders where this package is not installed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, sigma486 } from "./command.js";
import { ALONE, LIGHTS } from "./modules.js";

const cwd = folder({
  "alone.ts": ALONE,
  "sub folder/alone.ts": ALONE,
  "lights.ts": LIGHTS,
  "reexport.js": 'export { sigma } from "sigma486/spec/sigma";',
  "package/package.json": '{ "type": "commonjs" }',
  "package/old.cjs.js": 'module.exports = require("sigma486/spec/sigma").sigma;',
});

const text = async (words: readonly string[]): Promise<{ code: number | null; stdout: string }> => {
  const ran = await sigma486(words, { cwd });
  expect(ran.stderr).toBe("");
  return ran;
};

describe.concurrent("a module in TypeScript", () => {
  it("adds an invariant to sigma; the counterexample ends with the command that replays it", async () => {
    const { code, stdout } = await text(["search", "alone.ts"]);
    expect(code).toBe(12);
    expect(stdout).toMatch(/^alone: violated: MY-ALONE after 2 steps \(spaces=3,pages=3\)\n/);
    expect(stdout).toContain("MY-ALONE: a space holds at most one mapped page, besides sigma0\n");
    expect(stdout).toContain("p = (1,0), q = (1,1)\nshortest (no violation within ");
    const command = "sigma486 replay .sigma486/traces/alone-MY-ALONE.itf.json --model alone.ts";
    expect(stdout.endsWith(`replay: ${command}\n`)).toBe(true);
    const again = await text(command.split(" ").slice(1));
    expect(again.code).toBe(12);
    expect(again.stdout).toMatch(/^still fails: alone: MY-ALONE is violated after step 2\n/);
  });

  it("may lie under a path with a space, and have its model chosen by name", async () => {
    const { code, stdout } = await text(["run", "sub folder/alone.ts#alone486", "--seed", "3"]);
    expect(code).toBe(12);
    expect(stdout).toMatch(/--model 'sub folder\/alone\.ts#alone486'\n$/);
  });

  it("may be a whole model", async () => {
    const { code, stdout } = await text(["search", "lights.ts"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^lights: holds in all 5 states of roads=4\n/);
    const walks = await text(["run", "lights.ts", "--workers", "2", "--max-samples", "200"]);
    expect(walks.stdout).toMatch(/^lights: holds in 200 random walks of at most 100 steps, roads=4\n/);
  });

  it("leaves no transpiled files behind", () => {
    expect(existsSync(join(cwd, "node_modules"))).toBe(false);
  });
});

describe.concurrent("a module in JavaScript", () => {
  it("may hand on a model of ours", async () => {
    const { code, stdout } = await text(["search", "reexport.js", "--scope", "quick"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sigma: holds in all 689 states/);
  });
});
