/** refine, of the kernel on its machine: all that can be reached in a part of it. */
import { describe, expect, it } from "vitest";
import { checkText } from "../../check/report/check-text.js";
import { resultOf } from "../../check/report/result.js";
import type { Implementation } from "../../check/simulate/implementation.js";
import { codeOf } from "../../cli/codes.js";
import { searchMachine } from "../../cli/machine-search.js";
import { kernelAt, searchPlace } from "../../cli/places.js";
import { profileNames } from "../../refinement/profiles.js";
import { searches, searchesOf, searchNames } from "../../refinement/searches.js";
import { completionCodes } from "../../spec/ipc/threads.js";
import { kernel as specification } from "../../spec/kernel/index.js";
import type { Kernel } from "../../spec/kernel/state.js";
import { plain } from "../report/plain.js";
import { folder, lines, sigma486 } from "./command.js";

const cwd = folder();
const run = (line: string) => sigma486(line.split(" "), { cwd });

describe.concurrent("a search of a machine", () => {
  it("comes to its end, with all that was asked for", async () => {
    const { code, stdout } = await run("refine small --design l3 --profile searches/memory --json");
    const [result, ...more] = JSON.parse(stdout);
    expect(more).toEqual([]);
    expect(result).toMatchObject({
      ...{ model: "small", judge: "refine", by: "search", verdict: "holds", design: "l3", vacuous: [] },
      ...{ profile: "searches/memory", scope: { profile: "searches/memory" }, violated: [] },
      ontoScope: { spaces: 2, threads: 1, pages: 2, calls: "system" },
    });
    expect(result.transitions).toBe(Object.values<number>(result.runs).reduce((sum, n) => sum + n, 0));
    expect(result.abstractStates).toBeLessThan(result.distinct);
    expect(result.limit).toBeUndefined();
    expect(code).toBe(0);
  });

  it("stands beside the walks of its profile, of any design; and may be the full one", async () => {
    const flags = "--design window --profile windows --scope full --max-samples 2 --max-depth 3";
    const { code, stdout } = await run(`refine small ${flags} --json`);
    expect(JSON.parse(stdout)).toMatchObject([
      { model: "small without window", by: "random", profile: "windows", verdict: "holds", samples: 2 },
      { model: "small without window", by: "search", profile: "searches/windows-many-calls", depth: 3 },
    ]);
    expect(code).toBe(152);
  });

  it("is told in a table, and by its states", async () => {
    const { stdout } = await run("refine small --profile searches/memory --max-depth 3");
    expect(stdout).toMatch(/profile=searches\/memory +limit +\d+ transitions, /);
    expect(stdout).toMatch(/searches\/memory: \d+ states, which stand for \d+, depth 3; \d+\s+steps,/);
    expect(stdout).toContain("limit: stopped at depth 3, ");
  });

  it("is cut where memory ends", async () => {
    const { code, stdout } = await run("refine small --profile searches/everything --max-memory 1M --json");
    expect(JSON.parse(stdout)).toMatchObject([{ verdict: "limit", limit: "memory" }]);
    expect(code).toBe(152);
  });

  it("holds at its own depth", async () => {
    const { code, stdout } = await run("refine small --profile searches/everything-3-tasks --json");
    expect(JSON.parse(stdout)).toMatchObject([{ verdict: "holds", depth: 8, scope: { depth: 8 } }]);
    expect(code).toBe(0);
  });

  it.each([
    ["a search on the other machine", "refine i486 --profile searches/memory", 151],
    ["a search that there is not", "refine small --profile searches/all", 151],
  ])("refuses %s", async (_what, line, code) => {
    const ran = await run(line);
    expect(ran.code).toBe(code);
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr).toMatch(/--profile searches\/\w+: there is no such profile/);
  });
});

/** Profiles for paths that walks take often and searches of a small size cannot: they add no rule and no code. */
const walkedAlone: readonly string[] = ["short", "clock", "loop", "descriptors", "malformed", "scarce"];

describe("the searches", () => {
  it("are of every profile, and ask for every rule and every code together", () => {
    for (const profile of profileNames.filter((name) => !walkedAlone.includes(name)))
      for (const extent of ["quick", "full"] as const)
        expect(searchesOf(profile, extent), `${profile}, ${extent}`).not.toEqual([]);
    const all = searchNames.map((name) => searches[name]).filter(({ extent }) => extent === "quick");
    const rules = all.flatMap(({ asks, follow }): string[] => [...asks, ...follow]);
    expect(new Set(rules)).toEqual(new Set(specification.rules.map(({ name }) => name)));
    expect(new Set(all.flatMap(({ told }) => told))).toEqual(new Set(completionCodes));
  });
});

const session = {
  flags: { verbosity: 2 },
  progress: { show: () => {}, clear: () => {} },
  signal: { aborted: false },
  many: true,
};
const place = searchPlace("memory");
const searched = async (flaw: (right: Implementation<Kernel>) => Partial<Implementation<Kernel>>) => {
  const right = await kernelAt(place);
  return searchMachine(session, place, { ...right, ...flaw(right) });
};

/** Tasks are not seen, once their thread has run. */
const forgetful = (right: Implementation<Kernel>) => ({
  abs() {
    const state = right.abs();
    return { ...state, thread: state.thread.map((at, t) => (t === 1 ? { kind: "inactive" as const } : at)) };
  },
});

describe("a kernel with a bug, searched", () => {
  it("is shown by the shortest run, on both levels, as a trace", async () => {
    const outcome = await searched(forgetful);
    expect(outcome.verdict).toBe("violated");
    expect(codeOf(outcome)).toBe(15);
    const text = checkText([outcome], [], plain, "refine");
    expect(text).toContain("small: does not refine kernel, as 2 steps show (profile=searches/memory)");
    expect(text).toContain("\n2  model: exRegs(target: (1,0))\n   exRegs(target: (1,0))\n");
    expect(text).toContain("thread(1,0) is ready in the model, and the machine stands for inactive");
    expect(text).toMatch(/shortest \(no \w+ within \d+ states of depth < 2\)/);
    expect(text).toContain("again: sigma486 refine small --design l3 --profile searches/memory\n");
    const { violated, minimal, failure } = resultOf(outcome);
    expect({ violated, minimal }).toMatchObject({
      violated: ["thread"],
      minimal: { certified: true, length: 2, searchedDepth: 1 },
    });
    expect(failure).toHaveLength(2);
    expect(outcome.machine?.itf?.states).toHaveLength(3);
  });

  it("that throws is told, and fails", async () => {
    const broken = (): never => {
      throw new Error("no such word");
    };
    const outcome = await searched(() => ({ broken }));
    expect(checkText([outcome], [], plain)).toContain("small: the machine threw: no such word");
    expect(codeOf(outcome)).toBe(15);
  });

  it("that nobody asks anything is vacuous", async () => {
    const outcome = await searched(() => ({ perform: () => undefined }));
    expect(outcome.verdict).toBe("vacuous");
    expect(outcome.found.vacuous).toContain("rule ipc of kernel is never taken");
    expect(outcome.found.vacuous).toContain("the code cut is never told");
    expect(codeOf(outcome)).toBe(16);
  });

  it("is not searched when the session is to stop", async () => {
    const outcome = await searchMachine({ ...session, signal: { aborted: true } }, place);
    expect(outcome.verdict).toBe("interrupted");
    expect(codeOf(outcome)).toBe(130);
  });
});
