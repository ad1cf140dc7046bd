/**
 * The jugs of the film Die Hard 3: with a 5 gallon jug, a 3 gallon jug and a tap, measure 4 gallons.
 *
 * The specification every TLA+ course starts with (Lamport, TLA+ examples, module DieHard). All six rules are always
 * enabled, so that each of the 16 states has 6 transitions; and 4 gallons first stand in the big jug after 6 steps.
 */
import { int, type Model, over, record, type Value } from "../../model/index.js";

const BIG = 5;
const SMALL = 3;

const state = () => record({ big: int(0, BIG), small: int(0, SMALL) });
type State = Value<ReturnType<typeof state>>;

const { rule, invariant, witness, refuted } = over(state);
const source = "Lamport, TLA+ examples, module DieHard";
const always = { always: () => true };

const fillBig = rule(
  "fillBig",
  {},
  {
    says: "the big jug is filled",
    source,
    requires: always,
    effect(s) {
      s.big = BIG;
    },
  },
);

const fillSmall = rule(
  "fillSmall",
  {},
  {
    says: "the small jug is filled",
    source,
    requires: always,
    effect(s) {
      s.small = SMALL;
    },
  },
);

const emptyBig = rule(
  "emptyBig",
  {},
  {
    says: "the big jug is emptied",
    source,
    requires: always,
    effect(s) {
      s.big = 0;
    },
  },
);

const emptySmall = rule(
  "emptySmall",
  {},
  {
    says: "the small jug is emptied",
    source,
    requires: always,
    effect(s) {
      s.small = 0;
    },
  },
);

const smallToBig = rule(
  "smallToBig",
  {},
  {
    says: "the small jug is poured into the big one",
    source,
    requires: always,
    effect(s) {
      const poured = Math.min(s.small, BIG - s.big);
      s.big += poured;
      s.small -= poured;
    },
  },
);

const bigToSmall = rule(
  "bigToSmall",
  {},
  {
    says: "the big jug is poured into the small one",
    source,
    requires: always,
    effect(s) {
      const poured = Math.min(s.big, SMALL - s.small);
      s.big -= poured;
      s.small += poured;
    },
  },
);

const never = { says: "the big jug never holds 4 gallons", source, holds: (s: State) => s.big !== 4 };

const jugs = {
  scope: {},
  scopes: { quick: {}, full: {} },
  state,
  initial: () => ({ big: 0, small: 0 }),
  rules: [fillBig, fillSmall, emptyBig, emptySmall, smallToBig, bigToSmall],
};

/** The puzzle as a claim that must be refuted, beside the witness that says the same. */
export const dieHard: Model<State> = {
  ...jugs,
  name: "die-hard",
  says: "A 5 gallon jug, a 3 gallon jug and a tap.",
  properties: [
    refuted("DH-NEVER-FOUR", never),
    witness("DH-FOUR", { says: "the big jug holds 4 gallons", source, when: (s) => s.big === 4 }),
  ],
};

/** The puzzle as an invariant that the search must find violated. */
export const dieHardUnsolvable: Model<State> = {
  ...jugs,
  name: "die-hard-unsolvable",
  says: "The jugs, with the belief that the puzzle cannot be solved.",
  properties: [invariant("DH-NEVER-FOUR", never)],
};
