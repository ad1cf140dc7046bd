/**
 * Mutual exclusion for two processes: Peterson's algorithm, and two twins of it that are each broken in one place.
 *
 * After Peterson, Myths about the mutual exclusion problem (Information Processing Letters 12(3), 1981). A process
 * raises its flag, lets the other go first, waits until the other's flag is down or it is its own turn, and enters.
 */
import {
  boolean,
  id,
  interchangeable,
  type Model,
  oneOf,
  over,
  type Rule,
  record,
  table,
  type Value,
} from "../../model/index.js";

/** Both processes run one program: their names may be swapped. */
const process = () => interchangeable("process", 2);

const state = () =>
  record({
    at: table(process(), oneOf("idle", "raised", "waiting", "passed", "critical")),
    flag: table(process(), boolean),
    turn: process(),
  });
type State = Value<ReturnType<typeof state>>;

const { rule, invariant, stepWitness } = over(state);
const source = "Peterson 1981";

/** May process `who` stop waiting? */
const mayPass = (s: State, who: number): boolean => !s.flag[1 - who] || s.turn === who;

type Place = State["at"][number];

/** A process at `from` raises its flag and goes on to `to`. */
const raising = (from: Place, to: Place) =>
  rule(
    "raise",
    { who: process },
    {
      says: "{who} raises its flag",
      source,
      requires: { "at-place": (s, { who }) => s.at[who] === from },
      effect(s, { who }) {
        s.flag[who] = true;
        s.at[who] = to;
      },
    },
  );

/** A process at `from` lets the other go first, then waits. */
const yielding = (from: Place) =>
  rule(
    "yield",
    { who: process },
    {
      says: "{who} lets the other go first",
      source,
      requires: { "at-place": (s, { who }) => s.at[who] === from },
      effect(s, { who }) {
        s.turn = id(1 - who);
        s.at[who] = "waiting";
      },
    },
  );

/** A process at `from` that need not wait goes on to `to`. */
const passing = (from: Place, to: Place) =>
  rule(
    "pass",
    { who: process },
    {
      says: "{who} sees that it may go on",
      source,
      requires: {
        "at-place": (s, { who }) => s.at[who] === from,
        "may-pass": (s, { who }) => mayPass(s, who),
      },
      effect(s, { who }) {
        s.at[who] = to;
      },
    },
  );

const leave = rule(
  "leave",
  { who: process },
  {
    says: "{who} leaves and lowers its flag",
    source,
    requires: { "at-place": (s, { who }) => s.at[who] === "critical" },
    effect(s, { who }) {
      s.flag[who] = false;
      s.at[who] = "idle";
    },
  },
);

const exclusive = invariant("PET-EXCLUSIVE", {
  says: "at most one process is critical",
  source,
  holds: (s) => s.at.filter((place) => place === "critical").length <= 1,
});

/** Two processes that run these rules. Process 1 goes first, which makes the initial state no renaming of itself. */
const processes = (name: string, says: string, rules: readonly Rule<State>[]): Model<State> => ({
  name,
  says,
  scope: {},
  scopes: { quick: {}, full: {} },
  state,
  initial: () => ({ at: ["idle", "idle"], flag: [false, false], turn: id(1) }),
  rules,
  properties: [
    exclusive,
    stepWitness("PET-ENTER-AGAIN", {
      says: "a process enters while the other waits",
      source,
      on: rules,
      when: (before, after) =>
        before.at.includes("waiting") && after.at.includes("waiting") && after.at.includes("critical"),
    }),
  ],
});

/** The algorithm as published. */
export const peterson: Model<State> = processes(
  "peterson",
  "Peterson's algorithm for two processes: raise, yield, wait, enter.",
  [raising("idle", "raised"), yielding("raised"), passing("waiting", "critical"), leave],
);

/**
 * The flag is raised after the wait. Both flags are down until both have passed, so that nothing stops either; and a
 * process takes three steps to enter (yield, pass, raise). Hence the shortest violation has 3 + 3 = 6 steps.
 */
export const petersonFlagLate: Model<State> = processes(
  "peterson-flag-late",
  "Peterson's algorithm with the flag raised after the wait.",
  [yielding("idle"), passing("waiting", "passed"), raising("passed", "critical"), leave],
);

/**
 * Nobody yields: the turn stays with process 1, who never waits. So process 0 enters first, and process 1 walks in on
 * it. A process takes two steps to enter (raise, pass): the shortest violation has 2 + 2 = 4 steps.
 */
export const petersonNoTurn: Model<State> = processes(
  "peterson-no-turn",
  "Peterson's algorithm with the turn never given away.",
  [raising("idle", "waiting"), passing("waiting", "critical"), leave],
);
