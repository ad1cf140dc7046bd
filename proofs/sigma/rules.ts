/** The rules of sigma as formulas: what each makes of origins, of chains and of real pages. */
import {
  and,
  choose,
  differ,
  equal,
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

/** Once all that derives from a page, directly or not, has become nil; each is then derived from itself alone. */
const revoked = (from: OfPage) => ({
  hangs: (p: OfPage, q: OfPage) => and(not(below(p, from)), hangs(p, q)),
  mapped: (p: OfPage) => and(not(below(p, from)), mapped(p)),
  derives: (p: OfPage, q: OfPage) => choose(below(p, from), equal(p, q), derives(p, q)),
  real: (p: OfPage) => choose(below(p, from), nil(), real(p)),
});

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
    effect: ({ from, to }) => {
      const left = revoked(to);
      return [
        update(hangs, (p, q) => choose(equal(p, to), equal(q, from), left.hangs(p, q))),
        update(mapped, (p) => or(equal(p, to), left.mapped(p))),
        update(derives, (p, q) =>
          choose(equal(p, to), or(equal(q, to), derives(from, q)), left.derives(p, q)),
        ),
        update(real, (p) => choose(equal(p, to), real(from), left.real(p))),
      ];
    },
  },
);

/** What derived from `to` becomes nil, `to` takes the place of `from` in every chain, and `from` becomes nil. */
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
      const left = revoked(to);
      // Were the target above the source, the source would be gone before it could move.
      const moves = not(derives(from, to));
      const isTo = (p: OfPage) => equal(p, to);
      const isFrom = (p: OfPage) => equal(p, from);
      return [
        update(hangs, (p, q) =>
          and(
            not(isFrom(p)),
            choose(
              isTo(p),
              and(moves, hangs(from, q)),
              choose(isTo(q), left.hangs(p, from), and(not(isFrom(q)), left.hangs(p, q))),
            ),
          ),
        ),
        update(mapped, (p) => choose(isTo(p), and(moves, mapped(from)), and(not(isFrom(p)), left.mapped(p)))),
        update(derives, (p, q) =>
          choose(
            isFrom(p),
            equal(p, q),
            choose(
              isTo(p),
              or(isTo(q), and(moves, below(from, q))),
              choose(isTo(q), left.derives(p, from), and(not(isFrom(q)), left.derives(p, q))),
            ),
          ),
        ),
        update(real, (p) =>
          choose(isTo(p), choose(moves, real(from), nil()), choose(isFrom(p), nil(), left.real(p))),
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
    effect: ({ from }) => {
      const left = revoked(from);
      return [
        update(hangs, (p, q) => left.hangs(p, q)),
        update(mapped, (p) => left.mapped(p)),
        update(derives, (p, q) => left.derives(p, q)),
        update(real, (p) => left.real(p)),
      ];
    },
  },
);

/** Of sigma-release: the page becomes nil too. */
export const release = ruleTheory(
  "release",
  { from: page },
  {
    requires: ({ from }) => ({ "not-root": not(root(from)), mapped: mapped(from) }),
    effect: ({ from }) => {
      const left = revoked(from);
      return [
        update(hangs, (p, q) => and(differ(p, from), left.hangs(p, q))),
        update(mapped, (p) => and(differ(p, from), left.mapped(p))),
        update(derives, (p, q) => choose(equal(p, from), equal(q, from), left.derives(p, q))),
        update(real, (p) => choose(equal(p, from), nil(), left.real(p))),
      ];
    },
  },
);
