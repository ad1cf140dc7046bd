/**
 * sigma: address spaces, after Liedtke's recursive construction.
 *
 * A page is a pair (space, virtual page). Space sigma0 is the physical memory: its page v is real page v, for ever.
 * Every other page is nil or has an origin, the page that it was mapped from. Chains of origins end in sigma0, and
 * there lies the real page: so the flat view of a space, sigma : V -> R u {nil}, is found by following them.
 *
 * Sources: L95 = Liedtke, On micro-kernel construction (SOSP 1995), section 2.1 and appendix A; slide N = page N of
 * Gruber's lecture Micro-Kernels.
 */
import {
  constant,
  type Id,
  id,
  int,
  interchangeable,
  NIL,
  type Nil,
  optional,
  over,
  pair,
  record,
  type ScopeOf,
  table,
  type Value,
  values,
} from "../../model/index.js";

// ---------------------------------------------------------------------------------------------- order parameters

export const scope = { spaces: int(1, 16), pages: int(1, 16) };
/** How many spaces, sigma0 among them, and how many virtual pages in each. */
export type Scope = ScopeOf<typeof scope>;

/** Spaces other than sigma0 are alike: their names may be swapped. */
export const space = ({ spaces }: Scope) => interchangeable("space", spaces, 1);
/** Virtual pages are alike too, if they are swapped in every space at once. */
export const virtualPage = ({ pages }: Scope) => interchangeable("virtual page", pages);
/** A page of a space: the pair (space, virtual page). */
export const page = (scope: Scope) => pair("page", space(scope), virtualPage(scope));

export type Space = Id<"space">;
export type Page = Id<"page">;
/** A real page, by its number; NIL is the nil page, which nobody can access.  [slide 68] */
export type RealPage = Id<"virtual page">;

// --------------------------------------------------------------------------------------------------------- state

export const state = (scope: Scope) =>
  record({
    /** |V|: the virtual pages of each space, and so the real pages too. */
    pagesPerSpace: constant<number>(scope.pages),
    /** Every page of every space, sigma0's first. */
    everyPage: constant(values(page(scope))),
    /** The pages of each space. */
    pagesOf: constant(pagesOf(scope)),
    /** The page that each page was mapped from: NIL if it is not mapped; itself if it lies in sigma0. */
    origin: table(page(scope), optional(page(scope))),
  });
export type Sigma = Value<ReturnType<typeof state>>;

const pagesOf = (scope: Scope): readonly (readonly Page[])[] => {
  const all = values(page(scope));
  return values(space(scope)).map((i) => all.slice(i * scope.pages, (i + 1) * scope.pages));
};

/** At start sigma0 is the identity and all other spaces are empty.  [L95 2.1; slide 68: sigma0(v) = v] */
export function initial(scope: Scope): Sigma {
  const everyPage = values(page(scope));
  const origin = everyPage.map((p) => (p < scope.pages ? p : NIL));
  return { pagesPerSpace: scope.pages, everyPage, pagesOf: pagesOf(scope), origin };
}

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The page that `p` was mapped from, or NIL. */
export const originOf = (s: Sigma, p: Page | Nil): Page | Nil => (p === NIL ? NIL : (s.origin[p] ?? NIL));

/** Can page `p` be accessed? */
export const isMapped = (s: Sigma, p: Page): boolean => s.origin[p] !== NIL;

/** Does `p` lie in sigma0? */
export const inSigma0 = (s: Sigma, p: Page): boolean => p < s.pagesPerSpace;

/** The space of page `p`, as a number. */
export const spaceOf = (s: Sigma, p: Page): number => Math.floor(p / s.pagesPerSpace);

/** Is `p` the page `ancestor`, or derived from it, directly or not?  Chains stop at sigma0; circles are left in time. */
export function derivesFrom(s: Sigma, p: Page | Nil, ancestor: Page): boolean {
  let at = p;
  for (let left = s.origin.length; left > 0 && at !== NIL; left--) {
    if (at === ancestor) return true;
    at = inSigma0(s, at) ? NIL : (s.origin[at] ?? NIL);
  }
  return false;
}

/** Is `p` derived from `ancestor` by one map or more? */
export const isBelow = (s: Sigma, p: Page | Nil, ancestor: Page): boolean =>
  p !== ancestor && derivesFrom(s, p, ancestor);

/** sigma_i(v): the real page behind page `p`, or NIL; it is found where the chain of origins meets sigma0. */
export function realPage(s: Sigma, p: Page | Nil): RealPage | Nil {
  let at = p;
  for (let left = s.origin.length; left > 0 && at !== NIL; left--) {
    if (inSigma0(s, at)) return isMapped(s, at) ? realPageAt(at) : NIL;
    at = s.origin[at] ?? NIL;
  }
  return NIL;
}

/** Page v of sigma0 is real page v. */
const realPageAt = (p: Page): RealPage => id(p);

/** The vocabulary in which the rules and properties of sigma are written. */
export const { rule, invariant, step, witness, stepWitness, refuted, refutedStep } = over(state);
