/**
 * Finding "two grants".
 *
 * The formal model ends a grant by sigma_v <- nil, and a replacement flushes first: what the granter had mapped on is
 * taken away. The implementation paragraph overwrites the granter's node in the mapping tree: its subtree stays. Both
 * are consistent, under sigma's side conditions; they are not the same. sigma has the second.
 */
import { allBut, NIL } from "../../../model/index.js";
import {
  demap,
  derivesFrom,
  grant,
  grantEquation,
  isBelow,
  map,
  originOf,
  type Page,
  page,
  realPage,
  refutedStep,
  revoke,
  type Sigma,
  sigma,
  step,
} from "../index.js";
import { variant } from "./variants.js";

// ---------------------------------------------------------------------------------------------------------- rule

/** sigma'_v' <- sigma_v; sigma_v <- nil, under sigma's side conditions.  [L95 appendix A, grant] */
const grantByFlush: typeof grant = {
  ...grant,
  says: "{to} receives the link of {from}; {from} and all that derives from it become nil",
  source: "L95 appendix A, grant and replacement",
  effect(s, { from, to }) {
    revoke(s, to);
    s.origin[to] = originOf(s, from);
    revoke(s, from);
    s.origin[from] = NIL;
  },
};

// ---------------------------------------------------------------------------------------------------- properties

const derivedIsFlushed = {
  says: "after grant, what derived from the source is nil, but for the target",
  source: "L95 appendix A, formal model",
  on: [grant],
  forAll: { p: page },
  when: (before: Sigma, _after: Sigma, { from, to, p }: GrantAndPage) => isBelow(before, p, from) && p !== to,
  holds: (_before: Sigma, after: Sigma, { p }: GrantAndPage) => realPage(after, p) === NIL,
} as const;

const derivedStays = {
  says: "after grant, what derived from the source has its real page still, but for the target and what derived from it",
  source: "L95 appendix A, implementation paragraph",
  on: [grant],
  forAll: { p: page },
  when: (before: Sigma, _after: Sigma, { from, to, p }: GrantAndPage) =>
    isBelow(before, p, from) && !derivesFrom(before, p, to),
  holds: (before: Sigma, after: Sigma, { p }: GrantAndPage) => realPage(after, p) === realPage(before, p),
} as const;

interface GrantAndPage {
  readonly from: Page;
  readonly to: Page;
  readonly p: Page;
}

// -------------------------------------------------------------------------------------------------------- models

/** The formal model: consistent; and not the tree. */
export const grantFlushes = variant({
  name: "grant-flushes",
  says: "sigma with grant as L95's formal model has it: what derived from the granted page is flushed.",
  rules: [map, grantByFlush, demap],
  properties: [
    ...allBut(sigma.properties, grantEquation),
    step("L95-GRANT-FLUSHES", derivedIsFlushed),
    refutedStep("L95-GRANT-KEEPS", derivedStays),
  ],
});

/** The tree, which is sigma itself: consistent; and not the formal model. */
export const grantMoves = variant({
  name: "grant-moves",
  says: "sigma, with grant as L95's implementation paragraph has it: what derived from the granted page stays.",
  rules: [map, grant, demap],
  properties: [
    ...sigma.properties,
    step("L95-GRANT-KEEPS", derivedStays),
    refutedStep("L95-GRANT-FLUSHES", derivedIsFlushed),
  ],
});
