/**
 * Finding "no cycles, for the destination is flushed first".
 *
 * L95's appendix knows one change of state, the replacement sigma_v <- x: what was mapped from page v of sigma is
 * flushed, then x is stored. Map is sigma'_v' <- (sigma, v). Grant is sigma'_v' <- sigma_v and then sigma_v <- nil.
 * Conditions on source and target are not stated; only the types keep sigma0 out, for its pages hold no links. Grant
 * can be read in two ways: its right-hand side is taken before the flush, or after it. (L95 was read in translation,
 * its formulas are from memory: FINDINGS.md says how sure that is.)
 */
import type { Draft } from "immer";
import { allBut, NIL, type Nil } from "../../../model/index.js";
import {
  acyclic,
  demap,
  derivesFrom,
  frame,
  grant,
  grantEquation,
  inSigma0,
  map,
  mapEquation,
  origin,
  originOf,
  type Page,
  realPage,
  refutedStep,
  revoke,
  type Sigma,
  sigma,
  step,
} from "../index.js";
import { variant } from "./variants.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** sigma_v <- x: what derives from page `at` is flushed, then x is stored there.  [L95 appendix A] */
function replace(s: Draft<Sigma>, at: Page, x: Page | Nil): void {
  revoke(s, at);
  s.origin[at] = x;
}

/** Is `p` its own origin, or the origin of its origin, and so on? */
const isOnCycle = (s: Sigma, p: Page): boolean => !inSigma0(s, p) && derivesFrom(s, originOf(s, p), p);

// --------------------------------------------------------------------------------------------------------- rules

/** sigma'_v' <- (sigma, v)  [L95 appendix A, map] */
export const mapByReplacement: typeof map = {
  ...map,
  source: "L95 appendix A, map",
  requires: {
    "target-not-root": (s, { to }) => !inSigma0(s, to),
  },
  effect(s, { from, to }) {
    replace(s, to, from);
  },
};

/** sigma'_v' <- sigma_v; sigma_v <- nil, where sigma_v is read before the flush.  [L95 appendix A, grant] */
export const grantByReplacement: typeof grant = {
  ...grant,
  says: "{to} receives the link of {from}, read before the flush; then {from} becomes nil",
  source: "L95 appendix A, grant",
  requires: {
    "source-not-root": (s, { from }) => !inSigma0(s, from),
    "target-not-root": (s, { to }) => !inSigma0(s, to),
  },
  effect(s, { from, to }) {
    replace(s, to, originOf(s, from));
    replace(s, from, NIL);
  },
};

/** The same, where sigma_v is read after the flush. */
const grantReadLate: typeof grant = {
  ...grantByReplacement,
  says: "{to} receives the link of {from}, read after the flush; then {from} becomes nil",
  effect(s, { from, to }) {
    revoke(s, to);
    s.origin[to] = originOf(s, from);
    replace(s, from, NIL);
  },
};

/** For all sigma'_v' = (sigma, v): sigma'_v' <- nil, whatever sigma_v is.  [L95 appendix A, flush] */
export const flush: typeof demap = { ...demap, requires: { always: () => true } };

// -------------------------------------------------------------------------------------------------------- claims

const noCycles = "L95 appendix A (no cycles, for the destination is flushed first)";

const mapNoCycle = refutedStep("L95-MAP-CYCLE", {
  says: "to map a page that has a real page makes no cycle",
  source: noCycles,
  on: [map],
  when: (before, _after, { from }) => realPage(before, from) !== NIL,
  holds: (_before, after, { to }) => !isOnCycle(after, to),
});

const mapDelivers = refutedStep("L95-MAP-DELIVERS", {
  says: "to map a page that has a real page onto another gives that one a real page",
  source: "L95 appendix A, map",
  on: [map],
  when: (before, _after, { from, to }) => realPage(before, from) !== NIL && from !== to,
  holds: (_before, after, { to }) => realPage(after, to) !== NIL,
});

const aboutGrantCycle = {
  says: "to grant a page that has a real page makes no cycle",
  source: noCycles,
  on: [grant],
  when: (before: Sigma, _after: Sigma, { from }: { from: Page }) => realPage(before, from) !== NIL,
  holds: (_before: Sigma, after: Sigma, { to }: { to: Page }) => !isOnCycle(after, to),
} as const;

const grantDelivers = refutedStep("L95-GRANT-DELIVERS", {
  says: "to grant a page that has a real page onto another gives that one a real page",
  source: "L95 appendix A, grant",
  on: [grant],
  when: (before, _after, { from, to }) => realPage(before, from) !== NIL && from !== to,
  holds: (_before, after, { to }) => realPage(after, to) !== NIL,
});

const sigmaButThese = allBut(sigma.properties, origin, acyclic, frame, mapEquation, grantEquation);

export const l95Replacement = variant({
  name: "l95-replacement",
  says: "Map, grant and flush as L95's appendix defines them; grant reads its right-hand side before the flush.",
  rules: [mapByReplacement, grantByReplacement, flush],
  properties: [
    ...sigmaButThese,
    mapNoCycle,
    mapDelivers,
    refutedStep("L95-GRANT-CYCLE", aboutGrantCycle),
    grantDelivers,
  ],
});

export const l95ReplacementLate = variant({
  name: "l95-replacement-late",
  says: "Map, grant and flush as L95's appendix defines them; grant reads its right-hand side after the flush.",
  rules: [mapByReplacement, grantReadLate, flush],
  properties: [
    ...sigmaButThese,
    mapNoCycle,
    mapDelivers,
    step("L95-GRANT-CYCLE", aboutGrantCycle),
    grantDelivers,
  ],
});
