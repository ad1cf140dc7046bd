/** Talk that nobody remembers: what was said is transient, and who was spoken to last is all that a state is. */
import {
  id,
  int,
  interchangeable,
  type Model,
  NIL,
  optional,
  over,
  type Property,
  type Rule,
  record,
  table,
  transient,
  type Value,
} from "../../model/index.js";

const hearer = () => interchangeable("hearer", 2);
const word = () => int(0, 2);
const NOTHING = { word: NIL } as const;

const state = () =>
  record({
    last: hearer(),
    /** One object for both, so that an executor which changes it in place must have made copies. */
    heard: transient(table(hearer(), record({ word: optional(word()) })), [NOTHING, NOTHING]),
  });
export type Echo = Value<ReturnType<typeof state>>;

const { rule, invariant, step, witness, stepWitness, refutedStep } = over(state);
const source = "ours";

const isSilent = (s: Echo): boolean => s.heard.every((h) => h.word === NIL);

/** One part is changed in place and the other, for the word 2, replaced. An effect that finds words leaves the domain. */
const say = rule(
  "say",
  { to: hearer, word },
  {
    says: "{to} hears {word}",
    source,
    requires: { always: () => true },
    effect(s, { to, word }) {
      const [here, there] = [s.heard[to], s.heard[1 - to]];
      if (here?.word !== NIL || there?.word !== NIL) Reflect.set(s, "last", 9);
      if (here) here.word = word;
      if (word === 2) s.heard[1 - to] = { word };
      s.last = s.last === 9 ? s.last : to;
    },
  },
);

/** Enabled if the last word could still be heard. */
const repeat = rule(
  "repeat",
  { to: hearer },
  {
    says: "{to} hears the last word again",
    source,
    requires: { "something-heard": (s) => !isSilent(s) },
    effect() {},
  },
);

const silence = invariant("SILENCE", {
  says: "between steps there is nothing to hear",
  source,
  holds: isSilent,
});
const heard = step("HEARD", {
  says: "a step begins in silence, and what is said is heard",
  source,
  on: [say],
  holds: (before, after, { to, word }) => isSilent(before) && after.heard[to]?.word === word,
});
const both = stepWitness("BOTH", {
  says: "both hear the same",
  source,
  on: [say],
  forAll: { at: hearer },
  when: (_before, after, { at }) => after.heard[at]?.word === 2 && after.heard[1 - at]?.word === 2,
});
const noise = witness("NOISE", { says: "something can be heard", source, when: (s) => !isSilent(s) });
const neverOne = refutedStep("NEVER-ONE", {
  says: "nobody hears 1 after the other was spoken to",
  source,
  on: [say],
  holds: (before, after, { to }) => before.last === to || after.heard[to]?.word !== 1,
});

const model = (
  name: string,
  rules: readonly Rule<Echo>[],
  properties: readonly Property<Echo>[],
): Model<Echo> => ({
  name,
  says: "Talk that nobody remembers.",
  scope: {},
  scopes: { quick: {}, full: {} },
  state,
  initial: () => ({ last: id(0), heard: [NOTHING, { word: 2 }] }),
  rules,
  properties,
});

/** Holds: 2 states, each with 2 x 3 steps. */
export const echo = model("echo", [say], [silence, heard, both, neverOne]);
/** Vacuous: what was heard enables nothing, and is seen in no state. */
export const echoless = model("echoless", [say, repeat], [silence, noise]);
