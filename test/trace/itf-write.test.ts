/** Trace files as they are written, and read back. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { checkTrace, readTrace, search, traceText, writeTrace } from "../../check/index.js";
import {
  type Action,
  enabled,
  type Instance,
  identifier,
  instantiate,
  int,
  type Model,
  over,
  pair,
  record,
  step,
  table,
} from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { complaint, mapped, small } from "./complaint.js";
import { add, cases, counter } from "./counter.js";

describe("a trace as a file", () => {
  it("holds meta data, variables and states", () => {
    const itf = writeTrace(
      small,
      { ...mapped, minimal: { certified: true, length: 1, searchedDepth: 0, states: 1 } },
      {
        source: "sigma",
        seed: "7",
        mutant: "no-flush",
        timestamp: 1000,
        tool: "sigma486 0.1.0",
        modelHash: "0f",
      },
    );
    expect(itf["#meta"]).toEqual({
      format: "ITF",
      "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
      source: "sigma",
      status: "ok",
      description: "sigma (spaces=2,pages=1): SIG-ANY is shown after 1 step",
      timestamp: 1000,
      tool: "sigma486 0.1.0",
      model: "sigma",
      scope: { spaces: 2, pages: 1 },
      seed: "7",
      mutant: "no-flush",
      kind: "witnessed",
      property: "SIG-ANY",
      minimal: { certified: true, length: 1, searchedDepth: 0, states: 1 },
      modelHash: "0f",
    });
    expect(itf.vars).toEqual(["origin", "sigma", "mbt::actionTaken", "mbt::nondetPicks"]);
    const page = (space: number) => ({ "#tup": [{ "#bigint": String(space) }, { "#bigint": "0" }] });
    const none = { tag: "None", value: { "#tup": [] } };
    expect(itf.states).toEqual([
      {
        "#meta": { index: 0 },
        origin: {
          "#map": [
            [page(0), { tag: "Some", value: page(0) }],
            [page(1), none],
          ],
        },
        sigma: {
          "#map": [
            [page(0), { tag: "Real", value: { "#bigint": "0" } }],
            [page(1), { tag: "Nil", value: { "#tup": [] } }],
          ],
        },
        "mbt::actionTaken": "init",
        "mbt::nondetPicks": { from: none, to: none },
      },
      {
        "#meta": { index: 1 },
        origin: {
          "#map": [
            [page(0), { tag: "Some", value: page(0) }],
            [page(1), { tag: "Some", value: page(0) }],
          ],
        },
        sigma: {
          "#map": [
            [page(0), { tag: "Real", value: { "#bigint": "0" } }],
            [page(1), { tag: "Real", value: { "#bigint": "0" } }],
          ],
        },
        "mbt::actionTaken": "map",
        "mbt::nondetPicks": { from: { tag: "Some", value: page(0) }, to: { tag: "Some", value: page(1) } },
      },
    ]);
  });

  it("says whether it counts against the model", () => {
    for (const { trace, found } of Object.values(cases)) {
      const meta = writeTrace(counter(found), trace, { source: "counter" })["#meta"];
      const ok = trace.kind === "refuted" || trace.kind === "witnessed";
      expect(meta?.status).toBe(ok ? "ok" : "violation");
      expect(meta).not.toHaveProperty("timestamp");
    }
  });

  it("has a line for each variable of each state, and is the same each time", () => {
    const text = traceText(writeTrace(small, mapped, { source: "sigma" }));
    expect(text).toBe(traceText(writeTrace(small, mapped, { source: "sigma" })));
    expect(text.split("\n").filter((line) => line.startsWith('      "sigma": {"#map":[['))).toHaveLength(2);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("repeats the last state where the model failed", () => {
    const { trace, found } = cases.error;
    const { states, actions } = checkTrace(
      counter(found),
      readTrace(traceText(writeTrace(counter(found), trace, { source: "counter" }))),
    );
    expect(states).toEqual([{ n: 0 }, { n: 2 }, { n: 2 }]);
    expect(actions).toEqual(trace.actions);
  });

  it("is not written of actions that do not apply", () => {
    const write = (actions: Action[], of = cases.violated.trace) =>
      complaint(() => writeTrace(counter({ limit: 3 }), { ...of, actions }, { source: "counter" }));
    expect(write(add(2, 2))).toBe("step 2, add(by: 2), is refused: room");
    expect(write(add(9))).toBe("step 1, add(by: 9), is no request: argument by: 9 is not in 1..2");
    expect(write(add(2, 2), cases.error.trace)).toBe("step 2, add(by: 2), is refused: room");
  });

  const { traces } = search(instantiate(sigma, { spaces: 3, pages: 2 }));
  it.each(traces.map((trace) => [trace.property, trace] as const))(
    "comes back as it was: %s",
    (_id, trace) => {
      const instance = instantiate(sigma, { spaces: 3, pages: 2 });
      const { states, ...back } = checkTrace(
        instance,
        readTrace(traceText(writeTrace(instance, trace, { source: "sigma" }))),
      );
      expect(back).toEqual(trace);
      expect(states).toHaveLength(trace.actions.length + 1);
      expect(states[0]).toEqual(instance.initial);
    },
  );

  test.prop([fc.array(fc.nat(77), { maxLength: 12 })], { numRuns: 50 })(
    "comes back as it was: a walk",
    (choices) => {
      const instance = instantiate(sigma, { spaces: 3, pages: 2 });
      const trace = { ...mapped, actions: walked(instance, choices) };
      const text = traceText(writeTrace(instance, trace, { source: "sigma" }));
      expect(checkTrace(instance, readTrace(text))).toMatchObject(trace);
    },
  );
});

/** The actions of a walk that takes the n-th enabled request at each step. */
function walked<S>(instance: Instance<S>, choices: readonly number[]): Action[] {
  const actions: Action[] = [];
  let state = instance.initial;
  for (const n of choices) {
    const all = [...enabled(instance, state)];
    const action = all[n % all.length];
    if (action === undefined) return actions;
    const outcome = step(instance, state, action);
    if (outcome.ok) state = outcome.state;
    actions.push(action);
  }
  return actions;
}

describe("a parameter name that rules share", () => {
  const space = () => identifier("space", 2);
  const cell = () => pair("cell", space(), space());
  const state = () => record({ at: table(cell(), int(0, 1)) });
  const { rule } = over(state);
  const always = { always: () => true };
  const byNumber = rule(
    "byNumber",
    { to: () => int(0, 3) },
    {
      says: "{to}",
      source: "none",
      requires: always,
      effect: (s, { to }) => {
        s.at[to] = 1;
      },
    },
  );
  const byCell = rule(
    "byCell",
    { to: cell, bit: () => int(0, 1) },
    {
      says: "{to} {bit}",
      source: "none",
      requires: always,
      effect: (s, { to, bit }) => {
        s.at[to] = bit;
      },
    },
  );
  const model: Model<{ readonly at: readonly number[] }> = {
    name: "shared",
    says: "Two rules with one parameter name.",
    scope: {},
    scopes: { quick: {}, full: {} },
    state,
    initial: () => ({ at: [0, 0, 0, 0] }),
    rules: [byNumber, byCell],
    properties: [],
  };

  it("is written and read by the domain of the rule taken", () => {
    const instance = instantiate(model);
    const actions = [
      { rule: "byNumber", args: { to: 3 } },
      { rule: "byCell", args: { to: 3, bit: 0 } },
    ];
    const trace = { kind: "witnessed", property: "none", actions } as const;
    const itf = writeTrace(instance, trace, { source: "shared" });
    const none = { tag: "None", value: { "#tup": [] } };
    expect(itf.states.map((s) => s["mbt::nondetPicks"])).toEqual([
      { bit: none, to: none },
      { bit: none, to: { tag: "Some", value: { "#bigint": "3" } } },
      {
        bit: { tag: "Some", value: { "#bigint": "0" } },
        to: { tag: "Some", value: { "#tup": [{ "#bigint": "1" }, { "#bigint": "1" }] } },
      },
    ]);
    expect(checkTrace(instance, readTrace(traceText(itf))).actions).toEqual(actions);
  });
});
