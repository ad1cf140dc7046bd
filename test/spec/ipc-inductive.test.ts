/**
 * The invariants of ipc are inductive, and its step properties follow from them: from any state that satisfies the
 * invariants, reachable or not, each step keeps them all.
 */
import { describe, expect, test } from "vitest";
import { actionOf, compile, type Executor, instantiate, propertyAt } from "../../model/index.js";
import { stateFrom } from "../../refinement/inductive/ipc-states.js";
import { ipc } from "../../spec/ipc/index.js";
import type { Ipc } from "../../spec/ipc/state.js";
import type { Scope } from "../../spec/ipc/threads.js";
import { rolls } from "./rolls.js";

const scope: Scope = {
  ...{ spaces: 4, pages: 2, threads: 2, lines: 2, drivers: 3 },
  ...{ nesting: 2, regions: 2, granularity: 1, calls: "many" },
};
const instance = instantiate(ipc, scope);

interface Tried {
  /** States that satisfied the invariants, but for the one that was left free. */
  readonly states: number;
  /** In how many of them each rule could be taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** What was broken, and by which rule: `IPC-PAIR by timeout`. */
  readonly broken: ReadonlySet<string>;
}

const isInvariant = (index: number): boolean => propertyAt(instance, index).property.kind === "invariant";
const isLaw = (index: number): boolean => "holds" in propertyAt(instance, index).property;
const idOf = (index: number): string => propertyAt(instance, index).property.id;

/** The invariants that the state in `key` breaks. */
function offended({ after, judgeState }: Executor<Ipc>, key: Int32Array): string[] {
  const found: number[] = [];
  after.unpack(key, 0);
  judgeState((index) => found.push(index));
  return found.filter(isInvariant).map(idOf);
}

/** Every step from some states that satisfy the invariants; `free` is one that they need not, and steps go unjudged then. */
function trySteps(samples: number, free?: string): Tried {
  const executor = compile(instance);
  const expansions = executor.expansions(free === undefined);
  const [key, next] = [new Int32Array(executor.words), new Int32Array(executor.words)];
  const roll = rolls(486);
  const taken = new Map<string, number>();
  const broken = new Set<string>();
  let states = 0;
  let last = 0;
  const note = (index: number, request: number): void => {
    if (isLaw(index) && idOf(index) !== free)
      broken.add(`${idOf(index)} by ${actionOf(instance, request).rule}`);
  };
  const visit = (request: number): boolean => {
    last = request;
    return true;
  };
  const sink = { visit, state: (index: number) => note(index, last), step: note };
  for (let sample = 0; sample < samples; sample++) {
    executor.encode(stateFrom({ scope, roll, ...(free === undefined ? {} : { free }) }), key, 0);
    if (offended(executor, key).some((id) => id !== free)) continue;
    states++;
    executor.before.unpack(key, 0);
    for (const { rule, index } of instance.rules) {
      try {
        if ((expansions[index]?.(key, 0, next, sink) ?? 0) > 0)
          taken.set(rule.name, (taken.get(rule.name) ?? 0) + 1);
      } catch (error) {
        broken.add(`${error} by ${rule.name}`);
      }
    }
  }
  return { states, taken, broken };
}

describe("the invariants of ipc", () => {
  test("are kept by every step, and so are its step properties", { timeout: 120_000 }, () => {
    const { states, taken, broken } = trySteps(300);
    expect([...broken]).toEqual([]);
    expect(states).toBe(300);
    for (const { rule } of instance.rules) expect(taken.get(rule.name) ?? 0, rule.name).toBeGreaterThan(20);
  });

  test.each([
    ["IPC-COPYING", "units: -1 is not in 0..3 by copy"],
    ["IPC-PAGING", "IPC-PAIR by timeout"],
    ["IPC-ATTACHED", "IPC-PENDING by deleteTask"],
    ["IPC-CLANS", "call stack size exceeded by deleteTask"],
  ])("are not kept by every step without %s", (free, expected) => {
    const { states, broken } = trySteps(150, free);
    expect(states).toBeGreaterThan(100);
    expect([...broken].join("; ")).toContain(expected);
  });
});
