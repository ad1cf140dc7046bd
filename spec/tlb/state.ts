/**
 * tlb: the middle level, where address spaces are made of page tables, and a long message goes through a window.
 *
 * A processor reaches memory through the page directory that its register CR3 names, and through a TLB, which remembers
 * translations until CR3 is loaded, whether they are still true or not. The kernel copies a long message in one go from
 * the sender's space to the receiver's: it copies two words of the receiver's directory into the sender's own, and what
 * they lead to, the window, is for the kernel alone. A thread may be stopped in mid-copy, and then another of its space
 * may copy to somebody else through the same window.
 *
 * Small on purpose: a region, which is what one directory word leads to, has one page, so that a page table is named by
 * the page that it holds; and a message buffer begins with page 0 of its space.
 *
 * Sources: slide N = page N of Gruber's lecture Micro-Kernels; L4/486 = the source of Liedtke's kernel of 1996 (there
 * the window is `com0`); i486 = Intel, Embedded Intel486 Processor Hardware Reference Manual.
 */
import {
  boolean,
  constant,
  type Id,
  id,
  identifier,
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
import { type Page, type RealPage, realPage, initial as sigmaAtStart } from "../sigma/index.js";

// ---------------------------------------------------------------------------------------------- order parameters

export const scope = { spaces: int(2, 16), pages: int(2, 16), threads: int(2, 16), units: int(1, 2) };
/** How many spaces, sigma0 among them; virtual pages in each; threads; and units, of a page each, in a long message. */
export type Scope = ScopeOf<typeof scope>;

/** Spaces and pages have order here: threads live in spaces, and page 0 is copied before page 1. */
const space = ({ spaces }: Scope) => identifier("space", spaces);
const virtualPage = ({ pages }: Scope) => identifier("virtual page", pages);
export const page = (scope: Scope) => pair("page", space(scope), virtualPage(scope));
/** Each space has a thread, and the last space all that are left over: those may be swapped. */
export const thread = ({ spaces, threads }: Scope) =>
  interchangeable("thread", threads, Math.min(threads, spaces - 1));
/** A region of the window: 0 for the first directory word, 1 for the second.  [slide 52: 8 MB, two words] */
export const region = () => identifier("region", 2);
/** The place of a window word: (space, region). */
export const windowWord = (scope: Scope) => pair("window word", space(scope), region());
/** A page that an instruction can name: the pages of the space, and after them those of the window. */
export const linearPage = ({ pages }: Scope) => identifier("linear page", pages + 2);

export type Thread = Id<"thread">;
export type Region = Id<"region">;
export type LinearPage = Id<"linear page">;

// --------------------------------------------------------------------------------------------------------- state

/** sigma's state, with names that may not be swapped. */
const memory = (scope: Scope) => {
  const { pagesPerSpace, everyPage, pagesOf } = sigmaAtStart(scope);
  return record({
    pagesPerSpace: constant<number>(pagesPerSpace),
    everyPage: constant(everyPage),
    pagesOf: constant(pagesOf),
    origin: table(page(scope), optional(page(scope))),
  });
};

export const state = (scope: Scope) =>
  record({
    /** Address spaces, as in spec/sigma. The page tables hold the flat view, exactly and at all times. */
    memory: memory(scope),
    /** The space of the threads that are left over. */
    lastSpace: constant<number>(scope.spaces - 1),
    /** The units of a long message. */
    units: constant<number>(scope.units),
    /** Every thread. */
    everyThread: constant(values(thread(scope))),
    /** The two regions of a window. */
    bothRegions: constant(values(region())),
    /** Every linear page. */
    everyLinearPage: constant(values(linearPage(scope))),
    /** The thread that has the processor; CR3 names the directory of its space. */
    current: thread(scope),
    /** To whom each thread is copying a long message: NIL while it runs at user level or waits. */
    partner: table(thread(scope), optional(thread(scope))),
    /** How many units each thread has yet to copy. */
    left: table(thread(scope), int(0, scope.units)),
    /** The window words of each directory: the page table that each leads to, or NIL. All other words are fixed. */
    window: table(windowWord(scope), optional(page(scope))),
    /** What the TLB remembers of each linear page of the directory in CR3: a real page, or NIL. */
    tlb: table(linearPage(scope), optional(virtualPage(scope))),
    /** The current thread has used the window, and the TLB may know of it.  [L4/486: com_used] */
    used: boolean,
  });
export type Tlb = Value<ReturnType<typeof state>>;

/** At start the first thread runs, in sigma0; nobody copies, no window is open, and the TLB is empty.  [slide 54] */
export function initial(scope: Scope): Tlb {
  const [everyThread, everyLinearPage] = [values(thread(scope)), values(linearPage(scope))];
  return {
    memory: sigmaAtStart(scope),
    lastSpace: scope.spaces - 1,
    units: scope.units,
    everyThread,
    bothRegions: values(region()),
    everyLinearPage,
    current: id(0),
    partner: everyThread.map(() => NIL),
    left: everyThread.map(() => 0),
    window: Array.from({ length: 2 * scope.spaces }, () => NIL),
    tlb: everyLinearPage.map(() => NIL),
    used: false,
  };
}

// ------------------------------------------------------------------------------------------- vocabulary: threads

/** The space that thread `t` lives in, as a number. */
export const home = (s: Tlb, t: Thread): number => Math.min(t, s.lastSpace);

/** Do both live in one space? */
export const together = (s: Tlb, t: Thread, u: Thread): boolean => home(s, t) === home(s, u);

/** The thread that `t` is copying to, or NIL. */
export const partnerOf = (s: Tlb, t: Thread): Thread | Nil => s.partner[t] ?? NIL;

/** Is thread `t` neither a sender nor a receiver of a long message? */
export const isFree = (s: Tlb, t: Thread): boolean => s.partner[t] === NIL && isRunnable(s, t);

/** May thread `t` have the processor? Not while somebody is copying to it. */
export const isRunnable = (s: Tlb, t: Thread): boolean => !s.partner.includes(t);

/** Is the current thread in mid-copy? */
export const isCopying = (s: Tlb): boolean => s.partner[s.current] !== NIL;

/** Has it units yet to copy? */
export const hasUnitsLeft = (s: Tlb): boolean => (s.left[s.current] ?? 0) > 0;

// --------------------------------------------------------------------------------------- vocabulary: translation

/** Page `v` of a space. */
export const pageAt = (s: Tlb, space: number, v: number): Page => id(space * s.memory.pagesPerSpace + v);

/** Does the linear page lie in the window? */
export const inWindow = (s: Tlb, at: LinearPage): boolean => at >= s.memory.pagesPerSpace;

/** The linear page of a region of the window. */
export const windowPage = (s: Tlb, r: Region): LinearPage => id(s.memory.pagesPerSpace + r);

/** The place of a window word of the directory in CR3. */
export const wordAt = (s: Tlb, r: Region): number => 2 * home(s, s.current) + r;

/** A window word of the directory in CR3: the page table that it leads to, or NIL. */
export const word = (s: Tlb, r: Region): Page | Nil => s.window[wordAt(s, r)] ?? NIL;

/** What the TLB remembers of a linear page: a real page, or NIL. */
export const remembered = (s: Tlb, at: LinearPage): RealPage | Nil => s.tlb[at] ?? NIL;

/** What directory and page table say of a linear page: a real page, or NIL. */
export const walk = (s: Tlb, at: LinearPage): RealPage | Nil =>
  realPage(s.memory, inWindow(s, at) ? word(s, regionOf(s, at)) : pageAt(s, home(s, s.current), at));

const regionOf = (s: Tlb, at: LinearPage): Region => id(at - s.memory.pagesPerSpace);

/** Where an access to a linear page lands: the TLB is believed if it remembers the page.  NIL is a page fault. */
export const translate = (s: Tlb, at: LinearPage): RealPage | Nil =>
  s.tlb[at] === NIL ? walk(s, at) : remembered(s, at);

// -------------------------------------------------------------------------------------------- vocabulary: copies

/** The page, and so the page table, that a region of the receiver's buffer has; NIL if thread `t` does not copy. */
export function bufferOf(s: Tlb, t: Thread, r: Region): Page | Nil {
  const to = partnerOf(s, t);
  return to === NIL ? NIL : pageAt(s, home(s, to), r);
}

/** The region of the window that the current thread's next unit goes to. */
export const nextRegion = (s: Tlb): Region => id(s.units - (s.left[s.current] ?? 0));

/** The vocabulary in which the rules and properties of tlb are written. */
export const { rule, invariant, step, witness, stepWitness } = over(state);
