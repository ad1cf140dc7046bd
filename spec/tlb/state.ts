/**
 * tlb: the middle level, where address spaces are made of page tables, and a long message goes through a window.
 *
 * A processor reaches memory through the page directory that its register CR3 names, and through a TLB, which remembers
 * translations until CR3 is loaded, whether they are still true or not. The kernel copies a long message in one go from
 * the sender's space to the receiver's: it copies words of the receiver's directory into the sender's own, two on the
 * 486, and what they lead to, the window, is for the kernel alone. A thread may be stopped in mid-copy, and then another
 * of its space may copy to somebody else through the same window.
 *
 * Small on purpose: a region, which is what one directory word leads to, has one page, so that a page table is named by
 * the page that it holds; and a message buffer begins with page 0 of its space. How long a message is, is the sender's
 * affair: a copy may end after any number of units. Who copies to whom, and when, is spec/ipc's.
 *
 * Sources: slide N = page N of Gruber's lecture Micro-Kernels; L4/486 = the source of Liedtke's kernel of 1996 (there
 * the window is `com0`); X0 = L4 Reference Manual, Version X.0 (1999); i486 = Intel, Embedded Intel486 Processor Hardware
 * Reference Manual.
 */
import {
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
import { type Page, type RealPage, initial as sigmaAtStart } from "../sigma/index.js";
import {
  fields,
  type LinearPage,
  initial as mmuAtStart,
  pageAt,
  type Region,
  translateIn,
  walkIn,
  wordOf,
} from "./mmu.js";

// ---------------------------------------------------------------------------------------------- order parameters

export const scope = {
  spaces: int(2, 16),
  pages: int(1, 16),
  threads: int(2, 16),
  units: int(1, 4),
  regions: int(1, 2),
};
/**
 * How many spaces, sigma0 among them; virtual pages in each; threads, one for each space or more; units in a message at
 * most; and regions in a window, or as many as a space has pages if that is less.
 */
export type Scope = ScopeOf<typeof scope>;

/** Spaces and pages have order here: threads live in spaces, and page 0 is copied before page 1. */
export const space = ({ spaces }: Scope) => identifier("space", spaces);
const virtualPage = ({ pages }: Scope) => identifier("virtual page", pages);
export const page = (scope: Scope) => pair("page", space(scope), virtualPage(scope));
/** Those of the last space may be swapped. */
export const thread = ({ spaces, threads }: Scope) =>
  interchangeable("thread", threads, threads - Math.ceil(threads / spaces));

export type Thread = Id<"thread">;

/** The space of each thread. They are dealt evenly, the last space first: of four, the last of three spaces has two. */
const homes = ({ spaces, threads }: Scope): readonly number[] =>
  Array.from({ length: threads }, (_, t) => spaces - 1 - Math.floor(((threads - 1 - t) * spaces) / threads));

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
    sigma: memory(scope),
    /** Page directories, window and TLB. */
    ...fields(scope, { space: space(scope), page: page(scope), realPage: virtualPage(scope) }),
    /** The units of a long message, at most. */
    units: constant<number>(scope.units),
    /** Every thread. */
    everyThread: constant(values(thread(scope))),
    /** The space that each thread lives in, as a number. */
    homeOf: constant(homes(scope)),
    /** The thread that has the processor; CR3 names the directory of its space. */
    current: thread(scope),
    /** To whom each thread is copying a long message: NIL while it runs at user level or waits. */
    partner: table(thread(scope), optional(thread(scope))),
    /** How many units each thread has copied of it. */
    copied: table(thread(scope), int(0, scope.units)),
  });
export type Tlb = Value<ReturnType<typeof state>>;

/** At start the first thread runs; nobody copies, no window is open, and the TLB is empty.  [slide 54] */
export function initial(scope: Scope): Tlb {
  const everyThread = values(thread(scope));
  return {
    sigma: sigmaAtStart(scope),
    ...mmuAtStart(scope, scope.spaces),
    units: scope.units,
    everyThread,
    homeOf: homes(scope),
    current: id(0),
    partner: everyThread.map(() => NIL),
    copied: everyThread.map(() => 0),
  };
}

// ------------------------------------------------------------------------------------------- vocabulary: threads

/** The space that thread `t` lives in, as a number. */
export const home = (s: Tlb, t: Thread): number => s.homeOf[t] ?? 0;

/** The space of the current thread. */
export const here = (s: Tlb): number => home(s, s.current);

/** Do both live in one space? */
export const together = (s: Tlb, t: Thread, u: Thread): boolean => home(s, t) === home(s, u);

/** The thread that `t` is copying to, or NIL. */
export const partnerOf = (s: Tlb, t: Thread): Thread | Nil => s.partner[t] ?? NIL;

/** May thread `t` have the processor? Not while somebody is copying to it. */
export const isRunnable = (s: Tlb, t: Thread): boolean => !s.partner.includes(t);

/** Is thread `t` neither a sender nor a receiver of a long message? */
export const isFree = (s: Tlb, t: Thread): boolean => s.partner[t] === NIL && isRunnable(s, t);

/** Is the current thread in mid-copy? */
export const isCopying = (s: Tlb): boolean => s.partner[s.current] !== NIL;

/** Can its message have units yet to copy? */
export const hasUnitsLeft = (s: Tlb): boolean => (s.copied[s.current] ?? 0) < s.units;

// ----------------------------------------------------------------------- vocabulary: through the directory in CR3

/** A window word of the directory in CR3: the page table that it leads to, or NIL. */
export const word = (s: Tlb, r: Region): Page | Nil => wordOf(s, here(s), r);

/** What directory and page table say of a linear page: a real page, or NIL. */
export const walk = (s: Tlb, at: LinearPage): RealPage | Nil => walkIn(s, here(s), at);

/** Where an access to a linear page lands: the TLB is believed if it remembers the page.  NIL is a page fault. */
export const translate = (s: Tlb, at: LinearPage): RealPage | Nil => translateIn(s, here(s), at);

// -------------------------------------------------------------------------------------------- vocabulary: copies

/** The page, and so the page table, that a region of the receiver's buffer has; NIL if thread `t` does not copy. */
export function bufferOf(s: Tlb, t: Thread, r: Region): Page | Nil {
  const to = partnerOf(s, t);
  return to === NIL ? NIL : pageAt(s, home(s, to), r);
}

/** The region of the window that the current thread's next unit goes to; all that do not fit before go to the last. */
export const nextRegion = (s: Tlb): Region =>
  id(Math.min(s.copied[s.current] ?? 0, s.everyRegion.length - 1));

/** The vocabulary in which the rules and properties of tlb are written. */
export const { rule, invariant, step, witness, stepWitness, stands } = over(state);
