/** What address spaces keep: four invariants, four step properties, and four witnesses that they are not idle. */
import { NIL } from "../../model/index.js";
import { demap, grant, map } from "./rules.js";
import {
  derivesFrom,
  inSigma0,
  invariant,
  isBelow,
  isMapped,
  originOf,
  page,
  type RealPage,
  realPage,
  type Sigma,
  space,
  spaceOf,
  step,
  stepWitness,
  virtualPage,
  witness,
} from "./state.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Does some page of the space lead to this real page? */
function hasAccess(s: Sigma, space: number, real: RealPage): boolean {
  for (const p of s.pagesOf[space] ?? []) if (realPage(s, p) === real) return true;
  return false;
}

// ---------------------------------------------------------------------------------------------------- invariants

/** For all v: sigma0(v) = v. */
export const root = invariant("SIG-ROOT", {
  says: "sigma0 is the identity and never changes",
  source: "L95 2.1 and appendix A; slide 68",
  forAll: { p: page },
  when: (s, { p }) => inSigma0(s, p),
  holds: (s, { p }) => originOf(s, p) === p,
});

export const origin = invariant("SIG-ORIGIN", {
  says: "every origin is mapped",
  source: "L95 appendix A (a link names a page that its space has)",
  forAll: { p: page },
  when: (s, { p }) => isMapped(s, p),
  holds: (s, { p }) => originOf(s, originOf(s, p)) !== NIL,
});

export const acyclic = invariant("SIG-ACYCLIC", {
  says: "no page derives from itself: chains of origins end in sigma0",
  source: "L95 appendix A (no cycles)",
  forAll: { p: page },
  when: (s, { p }) => isMapped(s, p) && !inSigma0(s, p),
  holds: (s, { p }) => !derivesFrom(s, originOf(s, p), p),
});

/** sigma_i(v) = sigma_j(v') where (i, v) was mapped from (j, v').  It follows from the other three: see PROOFS.md. */
export const frame = invariant("SIG-FRAME", {
  says: "a mapped page and its origin have one real page, and it is not nil",
  source: "slide 68 (map: sigma_j(v') = sigma_i(v))",
  forAll: { p: page },
  when: (s, { p }) => isMapped(s, p),
  holds: (s, { p }) => realPage(s, p) !== NIL && realPage(s, p) === realPage(s, originOf(s, p)),
});

// ----------------------------------------------------------------- step properties: the slides' equations, framed

/** sigma_j(v') = sigma_i(v); what derived from (j, v') is nil; all else is as before. */
export const mapEquation = step("SIG-MAP", {
  says: "after map, the target has the source's real page, what derived from the target is nil, all else is unchanged",
  source: "slide 68, with L95's flush of the target and the frame condition",
  on: [map],
  forAll: { p: page },
  holds: (before, after, { from, to, p }) =>
    realPage(after, p) ===
    (p === to ? realPage(before, from) : isBelow(before, p, to) ? NIL : realPage(before, p)),
});

/** sigma_j(v') = sigma_i(v), sigma_i(v) = nil; what derived from (j, v') is nil; all else, third spaces too, is as before. */
export const grantEquation = step("SIG-GRANT", {
  says: "after grant, the target has the source's real page, the source is nil, what derived from the target is nil, all else is unchanged",
  source: "slide 68, with L95's flush of the target and the frame condition",
  on: [grant],
  forAll: { p: page },
  holds: (before, after, { from, to, p }) =>
    realPage(after, p) ===
    (p === to ? realPage(before, from) : p === from || isBelow(before, p, to) ? NIL : realPage(before, p)),
});

/** sigma_j(v') = nil for all (j, v') that derive from (i, v), and for no others. */
export const demapEquation = step("SIG-DEMAP", {
  says: "after demap, what derived from the page is nil, and all else, the page too, is unchanged",
  source: "slide 70; slide 71 writes it by equal values instead, see FINDINGS.md",
  on: [demap],
  forAll: { p: page },
  holds: (before, after, { from, p }) =>
    realPage(after, p) === (isBelow(before, p, from) ? NIL : realPage(before, p)),
});

/** Access spreads only by consent: the giver had the page, and the receiver named the place where it accepts. */
export const confine = step("SIG-CONFINE", {
  says: "a space gains access to a real page only by a map or grant from a space that had it, at the target accepted",
  source: "L95 2.1 (grant and map need the receiver's agreement); slides 65-67",
  on: [map, grant, demap],
  forAll: { p: page },
  when: (before, after, { p }) => {
    const real = realPage(after, p);
    return real !== NIL && real !== realPage(before, p) && !hasAccess(before, spaceOf(after, p), real);
  },
  holds: (before, after, args) => {
    const real = realPage(after, args.p);
    const accepted = "to" in args && spaceOf(after, args.p) === spaceOf(after, args.to);
    return accepted && real !== NIL && hasAccess(before, spaceOf(before, args.from), real);
  },
});

// ----------------------------------------------------------------------------------------------------- witnesses

export const throughTwo = witness("SIG-THROUGH-TWO", {
  says: "a page is reached through two spaces",
  source: "slide 69 (a hierarchy of address spaces)",
  forAll: { p: page },
  when: (s, { p }) => {
    const via = originOf(s, p);
    return via !== NIL && !inSigma0(s, via) && spaceOf(s, via) !== spaceOf(s, p);
  },
});

export const sharedByThree = witness("SIG-SHARED-BY-THREE", {
  says: "one real page is in three spaces",
  source: "slide 69",
  forAll: { real: virtualPage, third: space },
  when: (s, { real, third }) =>
    third > 1 && hasAccess(s, 0, real) && hasAccess(s, 1, real) && hasAccess(s, third, real),
});

export const grantMovesSubtree = stepWitness("SIG-GRANT-SUBTREE", {
  says: "a grant moves a page from which another derives",
  source: "L95 appendix A, implementation paragraph",
  on: [grant],
  forAll: { p: page },
  when: (before, _after, { from, p }) => isBelow(before, p, from),
});

export const demapReachesThree = stepWitness("SIG-DEMAP-DEPTH-3", {
  says: "a demap takes a page that was derived by three maps",
  source: "slide 70 (directly or not)",
  on: [demap],
  forAll: { p: page },
  when: (before, _after, { from, p }) => isBelow(before, originOf(before, originOf(before, p)), from),
});
