/** Traces of machines: written with both levels, read back, replayed, told, drawn, shrunk; and what is refused. */
import { describe, expect, it, test } from "vitest";
import {
  checkJoint,
  explainJointly,
  explainText,
  JointPlayer,
  type JointRequest,
  type JointTrace,
  jointGraph,
  minimiseJointly,
  readTrace,
  replayJointly,
  toMermaid,
  traceText,
  writeJoint,
} from "../../check/index.js";
import { digits, type Flaw } from "../simulate/digits.js";
import { complaint } from "./complaint.js";

const add: JointRequest = { action: { rule: "add", args: { by: 1 } }, variant: 0 };
const reset: JointRequest = { action: { rule: "reset", args: {} }, variant: 7 };
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

const of = { machine: "digits", design: "l3", profile: "adding" };
const bad: Flaw = { noCarry: true };
const wrong = "count is 10 in the model, and the machine stands for 0";
const trace = (requests: readonly JointRequest[]): JointTrace => ({ property: "count", wrong, requests });
const long = trace([add, add, reset, ...times(10, add)]);

/** What a machine with a flaw does, as a file; and the file with parts of it replaced. */
function written(flaw: Flaw = bad, { requests }: JointTrace = long, given: Partial<JointTrace> = {}) {
  const machine = digits(flaw);
  const played = new JointPlayer(machine).play(requests);
  const options = { source: "digits", seed: "486" };
  return writeJoint(machine.instance, played, { ...trace(requests), ...given }, of, options);
}
const good = written();
const read = (text: string) => checkJoint(digits().instance, readTrace(text));
const withMeta = (part: object): string =>
  JSON.stringify({ ...good, "#meta": { ...good["#meta"], ...part } });
const withState = (index: number, part: object): string =>
  JSON.stringify({ ...good, states: good.states.map((s, i) => (i === index ? { ...s, ...part } : s)) });

describe("a file", () => {
  it("has what the machine stands for, the request and the model's steps beside it, and what is wrong at the end", () => {
    expect(good["#meta"]).toMatchObject({
      ...{ format: "ITF", status: "violation", kind: "diverged", model: "number", scope: { most: 99 } },
      ...{ machine: "digits", design: "l3", profile: "adding", property: "count", seed: "486" },
      description: "digits (profile=adding): does not refine number, as 13 steps show: count",
    });
    expect(good.vars).toEqual([
      "count",
      "odd",
      "mbt::actionTaken",
      "mbt::nondetPicks",
      "machine::interruptAfter",
      "model::steps",
    ]);
    expect(good.states[0]).toMatchObject({ "#meta": { index: 0 }, "model::steps": [] });
    expect(good.states[3]).toEqual({
      "#meta": { index: 3 },
      count: { "#bigint": "0" },
      odd: false,
      "mbt::actionTaken": "reset",
      "mbt::nondetPicks": { by: { tag: "None", value: { "#tup": [] } } },
      "machine::interruptAfter": { "#bigint": "7" },
      "model::steps": ["reset()"],
    });
    expect(good.states[13]).toMatchObject({
      "#meta": { index: 13, wrong, behind: [`${wrong}: 0 0 0 0`] },
      count: { "#bigint": "0" },
      "model::steps": ["add(by: 1)"],
    });
  });

  it("has clocks as text, if the machine counts them", () => {
    let clock = 0;
    const machine = { ...digits(bad), clock: () => (clock += 5) };
    const played = new JointPlayer(machine).play(long.requests);
    const { states } = writeJoint(machine.instance, played, long, of, { source: "digits" });
    expect(states[1]).toMatchObject({ "#meta": { index: 1, clocks: "5" } });
  });

  it("where the machine is unsound has the state before again", () => {
    const unsound = written({ forgetsInvariant: true }, trace(times(12, add)));
    expect(unsound.states[12]).toMatchObject({
      "#meta": { wrong: "twelve is forbidden" },
      count: { "#bigint": "11" },
    });
  });

  it("is read as it was written", () => {
    const { states, ...rest } = read(traceText(good));
    expect(rest).toEqual(long);
    expect(states.map(({ count }) => count)).toEqual([0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
  });

  it("keeps how short it is known to be", () => {
    const minimal = { certified: false, length: 13, searchedDepth: 2, states: 3, interrupts: [7] };
    expect(read(JSON.stringify(written(bad, long, { minimal }))).minimal).toEqual(minimal);
  });
});

const none = { tag: "None", value: { "#tup": [] } };
const noBigint = "states[2].machine::interruptAfter: is no #bigint of clocks";

test.each([
  ["of a model", withMeta({ kind: "violated" }), "#meta.kind: is violated; a machine's trace is diverged"],
  ["of another model", withMeta({ model: "digits" }), "#meta.model: the trace is of digits, not of number"],
  [
    "at another scope",
    withMeta({ scope: { most: 9 } }),
    "#meta.scope.most: the trace is of 9, the model at hand of 99",
  ],
  [
    "with a state that is none",
    withState(2, { count: { "#bigint": "100" } }),
    "states[2].count: 100 is not in 0..99",
  ],
  ["with no clocks", withState(2, { "machine::interruptAfter": none }), noBigint],
  ["with negative clocks", withState(2, { "machine::interruptAfter": { "#bigint": "-1" } }), noBigint],
  [
    "with very many clocks",
    withState(2, { "machine::interruptAfter": { "#bigint": "9".repeat(400) } }),
    noBigint,
  ],
  [
    "with too many clocks",
    withState(2, { "machine::interruptAfter": { "#bigint": "1000001" } }),
    "states[2].machine::interruptAfter: 1000001 is not in 0..1000000",
  ],
  [
    "with steps that are no text",
    withState(2, { "model::steps": [1] }),
    "states[2].model::steps: is no list of steps in words",
  ],
  [
    "with clocks that are no text",
    withState(2, { "#meta": { clocks: 5 } }),
    "states[2].#meta.clocks: has not its form",
  ],
  [
    "with no word of what is wrong",
    withState(13, { "#meta": { index: 13 } }),
    "states[13].#meta.wrong: is missing",
  ],
  [
    "without a request",
    JSON.stringify({ ...good, states: good.states.slice(0, 1) }),
    "states: there is no request",
  ],
  [
    "that is cut off",
    JSON.stringify({ ...good, states: good.states.slice(0, 5) }),
    "states[4].#meta.wrong: is missing",
  ],
  ["without its variables", JSON.stringify({ ...good, vars: good.vars.slice(0, -2) }), "states[0]."],
])("a trace %s is refused", (_what, text, line) => {
  expect(complaint(() => read(text))).toContain(line);
});

describe("a replay", () => {
  const replayed = (flaw: Flaw, text = traceText(good)) => replayJointly(digits(flaw), read(text));

  it("still fails where the machine has its flaw", () => {
    expect(replayed(bad)).toEqual({ answer: "still fails", step: 13, why: `${wrong} at step 13` });
  });

  it("still fails where another complaint comes first, and says so", () => {
    expect(replayed({ lies: true })).toEqual({
      answer: "still fails",
      step: 1,
      why: "odd is told wrongly at step 1",
      note: `recorded as count: ${wrong}; this is before the last step of the trace, 13`,
    });
  });

  it("is fixed where it has none", () => {
    expect(replayed({})).toEqual({
      answer: "fixed",
      step: 13,
      why: "every request can be made, and what the machine does are steps of number",
      note: "what the machine stands for after step 13 is not as recorded: count is 10, recorded as 0",
    });
  });

  test.each([
    [
      "a rule that there is not",
      withState(2, { "mbt::actionTaken": "sing" }),
      2,
      "sing(by: 1), is no request: number has no rule sing",
    ],
    [
      "an argument that there is not",
      withState(2, { "mbt::nondetPicks": { by: { tag: "Some", value: { "#bigint": "4" } } } }),
      2,
      "add(by: 4), is no request: argument by: 4 is not in 1..1",
    ],
    [
      "another beginning",
      withState(0, { count: { "#bigint": "3" } }),
      0,
      "the initial state is another: count is 0, recorded as 3",
    ],
  ])("is stale with %s", (_what, text, step, why) => {
    const again = replayed(bad, text);
    expect(again).toMatchObject({ answer: "stale", step });
    expect(again.why).toContain(why);
  });

  it("is stale where nobody can ask for it, and where the machine throws", () => {
    const idle = { ...digits(bad), perform: () => undefined };
    expect(replayJointly(idle, read(traceText(good)))).toEqual({
      answer: "stale",
      step: 1,
      why: "step 1, add(by: 1), cannot be asked of the machine now",
    });
    const why = "step 7, add(by: 1), fails: four is too many";
    expect(replayed({ throws: true })).toEqual({ answer: "stale", step: 7, why });
  });
});

describe("an explanation", () => {
  const explained = (flaw: Flaw, requests: readonly JointRequest[], all = false): string => {
    const machine = digits(flaw);
    const played = new JointPlayer(machine).play(requests);
    return explainText(explainJointly(machine.instance, played, trace(requests), of, { all }));
  };

  it("has the model's steps above the machine's, what changed, what is wrong, and the memory behind it", () => {
    const told = explained(bad, [...times(9, add), { ...add, variant: 12 }]);
    expect(told).toContain(`
 9  number: add(by: 1)
    add(by: 1)
      the number grows by 1
      count: 8 -> 9
10  number: add(by: 1)
    add(by: 1) (interrupted after 12 clocks)
      the number grows by 1
      count: 9 -> 0

count: ${wrong}
words of memory behind it
  ${wrong}: 0 0 0 0
`);
    expect(told).not.toContain(" = ");
    expect(explained(bad, times(2, add), true)).toContain("count = 2");
  });

  it("ends where a request cannot be made, or nothing is wrong", () => {
    const odd = { action: { rule: "sing", args: {} }, variant: 0 };
    expect(explained({}, [add, odd, add])).toContain(
      "2  sing()\n     is no request: number has no rule sing\n   (1 more not taken)\n",
    );
    expect(explained({}, [add])).toContain(`count: ${wrong}\n  not shown after step 1\n`);
  });

  it("is drawn too", () => {
    const machine = digits(bad);
    const drawn = jointGraph(machine.instance, new JointPlayer(machine).play(long.requests), long, of);
    expect(drawn.nodes.at(-1)).toEqual({ id: "s13", lines: ["count = 0", wrong], mark: "shown" });
    expect(drawn.edges[2]).toEqual({
      ...{ from: "s2", to: "s3" },
      lines: ["reset() (interrupted after 7 clocks)", "number: reset()"],
    });
    expect(toMermaid(drawn)).toContain("flowchart TD");
  });
});

type Digits = ReturnType<typeof digits>;

describe("shrinking", () => {
  /** All that it yields, and the trace at last. */
  function minimised(of: Flaw | Digits, given: JointTrace, maxStates: number, goOn = true) {
    const machine = "perform" in of ? of : digits(of);
    const steps = minimiseJointly(machine, given, { maxStates, maxTries: 1000 });
    for (;;) {
      const { done, value } = steps.next(goOn);
      if (done === true) return value;
    }
  }

  it("drops steps and interrupts, and certifies what is left", () => {
    const shortest = minimised(bad, long, 100);
    expect(shortest.requests).toEqual(times(10, add));
    expect(shortest.minimal).toEqual({
      ...{ certified: true, length: 10, searchedDepth: 9, states: 10 },
      interrupts: [],
    });
  });

  it("says how far it has come where there are too many states", () => {
    expect(minimised(bad, long, 3).minimal).toMatchObject({ certified: false, length: 10, searchedDepth: 3 });
  });

  it("keeps to what the trace shows: another complaint is no shorter trace of it", () => {
    const twelve = { ...trace(times(12, add)), property: brokenTwelve, wrong: "twelve is forbidden" };
    const found = minimised({ forgetsInvariant: true }, twelve, 100);
    expect(found.minimal).toMatchObject({ certified: true, length: 12 });
    expect(minimised({ forgetsInvariant: true }, { ...twelve, property: "count" }, 100)).toEqual({
      ...twelve,
      property: "count",
    });
  });

  it("looks past what breaks something else nearer by", () => {
    const right = digits(bad);
    let wasReset = false;
    const machine: typeof right = {
      ...right,
      load(from) {
        wasReset = false;
        right.load(from);
      },
      perform(action, variant) {
        wasReset = action.rule === "reset";
        return right.perform(action, variant);
      },
      broken: () => (wasReset ? "reset: nobody should" : undefined),
    };
    const { wrong: _same, ...its } = minimised(machine, trace(times(10, add)), 100);
    expect(its).toMatchObject({ property: "count", minimal: { certified: true, length: 10 } });
  });

  it("gives what it has when it is told to stop", () => {
    expect(minimised(bad, long, 100, false).requests.length).toBeGreaterThanOrEqual(10);
  });
});

/** A complaint that names nothing is of an answer. */
const brokenTwelve = "answer";
