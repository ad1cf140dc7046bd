/** What the theory of sigma speaks of, and how each word is read in a state of spec/sigma. */
import {
  and,
  differ,
  type Formula,
  fixedFunction,
  fixedRelation,
  functionOf,
  type Reading,
  reading,
  relation,
  type Sign,
  type SortReading,
  sort,
  type Term,
} from "../../check/prove/index.js";
import { id, NIL, type Nil } from "../../model/index.js";
import {
  derivesFrom,
  inSigma0,
  isMapped,
  originOf,
  type Page,
  type RealPage,
  realPage,
  type Sigma,
  spaceOf,
} from "../../spec/sigma/index.js";

// ----------------------------------------------------------------------------------------------------------- sorts

export const page = sort("Page");
/** Real pages, and nil. */
export const frame = sort("Frame");
export const space = sort("Space");

// --------------------------------------------------------------------------------------------------------- symbols

/** What the real page of a page is called where there is none. */
export const nil = fixedFunction("nil", [], frame);
/** Does the page lie in sigma0? */
export const root = fixedRelation("root", [page]);
/** The real page that a page of sigma0 is. */
export const frameOf = fixedFunction("frame-of", [page], frame);
/** The space of a page. */
export const spaceFor = fixedFunction("space-of", [page], space);

/** Is the second page the one that the first was mapped from? */
export const hangs = relation("hangs", [page, page]);
/** Can the page be accessed? */
export const mapped = relation("mapped", [page]);
/** Is the first page the second, or derived from it, directly or not? */
export const derives = relation("derives", [page, page]);
/** The real page behind a page, or nil. */
export const real = functionOf("real", [page], frame);

// -------------------------------------------------------------------------------------------------------- readings

/** The state of address spaces within the state of a model. */
export type Within<S> = (s: S) => Sigma;

export const sortsOf = <S>(of: Within<S>): readonly SortReading<S>[] => [
  { sort: page, name: "page", size: (s) => of(s).everyPage.length },
  { sort: frame, name: "real page", size: (s) => of(s).pagesPerSpace + 1 },
  { sort: space, name: "space", size: (s) => of(s).pagesOf.length },
];

/** The number of a real page, or of nil, which is the last. */
export const frameNumber = (s: Sigma, r: RealPage | Nil): number => (r === NIL ? s.pagesPerSpace : r);

const pageIn = (n = 0): Page => id(n);

/** The symbols, those that no step changes first. */
export const symbolsOf = <S>(of: Within<S>): readonly Reading<S>[] => {
  const read = (
    symbol: Pick<Sign, "declared">,
    says: string,
    body: (s: Sigma, p: Page, q: Page) => number | boolean,
  ) => reading<S>(symbol, says, (s, [p, q]) => body(of(s), pageIn(p), pageIn(q)));
  return [
    read(nil, "no real page", (s) => frameNumber(s, NIL)),
    read(root, "the page lies in sigma0", inSigma0),
    read(frameOf, "the real page that a page of sigma0 is", (s, p) =>
      inSigma0(s, p) ? p : frameNumber(s, NIL),
    ),
    read(spaceFor, "the space of a page", spaceOf),
    read(
      hangs,
      "the second page is the one that the first was mapped from",
      (s, p, q) => originOf(s, p) === q,
    ),
    read(mapped, "the page can be accessed", isMapped),
    read(derives, "the first page is the second, or derived from it", derivesFrom),
    read(real, "the real page behind a page, or nil", (s, p) => frameNumber(s, realPage(s, p))),
  ];
};

// --------------------------------------------------------------------------------------------------------- phrases

type OfPage = Term<"Page">;

/** Is it derived from the other by one map or more? */
export const below = (p: OfPage, ancestor: OfPage): Formula => and(differ(p, ancestor), derives(p, ancestor));
