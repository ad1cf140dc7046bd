/**
 * The memory management unit: a page directory for each space, the window in it, and a TLB that remembers.
 *
 * spec/tlb lets threads use it as they may; spec/kernel, as the kernel's calls make them. Both add these fields to their
 * state, and both speak of them in these words. Page tables are not written down: what they hold is the flat view.
 *
 * Sources: slide N = page N of Gruber's lecture Micro-Kernels; L4/486 = the source of Liedtke's kernel of 1996; i486 =
 * Intel, Embedded Intel486 Processor Hardware Reference Manual.
 */
import type { Draft } from "immer";
import {
  boolean,
  constant,
  type Id,
  type IdentifierSchema,
  id,
  identifier,
  NIL,
  type Nil,
  optional,
  type PairSchema,
  pair,
  type RecordOf,
  type Schema,
  table,
  values,
} from "../../model/index.js";
import { type Page, type RealPage, realPage, type Sigma } from "../sigma/index.js";

// ---------------------------------------------------------------------------------------------- order parameters

/** Virtual pages of a space, and regions of its window: one page each, and at most as many as a space has pages. */
export interface Size {
  readonly pages: number;
  readonly regions: number;
}

const regionsOf = ({ pages, regions }: Size): number => Math.min(pages, regions);
/** A region of the window: what one directory word leads to.  [slide 52: 8 MB, two words] */
export const region = (size: Size) => identifier("region", regionsOf(size));
/** A page that an instruction can name: the pages of the space, and after them those of the window. */
export const linearPage = (size: Size) => identifier("linear page", size.pages + regionsOf(size));
/** The place of a window word: (space, region). */
export const windowWord = (space: IdentifierSchema, size: Size) => pair("window word", space, region(size));

export type Region = Id<"region">;
export type LinearPage = Id<"linear page">;

// --------------------------------------------------------------------------------------------------------- state

/** The fields that a state has for it, in terms of the state's own spaces, pages and real pages. */
export const fields = (
  size: Size,
  its: {
    readonly space: IdentifierSchema;
    readonly page: PairSchema & Schema<Page>;
    readonly realPage: IdentifierSchema & Schema<RealPage>;
  },
) => ({
  /** The regions of a window. */
  everyRegion: constant(values(region(size))),
  /** Every linear page. */
  everyLinearPage: constant(values(linearPage(size))),
  /** The window words of each directory: the page table that each leads to, or NIL. All other words are fixed. */
  window: table(windowWord(its.space, size), optional(its.page)),
  /** What the TLB remembers of each linear page of the directory in CR3: a real page, or NIL. */
  tlb: table(linearPage(size), optional(its.realPage)),
  /** The thread that has the processor has used the window, and the TLB may know of it.  [L4/486: com_used] */
  used: boolean,
});

/** A state that has these fields, and address spaces. */
export interface Mmu extends RecordOf<ReturnType<typeof fields>> {
  readonly sigma: Sigma;
}

/** At start no window is open, and the TLB is empty.  [slide 54] */
export const initial = (size: Size, spaces: number) => ({
  everyRegion: values(region(size)),
  everyLinearPage: values(linearPage(size)),
  window: Array.from({ length: regionsOf(size) * spaces }, (): Nil => NIL),
  tlb: values(linearPage(size)).map((): Nil => NIL),
  used: false,
});

// --------------------------------------------------------------------------- vocabulary: directory and page table

/** Page `v` of a space. */
export const pageAt = (s: Mmu, space: number, v: number): Page => id(space * s.sigma.pagesPerSpace + v);

/** Does the linear page lie in the window? */
export const inWindow = (s: Mmu, at: LinearPage): boolean => at >= s.sigma.pagesPerSpace;

/** The linear page of a region of the window. */
export const windowPage = (s: Mmu, r: Region): LinearPage => id(s.sigma.pagesPerSpace + r);

/** The place of a window word of a space's directory. */
export const wordAt = (s: Mmu, space: number, r: Region): number => s.everyRegion.length * space + r;

/** A window word of a space's directory: the page table that it leads to, or NIL. */
export const wordOf = (s: Mmu, space: number, r: Region): Page | Nil => s.window[wordAt(s, space, r)] ?? NIL;

/** What directory and page table of a space say of a linear page: a real page, or NIL. */
export const walkIn = (s: Mmu, space: number, at: LinearPage): RealPage | Nil =>
  realPage(s.sigma, inWindow(s, at) ? wordOf(s, space, regionOf(s, at)) : pageAt(s, space, at));

const regionOf = (s: Mmu, at: LinearPage): Region => id(at - s.sigma.pagesPerSpace);

// ----------------------------------------------------------------------------------------------- vocabulary: TLB

/** What the TLB remembers of a linear page: a real page, or NIL. */
export const remembered = (s: Mmu, at: LinearPage): RealPage | Nil => s.tlb[at] ?? NIL;

/** Where an access lands, if CR3 names this space: the TLB is believed if it remembers the page. NIL: a page fault. */
export const translateIn = (s: Mmu, space: number, at: LinearPage): RealPage | Nil =>
  s.tlb[at] === NIL ? walkIn(s, space, at) : remembered(s, at);

/** The access is made: the TLB remembers where it landed.  [i486: a miss is filled from directory and page table] */
export function fill(s: Draft<Mmu>, space: number, at: LinearPage): void {
  s.tlb[at] = translateIn(s, space, at);
}

/** CR3 is loaded: the TLB forgets everything.  [i486] */
export function loadCr3(s: Draft<Mmu>): void {
  for (const at of s.everyLinearPage) s.tlb[at] = NIL;
  s.used = false;
}

/** Pages of the loaded space whose table entry has changed leave the TLB: the window's pages do not.  [L4/486: INVLPG] */
export function invalidateIn(s: Draft<Mmu>, space: number): void {
  for (const at of s.everyLinearPage)
    if (!inWindow(s, at) && s.tlb[at] !== NIL && s.tlb[at] !== walkIn(s, space, at)) s.tlb[at] = NIL;
}

// -------------------------------------------------------------------------------------------- vocabulary: window

/** The directory word of region `r` of the receiver's buffer is copied into the window of the sender's space.  [slide 52] */
export function copyWordTo(s: Draft<Mmu>, space: number, receiver: number, r: Region): void {
  s.window[wordAt(s, space, r)] = pageAt(s, receiver, r);
}

/** The window words of a directory become absent.  [slides 55, 57] */
export function closeWindowOf(s: Draft<Mmu>, space: number): void {
  for (const r of s.everyRegion) s.window[wordAt(s, space, r)] = NIL;
}

/** A copy begins while CR3 names the sender's space. If the window was used since CR3 was loaded, it is loaded again. */
export function openWindow(s: Draft<Mmu>, space: number, receiver: number): void {
  if (s.used) loadCr3(s);
  for (const r of s.everyRegion) copyWordTo(s, space, receiver, r);
  s.used = true;
}

/**
 * The processor goes from a thread of `space` to another, of `next`. One that used the window closes it, and CR3 is
 * loaded then even if the space stays the same.  [L4/486: deallocate_resources]
 */
export function leave(s: Draft<Mmu>, space: number, next: number): void {
  if (s.used) closeWindowOf(s, space);
  if (s.used || space !== next) loadCr3(s);
}
