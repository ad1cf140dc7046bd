/** check: every judge that applies. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../check/report/result.js";
import { folder, type Ran, sigma486 } from "./command.js";
import { ALONE, FICKLE, LIGHTS, ODD } from "./modules.js";

const cwd = folder({ "alone.ts": ALONE, "lights.ts": LIGHTS, "fickle.mjs": FICKLE, "odd.mjs": ODD });

describe("check without arguments", () => {
  let ran: Ran;
  let results: readonly Result[];
  beforeAll(async () => {
    ran = await sigma486(["check", "--json", "--junit", "report.xml"], { cwd });
    results = JSON.parse(ran.stdout);
  }, 600_000);

  it("holds, in all that it judges", () => {
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(results.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
  });

  it("judges sigma by both judges, at both scopes", () => {
    const [quick, full, walks] = results;
    expect(quick).toMatchObject({ model: "sigma", judge: "search", distinct: 689, depth: 4 });
    expect(full).toMatchObject({
      model: "sigma",
      judge: "search",
      distinct: 268_714,
      transitions: 19_600_104,
    });
    expect(walks).toMatchObject({
      model: "sigma",
      judge: "random",
      seed: "486",
      scope: { spaces: 3, pages: 3 },
    });
  });

  it("judges ipc and tlb by both judges, and whether they refine sigma", () => {
    for (const model of ["ipc", "tlb"]) {
      const judged = results.filter((result) => result.model === model);
      expect(judged.map(({ judge }) => judge)).toEqual(["search", "random", "refine", "prove"]);
      const [search, , refine] = judged;
      const { distinct, transitions, depth } = search ?? {};
      expect(refine).toMatchObject({
        ...{ simulation: "sigma", by: "search", onto: "sigma-release", distinct, transitions, depth },
        taken: ["map", "grant", "demap", "release"].map((rule) => ({ rule, times: expect.any(Number) })),
      });
      expect(refine?.taken?.every(({ times }) => times > 0)).toBe(true);
    }
  });

  it("judges the kernel on both machines, by everything that can be asked of it, and by the smaller searches, and from arbitrary states", () => {
    const judged = results.filter(({ profile }) => profile !== undefined);
    expect(judged).toMatchObject([
      { model: "small", judge: "refine", by: "random", onto: "kernel", profile: "everything", samples: 600 },
      { model: "i486", judge: "refine", by: "random", onto: "kernel", profile: "everything", samples: 100 },
      {
        model: "small",
        by: "random",
        verdict: "holds",
        profile: "states/everything",
        samples: 400,
        kept: 400,
      },
      { model: "small", by: "search", verdict: "holds", profile: "searches/memory" },
      { model: "small", by: "search", verdict: "holds", profile: "searches/timeouts" },
    ]);
  });

  it("judges the kernel by both judges, and whether it refines its parts", () => {
    const judged = results.filter(({ model }) => model === "kernel");
    expect(judged.map(({ judge, simulation }) => simulation ?? judge)).toEqual([
      ...["search", "random"],
      ...["ipc", "tlb", "sigma"],
    ]);
    expect(new Set(judged.flatMap(({ transitions = [] }) => transitions)).size).toBe(1);
  });

  it("refutes the claims of every finding", () => {
    const [demap] = results.filter(({ model }) => model === "demap-by-value");
    expect(demap).toMatchObject({
      judge: "search",
      refuted: expect.arrayContaining(["DEMAP-SIBLINGS", "DEMAP-OWNER"]),
    });
  });

  it("writes a suite for each judge of each model", () => {
    const xml = readFileSync(join(cwd, "report.xml"), "utf8");
    expect(xml.match(/<testsuite /g)).toHaveLength(results.length);
    expect(xml).not.toContain("<failure");
  });
});

describe.concurrent("check with models", () => {
  it("prints a table, and for what is bad the counterexample once", async () => {
    const { code, stdout } = await sigma486(["check", "lights.ts", "alone.ts", "--max-samples", "100"], {
      cwd,
    });
    expect(stdout).toMatch(/^check: of 4, 2 violated, 2 hold\n\nmodel +judge +scope +verdict +covered\n/);
    expect(stdout).toMatch(/\nlights +search +roads=2 +holds +3 states, /);
    expect(stdout).toMatch(/\nlights +random +roads=4 +holds +100 walks, /);
    expect(stdout).toMatch(/\nalone +search +spaces=3,pages=2 +violated +18 states, /);
    expect(stdout.match(/MY-ALONE: a space holds/g)).toHaveLength(1);
    expect(stdout).toContain(
      "replay: sigma486 replay .sigma486/traces/alone-MY-ALONE.itf.json --model alone.ts\n",
    );
    expect(code).toBe(12);
  });

  it("comes to the same on any number of threads, in the same order", async () => {
    const results = async (workers: string) => {
      const words = [
        "check",
        "alone.ts",
        "lights.ts",
        "--max-samples",
        "100",
        "--workers",
        workers,
        "--json",
      ];
      const { code, stdout } = await sigma486(words, { cwd });
      expect(code).toBe(12);
      return JSON.parse(stdout).map((result: Result) => ({ ...result, seconds: 0, peakBytes: 0 }));
    };
    const [one, two, many] = await Promise.all(["1", "2", "16"].map(results));
    expect(two).toEqual(one);
    expect(many).toEqual(one);
  });

  it("ends with what a thread throws, in one line", async () => {
    const ran = await sigma486(["check", "odd.mjs", "--symmetry", "--max-samples", "10"], { cwd });
    expect(ran).toMatchObject({ code: 150, stdout: "" });
    expect(ran.stderr).toMatch(/^sigma486: odd is not as symmetric as its schema says: .*\n$/);
  });

  it("ends with 18 when a trace of one judge means nothing to the other", async () => {
    const { code, stdout } = await sigma486(["check", "fickle.mjs", "--scope", "quick"], { cwd });
    expect(stdout).toMatch(/fickle: the judges disagree: the trace of FICKLE \(search\) does not\s+replay/);
    expect(code).toBe(18);
  });
});
