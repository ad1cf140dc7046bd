/** refine: does a model refine a more abstract one? */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, lines, sigma486 } from "./command.js";
import { digits } from "./modules.js";

const cwd = folder({
  "right.mjs": digits(true),
  "wrong.mjs": digits(false),
  "still.mjs": `
    import { digits } from "./right.mjs";
    const { value } = digits.simulations;
    const tick = { ...digits.rules[0], name: "idle", effect() {} };
    export default { ...digits, name: "still", rules: [tick], simulations: { value } };`,
});
const run = (line: string) => sigma486(line.split(" "), { cwd });

describe.concurrent("refine", () => {
  it("judges a simulation at every transition, and along walks", async () => {
    const { code, stdout } = await run("refine right.mjs --max-samples 200 --json");
    expect(code).toBe(0);
    const both = { model: "digits", judge: "refine", simulation: "value", onto: "number", verdict: "holds" };
    expect(JSON.parse(stdout)).toMatchObject([
      {
        ...both,
        by: "search",
        distinct: 100,
        transitions: 150,
        runs: { none: 0, one: 100, two: 0, more: 50 },
      },
      { ...both, by: "random", samples: 200, seed: "486" },
    ]);
  });

  it("prints a table", async () => {
    const { stdout } = await run("refine right.mjs --max-samples 200");
    expect(stdout).toMatch(/^refine: all 2 hold\n\nmodel +judge +scope +verdict +covered\n/);
    expect(stdout).toMatch(/\ndigits +refine value +digits +holds +150 transitions, /);
    expect(stdout).toMatch(/\ndigits +refine value +digits +holds +200 walks, /);
  });

  it("shows both levels where a simulation fails, once, and ends with 15", async () => {
    const { code, stdout } = await run("refine wrong.mjs --max-samples 200 --junit wrong.xml");
    expect(stdout).toMatch(/^refine: of 2, 2 violated\n/);
    expect(stdout).toContain("digits: the simulation value fails at step 6 (digits)\n");
    expect(stdout).toContain(`
6  number: add(by: 1)
   tick()
     the row counts on
     digit[0]: 9 -> 0

value: the digits are the number in the decimal system
  source: a test
  count is 10 after this step, and 0 in what the state after stands for
shortest (no divergence within 10 states of depth < 6)
replay: sigma486 replay .sigma486/traces/digits-value.itf.json --model wrong.mjs
`);
    expect(stdout.match(/^6 {2}number/gm)).toHaveLength(1);
    expect(code).toBe(15);
    const xml = readFileSync(join(cwd, "wrong.xml"), "utf8");
    expect(xml).toContain('<testsuite name="digits refine value digits" tests="3" failures="1"');
    expect(xml).toContain('<testcase classname="digits refine value digits" name="refines number">');
  });

  it("leaves a trace that replays", async () => {
    await run("refine wrong.mjs --max-samples 1 --out-itf value.itf.json");
    const again = await run("replay value.itf.json --model wrong.mjs");
    expect(again.stdout).toMatch(
      /^still fails: digits: the simulation value fails at step 6: count is 10 after/,
    );
    expect(again.code).toBe(15);
    const mended = await run("replay value.itf.json --model right.mjs");
    expect(mended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^fixed: digits: every step applies/),
    });
  });

  it("is a row of check", async () => {
    const { code, stdout } = await run("check wrong.mjs --max-samples 200 --json");
    const judges = JSON.parse(stdout).map(({ judge }: { judge: string }) => judge);
    expect(judges).toEqual(["search", "random", "refine"]);
    expect(code).toBe(15);
  });

  it("that says nothing is vacuous", async () => {
    const { code, stdout } = await run("refine still.mjs --max-samples 20 --json");
    const nothing = { verdict: "vacuous", vacuous: ["no step stands for a step of number"], violated: [] };
    expect(JSON.parse(stdout)).toMatchObject([nothing, nothing]);
    expect(code).toBe(16);
  });

  it.each([
    ["a model that stands for none", "refine sigma", 151, /^sigma486: sigma stands for no other model: /],
    [
      "a simulation that there is not",
      "refine ipc --onto tlb",
      151,
      /^sigma486: --onto tlb: ipc has no such simulation; it has sigma$/,
    ],
    [
      "an abstract model of none",
      "refine --onto unix",
      151,
      /^sigma486: --onto unix: ipc has no such simulation/,
    ],
    ["no name", "refine ipc --onto", 64, /option '--onto <name>' argument missing/],
    ["a scope that there is not", "refine ipc --scope spaces=99", 151, /^sigma486: scope spaces=99 of ipc: /],
    ["a model that there is not", "refine sigmoid", 150, /^sigma486: no model sigmoid: /],
  ])("refuses %s", async (_what, line, code, message) => {
    const ran = await run(line);
    expect(ran.code).toBe(code);
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr.trim()).toMatch(message);
    expect(ran.stdout).toBe("");
  });
});
