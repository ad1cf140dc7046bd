/** The slides' designs as theories: one thread in each space, which is proved; and several, of which three claims fail. */
import {
  and,
  choose,
  differ,
  equal,
  forAll,
  implies,
  not,
  or,
  type RuleTheory,
  ruleTheory,
  type Statement,
  type Term,
  type Theory,
  type Update,
  update,
} from "../../check/prove/index.js";
import { oneThread, slides } from "../../spec/tlb/findings/slides.js";
import { owner, type Tlb } from "../../spec/tlb/index.js";
import { nil } from "../sigma/words.js";
import { axioms, invariants, steps } from "./properties.js";
import {
  access,
  begin,
  copy,
  initial,
  memory,
  restore,
  stopped,
  switchSpace,
  switchThread,
} from "./rules.js";
import {
  bufferPage,
  copied,
  copies,
  copiesTo,
  current,
  hasWord,
  here,
  home,
  isCopying,
  isDirty,
  none,
  region,
  somePage,
  sorts,
  symbols,
  target,
  thread,
  tlb,
  used,
  word,
} from "./words.js";

// --------------------------------------------------------------------------------------------------------- phrases

/** Guards of a design of the sources: no thread has the processor while somebody copies to it, so access need not ask. */
export const accessByRunning: RuleTheory = {
  ...access,
  guards: Object.fromEntries(Object.entries(access.guards).filter(([name]) => name !== "runnable")),
};

/** A copy begins by its sender, and words enter its window; besides, `more` happens. */
export const beginBySender = (...more: readonly Update[]): RuleTheory =>
  ruleTheory(
    "begin",
    { from: thread, to: thread },
    {
      requires: ({ from }) => ({
        ...Object.fromEntries(Object.entries(begin.guards).filter(([name]) => name !== "user-level")),
        "sender-is-current": equal(from, current()),
      }),
      effect: ({ from, to }) => [
        update(copiesTo, (t, u) => choose(equal(t, from), equal(u, to), copiesTo(t, u))),
        update(copies, (t) => or(equal(t, from), copies(t))),
        update(target, (t) => choose(equal(t, from), home(to), target(t))),
        update(copied, (t) => choose(equal(t, from), none(), copied(t))),
        update(hasWord, (i, r) => or(hasWord(i, r), equal(i, here()))),
        update(word, (i, r) => choose(equal(i, here()), bufferPage(home(to), r), word(i, r))),
        ...more,
      ],
    },
  );

/** The window words of the directory in CR3 become absent. */
const closed = (): readonly Update[] => [
  update(hasWord, (i, r) => and(hasWord(i, r), differ(i, here()))),
  update(word, (i, r) => choose(equal(i, here()), somePage(), word(i, r))),
];

/** The processor goes to `next`; between spaces the TLB is flushed. */
const flushed = (next: Term<"Thread">): readonly Update[] => {
  const loads = differ(home(next), here());
  return [
    update(tlb, (at) => choose(loads, nil(), tlb(at))),
    update(used, () => and(used(), not(loads))),
    update(current, () => next),
  ];
};

/** The rule with another effect. */
const doing = (rule: RuleTheory, effect: (next: Term<"Thread">) => readonly Update[]): RuleTheory =>
  ruleTheory(
    rule.name,
    { next: thread },
    { requires: () => rule.guards, effect: ({ next }) => effect(next) },
  );

const endByUnmapping = ruleTheory(
  "end",
  { next: thread },
  {
    requires: ({ next }) => ({
      "unit-copied": differ(copied(current()), none()),
      "to-receiver": copiesTo(current(), next),
    }),
    effect: ({ next }) => [...stopped(current()), ...closed(), ...flushed(next)],
  },
);

// -------------------------------------------------------------------------------------------------------- theories

/** Those with these ids. */
export const chosen = (...ids: readonly string[]): readonly Statement[] =>
  invariants.filter(({ id }) => ids.includes(id));

/** What a design of the sources shares with tlb. */
export const shared = { sorts, symbols, left: {} };

const alone: readonly Statement[] = [
  {
    id: "one-thread",
    says: "no two threads live in one space",
    formula: forAll({ t: thread, u: thread }, ({ t, u }) => implies(equal(home(t), home(u)), equal(t, u))),
  },
];

/** Without a mark: what the window holds is of the space's thread, which copies. */
const ofItsThread: readonly Statement[] = [
  {
    id: "WINDOW-OF-THREAD",
    says: "the window words of a space are of the copy of its thread",
    formula: forAll({ t: thread, r: region }, ({ t, r }) =>
      implies(hasWord(home(t), r), and(copies(t), equal(word(home(t), r), bufferPage(target(t), r)))),
    ),
  },
  {
    id: "WINDOW-KNOWN",
    says: "the TLB remembers pages of the window only while the current thread copies",
    formula: forAll({ r: region }, ({ r }) => implies(isDirty(r), isCopying())),
  },
];

export const oneThreadTheory: Theory<Tlb> = {
  ...shared,
  model: oneThread,
  scopes: [
    { spaces: 3, pages: 1, threads: 3, units: 2, regions: 1 },
    { spaces: 2, pages: 2, threads: 2, units: 2, regions: 2 },
  ],
  axioms: [...axioms, ...alone],
  initial,
  rules: [accessByRunning, beginBySender(), copy, endByUnmapping, doing(switchSpace, flushed), ...memory],
  invariants: [
    ...chosen("TLB-EXACT", "TLB-OWNER", "TLB-PAIRED", "COPY-PARTNER", "COPY-SOMEBODY"),
    ...ofItsThread,
  ],
  steps,
};

const restoreOwn: RuleTheory = {
  ...restore,
  updates: restore.updates.filter(({ symbol }) => symbol !== used.declared),
};

const invalidating = (rule: RuleTheory): RuleTheory => doing(rule, (next) => [...closed(), ...flushed(next)]);

export const slidesTheory: Theory<Tlb> = {
  ...shared,
  model: slides,
  scopes: [
    { spaces: 3, pages: 1, threads: 4, units: 2, regions: 1 },
    { spaces: 2, pages: 2, threads: 3, units: 2, regions: 2 },
  ],
  axioms,
  initial,
  rules: [
    ...[accessByRunning, beginBySender(), copy, restoreOwn, endByUnmapping],
    ...[invalidating(switchThread), invalidating(switchSpace), ...memory],
  ],
  invariants: [
    ...chosen(owner.id).map((one) => ({ ...one, claimed: true as const })),
    ...chosen("TLB-EXACT", "TLB-PAIRED", "COPY-PARTNER", "COPY-SOMEBODY"),
  ],
  steps,
};
