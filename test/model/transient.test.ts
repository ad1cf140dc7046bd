/** What is transient: in no packed state, forgotten before each step by every judge, and shown in traces. */
import { test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  explain,
  minimise,
  modelGraph,
  replay,
  runWalks,
  search,
  type Trace,
  traceGraph,
} from "../../check/index.js";
import { follow, reached } from "../../check/trace/follow.js";
import { checkTrace } from "../../check/trace/itf-check.js";
import { readTrace } from "../../check/trace/itf-read.js";
import { traceText, writeTrace } from "../../check/trace/itf-write.js";
import { Binder } from "../../model/generate.js";
import {
  actionOf,
  array,
  compile,
  decodeRequest,
  instantiate,
  int,
  offenders,
  optional,
  record,
  renamings,
  SchemaError,
  step,
  transient,
  validate,
  values,
} from "../../model/index.js";
import { encoder } from "../../model/pack.js";
import { scratch } from "../../model/unpack.js";
import { naiveSearch } from "../search/naive.js";
import { isEvidence } from "../search/replay.js";
import { type Echo, echo, echoless } from "../toys/echo.js";
import { filled, spoil } from "./random-schema.js";

const instance = instantiate(echo);
const say = (to: number, word: number) => ({ rule: "say", args: { to, word } });
const NOTHING = { word: -1 };

describe("a random state with a transient field", () => {
  test.prop([filled], { numRuns: 200 })(
    "packs as it does when that is forgotten",
    ({ schema, one, other }) => {
      const { encode, words } = encoder(schema, false);
      const [a, b] = [new Int32Array(words), new Int32Array(words)];
      encode(one, a, 0);
      encode({ ...Object(one), told: Object(other).told }, b, 0);
      expect(a).toEqual(b);
    },
  );

  test.prop([filled], { numRuns: 200 })(
    "unpacks as forgotten, whatever an effect did",
    ({ schema, one, blank }) => {
      const { encode, words } = encoder(schema, false);
      const { state, unpack } = scratch<unknown>(schema, new Binder());
      const key = new Int32Array(words);
      encode(one, key, 0);
      for (let again = 0; again < 2; again++) {
        unpack(key, 0);
        expect(state).toEqual({ ...Object(one), told: blank });
        spoil(schema, state);
      }
    },
  );
});

describe("a transient field", () => {
  it("takes no bits, and must be in its domain all the same", () => {
    const schema = record({ n: int(0, 3), told: transient(int(0, 200), 0) });
    const { encode, bits } = encoder(schema, false);
    expect(bits).toBe(2);
    for (const check of [
      (s: unknown) => validate(schema, s),
      (s: unknown) => encode(s, new Int32Array(1), 0),
    ]) {
      expect(() => check({ n: 0, told: 200 })).not.toThrow();
      expect(() => check({ n: 0, told: 201 })).toThrow("told: 201 is not in 0..200");
    }
    expect(values(schema)).toHaveLength(4);
  });

  it("must be a field of the state itself", () => {
    const inside = [record({ a: transient(int(0, 1), 0) }), array(1, transient(int(0, 1), 0))];
    for (const part of [...inside, optional(record({ a: transient(int(0, 1), 0) }))])
      expect(() => instantiate({ ...echo, state: () => record({ part }) as never })).toThrow(SchemaError);
  });

  it("has the same value in the initial state as before each step", () => {
    expect(instance.initial).toEqual({ last: 0, heard: [NOTHING, NOTHING] });
  });
});

describe("what was said", () => {
  it("is in the state after a step, and found by no other step, in both executors", () => {
    const { before, after, encode, words, refusal, apply } = compile(instance);
    const key = new Int32Array(words);
    for (const last of [0, 1])
      for (let request = 0; request < instance.requests; request++) {
        const state: Echo = { ...instance.initial, last: last as never, heard: [{ word: 1 }, NOTHING] };
        const outcome = step(instance, state, actionOf(instance, request));
        const { rule, picks } = decodeRequest(instance, request);
        encode(state, key, 0);
        before.unpack(key, 0);
        after.unpack(key, 0);
        expect(refusal[rule.index]?.(picks)).toBe(-1);
        apply[rule.index]?.(picks);
        expect(outcome).toMatchObject({ ok: true, state: after.state });
        expect(before.state.heard).toEqual([NOTHING, NOTHING]);
      }
  });

  it("makes no two states of one", () => {
    const result = search(instance);
    expect(result).toMatchObject({ verdict: "holds", vacuous: [], distinct: 2, transitions: 12, depth: 1 });
    expect(naiveSearch(instance)).toMatchObject({ distinct: 2, transitions: 12, depth: 1 });
    for (const trace of result.traces) expect(isEvidence(instance, trace)).toBe(true);
    expect(modelGraph(instance).nodes).toHaveLength(2);
  });

  it("is no matter of symmetry", () => {
    expect(renamings(instance.schema)).toHaveLength(2);
    expect(search(instance, { symmetry: true })).toMatchObject({ verdict: "holds", distinct: 1 });
  });

  it("is forgotten by walks as by the search", async () => {
    for (const model of [echo, echoless]) {
      const there = instantiate(model);
      const { verdict, vacuous } = search(there);
      const walked = runWalks(there, { seed: 1, samples: 20, refusedShare: 0.2 });
      let end = await walked.next();
      while (!end.done) end = await walked.next();
      expect(end.value).toMatchObject({ verdict, vacuous });
    }
    expect(search(instantiate(echoless)).vacuous).toEqual([
      "rule repeat is never taken",
      "clause repeat.something-heard is never true",
      "witness NOISE is never seen",
    ]);
  });

  it("is seen by properties of steps in the state after, and by no other", () => {
    const at = (id: string) => {
      const found = instance.properties.find(({ property }) => property.id === id);
      if (found === undefined) throw new Error(id);
      return found;
    };
    const noisy: Echo = { ...instance.initial, heard: [{ word: 1 }, NOTHING] };
    const taken = { before: noisy, action: say(0, 1), after: noisy };
    expect(offenders(instance, at("SILENCE"), noisy, taken)).toEqual([]);
    expect(offenders(instance, at("HEARD"), noisy, taken)).toEqual([]);
    expect(offenders(instance, at("HEARD"), noisy, { ...taken, action: say(1, 1) })).toHaveLength(1);
  });
});

describe("a trace", () => {
  const actions = [say(1, 0), say(0, 2), say(1, 1)];
  const trace: Trace = { kind: "refuted", property: "NEVER-ONE", actions };

  it("shows what was said, is read back, and replays", () => {
    const itf = writeTrace(instance, trace, { source: "echo" });
    const read = checkTrace(instance, readTrace(traceText(itf)));
    expect(read.states.map((s) => s.heard.map((h) => h.word))).toEqual([
      [-1, -1],
      [-1, 0],
      [2, 2],
      [-1, 1],
    ]);
    expect(replay(instance, read)).toEqual({
      answer: "still fails",
      step: 3,
      why: "the claim NEVER-ONE is refuted after step 3",
    });
  });

  it("is told by what each step said, not by what it forgot", () => {
    const { steps } = explain(instance, trace);
    expect(steps.map((s) => s.changes.map((c) => `${c.cell}: ${c.from} -> ${c.to}`))).toEqual([
      [],
      ["last: 0 -> 1", "heard(1).word: nil -> 0"],
      ["last: 1 -> 0", "heard(0).word: nil -> 2", "heard(1).word: nil -> 2"],
      ["last: 0 -> 1", "heard(1).word: nil -> 1"],
    ]);
  });

  it("is drawn so too, and judged by steps that begin in silence", () => {
    expect(traceGraph(instance, trace).nodes.map((n) => n.lines)).toEqual([
      ["init"],
      ["last = 1", "heard(1).word = 0"],
      ["last = 0", "heard(0).word = 2", "heard(1).word = 2"],
      ["last = 1", "heard(1).word = 1"],
    ]);
    for (const { taken } of reached(instance, follow(instance, actions)))
      expect(taken?.before.heard ?? [NOTHING, NOTHING]).toEqual([NOTHING, NOTHING]);
  });

  it("is shrunk and certified", () => {
    const shrinking = minimise(instance, trace);
    let end = shrinking.next();
    while (!end.done) end = shrinking.next();
    expect(end.value.actions).toEqual([say(1, 1)]);
    expect(end.value.minimal).toMatchObject({ certified: true, length: 1 });
  });
});
