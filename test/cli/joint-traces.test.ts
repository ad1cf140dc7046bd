/** Traces of machines on the command line: made, replayed, told, shrunk; and what is refused. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { errorText, exitCodeOf } from "../../cli/exit.js";
import { openTrace } from "../../cli/open-trace.js";
import { replayed } from "../../cli/replay.js";
import { folder, lines, type Ran, sigma486 } from "./command.js";

const cwd = folder();
const ours = (words: string): Promise<Ran> => sigma486(words.split(" "), { cwd });
const read = (name: string): string => readFileSync(join(cwd, name), "utf8");
const everything = "refine small --design l3 --profile everything";

/** A trace with parts of it replaced. */
function changed(
  name: string,
  meta: object,
  states: (all: readonly object[]) => readonly object[] = (s) => s,
) {
  const trace = JSON.parse(read("joint.itf.json"));
  const made = { ...trace, "#meta": { ...trace["#meta"], ...meta }, states: states(trace.states) };
  writeFileSync(join(cwd, name), JSON.stringify(made));
}
const last = (part: object) => (all: readonly object[]) =>
  all.map((state, n) => (n === all.length - 1 ? { ...state, ...part } : state));

beforeAll(async () => {
  const make = `${everything} --mutant heirs-below --out-itf joint.itf.json --verbosity 0`;
  expect(await ours(make)).toEqual({ code: 15, stdout: "", stderr: "" });
  expect(
    await ours("search sigma --mutant demap-takes-owner --out-itf model.itf.json --verbosity 0"),
  ).toMatchObject({
    code: 12,
  });
  const [initial, one, two] = JSON.parse(read("joint.itf.json")).states;
  const ticked = { ...initial, "mbt::actionTaken": "tick" };
  changed("long.itf.json", {}, () => [initial, ticked, one, two]);
  changed("rule.itf.json", {}, last({ "mbt::actionTaken": "frobnicate" }));
  changed("argument.itf.json", {}, last({ "mbt::nondetPicks": { task: some(1), heir: some(9) } }));
  changed("asked.itf.json", {}, last({ "mbt::actionTaken": "copy", "mbt::nondetPicks": {} }));
  changed("machine.itf.json", { machine: "i586" });
  changed("design.itf.json", { design: "lazy" });
  changed("profile.itf.json", { profile: "mutants/nowhere" });
  changed("other-profile.itf.json", { profile: "mutants/touched" });
  changed("scope.itf.json", { profile: "memory" });
  changed("mutant.itf.json", { mutant: "my.diff" });
  changed("large.itf.json", {}, last({ "machine::interruptAfter": { "#bigint": "99999999999999999999" } }));
  changed("domain.itf.json", {}, last({ used: "often" }));
  changed("plain.itf.json", { machine: undefined });
  const model = JSON.parse(read("model.itf.json"));
  const as = { machine: "small", design: "l3", profile: "everything" };
  writeFileSync(
    join(cwd, "joined.itf.json"),
    JSON.stringify({ ...model, "#meta": { ...model["#meta"], ...as, model: "kernel", mutant: undefined } }),
  );
  writeFileSync(join(cwd, "cut.itf.json"), read("joint.itf.json").slice(0, 900));
}, 120_000);

const some = (n: number) => ({ tag: "Some", value: { "#bigint": String(n) } });

describe.concurrent("a file of a machine's trace", () => {
  it("has both levels, and says which kernel it is of", () => {
    const { "#meta": meta, states } = JSON.parse(read("joint.itf.json"));
    expect(meta).toMatchObject({
      ...{ machine: "small", design: "l3", profile: "everything", mutant: "heirs-below", seed: "486" },
      ...{ model: "kernel", kind: "diverged", property: "tasks", source: "small+heirs-below" },
      minimal: { certified: true, length: 2, searchedDepth: 1, interrupts: [] },
    });
    expect(meta.modelHash).toMatch(/^[\da-f]{16}$/);
    expect(states).toHaveLength(3);
    expect(states[1]).toMatchObject({
      "mbt::actionTaken": "createTask",
      "machine::interruptAfter": { "#bigint": "0" },
      "model::steps": ["createTask(task: 1)"],
    });
    expect(states[1]["#meta"].clocks).toMatch(/^\d+$/);
    expect(states[2]["#meta"]).toMatchObject({ wrong: expect.stringMatching(/^tasks: /) });
    expect(states[2]["#meta"].behind[0]).toMatch(/^TCB of thread /);
  });

  it("is the same for the same seed, but for the time", async () => {
    await ours(`${everything} --mutant heirs-below --out-itf again.itf.json --verbosity 0`);
    const timeless = (text: string): string => text.replace(/"timestamp": \d+/, "");
    expect(timeless(read("again.itf.json"))).toBe(timeless(read("joint.itf.json")));
  });

  it("is not made where nothing fails, and that is told", async () => {
    const { code, stderr } = await ours(`${everything} --max-samples 2 --out-itf none.itf.json`);
    expect(stderr).toBe("sigma486: there is no trace to write to none.itf.json\n");
    expect(code).toBe(0);
    expect(existsSync(join(cwd, "none.itf.json"))).toBe(false);
  });
});

/** What was printed, however it was wrapped. */
const flat = ({ stdout }: Ran): string => stdout.replaceAll(/\s+/g, " ");

describe.concurrent("replay, of a machine", () => {
  it("still fails with the bug that the trace names, with code 15", async () => {
    const ran = await ours("replay joint.itf.json");
    expect(flat(ran)).toMatch(
      /^still fails: small\+heirs-below: tasks: .* at step 2 explain: sigma486 explain /,
    );
    expect(ran.code).toBe(15);
  });

  it("is fixed without the bug, with code 0", async () => {
    const { code, stdout } = await ours("replay joint.itf.json --model small --json");
    expect(JSON.parse(stdout)).toMatchObject([
      { model: "small", judge: "replay", verdict: "holds", answer: "fixed", profile: "everything" },
    ]);
    expect(code).toBe(0);
  });

  it("is stale where a request can no longer be made, with code 10", async () => {
    const ran = await ours("replay asked.itf.json");
    expect(flat(ran)).toMatch(
      /^stale: small\+heirs-below: step 2, copy\(\), cannot be asked of the machine now explain: /,
    );
    expect(ran.code).toBe(10);
  });

  it.each([
    ["rule", "step 2, frobnicate(heir: 1, task: 1), is no request: kernel has no rule frobnicate"],
    ["argument", "step 2, handOver(task: 1, heir: 9), is no request: argument heir: 9 is not in 0..2"],
  ])("is stale with another %s", async (name, why) => {
    const opened = await openTrace(join(cwd, `${name}.itf.json`), { verbosity: 2 });
    expect(await replayed(opened)).toEqual({ answer: "stale", step: 2, why });
  });
});

describe.concurrent("explain, export and shrink, of a machine", { timeout: 120_000 }, () => {
  it("tells both levels", async () => {
    const { code, stdout } = await ours("explain joint.itf.json");
    expect(stdout).toMatch(
      /^small, with heirs-below \(profile=everything\): does not refine kernel, as 2 steps\s+show: tasks\n/,
    );
    expect(stdout).toMatch(
      /\n1 {2}kernel: createTask\(task: 1\)\n {3}createTask\(task: 1\)\n {5}the current thread creates 1\n {5}[\d,]+ clocks\n {5}holder\(1\): nil -> 0\n/,
    );
    expect(stdout).toMatch(/\ntasks: .*\nwords of memory behind it\n {2}TCB of thread /s);
    expect(stdout).toMatch(
      /\nshortest \(no divergence within 12 states of depth < 2, no request being\s+interrupted\)\n$/,
    );
    expect(code).toBe(0);
  });

  it("writes it again, and draws it", async () => {
    const [itf, drawn] = await Promise.all([
      ours("export itf joint.itf.json"),
      ours("export mermaid joint.itf.json"),
    ]);
    const { "#meta": was, ...original } = JSON.parse(read("joint.itf.json"));
    const { "#meta": is, ...again } = JSON.parse(itf.stdout);
    expect(again).toEqual(original);
    expect({ ...is, timestamp: 0 }).toEqual({ ...was, timestamp: 0 });
    expect(drawn.stdout).toContain("flowchart TD");
    expect(drawn.stdout).toContain("kernel: createTask(task: 1)");
  });

  it("makes it shortest, and certifies that", async () => {
    const { code, stdout, stderr } = await ours("shrink long.itf.json");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^shrunk: from 3 steps to 2, shortest\n/);
    expect(stdout).toMatch(/\nreplay: sigma486 replay long\.min\.itf\.json\n$/);
    expect(code).toBe(0);
    expect(JSON.parse(read("long.min.itf.json"))["#meta"].minimal).toMatchObject({
      certified: true,
      length: 2,
    });
  });
});

describe("one line tells what is wrong with", () => {
  it.each([
    ["that is cut off", "cut", {}, /: line \d+, column \d+: the JSON text ends too early$/],
    [
      "of a machine that there is not",
      "machine",
      {},
      /: #meta\.machine: there is no machine i586; there are small, /,
    ],
    [
      "of a design that there is not",
      "design",
      {},
      /: #meta\.design: there is no design lazy; there are l3, /,
    ],
    [
      "of a profile that there is not",
      "profile",
      {},
      /: #meta\.profile: there is no profile mutants\/nowhere; /,
    ],
    [
      "of a profile of another machine",
      "other-profile",
      {},
      /: #meta\.profile: mutants\/touched is of i486$/,
    ],
    [
      "of a profile with another scope",
      "scope",
      {},
      /: #meta\.scope\.\w+: the trace is of .*, the model at hand of /,
    ],
    [
      "of a mutant that is no exhibit",
      "mutant",
      {},
      /: #meta\.mutant: .* with --mutant \(it was my\.diff\)$/,
    ],
    [
      "with a time that is too large",
      "large",
      {},
      /: states\[2\]\.machine::interruptAfter: is no #bigint of clocks$/,
    ],
    ["with a state that is none", "domain", {}, /: states\[2\]\.used: /],
    [
      "of another machine",
      "joint",
      { model: "i486" },
      /: #meta\.machine: the trace is of small, not of i486$/,
    ],
    [
      "of a machine, for a model",
      "joint",
      { model: "ipc" },
      /: the trace is of small, a machine, and ipc is none$/,
    ],
    ["of a model, for a machine", "model", { model: "small" }, /^no model small: /],
    [
      "of a machine, without its name",
      "plain",
      {},
      /: vars: machine::interruptAfter is no variable of kernel$/,
    ],
    [
      "of a model, with a machine's name",
      "joined",
      {},
      /: #meta\.kind: is violated; a machine's trace is diverged$/,
    ],
  ])("a trace %s", async (_what, name, flags, line) => {
    const opening = openTrace(join(cwd, `${name}.itf.json`), { verbosity: 2, ...flags });
    const thrown: unknown = await opening.catch((error: unknown) => error);
    expect(exitCodeOf(thrown)).toBe(150);
    expect(errorText(thrown)).toMatch(line);
  });

  it("a trace that is cut off, and nothing more is printed", async () => {
    const ran = await ours("replay cut.itf.json");
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr).toMatch(/cut\.itf\.json: line \d+, column \d+: the JSON text ends too early/);
    expect(ran).toMatchObject({ code: 150, stdout: "" });
  });
});
