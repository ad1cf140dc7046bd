/** refine, of the kernel on its machine: rows, flags, and what a kernel with a bug looks like. */
import { describe, expect, it } from "vitest";
import { checkText } from "../../check/report/check-text.js";
import { junitXml } from "../../check/report/junit.js";
import { resultOf } from "../../check/report/result.js";
import type { Implementation } from "../../check/simulate/implementation.js";
import { codeOf } from "../../cli/codes.js";
import { judgeMachine } from "../../cli/machines.js";
import { designs, implementationOf, profilesOf, type Setup } from "../../refinement/machines.js";
import type { Kernel } from "../../spec/kernel/state.js";
import { plain } from "../report/plain.js";
import { folder, lines, sigma486 } from "./command.js";

const cwd = folder();
const run = (line: string) => sigma486(line.split(" "), { cwd });

/**
 * Walks in every profile of L3's design, and of the other designs by everything and in their own; searches; and arbitrary states of each
 * design: on the small machine.
 */
const WALKS = [...designs.keys()].flatMap((design) => profilesOf("small", design)).length;
const SEARCHES = 6;
const STATES = 1 + 8;

describe.concurrent("refine, of a machine", () => {
  it("judges all profiles and all designs on small", async () => {
    const { code, stdout } = await run("refine small --max-samples 3 --max-depth 2 --json");
    const results = JSON.parse(stdout);
    expect(results).toHaveLength(WALKS + SEARCHES + STATES);
    const all = { judge: "refine", simulation: "kernel", onto: "kernel", violated: [] };
    for (const result of results) expect(result).toMatchObject(all);
    for (const result of results.slice(0, WALKS))
      expect(result).toMatchObject({ by: "random", verdict: "holds", seed: "486", samples: 3 });
    for (const result of results.slice(WALKS, -STATES))
      expect(result).toMatchObject({ by: "search", verdict: "limit", limit: "depth", depth: 2 });
    expect(results[0]).toMatchObject({
      ...{ model: "small", design: "l3", profile: "memory", scope: { profile: "memory" } },
      ontoScope: { spaces: 3, pages: 2, calls: "system" },
    });
    expect(results[WALKS - 1]).toMatchObject({ model: "small without wakeups", profile: "everything" });
    expect(results.at(-STATES - 1)).toMatchObject({
      ...{ profile: "searches/everything-3-tasks", scope: { depth: 8 } },
    });
    for (const result of results.slice(-STATES))
      expect(result).toMatchObject({ by: "random", verdict: "holds", profile: "states/everything", kept: 3 });
    expect(code).toBe(152);
  });

  it("takes every rule and tells every code, by everything at its usual size", async () => {
    const { stdout } = await run("refine small --design l3 --profile everything --max-depth 2 --json");
    const [result] = JSON.parse(stdout);
    expect(result).toMatchObject({ verdict: "holds", profile: "everything", samples: 600, vacuous: [] });
    expect(result.taken.filter(({ times }: { times: number }) => times === 0)).toEqual([]);
    expect(result.refused).toBeGreaterThan(0);
  });

  it("takes one design, one profile, and a seed", async () => {
    const { stdout } = await run(
      "refine i486 --design window --profile windows --max-samples 2 --max-steps 20 --seed 7 --json",
    );
    expect(JSON.parse(stdout)).toMatchObject([
      { model: "i486 without window", design: "window", profile: "windows", samples: 2, seed: "7" },
    ]);
  });

  it("prints a table, and what the machine did", async () => {
    const { stdout } = await run("refine i486 --design window --max-samples 5");
    expect(stdout).toMatch(/^refine: all 2 hold\n\nmodel +judge +scope +verdict +covered\n/);
    expect(stdout).toMatch(/ +refine kernel +profile=everything +holds +5 walks,\s/);
    expect(stdout).toMatch(
      /\n {2}i486 without window {2}everything: \d+ steps, \d+ refused, .* steps\/s; \d+ rules\n/,
    );
    expect(stdout).toMatch(/of kernel, what i486 without window did\s+not do in\s+everything:\s+\w+/);
  });

  it.each(["descriptors", "scarce"])(
    "asks %s of the designs that have messages in registers",
    async (profile) => {
      const { stdout } = await run(`refine small --profile ${profile} --max-samples 2 --json`);
      const models = JSON.parse(stdout).map(({ design }: { design: string }) => design);
      expect(models).toEqual([...designs.keys()].filter((name) => name !== "registers"));
    },
  );

  it("judges machines alone, where the flags are about machines", async () => {
    const { stdout } = await run("refine --profile memory --design l3 --max-samples 2 --max-depth 2 --json");
    const models = JSON.parse(stdout).map(({ model }: { model: string }) => model);
    expect(models).toEqual(["small", "small", "i486"]);
  });

  it("is named to check too", async () => {
    const { code, stdout } = await run("check small --max-samples 2 --max-depth 2 --json");
    expect(JSON.parse(stdout)).toHaveLength(WALKS + SEARCHES + STATES);
    expect(code).toBe(152);
  });

  it.each([
    ["a machine that there is not", "refine smal", 150, /^sigma486: no model smal: /],
    [
      "a design that there is not",
      "refine small --design lazy",
      151,
      /^sigma486: --design lazy: there is no such design; there are l3, oneCall, /,
    ],
    [
      "a profile that there is not",
      "refine i486 --profile all",
      151,
      /^sigma486: --profile all: there is no such profile; there are memory, /,
    ],
    [
      "a profile that a design has no calls for",
      "refine small --design registers --profile scarce",
      151,
      /^sigma486: --profile scarce: it asks for messages in registers, and --design registers has none$/,
    ],
    [
      "a design of a model",
      "refine ipc --design window",
      151,
      /^sigma486: --design window: only machines have one: small, i486$/,
    ],
    [
      "a scope of a machine",
      "refine small --scope pages=1",
      151,
      /^sigma486: --scope pages=1: a machine's scopes are quick and full$/,
    ],
    [
      "another model above",
      "refine small --onto sigma",
      151,
      /^sigma486: --onto sigma: a machine stands for kernel alone$/,
    ],
    [
      "no number",
      "refine small --max-samples few",
      64,
      /^sigma486: --max-samples few: is not a whole number/,
    ],
    ["no design", "refine small --design", 64, /option '--design <name>' argument missing/],
  ])("refuses %s", async (_what, line, code, message) => {
    const ran = await run(line);
    expect(ran.code).toBe(code);
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr.trim()).toMatch(message);
    expect(ran.stdout).toBe("");
  });
});

const setup: Setup = { machine: "small", design: "l3", profile: "everything" };
const session = {
  flags: { verbosity: 2, maxSteps: 100 },
  progress: { show: () => {}, clear: () => {} },
  signal: { aborted: false },
  many: true,
};
const judged = (given: Implementation<Kernel>) => judgeMachine(session, setup, 40, given);

/** The kernel, but tasks that were created are not seen. */
function forgetful(): Implementation<Kernel> {
  const right = implementationOf(setup);
  return {
    ...right,
    abs() {
      const state = right.abs();
      return { ...state, thread: state.thread.map((at, t) => (t === 1 ? { kind: "inactive" } : at)) };
    },
  };
}

describe("a kernel with a bug", () => {
  it("is shown on both levels, by the fewest steps, with the words of memory behind it", async () => {
    const outcome = await judged(forgetful());
    expect(outcome.verdict).toBe("violated");
    expect(codeOf(outcome)).toBe(15);
    expect(checkText([outcome], [], plain, "refine").replaceAll(/[\d,]+ clocks/g, "N clocks")).toContain(`
small: does not refine kernel, as 1 step shows (profile=everything)

1  model: exRegs(target: (0,1))
   exRegs(target: (0,1))
     N clocks
     thread(0,1) is ready in the model, and the machine stands for inactive

words of memory behind it
  TCB of thread (0,1), at 3900h: MYSELF +0 = 181h, STATE +4 = 1h (ready), `);
    expect(checkText([outcome], [], plain, "refine")).toMatch(
      /shortest \(no divergence within 1 state of depth < 1, no request being interrupted\)\nagain: sigma486 refine small --design l3 --profile everything --max-samples 40 --max-steps 100 --seed 486\n$/,
    );
    expect(resultOf(outcome).failure).toHaveLength(1);
    expect(junitXml([outcome])).toContain('name="refines kernel"');
    expect(junitXml([outcome])).toContain("<failure message=");
  });

  it("that throws is told, and fails", async () => {
    const right = implementationOf(setup);
    const broken = (): never => {
      throw new Error("no such word");
    };
    const outcome = await judged({ ...right, broken });
    expect(checkText([outcome], [], plain)).toContain("small: the machine threw: no such word");
    expect(codeOf(outcome)).toBe(15);
  });

  it("that nobody asks anything is vacuous, at its usual size", async () => {
    const right = implementationOf(setup);
    const outcome = await judgeMachine(session, setup, undefined, { ...right, perform: () => undefined });
    expect(outcome.verdict).toBe("vacuous");
    expect(outcome.found.vacuous).toContain("rule ipc of kernel is never taken");
    expect(outcome.found.vacuous).toContain("the code aborted is never told");
    expect(codeOf(outcome)).toBe(16);
  });
});
