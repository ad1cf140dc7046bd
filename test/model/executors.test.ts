/** One text, two executors: immer's pure steps and the scratch state agree on every request of every state. */
import { describe, expect, it } from "vitest";
import {
  argsAt,
  assignments,
  compile,
  decodeRequest,
  type Executor,
  type Expand,
  enabled,
  encodeRequest,
  type Instance,
  instantiate,
  requestOf,
  step,
} from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";

const packed = <S>({ encode, words }: Executor<S>, state: S): Int32Array => {
  const key = new Int32Array(words);
  encode(state, key, 0);
  return key;
};

/** What came of a request, as text: the first false clause, or the packed state after it. */
type Result = string;

/** By the pure executor; the state too, where there is one. */
function purely<S>(executor: Executor<S>, state: S, request: number): { result: Result; after?: S } {
  const { rule, picks } = decodeRequest(executor.instance, request);
  const action = { rule: rule.rule.name, args: argsAt(rule.variables, picks) };
  const outcome = step(executor.instance, state, action);
  if (!outcome.ok) return { result: outcome.refusal };
  return { result: packed(executor, outcome.state).join(), after: outcome.state };
}

/** By the fast executor, one request at a time. */
function singly<S>(executor: Executor<S>, from: Int32Array, request: number): Result {
  const { rule, picks } = decodeRequest(executor.instance, request);
  executor.after.unpack(from, 0);
  const refusal = executor.refusal[rule.index]?.(picks) ?? -1;
  if (refusal >= 0) return rule.clauses[refusal] ?? "no such clause";
  executor.apply[rule.index]?.(picks);
  return packed(executor, executor.after.state).join();
}

/** By the fast executor, all enabled requests at once, as the search takes them. */
function together<S>(
  executor: Executor<S>,
  expansions: readonly Expand[],
  from: Int32Array,
): Map<number, Result> {
  const found = new Map<number, Result>();
  const key = new Int32Array(executor.words);
  const visit = (request: number): boolean => {
    found.set(request, key.join());
    return false;
  };
  for (const expand of expansions) expand(from, 0, key, { visit, state: () => {}, step: () => {} });
  return found;
}

interface Walk {
  readonly states: number;
  readonly taken: number;
  readonly refused: number;
  /** Where the executors differ. */
  readonly differences: readonly string[];
}

/** Walk the reachable states, making every request of each of them in all three ways. */
function walk<S>(instance: Instance<S>): Walk {
  const executor = compile(instance);
  const expansions = executor.expansions(false);
  const states = [instance.initial];
  const known = new Set([packed(executor, instance.initial).join()]);
  const differences: string[] = [];
  let [taken, refused] = [0, 0];
  for (const state of states) {
    const from = packed(executor, state);
    const all = together(executor, expansions, from);
    for (let request = 0; request < instance.requests; request++) {
      const { result, after } = purely(executor, state, request);
      if (singly(executor, from, request) !== result) differences.push(`${from.join()} ${request}`);
      if (all.get(request) !== (after && result)) differences.push(`${from.join()} ${request} together`);
      if (after === undefined) refused++;
      else taken++;
      if (after !== undefined && !known.has(result)) states.push(after);
      if (after !== undefined) known.add(result);
    }
  }
  return { states: states.length, taken, refused, differences };
}

describe("the two executors", () => {
  it("agree on every request of sigma with 3 spaces of 2 pages", () => {
    const instance = instantiate(sigma, { spaces: 3, pages: 2 });
    expect(instance.requests).toBe(36 + 36 + 6);
    const { differences, ...counts } = walk(instance);
    expect(differences).toEqual([]);
    expect(counts).toEqual({ states: 689, taken: 20_890, refused: 689 * 78 - 20_890 });
  });

  it("enable requests in one order, that of their numbers", () => {
    const instance = instantiate(sigma, { spaces: 3, pages: 2 });
    const executor = compile(instance);
    const requests = together(executor, executor.expansions(false), packed(executor, instance.initial));
    const actions = [...enabled(instance, instance.initial)];
    expect([...requests.keys()]).toEqual(actions.map((action) => requestOf(instance, action)));
  });

  it("count the refusals of each clause alike", () => {
    const instance = instantiate(sigma, { spaces: 2, pages: 2 });
    const executor = compile(instance);
    together(executor, executor.expansions(false), packed(executor, instance.initial));
    const first = instance.rules.map(({ clauses, first, requests }) => {
      const results = Array.from({ length: requests }, (_, i) =>
        purely(executor, instance.initial, first + i),
      );
      return clauses.map((clause) => results.filter(({ result }) => result === clause).length);
    });
    expect(executor.counts.refused.map((of) => [...of])).toEqual(first);
  });
});

describe("the numbers of requests", () => {
  const instance = instantiate(sigma, { spaces: 2, pages: 2 });

  it("stand for rule and arguments, and back", () => {
    const found = instance.rules.flatMap(({ rule, variables }) =>
      [...assignments(variables)].map((args) => requestOf(instance, { rule: rule.name, args })),
    );
    expect(found).toEqual(Array.from({ length: instance.requests }, (_, i) => i));
    for (let n = 0; n < instance.requests; n++) {
      const { rule, picks } = decodeRequest(instance, n);
      expect(encodeRequest(rule, picks)).toBe(n);
    }
  });

  it("are not given to what is no request", () => {
    expect(requestOf(instance, { rule: "move", args: {} })).toBeUndefined();
    expect(requestOf(instance, { rule: "demap", args: {} })).toBeUndefined();
    expect(requestOf(instance, { rule: "demap", args: { from: 4 } })).toBeUndefined();
    expect(() => decodeRequest(instance, instance.requests)).toThrow(`no request ${instance.requests}`);
  });
});
