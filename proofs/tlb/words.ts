/** What the theory of tlb speaks of besides sigma's words, and how each word is read in a state of spec/tlb. */
import {
  and,
  choose,
  differ,
  exists,
  type Formula,
  fixedFunction,
  fixedRelation,
  functionOf,
  not,
  type Reading,
  reading,
  relation,
  type SortReading,
  sort,
  type Term,
} from "../../check/prove/index.js";
import { id, NIL } from "../../model/index.js";
import {
  home as homeIn,
  inWindow as isInWindow,
  type LinearPage,
  nextRegion as nextRegionIn,
  pageAt as pageIn,
  partnerOf,
  type Region,
  remembered,
  type Thread,
  type Tlb,
  windowPage as windowPageIn,
  wordAt,
} from "../../spec/tlb/index.js";
import { frame, frameNumber, nil, page, real, sortsOf, space, spaceFor, symbolsOf } from "../sigma/words.js";

// ----------------------------------------------------------------------------------------------------------- sorts

export const linear = sort("Linear");
export const region = sort("Region");
export const thread = sort("Thread");
/** How many units are copied. */
export const amount = sort("Amount");

const memory = (s: Tlb) => s.sigma;

export const sorts: readonly SortReading<Tlb>[] = [
  ...sortsOf(memory),
  { sort: linear, name: "linear page", size: (s) => s.everyLinearPage.length },
  { sort: region, name: "region", size: (s) => s.everyRegion.length },
  { sort: thread, name: "thread", size: (s) => s.everyThread.length },
  { sort: amount, name: "unit", size: (s) => s.units + 1 },
];

// ---------------------------------------------------------------------------------------------------- what is fixed

/** The page of a space at a linear page. One of the window leads on, to the first pages of the next space. */
export const pageOf = fixedFunction("page-of", [space, linear], page);
/** Is there no such page, for the linear page lies in the window, and behind it there is no other space? */
export const isBeyond = fixedRelation("is-beyond", [space, linear]);
/** The page of a region of a buffer that begins with page 0 of a space. */
export const bufferPage = fixedFunction("buffer-page", [space, region], page);
export const inWindow = fixedRelation("in-window", [linear]);
export const windowPage = fixedFunction("window-page", [region], linear);
export const regionOf = fixedFunction("region-of", [linear], region);
export const home = fixedFunction("home", [thread], space);
export const none = fixedFunction("none", [], amount);
export const oneMore = fixedFunction("one-more", [amount], amount);
export const isLess = fixedRelation("is-less-than-all", [amount]);
/** The region that the unit after so many goes to. */
export const regionAfter = fixedFunction("region-after", [amount], region);
export const firstThread = fixedFunction("first-thread", [], thread);
/** What functions have where there is nothing. */
export const somePage = fixedFunction("some-page", [], page);
export const someSpace = fixedFunction("some-space", [], space);

// ---------------------------------------------------------------------------------------------------- what changes

/** Is a window word present?  And the page that it leads to. */
export const hasWord = relation("has-word", [space, region]);
export const word = functionOf("word", [space, region], page);
/** What the TLB remembers, or nil. */
export const tlb = functionOf("tlb", [linear], frame);
export const used = relation("used", []);
export const current = functionOf("current", [], thread);
/** Does the first thread copy to the second? */
export const copiesTo = relation("copies-to", [thread, thread]);
/** Does the thread copy at all, to which space, and how much did it copy? */
export const copies = relation("copies", [thread]);
export const target = functionOf("target", [thread], space);
export const copied = functionOf("copied", [thread], amount);

// -------------------------------------------------------------------------------------------------------- readings

const linearIn = (n = 0): LinearPage => id(n);
const regionIn = (n = 0): Region => id(n);
const threadIn = (n = 0): Thread => id(n);

const beyond = (s: Tlb, i = 0, at = 0): boolean => pageIn(s, i, at) >= s.sigma.everyPage.length;

/** The page of a word, or page 0. */
const wordIn = (s: Tlb, i = 0, r = 0): number => Math.max(0, s.window[wordAt(s, i, regionIn(r))] ?? NIL);

const targetIn = (s: Tlb, t: Thread): number => {
  const to = partnerOf(s, t);
  return to === NIL ? 0 : homeIn(s, to);
};

const fixed: readonly Reading<Tlb>[] = [
  reading(pageOf, "the page of a space at a linear page", (s, [i, at]) =>
    beyond(s, i, at) ? 0 : pageIn(s, i ?? 0, at ?? 0),
  ),
  reading(isBeyond, "there is no such page", (s, [i, at]) => beyond(s, i, at)),
  reading(bufferPage, "the page of a region of a space's buffer", (s, [i, r]) => pageIn(s, i ?? 0, r ?? 0)),
  reading(inWindow, "the linear page lies in the window", (s, [at]) => isInWindow(s, linearIn(at))),
  reading(windowPage, "the linear page of a region of the window", (s, [r]) => windowPageIn(s, regionIn(r))),
  reading(regionOf, "the region of a page of the window", (s, [at]) =>
    Math.max(0, (at ?? 0) - s.sigma.pagesPerSpace),
  ),
  reading(home, "the space of a thread", (s, [t]) => homeIn(s, threadIn(t))),
  reading(none, "no unit", () => 0),
  reading(oneMore, "one unit more", (s, [n]) => Math.min((n ?? 0) + 1, s.units)),
  reading(isLess, "there may be units left", (s, [n]) => (n ?? 0) < s.units),
  reading(regionAfter, "the region that the next unit goes to", (s, [n]) =>
    nextRegionIn({ ...s, copied: s.everyThread.map(() => n ?? 0) }),
  ),
  reading(firstThread, "the thread that runs at start", () => 0),
  reading(somePage, "a page", () => 0),
  reading(someSpace, "a space", () => 0),
];

const changing: readonly Reading<Tlb>[] = [
  reading(current, "the thread that has the processor", (s) => s.current),
  reading(
    hasWord,
    "the window word is present",
    (s, [i, r]) => s.window[wordAt(s, i ?? 0, regionIn(r))] !== NIL,
  ),
  reading(word, "the page that a window word leads to", (s, [i, r]) => wordIn(s, i, r)),
  reading(tlb, "what the TLB remembers of a linear page, or nil", (s, [at]) =>
    frameNumber(s.sigma, remembered(s, linearIn(at))),
  ),
  reading(used, "the current thread has used the window", (s) => s.used),
  reading(copiesTo, "the first thread copies to the second", (s, [t, u]) => partnerOf(s, threadIn(t)) === u),
  reading(copies, "the thread copies", (s, [t]) => partnerOf(s, threadIn(t)) !== NIL),
  reading(target, "the space that a thread copies to", (s, [t]) => targetIn(s, threadIn(t))),
  reading(copied, "how many units a thread has copied", (s, [t]) => s.copied[t ?? 0] ?? 0),
];

/** In this order: what the TLB forgets depends on where pages lead after a step, and on who runs. */
export const symbols: readonly Reading<Tlb>[] = [
  ...symbolsOf(memory).filter(({ symbol }) => symbol !== spaceFor.declared),
  ...fixed,
  ...changing,
];

// --------------------------------------------------------------------------------------------------------- phrases

type OfThread = Term<"Thread">;
type OfLinear = Term<"Linear">;
type OfRegion = Term<"Region">;

export const here = (): Term<"Space"> => home(current());
/** May the thread have the processor? */
export const isRunnable = (t: OfThread): Formula => not(exists({ u: thread }, ({ u }) => copiesTo(u, t)));
/** Is it neither a sender nor a receiver? */
export const isFree = (t: OfThread): Formula => and(not(copies(t)), isRunnable(t));
export const isCopying = (): Formula => copies(current());
/** The region that the current thread's next unit goes to. */
export const nextRegion = (): OfRegion => regionAfter(copied(current()));
/** The page of a region of the buffer that the current thread copies to. */
export const buffer = (r: OfRegion): Term<"Page"> => bufferPage(target(current()), r);
export const isDirty = (r: OfRegion): Formula => differ(tlb(windowPage(r)), nil());

/** What the flat view of the current thread's space has at a linear page. */
export const own = (at: OfLinear): Term<"Frame"> =>
  choose(isBeyond(here(), at), nil(), real(pageOf(here(), at)));

/** What directory and page table say. */
const walk = (at: OfLinear): Term<"Frame"> =>
  choose(
    inWindow(at),
    choose(hasWord(here(), regionOf(at)), real(word(here(), regionOf(at))), nil()),
    real(pageOf(here(), at)),
  );

/** Where an access lands: the TLB is believed if it remembers the page. */
export const translated = (at: OfLinear): Term<"Frame"> => choose(differ(tlb(at), nil()), tlb(at), walk(at));
