/** refine, of the kernel from arbitrary states: rows, flags, and what a kernel with a bug looks like. */
import { describe, expect, it } from "vitest";
import { folder, sigma486 } from "./command.js";

const cwd = folder();
const run = (line: string) => sigma486(line.split(" "), { cwd });
const FROM = "refine small --design l3 --profile states/everything";

describe.concurrent("refine, of a machine from arbitrary states", () => {
  it("takes and refuses every rule at its usual size", async () => {
    const { code, stdout } = await run(`${FROM} --json`);
    const [result] = JSON.parse(stdout);
    expect(result).toMatchObject({ model: "small", design: "l3", by: "random", seed: "486", onto: "kernel" });
    expect(result).toMatchObject({ verdict: "holds", vacuous: [], samples: 400, kept: 400 });
    expect(result.steps).toBeGreaterThan(3000);
    expect(result.refused).toBeGreaterThan(500);
    expect(result.taken.filter(({ times }: { times: number }) => times === 0)).toEqual([]);
    expect(code).toBe(0);
  });

  it("takes a number of states, and a seed", async () => {
    const { stdout } = await run("refine i486 --profile states/everything --max-samples 3 --seed 7 --json");
    expect(JSON.parse(stdout)).toMatchObject([{ model: "i486", samples: 3, kept: 3, seed: "7" }]);
  });

  it("says how many states were made, and how many were kept", async () => {
    const { stdout } = await run(`${FROM} --max-samples 20`);
    expect(stdout).toMatch(/ +refine kernel +profile=states\/\s*everything +holds +20 states, /);
    expect(stdout).toMatch(
      / {2}small {2}states\/everything: 20 of 20 arbitrary states; \d+ steps, \d+ refused/,
    );
  });

  it("shows the state from which a kernel with a bug fails, and how to come to it again", async () => {
    const command = `${FROM} --mutant children-forget-siblings --max-samples 100`;
    const { code, stdout } = await run(command);
    expect(stdout).toMatch(/from a state in which\n(?: {2}.* is .*\n)+/);
    expect(stdout).toMatch(/pages: node \w+ has child \w+, which does not know it/);
    expect(stdout).toContain("no simpler state was found that fails");
    expect(stdout).toContain(`--profile states/everything --mutant children-forget-siblings`);
    expect(code).toBe(15);
  });
});
