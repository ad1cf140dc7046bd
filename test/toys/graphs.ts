/**
 * Graphs that one can draw: if the search is wrong about these, nothing else counts.
 *
 * A state is a place 0 .. 7, and a rule is a list of edges.
 */
import { int, type Model, over, type Property, type Rule, record, type Value } from "../../model/index.js";

const state = () => record({ place: int(0, 7) });
type State = Value<ReturnType<typeof state>>;
const place = () => int(0, 7);

const { rule, invariant, step, witness, stepWitness, refuted } = over(state);
const source = "ours";
const always = { always: () => true };

/** Go from the place one is at to `to`, if one of the edges leads there. */
const go = (...edges: readonly (readonly [number, number])[]): Rule<State> =>
  rule(
    "go",
    { to: place },
    {
      says: "go to {to}",
      source,
      requires: { edge: (s, { to }) => edges.some(([a, b]) => a === s.place && b === to) },
      effect(s, { to }) {
        s.place = to;
      },
    },
  );

const graph = (
  name: string,
  says: string,
  rules: readonly Rule<State>[],
  properties: readonly Property<State>[] = [],
): Model<State> => ({
  name,
  says,
  scope: {},
  scopes: { quick: {}, full: {} },
  state,
  initial: () => ({ place: 0 }),
  rules,
  properties,
});

const avoids = (unwanted: number) =>
  invariant("AVOIDS", {
    says: `place ${unwanted} is never reached`,
    source,
    holds: (s) => s.place !== unwanted,
  });

// ----------------------------------------------------------------------------------------------------- that hold

/** The smallest system with a loop: two states, two transitions.  [Lamport, Specifying Systems, 2002, HourClock's] */
export const binaryClock: Model<State> = graph(
  "binary-clock",
  "A clock that shows 0 or 1.",
  [
    rule(
      "tick",
      {},
      {
        says: "the clock ticks",
        source,
        requires: always,
        effect(s) {
          s.place = 1 - s.place;
        },
      },
    ),
  ],
  [invariant("IS-A-BIT", { says: "the clock shows 0 or 1", source, holds: (s) => s.place <= 1 })],
);

/** 0 -> 1 -> 3, 0 -> 2 -> 3, 3 -> 0: the join is one state, found once, by the first of its two parents. */
export const diamond: Model<State> = graph(
  "diamond",
  "Two ways to one place.",
  [go([0, 1], [0, 2], [1, 3], [2, 3], [3, 0])],
  [refuted("NOT-BOTH", { says: "place 3 is never reached", source, holds: (s) => s.place !== 3 })],
);

/** 0 -> 1 -> 2 -> 3 -> 1: a stem and a loop. */
export const lasso: Model<State> = graph("lasso", "A stem that leads into a loop.", [
  go([0, 1], [1, 2], [2, 3], [3, 1]),
]);

/** 0 -> 1 -> 2 -> 0 and 0 -> 2: the step 2 -> 0 breaks nothing although 0 < 2, for it is allowed. */
export const mostlyUp: Model<State> = graph(
  "mostly-up",
  "Places go up, or back to 0.",
  [go([0, 1], [1, 2], [2, 0], [0, 2])],
  [
    step("UP-OR-BACK", {
      says: "a step goes up, or back to 0",
      source,
      on: [go()],
      when: (before, after) => after.place < before.place,
      holds: (_before, after) => after.place === 0,
    }),
    stepWitness("BACK", {
      says: "a step goes back",
      source,
      on: [go()],
      when: (_b, after) => after.place === 0,
    }),
  ],
);

/** 0 -> 1 -> 2, and at 2 it is right to stop. */
export const mayStop: Model<State> = {
  ...graph("may-stop", "A way that ends where it should.", [go([0, 1], [1, 2])]),
  mayEnd: (s) => s.place === 2,
};

// --------------------------------------------------------------------------------------------- that are violated

/** 0 -> 1 -> 2, and nothing after. */
export const deadEnd: Model<State> = graph("dead-end", "A way that ends.", [go([0, 1], [1, 2])]);

/** 0 -> 1 -> 2 -> 3 and 0 -> 4 -> 3: the short way to 3 has 2 steps. */
export const shortcut: Model<State> = graph(
  "shortcut",
  "A long way and a short one to an unwanted place.",
  [go([0, 1], [1, 2], [2, 3], [0, 4], [4, 3], [3, 0])],
  [avoids(3)],
);

/** The initial state itself is wrong: the shortest trace is empty. */
export const badStart: Model<State> = graph(
  "bad-start",
  "Wrong from the start.",
  [go([0, 1], [1, 0])],
  [avoids(0)],
);

/** 0 -> 1 -> 0: the second step goes down. */
export const badStep: Model<State> = graph(
  "bad-step",
  "A step that goes down.",
  [go([0, 1], [1, 0])],
  [
    step("UP", {
      says: "steps go up",
      source,
      on: [go()],
      holds: (before, after) => after.place > before.place,
    }),
  ],
);

const leap = (name: string, from: number, effect: (s: { place: number }) => void): Rule<State> =>
  rule(
    name,
    { by: place },
    {
      says: "leap by {by}",
      source,
      requires: { "at-place": (s) => s.place === from, "by-three": (_s, { by }) => by === 3 },
      effect,
    },
  );

/** 0 -> 1 -> 2, where the effect throws. */
export const throwing: Model<State> = graph("throwing", "A rule whose effect throws.", [
  go([0, 1], [1, 2], [2, 0]),
  leap("leap", 2, () => {
    throw new Error("the bridge is out");
  }),
]);

/** 0 -> 1 -> 2, where the effect leaves the domain 0 .. 7. */
export const leaving: Model<State> = graph("leaving", "A rule whose effect leaves the domain.", [
  go([0, 1], [1, 2], [2, 0]),
  leap("leap", 2, (s) => {
    s.place = 9;
  }),
]);

/** 0 -> 1 -> 2 -> 3, and 0 -> 4 -> 5; at 4 it throws, at 3 it is where it should not be, and 5 is a dead end. */
export const throwingEarly: Model<State> = graph(
  "throwing-early",
  "An unwanted place and a dead end, behind a rule whose effect throws.",
  [
    leap("leap", 4, () => {
      throw new Error("the bridge is out");
    }),
    go([0, 1], [1, 2], [2, 3], [3, 0], [0, 4], [4, 5]),
  ],
  [avoids(3)],
);

/** 0 -> 1, a dead end, and 0 -> 2 -> 3, where the effect throws. */
export const throwingLate: Model<State> = graph("throwing-late", "A dead end, and farther away a throw.", [
  go([0, 1], [0, 2], [2, 3]),
  leap("leap", 3, () => {
    throw new Error("the bridge is out");
  }),
]);

/** 0 -> 1 -> 2, and a property that cannot be evaluated at 2. */
export const unjudged: Model<State> = graph(
  "unjudged",
  "A property that throws.",
  [go([0, 1], [1, 2], [2, 0])],
  [
    invariant("THROWS", {
      says: "this property cannot be evaluated at place 2",
      source,
      holds: (s) => {
        if (s.place === 2) throw new Error("no such place");
        return true;
      },
    }),
  ],
);

// ---------------------------------------------------------------------------------------------- that are vacuous

const loop = go([0, 1], [1, 0]);

/** A rule that is never enabled, so that its guard is never true. */
export const idleRule: Model<State> = graph("idle-rule", "A rule that is never enabled.", [
  loop,
  rule(
    "rest",
    {},
    {
      says: "rest",
      source,
      requires: { tired: (s) => s.place > 5 },
      effect() {},
    },
  ),
]);

/** A guard clause that is never false. */
export const idleClause: Model<State> = graph("idle-clause", "A clause that refuses nothing.", [
  rule(
    "tick",
    {},
    {
      says: "tick",
      source,
      requires: { "in-range": (s) => s.place < 5 },
      effect(s) {
        s.place = 1 - s.place;
      },
    },
  ),
]);

/** A premise that is never true. */
export const idlePremise: Model<State> = graph(
  "idle-premise",
  "A property about nothing.",
  [loop],
  [
    invariant("ABOUT-NOTHING", {
      says: "place 6 is even",
      source,
      when: (s) => s.place === 6,
      holds: (s) => s.place % 2 === 0,
    }),
  ],
);

/** A witness that is never seen, and a claim that is never refuted. */
export const idleWitness: Model<State> = graph(
  "idle-witness",
  "A witness not seen.",
  [loop],
  [
    witness("AT-TWO", { says: "place 2 is reached", source, when: (s) => s.place === 2 }),
    stepWitness("JUMP", { says: "a step jumps", source, on: [loop], when: (b, a) => a.place > b.place + 1 }),
    refuted("NEVER-TWO", { says: "place 2 is never reached", source, holds: (s) => s.place !== 2 }),
  ],
);
