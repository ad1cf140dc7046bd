/** search and run: verdicts, numbers, exit codes. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, sigma486 } from "./command.js";
import { FICKLE, IDLE, STUCK, THROWING } from "./modules.js";

const cwd = folder({ "stuck.mjs": STUCK, "throwing.mjs": THROWING, "idle.mjs": IDLE, "fickle.mjs": FICKLE });

const json = async (words: string, code = 0): Promise<unknown> => {
  const ran = await sigma486([...words.split(" "), "--json"], { cwd });
  expect(ran).toMatchObject({ code, stderr: "" });
  return JSON.parse(ran.stdout);
};

describe.concurrent("search", () => {
  it.each([
    ["spaces=3,pages=2", 689],
    ["spaces=4,pages=2", 101_961],
    ["spaces=3,pages=3", 268_714],
  ])("finds every state of %s", async (scope, distinct) => {
    const found = await json(`search sigma --scope ${scope} --invariant SIG-ROOT --invariant SIG-FRAME`);
    expect(found).toMatchObject([
      {
        model: "sigma",
        judge: "search",
        verdict: "holds",
        distinct,
        violated: [],
        properties: ["SIG-ROOT", "SIG-FRAME"],
      },
    ]);
  });

  it("counts fewer states under symmetry, and says so", async () => {
    const found = await json("search sigma --scope quick --symmetry");
    expect(found).toMatchObject([{ verdict: "holds", symmetry: true, witnessed: { length: 4 } }]);
  });

  it("ends with limit, and code 152, where the memory or the depth that it may use ends", async () => {
    expect(await json("search sigma --max-memory 1", 152)).toMatchObject([
      { verdict: "limit", limit: "memory" },
    ]);
    expect(await json("search sigma --max-depth 2", 152)).toMatchObject([
      { verdict: "limit", limit: "depth", depth: 2 },
    ]);
  });

  it("reports a claim that is not refuted as vacuous, if it is the one asked for", async () => {
    const found = await json("search sigma --scope spaces=2,pages=1 --invariant SIG-THROUGH-TWO", 16);
    expect(found).toMatchObject([{ verdict: "vacuous", vacuous: ["witness SIG-THROUGH-TWO is never seen"] }]);
  });

  it("writes the trace of a claim with --out-itf, and nothing by default", async () => {
    await json("search demap-by-value");
    expect(existsSync(join(cwd, ".sigma486/traces/demap-by-value-SIG-ROOT.itf.json"))).toBe(false);
    const found = await json("search demap-by-value --out-itf claim.itf.json");
    expect(found).toMatchObject([{ trace: "claim.itf.json", minimal: { certified: true, length: 1 } }]);
    expect(JSON.parse(readFileSync(join(cwd, "claim.itf.json"), "utf8"))).toMatchObject({
      "#meta": { model: "demap-by-value", kind: "refuted", status: "ok", tool: "sigma486 0.1.0" },
    });
  });
});

describe.concurrent("exit codes of search", () => {
  it.each([
    ["a deadlock", "stuck.mjs", 11, { verdict: "violated", violated: ["deadlock"], minimal: { length: 1 } }],
    [
      "a rule that throws",
      "throwing.mjs",
      75,
      { verdict: "violated", violated: ["error"], message: "a bug\nin the model" },
    ],
    ["a rule that is never taken", "idle.mjs", 16, { verdict: "vacuous", violated: [] }],
    ["an invariant that is not a function of the state", "fickle.mjs", 18, { verdict: "disagree" }],
  ])("%s", async (_what, module, code, result) => {
    expect(await json(`search ${module} --scope quick`, code)).toMatchObject([result]);
  });
});

describe("run", () => {
  it("makes the same walks for one seed, on any number of threads", async () => {
    const walks = "run sigma --scope quick --seed 486 --max-samples 300 --max-steps 20";
    const [one] = [await json(walks)].flat();
    const [two] = [await json(`${walks} --workers 2`)].flat();
    const numbers = { judge: "random", verdict: "holds", seed: "486", samples: 300 };
    expect(one).toMatchObject(numbers);
    const { steps, refused } = Object(one);
    expect(two).toMatchObject({ ...numbers, steps, refused });
  });

  it("finds, shrinks and certifies", async () => {
    expect(await json("run stuck.mjs --seed 1 --max-samples 5", 11)).toMatchObject([
      {
        violated: ["deadlock"],
        minimal: { certified: true, length: 1 },
        trace: ".sigma486/traces/stuck-deadlock.itf.json",
      },
    ]);
  });

  it("says which parts the walks did not exercise", async () => {
    const ran = await sigma486(["run", "sigma", "--max-samples", "1", "--max-steps", "1", "--seed", "1"], {
      cwd,
    });
    expect(ran.stdout).toMatch(
      /^sigma: vacuous: \d+ parts of the model are never exercised, in 1 random walk of/,
    );
    expect(ran.stdout).toContain("These walks did not show it; more of them may.");
    expect(ran.code).toBe(16);
  });
});
