/** Explanations: what each step did, in prose that fits a narrow terminal. */
import { describe, expect, it } from "vitest";
import { type Explanation, explain, explainText, search, type Trace } from "../../check/index.js";
import {
  array,
  id,
  identifier,
  instantiate,
  int,
  type Model,
  optional,
  over,
  record,
  sequence,
  set,
  setOf,
  table,
  union,
  type Value,
} from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { add, cases, counter } from "./counter.js";

const instance = instantiate(sigma, { spaces: 3, pages: 2 });
const demap = search(instance).traces.find((t) => t.property === "SIG-DEMAP-DEPTH-3");
if (demap === undefined) throw new Error("the witness was not found");

const GOLDEN = `\
sigma (spaces=3,pages=2): SIG-DEMAP-DEPTH-3 is shown after 4
  steps

0  init
     the initial state
1  map(from: (0,0), to: (1,0))
     (1,0) receives the page behind (0,0); (0,0) keeps it
     origin(1,0): nil -> (0,0)
     sigma(1,0): nil -> 0
2  map(from: (1,0), to: (1,1))
     (1,1) receives the page behind (1,0); (1,0) keeps it
     origin(1,1): nil -> (1,0)
     sigma(1,1): nil -> 0
3  map(from: (1,1), to: (2,0))
     (2,0) receives the page behind (1,1); (1,1) keeps it
     origin(2,0): nil -> (1,1)
     sigma(2,0): nil -> 0
4  demap(from: (0,0))
     every page derived from (0,0) becomes nil; (0,0) stays
     origin(1,0): (0,0) -> nil
     origin(1,1): (1,0) -> nil
     origin(2,0): (1,1) -> nil
     sigma(1,0): 0 -> nil
     sigma(1,1): 0 -> nil
     sigma(2,0): 0 -> nil

SIG-DEMAP-DEPTH-3: a demap takes a page that was derived by
  three maps
  source: slide 70 (directly or not)
  p = (2,0)
shortest (no witness within 257 states of depth < 4)
`;

describe("the explanation of a trace of sigma", () => {
  it("reads so", () => {
    expect(explainText(explain(instance, demap), 60)).toBe(GOLDEN);
  });

  it("loses no word at any width", () => {
    const words = (text: string) => text.split(/\s+/).join(" ");
    for (const width of [1, 20, 40, 60, 80, 200]) {
      const text = explainText(explain(instance, demap), width);
      expect(words(text)).toBe(words(GOLDEN));
      const long = text.split("\n").filter((line) => line.length > width && line.trim().includes(" "));
      if (width >= 40) expect(long).toEqual([]);
    }
  });

  it("tells the whole state if asked", () => {
    const { steps } = explain(instance, demap, { all: true });
    expect(steps.map(({ cells }) => cells?.length)).toEqual([12, 12, 12, 12, 12]);
    expect(steps[0]?.cells?.slice(0, 3)).toEqual([
      { cell: "origin(0,0)", value: "(0,0)" },
      { cell: "origin(0,1)", value: "(0,1)" },
      { cell: "origin(1,0)", value: "nil" },
    ]);
    expect(steps[0]?.cells?.at(-1)).toEqual({ cell: "sigma(2,1)", value: "nil" });
    expect(explainText(explain(instance, demap, { all: true }))).toContain("\n     origin(0,1) = (0,1)\n");
  });
});

const told = (trace: Trace, of = counter()): Explanation => explain(of, trace);

describe("the end of an explanation", () => {
  const slow: Trace = { kind: "violated", property: "CNT-SLOW", actions: add(2) };

  it("names the offenders", () => {
    expect(told(slow).ending).toEqual({
      id: "CNT-SLOW",
      says: "a small counter grows by one",
      source: "none",
      offenders: ["low = 0", "low = 1"],
    });
  });

  it("says how short the trace is known to be, if it is known", () => {
    const minimal = { certified: true, length: 1, searchedDepth: 0, states: 1 };
    expect(told(slow)).not.toHaveProperty("minimality");
    expect(told({ ...slow, minimal }).minimality).toBe("shortest (no violation within 1 state of depth < 1)");
    expect(told({ ...slow, minimal: { ...minimal, states: 268_714 } }).minimality).toContain(
      "268,714 states",
    );
    expect(told({ ...slow, minimal: { ...minimal, certified: false, searchedDepth: 5 } }).minimality).toBe(
      "locally shortest; excluded up to depth 5",
    );
    expect(told({ ...slow, actions: [], minimal: { ...minimal, length: 0 } }).minimality).toBe(
      "shortest (the initial state shows it)",
    );
  });

  it("says where nothing is shown", () => {
    expect(told({ ...slow, actions: add(1) }).ending.absent).toBe("not shown after step 1");
    expect(told({ ...slow, actions: [] }).ending.absent).toBe("not shown in the initial state");
    expect(told({ ...slow, property: "CNT-GONE" }).ending.says).toBe("counter has no such property");
  });

  it("tells deadlocks and errors", () => {
    expect(told(cases.deadlock.trace)).toMatchObject({
      title: "counter: no rule is enabled after 3 steps",
      ending: { id: "deadlock", says: "no rule is enabled, and the model may not end here" },
    });
    expect(told(cases.error.trace, counter({ throwsAt: 4 }))).toMatchObject({
      title: "counter: the model fails at step 2",
      steps: [{}, { changes: [{ cell: "n", from: "0", to: "2" }] }, { obstacle: "fails: cannot count to 4" }],
      ending: { id: "error", says: "cannot count to 4" },
    });
  });

  it("has the words of each kind of trace", () => {
    const titles = Object.values(cases).map(({ trace, found }) => told(trace, counter(found)).title);
    expect(titles).toEqual([
      "counter: CNT-SMALL is violated after 2 steps",
      "counter: no rule is enabled after 3 steps",
      "counter: the model fails at step 2",
      "counter: the simulation parity fails at step 2",
      "counter: the claim CNT-NEVER is refuted after 2 steps",
      "counter: CNT-SEEN is shown after 2 steps",
    ]);
  });
});

describe("a step that does not apply", () => {
  it("ends the tale with the reason", () => {
    const explanation = told(
      { kind: "violated", property: "CNT-SMALL", actions: add(2, 2, 1) },
      counter({ limit: 3 }),
    );
    expect(explainText(explanation)).toBe(`\
counter: CNT-SMALL is violated after 3 steps

0  init
     the initial state
1  add(by: 2)
     the counter grows by 2
     n: 0 -> 2
2  add(by: 2)
     the counter grows by 2
     is refused: room
   (1 more not taken)

CNT-SMALL: the counter is small
  source: none
  not shown after step 1
`);
  });

  it("is told with the arguments as they stand", () => {
    const far = told({ kind: "violated", property: "CNT-SMALL", actions: add(9) });
    expect(far.steps[1]).toMatchObject({
      action: "add(by: 9)",
      says: "the counter grows by 9",
      obstacle: "is no request: argument by: 9 is not in 1..2",
    });
    const odd = told({
      kind: "violated",
      property: "\u001b[2J",
      actions: [{ rule: "\u001b", args: { x: "\n" } }],
    });
    expect(explainText(odd)).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

describe("changed cells", () => {
  const thread = identifier("thread", 2);
  const state = () =>
    record({
      clock: record({ left: int(0, 9) }),
      slots: array(2, int(0, 9)),
      state: table(thread, union({ ready: {}, waiting: { to: thread, left: int(0, 3) } })),
      queue: sequence(3, thread),
      awake: set(thread),
      message: optional(record({ word: int(0, 9), from: thread })),
    });
  type State = Value<ReturnType<typeof state>>;
  const initial: State = {
    clock: { left: 9 },
    slots: [0, 0],
    state: [{ kind: "ready" }, { kind: "waiting", to: id<"thread">(0), left: 3 }],
    queue: [],
    awake: setOf(),
    message: null,
  };
  const { rule } = over(state);
  const always = { always: () => true };
  const change = rule(
    "change",
    { round: () => int(0, 2) },
    {
      says: "round {round}, {unknown}",
      source: "none",
      requires: always,
      effect(s, { round }) {
        if (round === 2) return;
        s.clock.left = 8 - round;
        s.slots[1] = 1 + round;
        s.state[0] = { kind: "waiting", to: s.queue[0] ?? id<"thread">(1), left: 1 };
        const other = s.state[1];
        if (other?.kind === "waiting") other.left = 2 - round;
        s.queue.push(id<"thread">(1));
        s.awake = setOf<State["queue"][number]>(id<"thread">(1));
        s.message = { word: 7 + round, from: id<"thread">(0) };
      },
    },
  );
  const model: Model<State> = {
    name: "cells",
    says: "A cell of each kind.",
    scope: {},
    scopes: { quick: {}, full: {} },
    state,
    initial: () => initial,
    rules: [change],
    properties: [],
  };

  it("are named as one would write them, and nothing else is told", () => {
    const rounds = [0, 1, 2].map((round) => ({ rule: "change", args: { round } }));
    const { steps } = explain(instantiate(model), { kind: "witnessed", property: "none", actions: rounds });
    const lines = steps.map(({ changes }) => changes.map((c) => `${c.cell}: ${c.from} -> ${c.to}`));
    expect(lines[1]).toEqual([
      "clock.left: 9 -> 8",
      "slots[1]: 0 -> 1",
      "state(0): ready -> waiting{to: 1, left: 1}",
      "state(1).left: 3 -> 2",
      "queue: [] -> [1]",
      "awake: {} -> {1}",
      "message: nil -> {word: 7, from: 0}",
    ]);
    expect(lines[2]).toEqual([
      "clock.left: 8 -> 7",
      "slots[1]: 1 -> 2",
      "state(1).left: 2 -> 1",
      "queue: [1] -> [1, 1]",
      "message.word: 7 -> 8",
    ]);
    expect(lines[3]).toEqual([]);
    expect(steps[3]?.says).toBe("round 2, {unknown}");
    const all = explain(
      instantiate(model),
      { kind: "witnessed", property: "none", actions: [] },
      { all: true },
    );
    expect(all.steps[0]?.cells?.map((c) => `${c.cell} = ${c.value}`)).toEqual([
      "clock.left = 9",
      "slots[0] = 0",
      "slots[1] = 0",
      "state(0) = ready",
      "state(1) = waiting{to: 0, left: 3}",
      "queue = []",
      "awake = {}",
      "message = nil",
    ]);
  });
});
