/** A counter with a switch for everything a trace can run into, and a trace of it for each kind. */

import type { Trace, TraceKind } from "../../check/index.js";
import {
  type Action,
  action,
  boolean,
  type Instance,
  instantiate,
  int,
  type Model,
  over,
  record,
  type Value,
} from "../../model/index.js";

/** What may differ between a model that a trace was found in and the one it is replayed in. */
export interface Variant {
  readonly start?: number;
  /** The clause `room`: never count beyond this. */
  readonly limit?: number;
  /** CNT-SMALL: the counter is at most this. */
  readonly bound?: number;
  /** CNT-SEEN and CNT-NEVER are about this number. */
  readonly target?: number;
  /** The effect throws when it has counted to this. */
  readonly throwsAt?: number;
  /** The effect leaves the domain when it has counted to this. */
  readonly leavesAt?: number;
  /** The largest number that may be added at once. */
  readonly most?: number;
  /** The counter may end at its limit. */
  readonly mayEnd?: boolean;
  /** The name of the rule. */
  readonly rule?: string;
  /** The simulation `parity` takes this number for an odd one. */
  readonly oddAt?: number;
  /** Properties left out. */
  readonly without?: readonly string[];
}

const state = () => record({ n: int(0, 6) });
type Counter = Value<ReturnType<typeof state>>;
const { rule, invariant, step, witness, refuted, stands } = over(state);

const bit = () => record({ odd: boolean });
type Bit = Value<ReturnType<typeof bit>>;
const flip = over(bit).rule(
  "flip",
  {},
  {
    says: "odd becomes even, and even odd",
    source: "none",
    requires: { always: () => true },
    effect(s) {
      s.odd = !s.odd;
    },
  },
);
const parity: Model<Bit> = {
  name: "parity",
  says: "A bit that flips.",
  scope: {},
  scopes: { quick: {}, full: {} },
  state: bit,
  initial: () => ({ odd: false }),
  rules: [flip],
  properties: [],
};

export function counter(variant: Variant = {}): Instance<Counter> {
  const { start = 0, limit = 5, bound = 3, target = 4, most = 2, mayEnd = false } = variant;
  const add = rule(
    variant.rule ?? "add",
    { by: () => int(1, most) },
    {
      says: "the counter grows by {by}",
      source: "none",
      requires: { room: (s, { by }) => s.n + by <= limit },
      effect(s, { by }) {
        s.n += by;
        if (s.n === variant.throwsAt) throw new Error(`cannot count\nto ${s.n}`);
        if (s.n === variant.leavesAt) s.n = 99;
      },
    },
  );
  const properties = [
    invariant("CNT-SMALL", { says: "the counter is small", source: "none", holds: (s) => s.n <= bound }),
    step("CNT-SLOW", {
      says: "a small counter grows by one",
      source: "none",
      on: [add],
      forAll: { low: () => int(0, 1) },
      when: (before, _after, { low }) => before.n <= low,
      holds: (before, after) => after.n - before.n === 1,
    }),
    refuted("CNT-NEVER", {
      says: "the number is never reached",
      source: "none",
      holds: (s) => s.n !== target,
    }),
    witness("CNT-SEEN", { says: "the number is reached", source: "none", when: (s) => s.n === target }),
  ];
  const model: Model<Counter> = {
    name: "counter",
    says: "A number that grows.",
    scope: {},
    scopes: { quick: {}, full: {} },
    state,
    initial: () => ({ n: start }),
    rules: [add],
    simulations: {
      parity: {
        onto: parity,
        says: "the counter is even or odd",
        source: "none",
        scope: () => ({}),
        of: ({ n }): Bit => ({ odd: n % 2 === 1 || n === variant.oddAt }),
        steps: [stands([add], (_before, _after, { by }) => (by % 2 === 1 ? [action(flip, {})] : []))],
      },
    },
    properties: properties.filter(({ id }) => !variant.without?.includes(id)),
    ...(mayEnd ? { mayEnd: (s) => s.n === limit } : {}),
  };
  return instantiate(model);
}

export const add = (...amounts: readonly number[]): Action[] =>
  amounts.map((by) => ({ rule: "add", args: { by } }));

/** For each kind of trace: one, the model that it is of, one that is mended, and one where it no longer applies. */
export const cases: Readonly<
  Record<
    TraceKind,
    {
      trace: Trace;
      found: Variant;
      fixed: Variant;
      stale: Variant;
      whyFixed: string;
      whyStale: string;
      why: string;
      step: number;
    }
  >
> = {
  violated: {
    trace: { kind: "violated", property: "CNT-SMALL", actions: add(2, 2) },
    found: {},
    why: "CNT-SMALL is violated after step 2",
    step: 2,
    fixed: { bound: 5 },
    whyFixed: "every step applies, and CNT-SMALL holds throughout",
    stale: { limit: 3 },
    whyStale: "step 2, add(by: 2), is refused: room",
  },
  deadlock: {
    trace: { kind: "deadlock", property: "deadlock", actions: add(2, 2, 1) },
    found: {},
    why: "no rule is enabled after step 3",
    step: 3,
    fixed: { limit: 6 },
    whyFixed: "every step applies, and add(by: 1) is enabled at the end",
    stale: { most: 1 },
    whyStale: "step 1, add(by: 2), is no request: argument by: 2 is not in 1..1",
  },
  error: {
    trace: { kind: "error", property: "error", actions: add(2, 2), message: "cannot count to 4" },
    found: { throwsAt: 4 },
    why: "step 2, add(by: 2), fails: cannot count to 4",
    step: 2,
    fixed: {},
    whyFixed: "every step applies, and nothing is thrown",
    stale: { throwsAt: 4, limit: 3 },
    whyStale: "step 2, add(by: 2), is refused: room",
  },
  diverged: {
    trace: { kind: "diverged", property: "parity", actions: add(2, 2) },
    found: { oddAt: 4 },
    why: "the simulation parity fails at step 2: odd changes from false to true, although this stands for no step",
    step: 2,
    fixed: {},
    whyFixed: "every step applies, and is what it stands for by the simulation parity",
    stale: { oddAt: 4, limit: 3 },
    whyStale: "step 2, add(by: 2), is refused: room",
  },
  refuted: {
    trace: { kind: "refuted", property: "CNT-NEVER", actions: add(2, 2) },
    found: {},
    why: "the claim CNT-NEVER is refuted after step 2",
    step: 2,
    fixed: { target: 6 },
    whyFixed: "every step applies, and the claim CNT-NEVER holds throughout",
    stale: { without: ["CNT-NEVER"] },
    whyStale: "counter has no property CNT-NEVER",
  },
  witnessed: {
    trace: { kind: "witnessed", property: "CNT-SEEN", actions: add(2, 2) },
    found: {},
    why: "CNT-SEEN is shown after step 2",
    step: 2,
    fixed: { target: 6 },
    whyFixed: "every step applies, and CNT-SEEN is never shown",
    stale: { start: 1 },
    whyStale: "the initial state is another: n is 1, recorded as 0",
  },
};
