/** replay, shrink, explain and export: the verbs that take a trace. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folder, lines, type Ran, sigma486 } from "./command.js";
import { ALONE } from "./modules.js";

const cwd = folder({
  "alone.ts": ALONE,
  "repaired.ts": ALONE.replace("p < q &&", "p < q && p < 0 &&"),
  "renamed.ts": ALONE.replaceAll("MY-ALONE", "MY-OTHER"),
});
const ours = (words: string): Promise<Ran> => sigma486(words.split(" "), { cwd });
const read = (name: string): string => readFileSync(join(cwd, name), "utf8");

beforeAll(async () => {
  expect(await ours("search alone.ts --out-itf alone.itf.json --verbosity 0")).toMatchObject({ code: 12 });
  expect(
    await ours("search demap-by-value --invariant DEMAP-SIBLINGS --out-itf claim.itf.json"),
  ).toMatchObject({ code: 0 });
  const lazy = "search demap-by-value --invariant SIG-THROUGH-TWO --out-itf witness.itf.json";
  expect(await ours(lazy)).toMatchObject({ code: 0 });
});

describe.concurrent("replay", () => {
  it("says that a violation still fails, with its code", async () => {
    const { code, stdout } = await ours("replay alone.itf.json --model alone.ts");
    expect(stdout).toBe(
      "still fails: alone: MY-ALONE is violated after step 2\n  explain: sigma486 explain alone.itf.json --model alone.ts\n",
    );
    expect(code).toBe(12);
  });

  it("says that a claim or a witness is still shown, with code 0", async () => {
    expect(await ours("replay claim.itf.json")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^still shown: /),
    });
    expect(await ours("replay witness.itf.json")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^still shown: /),
    });
  });

  it("says that a violation is fixed, with code 0", async () => {
    const { code, stdout } = await ours("replay alone.itf.json --model repaired.ts");
    expect(stdout).toMatch(/^fixed: alone: every step applies, and MY-ALONE holds throughout\n/);
    expect(code).toBe(0);
  });

  it("says that a trace is stale, with code 10", async () => {
    const { code, stdout } = await ours("replay alone.itf.json --model renamed.ts");
    expect(stdout).toMatch(/^stale: alone: alone has no property MY-ALONE\n/);
    expect(code).toBe(10);
  });

  it("says so in JSON", async () => {
    const { stdout } = await ours("replay alone.itf.json --model alone.ts --json");
    expect(JSON.parse(stdout)).toMatchObject([
      {
        model: "alone",
        judge: "replay",
        verdict: "violated",
        violated: ["MY-ALONE"],
        answer: "still fails",
        step: 2,
      },
    ]);
  });
});

describe.concurrent("shrink", () => {
  it("makes a trace shortest, certifies it, and leaves the original alone", async () => {
    copyFileSync(join(cwd, "alone.itf.json"), join(cwd, "long.itf.json"));
    const original = lengthened(JSON.parse(read("alone.itf.json")));
    writeFileSync(join(cwd, "long.itf.json"), original);
    const { code, stdout, stderr } = await ours("shrink long.itf.json --model alone.ts");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^shrunk: from 3 steps to 2, shortest\n/);
    expect(stdout).toMatch(/\nreplay: sigma486 replay long\.min\.itf\.json --model alone\.ts\n$/);
    expect(code).toBe(0);
    expect(read("long.itf.json")).toBe(original);
    expect(JSON.parse(read("long.min.itf.json"))).toMatchObject({
      "#meta": { minimal: { certified: true, length: 2 } },
    });
  });

  it("does nothing where nothing is shown any more", async () => {
    const { code, stdout } = await ours("shrink alone.itf.json --model repaired.ts --out-itf not.itf.json");
    expect(stdout).toMatch(/^fixed: /);
    expect(code).toBe(0);
    expect(existsSync(join(cwd, "not.itf.json"))).toBe(false);
  });
});

/** The trace with its first step taken twice: mapping a page again changes nothing. */
function lengthened(itf: { states: unknown[] }): string {
  const [initial, first, ...rest] = itf.states;
  return JSON.stringify({ ...itf, states: [initial, first, first, ...rest] });
}

describe.concurrent("explain", () => {
  it("tells the steps, what changed, and the offenders", async () => {
    const { code, stdout } = await ours("explain alone.itf.json --model alone.ts");
    expect(code).toBe(0);
    expect(lines(stdout)[0]).toBe("alone (spaces=3,pages=3): MY-ALONE is violated after 2 steps");
    expect(stdout).toContain("2  map(from: (0,0), to: (1,1))\n");
    expect(stdout).toContain("  p = (1,0), q = (1,1)\n");
    expect(stdout).not.toContain("origin(2,2) = nil");
  });

  it("tells whole states with --all", async () => {
    expect((await ours("explain alone.itf.json --model alone.ts --all")).stdout).toContain(
      "origin(2,2) = nil",
    );
  });
});

describe.concurrent("export", () => {
  it("draws a trace", async () => {
    expect((await ours("export dot claim.itf.json")).stdout).toMatch(/^digraph "demap-by-value/);
    expect((await ours("export mermaid claim.itf.json")).stdout).toContain("\nflowchart TD\n");
  });

  it("draws a small model", async () => {
    const { code, stdout } = await ours("export dot sigma --scope spaces=2,pages=1");
    expect(code).toBe(0);
    expect(stdout).toContain("  s0 -> s1 [label=");
  });

  it("writes the trace again", async () => {
    const again = JSON.parse((await ours("export itf claim.itf.json")).stdout);
    expect(again.states).toEqual(JSON.parse(read("claim.itf.json")).states);
  });
});
