/**
 * The invariants of the kernel and of its parts are inductive together, its step properties follow from them, and each of
 * its steps is a run of each part: from any state that satisfies the invariants, reachable or not.
 */
import { describe, expect, test } from "vitest";
import { Simulator, untaken } from "../../check/simulate/simulator.js";
import { actionOf, compile, id, instantiate, NIL, propertyAt, step } from "../../model/index.js";
import { stateFrom } from "../../refinement/inductive/kernel-states.js";
import { judgeOf } from "../../refinement/inductive/lawful.js";
import type { Activity } from "../../spec/ipc/threads.js";
import { kernel } from "../../spec/kernel/index.js";
import { initial, type Kernel, type Scope } from "../../spec/kernel/state.js";
import { rolls } from "./rolls.js";

const scope: Scope = {
  ...{ spaces: 3, pages: 2, threads: 2, lines: 2, drivers: 3 },
  ...{ nesting: 2, regions: 2, granularity: 1, calls: "many", values: 2, touched: 2 },
};
const instance = instantiate(kernel, scope);

// --------------------------------------------------------------------------------------------------------- judges

/** What the kernel stands for: ipc, tlb and sigma, each with invariants of its own. */
const partsOfKernel = () =>
  Object.entries(kernel.simulations ?? {}).map(([name, simulation]) => {
    const simulator = new Simulator(instance, simulation, 2 ** 28);
    const judge = judgeOf(simulator.machine.instance);
    return {
      name,
      simulator,
      offended: (s: Kernel) => judge(simulation.of(s)),
      /** What the state before stands for, by a number that holds for the steps from this state. */
      standsAnew(s: Kernel): number {
        simulator.machine.forgetBeyond(2 ** 16);
        return simulator.standsAt(s);
      },
      from: 0,
    };
  });

type Part = ReturnType<typeof partsOfKernel>[number];

// --------------------------------------------------------------------------------------------------------- states

/** (2,0) waits to send a long message to (1,0), which waits to send a word to (0,0); then it will receive openly. */
function chain(): Kernel {
  const start = initial(scope);
  const [first, second, third] = [id<"thread">(0), id<"thread">(2), id<"thread">(4)];
  const waiting: Readonly<Record<number, Activity>> = {
    [second]: { kind: "sending", to: first, send: "word", next: "any", left: NIL },
    [third]: { kind: "sending", to: second, send: "long", next: "none", left: NIL },
  };
  return {
    ...start,
    holder: [NIL, id(0), id(0)],
    thread: start.thread.map((at, t) => waiting[t] ?? at),
    queue: start.everyThread.map((t) => (t === first ? [second] : t === second ? [third] : [])),
  };
}

/** That state, and some at random, that satisfy all invariants, but for those that are `free`. */
function* satisfying(samples: number, free: readonly string[], parts: readonly Part[]): Generator<Kernel> {
  const [own, roll] = [judgeOf(instance), rolls(488)];
  for (let sample = 0; sample < samples; sample++) {
    const state = sample === 0 ? chain() : stateFrom({ scope, roll, free });
    const offended = [...own(state), ...parts.flatMap((part) => part.offended(state))];
    if (offended.every((each) => free.includes(each))) yield state;
  }
}

// ---------------------------------------------------------------------------------------------------------- steps

interface Tried {
  readonly states: number;
  /** In how many of them each rule could be taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** What was broken, and by which rule: `KERNEL-COPY by copy`; `onto tlb by restore`. */
  readonly broken: ReadonlySet<string>;
  /** The rules of the parts that no step stood for. */
  readonly idle: readonly string[];
}

/**
 * Every step from some states that satisfy the invariants; those that are `free` they need not, and are not judged. It is
 * enough once this is broken: `until`.
 */
function trySteps(samples: number, free: readonly string[] = [], until = ""): Tried {
  const { before, after, encode, words, ...executor } = compile(instance);
  const [expansions, parts] = [executor.expansions(true), partsOfKernel()];
  const [key, next] = [new Int32Array(words), new Int32Array(words)];
  const [taken, broken] = [new Map<string, number>(), new Set<string>()];
  let [states, last] = [0, 0];
  const note = (what: string, request: number): void => {
    if (!free.includes(what)) broken.add(`${what} by ${actionOf(instance, request).rule}`);
  };
  const law = (index: number, request: number): void => {
    const { property } = propertyAt(instance, index);
    if ("holds" in property) note(property.id, request);
  };
  const visit = (request: number): boolean => {
    last = request;
    for (const { name, simulator, offended, from } of parts) {
      const to = simulator.standsAt(after.state);
      if (!simulator.step(before.state, from, request, after.state, to)) note(`onto ${name}`, request);
      for (const each of offended(after.state)) note(each, request);
    }
    return true;
  };
  const sink = { visit, state: (index: number) => law(index, last), step: law };
  for (const state of satisfying(samples, free, parts)) {
    if (broken.has(until)) break;
    states++;
    encode(state, key, 0);
    before.unpack(key, 0);
    for (const part of parts) part.from = part.standsAnew(before.state);
    for (const { rule, index } of instance.rules) {
      try {
        const times = expansions[index]?.(key, 0, next, sink) ?? 0;
        taken.set(rule.name, (taken.get(rule.name) ?? 0) + Math.min(times, 1));
      } catch (error) {
        broken.add(`${error} by ${rule.name}`);
      }
    }
  }
  return { states, taken, broken, idle: parts.flatMap(({ simulator }) => untaken(simulator.seen())) };
}

describe("the invariants of the kernel and of its parts", () => {
  test("are kept by every step, which is a run of each part", { timeout: 120_000 }, () => {
    const { states, taken, broken, idle } = trySteps(800);
    expect([...broken]).toEqual([]);
    expect(states).toBe(800);
    expect(idle).toEqual([]);
    // The rarest are copyFault and restore.
    for (const { rule } of instance.rules) expect(taken.get(rule.name) ?? 0, rule.name).toBeGreaterThan(40);
  });

  test("are kept where a call lets two others begin a copy, and neither has the processor", () => {
    const outcome = step(instance, chain(), { rule: "wait", args: { request: "wait" } });
    expect(outcome).toMatchObject({
      ok: true,
      state: { current: 0, thread: { 4: { kind: "giving", to: 2 } } },
    });
  });

  test.each([
    ["KERNEL-BORDER", "KERNEL-CLANS by copy"],
    ["KERNEL-EXACT and TLB-EXACT", "KERNEL-READ by read"],
    ["TLB-OWNER", "KERNEL-COPY by copy"],
    ["TLB-CLOSED", "TLB-OWNER by dispatch"],
    ["TLB-MARKED", "TLB-OWNER by ipc"],
    ["SIG-ORIGIN and SIG-FRAME", "onto ipc by copyFault"],
    ["SIG-ACYCLIC and SIG-FRAME", "onto sigma by deleteTask"],
    ["IPC-CLANS and KERNEL-CHIEFS", "KERNEL-NEAREST by idNearest"],
    ["IPC-PAGING", "onto tlb by timeout"],
  ])("are not kept by every step without %s: %s", { timeout: 120_000 }, (free, expected) => {
    expect([...trySteps(2000, free.split(" and "), expected).broken]).toContain(expected);
  });
});
