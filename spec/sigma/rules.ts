/** The three operations of an address space's owner: map, grant, demap.  [L95 2.1 and appendix A; slides 65-71] */
import type { Draft } from "immer";
import { NIL } from "../../model/index.js";
import { derivesFrom, inSigma0, isMapped, originOf, type Page, page, rule, type Sigma } from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Everything derived from `from`, directly or not, becomes nil; `from` itself stays.  [L95 app. A, flush] */
export function revoke(s: Draft<Sigma>, from: Page): void {
  for (const p of s.everyPage) {
    if (s.origin[p] !== from || p === from) continue;
    s.origin[p] = NIL;
    revoke(s, p);
  }
}

/** The pages mapped from `from` come to be mapped from `to`.  [L95 app. A: the node moves, its subtree with it] */
export function rehang(s: Draft<Sigma>, from: Page, to: Page): void {
  for (const p of s.everyPage) if (s.origin[p] === from) s.origin[p] = to;
}

// --------------------------------------------------------------------------------------------------------- rules
//
// Six of the eight guards keep a property from harm; FINDINGS.md shows, for each, what is broken without it. The other
// two, source-mapped of grant and of demap, are there so that the caller is told: on a nil page both would do nothing.

/** map: the page behind `from` becomes accessible at `to`; `from` keeps it.  [L95 app. A; slides 66, 68] */
export const map = rule(
  "map",
  { from: page, to: page },
  {
    says: "{to} receives the page behind {from}; {from} keeps it",
    source: "L95 appendix A; slides 66, 68",
    requires: {
      "source-mapped": (s, { from }) => isMapped(s, from),
      "target-not-root": (s, { to }) => !inSigma0(s, to),
      "target-not-above": (s, { from, to }) => !derivesFrom(s, from, to),
    },
    effect(s, { from, to }) {
      revoke(s, to);
      s.origin[to] = from;
    },
  },
);

/** grant: `to` takes the place of `from`, with all that derives from it.  [L95 app. A; slides 67, 68] */
export const grant = rule(
  "grant",
  { from: page, to: page },
  {
    says: "{to} receives the page behind {from}, with all that derives from it; {from} loses it",
    source: "L95 appendix A, implementation paragraph; slides 67, 68",
    requires: {
      "source-not-root": (s, { from }) => !inSigma0(s, from),
      "source-mapped": (s, { from }) => isMapped(s, from),
      "target-not-root": (s, { to }) => !inSigma0(s, to),
      "target-not-above": (s, { from, to }) => !derivesFrom(s, from, to),
    },
    effect(s, { from, to }) {
      revoke(s, to);
      s.origin[to] = originOf(s, from);
      rehang(s, from, to);
      s.origin[from] = NIL;
    },
  },
);

/** demap: all that derives from `from` becomes nil; `from` stays.  [L95 app. A, there called flush; slide 70] */
export const demap = rule(
  "demap",
  { from: page },
  {
    says: "every page derived from {from} becomes nil; {from} stays",
    source: "L95 appendix A (flush); slide 70",
    requires: {
      "source-mapped": (s, { from }) => isMapped(s, from),
    },
    effect(s, { from }) {
      revoke(s, from);
    },
  },
);
