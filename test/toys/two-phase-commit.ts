/**
 * Two-phase commit: resource managers agree to commit or abort a transaction, led by a transaction manager.
 *
 * After Gray and Lamport, Consensus on transaction commit (ACM TODS 31(1), 2006), module TwoPhase: messages are kept
 * for ever, so that a rule may be taken again without effect. TLC and Stateright both publish 288 distinct states for
 * three resource managers.
 */
import {
  boolean,
  has,
  including,
  int,
  interchangeable,
  type Model,
  oneOf,
  over,
  record,
  type ScopeOf,
  set,
  setOf,
  size,
  table,
  type Value,
} from "../../model/index.js";

const scope = { managers: int(1, 6) };
type Scope = ScopeOf<typeof scope>;

/** Resource managers run one program: their names may be swapped. */
const manager = ({ managers }: Scope) => interchangeable("manager", managers);

const state = (scope: Scope) =>
  record({
    /** What each resource manager has done. */
    managerIs: table(manager(scope), oneOf("working", "prepared", "committed", "aborted")),
    /** What the transaction manager has decided. */
    leaderIs: oneOf("undecided", "committed", "aborted"),
    /** From whom the transaction manager has received that it is prepared. */
    heard: set(manager(scope)),
    /** Messages sent: who is prepared, and the two decisions. */
    prepared: set(manager(scope)),
    commitSent: boolean,
    abortSent: boolean,
  });
type State = Value<ReturnType<typeof state>>;

const { rule, invariant, witness } = over(state);
const source = "Gray and Lamport 2006, module TwoPhase";

const hear = rule(
  "hear",
  { from: manager },
  {
    says: "the transaction manager hears that {from} is prepared",
    source,
    requires: {
      undecided: (s) => s.leaderIs === "undecided",
      sent: (s, { from }) => has(s.prepared, from),
    },
    effect(s, { from }) {
      s.heard = including(s.heard, from);
    },
  },
);

const commit = rule(
  "commit",
  {},
  {
    says: "the transaction manager commits",
    source,
    requires: {
      undecided: (s) => s.leaderIs === "undecided",
      "all-prepared": (s) => size(s.heard) === s.managerIs.length,
    },
    effect(s) {
      s.leaderIs = "committed";
      s.commitSent = true;
    },
  },
);

const abort = rule(
  "abort",
  {},
  {
    says: "the transaction manager aborts",
    source,
    requires: { undecided: (s) => s.leaderIs === "undecided" },
    effect(s) {
      s.leaderIs = "aborted";
      s.abortSent = true;
    },
  },
);

const prepare = rule(
  "prepare",
  { who: manager },
  {
    says: "{who} prepares and says so",
    source,
    requires: { working: (s, { who }) => s.managerIs[who] === "working" },
    effect(s, { who }) {
      s.managerIs[who] = "prepared";
      s.prepared = including(s.prepared, who);
    },
  },
);

const giveUp = rule(
  "giveUp",
  { who: manager },
  {
    says: "{who} aborts of its own accord",
    source,
    requires: { working: (s, { who }) => s.managerIs[who] === "working" },
    effect(s, { who }) {
      s.managerIs[who] = "aborted";
    },
  },
);

const obeyCommit = rule(
  "obeyCommit",
  { who: manager },
  {
    says: "{who} is told to commit",
    source,
    requires: { sent: (s) => s.commitSent },
    effect(s, { who }) {
      s.managerIs[who] = "committed";
    },
  },
);

const obeyAbort = rule(
  "obeyAbort",
  { who: manager },
  {
    says: "{who} is told to abort",
    source,
    requires: { sent: (s) => s.abortSent },
    effect(s, { who }) {
      s.managerIs[who] = "aborted";
    },
  },
);

const consistent = invariant("TPC-CONSISTENT", {
  says: "no resource manager commits while another aborts",
  source: "Gray and Lamport 2006, TCConsistent",
  forAll: { one: manager, other: manager },
  when: (s, { one }) => s.managerIs[one] === "committed",
  holds: (s, { other }) => s.managerIs[other] !== "aborted",
});

const everyManagerIs = (s: State, what: "committed" | "aborted"): boolean =>
  s.managerIs.every((is) => is === what);

const canCommit = witness("TPC-COMMIT", {
  says: "all resource managers commit",
  source,
  when: (s) => everyManagerIs(s, "committed"),
});

const canAbort = witness("TPC-ABORT", {
  says: "all resource managers abort",
  source,
  when: (s) => everyManagerIs(s, "aborted"),
});

export const twoPhaseCommit: Model<State> = {
  name: "two-phase-commit",
  says: "Resource managers agree to commit or abort a transaction, led by a transaction manager.",
  scope,
  scopes: { quick: { managers: 3 }, full: { managers: 5 } },
  state,
  initial: ({ managers }: Scope) => ({
    managerIs: Array.from({ length: managers }, () => "working" as const),
    leaderIs: "undecided",
    heard: setOf(),
    prepared: setOf(),
    commitSent: false,
    abortSent: false,
  }),
  rules: [hear, commit, abort, prepare, giveUp, obeyCommit, obeyAbort],
  properties: [consistent, canCommit, canAbort],
};
