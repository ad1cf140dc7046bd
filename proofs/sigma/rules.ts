/** The rules of sigma as formulas: what each makes of origins, of chains and of real pages. */
import {
  and,
  choose,
  equal,
  type Formula,
  no,
  not,
  or,
  ruleTheory,
  type Term,
  type Update,
  update,
} from "../../check/prove/index.js";
import { below, derives, frameOf, hangs, mapped, nil, page, real, root } from "./words.js";

type OfPage = Term<"Page">;

/** At start sigma0 is the identity and all other spaces are empty. */
export const initial: readonly Update[] = [
  update(hangs, (p, q) => and(root(p), equal(p, q))),
  update(mapped, (p) => root(p)),
  update(derives, (p, q) => equal(p, q)),
  update(real, (p) => choose(root(p), frameOf(p), nil())),
];

/** These pages become nil, and each is then derived from itself alone. */
const cleared = (gone: (p: OfPage) => Formula): readonly Update[] => [
  update(hangs, (p, q) => and(not(gone(p)), hangs(p, q))),
  update(mapped, (p) => and(not(gone(p)), mapped(p))),
  update(derives, (p, q) => choose(gone(p), equal(p, q), derives(p, q))),
  update(real, (p) => choose(gone(p), nil(), real(p))),
];

/** What derived from `to` becomes nil, and `to` hangs on `from`. */
export const map = ruleTheory(
  "map",
  { from: page, to: page },
  {
    requires: ({ from, to }) => ({
      "source-mapped": mapped(from),
      "target-not-root": not(root(to)),
      "target-not-above": not(derives(from, to)),
    }),
    effect: ({ from, to }) => [
      update(hangs, (p, q) => choose(equal(p, to), equal(q, from), and(not(below(p, to)), hangs(p, q)))),
      update(mapped, (p) => or(equal(p, to), and(not(below(p, to)), mapped(p)))),
      update(derives, (p, q) =>
        choose(
          equal(p, to),
          or(equal(q, to), derives(from, q)),
          choose(below(p, to), equal(p, q), derives(p, q)),
        ),
      ),
      update(real, (p) => choose(equal(p, to), real(from), choose(below(p, to), nil(), real(p)))),
    ],
  },
);

/** Other links than the target's and those that are cut: what hung on `from` hangs on `to`. */
const rehung = (from: OfPage, to: OfPage, p: OfPage, q: OfPage): Formula =>
  choose(equal(q, to), or(hangs(p, from), hangs(p, to)), and(not(equal(q, from)), hangs(p, q)));

/** A chain that went through `from` goes through `to` in its place. */
const rechained = (from: OfPage, to: OfPage, p: OfPage, q: OfPage): Formula =>
  choose(equal(q, from), no, choose(equal(q, to), derives(p, from), derives(p, q)));

/** What derived from `to` becomes nil, `to` takes the place of `from`, and `from` becomes nil. */
export const grant = ruleTheory(
  "grant",
  { from: page, to: page },
  {
    requires: ({ from, to }) => ({
      "source-not-root": not(root(from)),
      "source-mapped": mapped(from),
      "target-not-root": not(root(to)),
      "target-not-above": not(derives(from, to)),
    }),
    effect: ({ from, to }) => {
      const gone = (p: OfPage) => or(equal(p, from), below(p, to));
      // Were the target above the source, the source would be gone before it could move.
      const moves = not(derives(from, to));
      return [
        update(hangs, (p, q) =>
          and(not(gone(p)), choose(equal(p, to), and(moves, hangs(from, q)), rehung(from, to, p, q))),
        ),
        update(mapped, (p) => choose(equal(p, to), and(moves, mapped(from)), and(not(gone(p)), mapped(p)))),
        update(derives, (p, q) =>
          choose(
            gone(p),
            equal(p, q),
            choose(equal(p, to), or(equal(q, to), and(moves, below(from, q))), rechained(from, to, p, q)),
          ),
        ),
        update(real, (p) =>
          choose(equal(p, to), choose(moves, real(from), nil()), choose(gone(p), nil(), real(p))),
        ),
      ];
    },
  },
);

export const demap = ruleTheory(
  "demap",
  { from: page },
  {
    requires: ({ from }) => ({ "source-mapped": mapped(from) }),
    effect: ({ from }) => cleared((p) => below(p, from)),
  },
);

/** Of sigma-release: the page becomes nil too. */
export const release = ruleTheory(
  "release",
  { from: page },
  {
    requires: ({ from }) => ({ "not-root": not(root(from)), mapped: mapped(from) }),
    effect: ({ from }) => cleared((p) => derives(p, from)),
  },
);
