/** The rules of tlb as formulas. Those of memory are sigma's, and the TLB forgets what they change in the loaded space. */
import {
  and,
  choose,
  differ,
  equal,
  type Formula,
  later,
  no,
  not,
  or,
  type RuleTheory,
  ruleTheory,
  type Term,
  type Update,
  update,
  yes,
} from "../../check/prove/index.js";
import * as sigma from "../sigma/rules.js";
import { nil, real } from "../sigma/words.js";
import {
  buffer,
  bufferPage,
  copied,
  copies,
  copiesTo,
  current,
  firstThread,
  hasWord,
  here,
  home,
  inWindow,
  isCopying,
  isFree,
  isLess,
  isRunnable,
  linear,
  nextRegion,
  none,
  oneMore,
  pageOf,
  somePage,
  someSpace,
  target,
  thread,
  tlb,
  translated,
  used,
  windowPage,
  word,
} from "./words.js";

type OfThread = Term<"Thread">;

// --------------------------------------------------------------------------------------------------------- phrases

/** The thread copies no more. */
export const stopped = (t: OfThread): readonly Update[] => [
  update(copiesTo, (u, w) => and(differ(u, t), copiesTo(u, w))),
  update(copies, (u) => and(differ(u, t), copies(u))),
  update(target, (u) => choose(equal(u, t), someSpace(), target(u))),
  update(copied, (u) => choose(equal(u, t), none(), copied(u))),
];

/** The processor goes to `next`: a window that was used is closed, and then or between spaces CR3 is loaded. */
export const gone = (next: OfThread, isMarked: Formula = used()): readonly Update[] => {
  const moves = differ(next, current());
  const closes = and(moves, isMarked);
  const loads = and(moves, or(isMarked, differ(here(), home(next))));
  return [
    update(hasWord, (i, r) => and(hasWord(i, r), not(and(closes, equal(i, here()))))),
    update(word, (i, r) => choose(and(closes, equal(i, here())), somePage(), word(i, r))),
    update(tlb, (at) => choose(loads, nil(), tlb(at))),
    update(used, () => and(isMarked, not(loads))),
    update(current, () => next),
  ];
};

// ---------------------------------------------------------------------------------------------- rules: the window

export const access = ruleTheory(
  "access",
  { at: linear },
  {
    requires: ({ at }) => ({
      runnable: isRunnable(current()),
      "not-kernel-only": not(inWindow(at)),
      translated: differ(translated(at), nil()),
    }),
    effect: ({ at }) => [update(tlb, (v) => choose(equal(v, at), translated(at), tlb(v)))],
  },
);

export const begin = ruleTheory(
  "begin",
  { from: thread, to: thread },
  {
    requires: ({ from, to }) => ({
      "user-level": isFree(current()),
      "other-space": differ(home(from), home(to)),
      "sender-free": isFree(from),
      "receiver-free": isFree(to),
    }),
    effect: ({ from, to }) => {
      const opens = equal(from, current());
      return [
        update(copiesTo, (t, u) => choose(equal(t, from), equal(u, to), copiesTo(t, u))),
        update(copies, (t) => or(equal(t, from), copies(t))),
        update(target, (t) => choose(equal(t, from), home(to), target(t))),
        update(copied, (t) => choose(equal(t, from), none(), copied(t))),
        update(hasWord, (i, r) => or(hasWord(i, r), and(opens, equal(i, here())))),
        update(word, (i, r) => choose(and(opens, equal(i, here())), bufferPage(home(to), r), word(i, r))),
        update(tlb, (v) => choose(and(opens, used()), nil(), tlb(v))),
        update(used, () => or(opens, used())),
      ];
    },
  },
);

export const copy = ruleTheory(
  "copy",
  {},
  {
    requires: () => ({
      copying: isCopying(),
      "units-left": isLess(copied(current())),
      translated: differ(translated(windowPage(nextRegion())), nil()),
    }),
    effect: () => {
      const at = windowPage(nextRegion());
      return [
        update(tlb, (v) => choose(equal(v, at), translated(at), tlb(v))),
        update(copied, (t) => choose(equal(t, current()), oneMore(copied(t)), copied(t))),
      ];
    },
  },
);

export const restore = ruleTheory(
  "restore",
  {},
  {
    requires: () => ({
      copying: isCopying(),
      "units-left": isLess(copied(current())),
      "word-absent": and(not(hasWord(here(), nextRegion())), equal(tlb(windowPage(nextRegion())), nil())),
    }),
    effect: () => {
      const isNext = (i: Term<"Space">, r: Term<"Region">): Formula =>
        and(isCopying(), equal(i, here()), equal(r, nextRegion()));
      return [
        update(hasWord, (i, r) => or(hasWord(i, r), isNext(i, r))),
        update(word, (i, r) => choose(isNext(i, r), buffer(r), word(i, r))),
        update(used, () => yes),
      ];
    },
  },
);

export const end = ruleTheory(
  "end",
  { next: thread },
  {
    requires: ({ next }) => ({
      copying: isCopying(),
      runnable: or(isRunnable(next), copiesTo(current(), next)),
    }),
    effect: ({ next }) => [...stopped(current()), ...gone(next)],
  },
);

export const abort = ruleTheory(
  "abort",
  { sender: thread },
  {
    requires: ({ sender }) => ({ "not-current": differ(sender, current()), copying: copies(sender) }),
    effect: ({ sender }) => stopped(sender),
  },
);

// ---------------------------------------------------------------------------------------------- rules: switching

export const switchThread = ruleTheory(
  "switch-thread",
  { next: thread },
  {
    requires: ({ next }) => ({
      another: differ(next, current()),
      "same-space": equal(home(next), here()),
      runnable: isRunnable(next),
    }),
    effect: ({ next }) => gone(next),
  },
);

export const switchSpace = ruleTheory(
  "switch-space",
  { next: thread },
  {
    requires: ({ next }) => ({ "other-space": differ(home(next), here()), runnable: isRunnable(next) }),
    effect: ({ next }) => gone(next),
  },
);

// -------------------------------------------------------------------------------------------------- rules: memory

/** Pages of the loaded space that lead elsewhere now leave the TLB. */
const invalidated = update(tlb, (at) =>
  choose(
    and(not(inWindow(at)), differ(tlb(at), nil()), differ(tlb(at), later(real)(pageOf(here(), at)))),
    nil(),
    tlb(at),
  ),
);

/** A rule of sigma, by a thread at user level. */
const underneath = (rule: RuleTheory): RuleTheory => ({
  ...rule,
  guards: { "user-level": isFree(current()), ...rule.guards },
  updates: [...rule.updates, invalidated],
});

/** map, grant, demap and release. */
export const memory: readonly RuleTheory[] = [sigma.map, sigma.grant, sigma.demap, sigma.release].map(
  underneath,
);

// ---------------------------------------------------------------------------------------------------------- start

/** At start the first thread runs; nobody copies, no window is open, and the TLB is empty. */
export const initialWindow: readonly Update[] = [
  update(hasWord, () => no),
  update(word, () => somePage()),
  update(tlb, () => nil()),
  update(used, () => no),
  update(current, () => firstThread()),
  update(copiesTo, () => no),
  update(copies, () => no),
  update(target, () => someSpace()),
  update(copied, () => none()),
];

export const initial: readonly Update[] = [...sigma.initial, ...initialWindow];
