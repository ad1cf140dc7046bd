/** Trace files from anywhere: what is accepted, and what is refused, with the part named. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, describe, expect, it } from "vitest";
import { checkTrace, readTrace, readTraceFile, traceText, writeTrace } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { complaint, mapped, small } from "./complaint.js";
import { add, cases, counter } from "./counter.js";

const folder = mkdtempSync(join(tmpdir(), "sigma486-trace-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A good trace of the counter; and its text with one part replaced. */
const good = writeTrace(counter(), cases.violated.trace, { source: "counter" });
const withMeta = (part: object): string =>
  JSON.stringify({ ...good, "#meta": { ...good["#meta"], ...part } });
const withState = (index: number, part: object): string =>
  JSON.stringify({
    ...good,
    states: good.states.map((s, i) => (i === index ? { ...s, ...part } : s)),
  });
const without = (key: string, from: object): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));

const notShaped: readonly (readonly [string, string, string])[] = [
  ["no JSON at all", "hello", "line 1, column 1: this is not JSON"],
  ["an empty file", "", "line 1, column 1: the JSON text ends too early"],
  ["JSON that ends early", '{\n  "vars": [', "line 2, column 12: the JSON text ends too early"],
  ["a trailing comma", '{\n  "vars": [],\n}', "line 3, column 1: this is not JSON"],
  ["a comma missing", '{"a": [1 2]}', "line 1, column 10: this is not JSON"],
  ["a bare word", '{"a": nil}', "line 1, column 7: this is not JSON"],
  ["a line break in a string", '{"a": "x\ny"}', "line 1, column 7: this is not JSON"],
  ["more after the end", "{}\n{}", "line 2, column 1: this is not JSON"],
  ["a bracket of the wrong kind", '{"a": [1}', "line 1, column 9: this is not JSON"],
  ["a number for a key", "{1: 2}", "line 1, column 2: this is not JSON"],
  ["a list", "[]", "#meta: is missing"],
  ["nothing", "null", "the file: expected Object but received null"],
  ["no trace", '{"name": "x"}', "#meta: is missing"],
  ["no states", JSON.stringify(without("states", good)), "states: is missing"],
  ["an empty list of states", JSON.stringify({ ...good, states: [] }), "states: there is no state"],
  [
    "a state that is no object",
    JSON.stringify({ ...good, states: [1] }),
    "states[0]: expected Object but received 1",
  ],
  [
    "a trace of another tool",
    JSON.stringify({ ...good, "#meta": { format: "ITF" } }),
    "#meta.model: is missing",
  ],
  ["another format", withMeta({ format: "CSV" }), '#meta.format: expected "ITF" but received "CSV"'],
  [
    "an unknown kind",
    withMeta({ kind: "odd" }),
    '#meta.kind: expected ("violated" | "deadlock" | "error" | "diverged" | "refuted" | "witnessed") but received "odd"',
  ],
  [
    "a scope that is none",
    withMeta({ scope: { n: [] } }),
    "#meta.scope.n: expected (number | boolean | string) but received Array",
  ],
  [
    "a count that is none",
    withMeta({ minimal: { certified: true, length: 0.5, searchedDepth: 1, states: 1 } }),
    "#meta.minimal.length: is not a whole number",
  ],
  [
    "vars that are no names",
    JSON.stringify({ ...good, vars: [1] }),
    "vars[0]: expected string but received 1",
  ],
  [
    "params that are no names",
    JSON.stringify({ ...good, params: "n" }),
    'params: expected Array but received "n"',
  ],
  ["a loop to nowhere", JSON.stringify({ ...good, loop: 3 }), "loop: there is no state 3, the last is 2"],
  [
    "a loop that is no number",
    JSON.stringify({ ...good, loop: "1" }),
    'loop: expected number but received "1"',
  ],
  [
    "a variable missing in a state",
    JSON.stringify({ ...good, vars: [...good.vars, "m"] }),
    "states[0].m: is missing",
  ],
  ["a variable too many in a state", withState(1, { m: 1 }), "states[1].m: is neither in vars nor in params"],
  [
    "the key __proto__",
    traceText(good).replace('"n":', '"__proto__":'),
    "states[0]: the key __proto__ is not allowed",
  ],
  [
    "the key constructor",
    withState(2, { n: { constructor: 1 } }),
    "states[2].n: the key constructor is not allowed",
  ],
  ["the key prototype", withMeta({ prototype: 1 }), "#meta: the key prototype is not allowed"],
  [
    "nesting without end",
    `${"[".repeat(200_000)}${"]".repeat(200_000)}`,
    `${"[0]".repeat(100)}: nested more than 100 deep`,
  ],
];

describe("a file that is no trace", () => {
  it.each(notShaped)("is refused: %s", (_what, text, message) => {
    expect(complaint(() => readTrace(text))).toContain(message);
  });

  it("does not reach the terminal unread", () => {
    const text = JSON.stringify({ ...good, "#meta": { ...good["#meta"], kind: "\u001b[31m\u202ered\n" } });
    expect(complaint(() => readTrace(text))).toContain('"\\u001b[31m\\u202ered');
    const long = complaint(() => readTrace(withMeta({ kind: "x".repeat(1000) })));
    expect(long).toHaveLength(400);
  });

  test.prop([fc.json()], { numRuns: 100 })("is refused: any JSON", (text) => {
    complaint(() => readTrace(text));
  });

  test.prop([fc.string()], { numRuns: 200 })("is refused: any text", (text) => {
    complaint(() => readTrace(text));
  });

  test.prop([fc.nat({ max: traceText(good).trimEnd().length - 1 })], { numRuns: 100 })(
    "is refused: the beginning of a trace",
    (length) => {
      expect(complaint(() => readTrace(traceText(good).slice(0, length)))).toMatch(/^line \d+, column \d+: /);
    },
  );
});

describe("a trace that is well formed", () => {
  it("may have a loop, params, and variables named twice as Quint names them", () => {
    const text = JSON.stringify({
      ...good,
      params: ["N"],
      vars: [...good.vars, ...good.vars],
      loop: 1,
      states: good.states.map((s) => ({ ...s, N: 1 })),
    });
    expect(checkTrace(counter(), readTrace(text)).actions).toEqual(add(2, 2));
  });

  it("may have been written before a view was added", () => {
    const itf = writeTrace(small, mapped, { source: "sigma" });
    const vars = itf.vars.filter((name) => name !== "sigma");
    const states = itf.states.map((state) => without("sigma", state));
    const text = JSON.stringify({ ...itf, vars, states });
    expect(checkTrace(small, readTrace(text)).actions).toEqual(mapped.actions);
  });
});

const picks = (by: unknown) => ({ "mbt::nondetPicks": { by } });

const notOfModel: readonly (readonly [string, string, string])[] = [
  ["another model", withMeta({ model: "sigma" }), "#meta.model: the trace is of sigma, not of counter"],
  ["another scope", withMeta({ scope: { n: 3 } }), "#meta.scope.n: counter has no such key"],
  ["a state out of its domain", withState(2, { n: { "#bigint": "7" } }), "states[2].n: 7 is not in 0..6"],
  ["a state of another form", withState(1, { n: "7" }), "states[1].n: is not a #bigint"],
  [
    "a first state that is not the initial one",
    withState(0, { "mbt::actionTaken": "add" }),
    "states[0].mbt::actionTaken: is not init",
  ],
  [
    "an action that is no name",
    withState(1, { "mbt::actionTaken": 1 }),
    "states[1].mbt::actionTaken: is not the name of a rule",
  ],
  [
    "arguments that are no record",
    withState(1, { "mbt::nondetPicks": [] }),
    "states[1].mbt::nondetPicks: is not a record of arguments",
  ],
  [
    "an argument that is no option",
    withState(1, picks(1)),
    "states[1].mbt::nondetPicks.by: the tag is neither Some nor None",
  ],
  [
    "an argument of another form",
    withState(1, picks({ tag: "Some", value: "2" })),
    "states[1].mbt::nondetPicks.by: is not a #bigint",
  ],
  [
    "a variable that the model does not have",
    JSON.stringify({
      ...good,
      vars: [...good.vars, "m"],
      states: good.states.map((s) => ({ ...s, m: 1 })),
    }),
    "vars: m is no variable of counter",
  ],
  [
    "a variable missing",
    JSON.stringify({
      ...good,
      vars: good.vars.slice(1),
      states: good.states.map((s) => without("n", s)),
    }),
    "vars: n is missing",
  ],
];

describe("a trace that is not of the model", () => {
  it.each(notOfModel)("is refused: %s", (_what, text, message) => {
    expect(complaint(() => checkTrace(counter(), readTrace(text)))).toBe(message);
  });

  it("is refused at another scope", () => {
    const text = traceText(writeTrace(small, mapped, { source: "sigma" }));
    const large = instantiate(sigma, { spaces: 3, pages: 1 });
    expect(complaint(() => checkTrace(large, readTrace(text)))).toBe(
      "#meta.scope.spaces: the trace is of 2, the model at hand of 3",
    );
  });

  it("is refused for a view out of its domain", () => {
    const itf = writeTrace(small, mapped, { source: "sigma" });
    const text = traceText(itf).replace('"value":{"#bigint":"0"}', '"value":{"#bigint":"9"}');
    expect(complaint(() => checkTrace(small, readTrace(text)))).toBe("states[0].sigma[0]: 9 is not in 0..0");
  });

  it("is left to replay when a rule or an argument is unknown", () => {
    const { actions } = checkTrace(
      counter(),
      readTrace(
        withState(1, { "mbt::actionTaken": "sub", ...picks({ tag: "Some", value: { "#tup": [1, 2] } }) }),
      ),
    );
    expect(actions[0]).toEqual({ rule: "sub", args: { by: "(1,2)" } });
    const far = checkTrace(
      counter(),
      readTrace(withState(1, picks({ tag: "Some", value: { "#bigint": "9" } }))),
    );
    expect(far.actions[0]).toEqual({ rule: "add", args: { by: 9 } });
  });
});

describe("a file on disk", () => {
  const file = (name: string): string => join(folder, name);

  it("is read", () => {
    writeFileSync(file("good.itf.json"), traceText(good));
    expect(readTraceFile(file("good.itf.json"))).toEqual(readTrace(traceText(good)));
  });

  it("is refused, with its path, when it is none", () => {
    writeFileSync(file("bad.itf.json"), "{");
    expect(complaint(() => readTraceFile(file("bad.itf.json")))).toBe(
      `${file("bad.itf.json")}: line 1, column 2: the JSON text ends too early`,
    );
    expect(complaint(() => readTraceFile(file("none.itf.json")))).toContain("cannot be read (ENOENT");
    expect(complaint(() => readTraceFile(folder))).toBe(`${folder}: is not a file`);
  });

  it("is refused unread when it has 100 MB", () => {
    writeFileSync(file("large.itf.json"), "");
    truncateSync(file("large.itf.json"), 100_000_000);
    expect(complaint(() => readTraceFile(file("large.itf.json")))).toBe(
      `${file("large.itf.json")}: is larger than 32 MiB`,
    );
  });
});
