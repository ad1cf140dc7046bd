/**
 * release: a page is taken from its own space too.
 *
 * L95 and the lecture have three operations, and after each of them the owner has its page still, or has granted it on.
 * Release is none of the three, and the model `sigma` does not have it. The levels above need it: a thread may unmap a
 * page in its own space, and a task that is deleted leaves no page behind. The model `sigma-release` is sigma with this
 * rule; no state comes with it that sigma does not reach.
 */
import type { Draft } from "immer";
import { NIL } from "../../model/index.js";
import { revoke } from "./rules.js";
import {
  derivesFrom,
  inSigma0,
  isMapped,
  type Page,
  page,
  realPage,
  rule,
  type Sigma,
  step,
} from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The page and everything derived from it become nil.  [X0 fpage_unmap, f = 1] */
export function release(s: Draft<Sigma>, page: Page): void {
  revoke(s, page);
  s.origin[page] = NIL;
}

// ---------------------------------------------------------------------------------------------------------- rule

/** release: the page becomes nil, and all that derives from it.  [X0 fpage_unmap, task_new] */
export const releaseRule = rule(
  "release",
  { from: page },
  {
    says: "{from} becomes nil, and every page derived from it",
    source: "X0 fpage_unmap with f = 1 (in the own space too); X0 task_new (a task is deleted)",
    requires: {
      "not-root": (s, { from }) => !inSigma0(s, from),
      mapped: (s, { from }) => isMapped(s, from),
    },
    effect(s, { from }) {
      release(s, from);
    },
  },
);

// ------------------------------------------------------------------------------------------------------ property

/** sigma_j(v') = nil for (i, v) and all (j, v') that derive from it, and for no others. */
export const releaseEquation = step("SIG-RELEASE", {
  says: "after release, the page and what derived from it are nil, and all else is unchanged",
  source: "X0 fpage_unmap with f = 1, with the frame condition",
  on: [releaseRule],
  forAll: { p: page },
  holds: (before, after, { from, p }) =>
    realPage(after, p) === (derivesFrom(before, p, from) ? NIL : realPage(before, p)),
});
