/** Replays: still fails, fixed or stale, for every kind of trace, and the reason in one sentence. */
import { describe, expect, it } from "vitest";
import {
  checkTrace,
  type RecordedTrace,
  readTrace,
  replay,
  traceText,
  writeTrace,
} from "../../check/index.js";
import { type Action, type Instance, instantiate } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { add, cases, counter, type Variant } from "./counter.js";

/** The trace of a variant, written to a file and read back by another. */
function through(kind: keyof typeof cases, variant: Variant): RecordedTrace<{ n: number }> {
  const { trace, found } = cases[kind];
  const text = traceText(writeTrace(counter(found), trace, { source: "counter" }));
  return checkTrace(counter(variant), readTrace(text));
}

describe.each(Object.entries(cases))("a trace of kind %s", (_kind, expected) => {
  const { trace, found, fixed, stale, why, whyFixed, whyStale, step } = expected;

  it("still fails where it was found", () => {
    expect(replay(counter(found), through(trace.kind, found))).toEqual({ answer: "still fails", step, why });
  });
  it("is fixed where every step applies and it is not shown", () => {
    const end = { answer: "fixed", step: trace.actions.length, why: whyFixed };
    expect(replay(counter(fixed), through(trace.kind, fixed))).toMatchObject(end);
  });
  it("is stale where a step does not apply", () => {
    expect(replay(counter(stale), through(trace.kind, stale))).toMatchObject({
      answer: "stale",
      why: whyStale,
    });
  });
});

describe("a replay", () => {
  const violated = { kind: "violated", property: "CNT-SMALL", actions: add(2, 2) } as const;

  it("needs no recorded states", () => {
    expect(replay(counter(), violated).answer).toBe("still fails");
  });

  it("judges steps by their arguments", () => {
    const slow = { ...violated, property: "CNT-SLOW" };
    expect(replay(counter(), { ...slow, actions: add(2) })).toEqual({
      answer: "still fails",
      step: 1,
      why: "CNT-SLOW is violated after step 1",
    });
    expect(replay(counter(), { ...slow, actions: add(1, 2) })).toMatchObject({
      answer: "still fails",
      step: 2,
    });
    expect(replay(counter(), { ...slow, actions: add(1) })).toMatchObject({ answer: "fixed", step: 1 });
    expect(replay(counter(), { ...slow, actions: [] })).toMatchObject({ answer: "fixed", step: 0 });
  });

  it("notes that the trace could be shorter", () => {
    expect(replay(counter({ bound: 1 }), violated)).toEqual({
      answer: "still fails",
      step: 1,
      why: "CNT-SMALL is violated after step 1",
      note: "this is before the last step of the trace, 2",
    });
  });

  it("counts what is shown before a step that does not apply", () => {
    expect(replay(counter({ bound: 1, limit: 3 }), violated)).toMatchObject({
      answer: "still fails",
      step: 1,
    });
  });

  it("sees what the initial state shows", () => {
    expect(replay(counter({ start: 5 }), { ...violated, actions: [] })).toEqual({
      answer: "still fails",
      step: 0,
      why: "CNT-SMALL is violated in the initial state",
    });
  });

  it("notes recorded states that are not those computed", () => {
    const states = [{ n: 0 }, { n: 1 }, { n: 4 }];
    const note = "the state after step 1 is not as recorded: n is 2, recorded as 1";
    expect(replay(counter(), { ...violated, states })).toMatchObject({ answer: "still fails", note });
    expect(replay(counter({ bound: 6 }), { ...violated, states })).toMatchObject({ answer: "fixed", note });
  });

  it("is stale when the model has no such rule, argument or property", () => {
    const one = (action: Action) => replay(counter(), { ...violated, actions: [action] });
    expect(one({ rule: "sub", args: {} })).toMatchObject({ answer: "stale", step: 1 });
    expect(one({ rule: "sub", args: {} }).why).toBe("step 1, sub(), is no request: counter has no rule sub");
    expect(one({ rule: "add", args: {} }).why).toMatch(/is no request: add needs an argument by$/);
    expect(one({ rule: "add", args: { by: 1, to: 2 } }).why).toMatch(
      /is no request: add has no argument to$/,
    );
    expect(one({ rule: "add", args: { by: 3 } }).why).toBe(
      "step 1, add(by: 3), is no request: argument by: 3 is not in 1..2",
    );
    expect(replay(counter(), { ...violated, property: "CNT-SEEN" })).toEqual({
      answer: "stale",
      step: 0,
      why: "CNT-SEEN can be witnessed, not violated",
    });
  });

  it("is stale when the model fails on the way", () => {
    expect(replay(counter({ throwsAt: 2 }), violated)).toMatchObject({
      answer: "stale",
      step: 1,
      why: "step 1, add(by: 2), fails: cannot count to 2",
    });
  });

  it("is fixed when the model may end where it was stuck", () => {
    expect(replay(counter({ mayEnd: true }), cases.deadlock.trace)).toEqual({
      answer: "fixed",
      step: 3,
      why: "every step applies, and the model may end there",
    });
  });

  it("takes leaving the domain for an error", () => {
    expect(replay(counter({ leavesAt: 4 }), cases.error.trace)).toMatchObject({
      answer: "still fails",
      why: "step 2, add(by: 2), fails: n: 99 is not in 0..6",
    });
  });

  it("takes a property that throws for an error", () => {
    const instance = broken(counter());
    expect(replay(instance, { ...cases.error.trace, actions: add(1) })).toMatchObject({
      answer: "still fails",
      step: 1,
      why: "judging fails: CNT-SMALL: no such number",
    });
    expect(replay(instance, violated)).toMatchObject({
      answer: "stale",
      why: "the model fails when it is judged: no such number",
    });
  });

  it("names the cell that a recorded initial state has otherwise", () => {
    const instance = instantiate(sigma, { spaces: 3, pages: 2 });
    const other = { ...instance.initial, origin: instance.initial.origin.toReversed() };
    const trace = { kind: "violated", property: "SIG-ROOT", actions: [], states: [other] } as const;
    expect(replay(instance, trace).why).toBe(
      "the initial state is another: origin(0,0) is (0,0), recorded as nil",
    );
  });
});

/** The same, with a first property that throws. */
function broken<S>(instance: Instance<S>): Instance<S> {
  const [first, ...rest] = instance.properties;
  if (first === undefined) throw new Error("there is a first property");
  const holds = (): boolean => {
    throw new Error("no such number");
  };
  const { id, says, source, forAll } = first.property;
  const property = { kind: "invariant", id, says, source, forAll, holds } as const;
  return { ...instance, properties: [{ ...first, property }, ...rest] };
}
