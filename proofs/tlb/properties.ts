/** What is proved of tlb: its properties, in the words of the theory, and three sentences that the proofs need. */
import {
  type Arguments,
  after,
  and,
  argument,
  differ,
  equal,
  exists,
  type Formula,
  forAll,
  implies,
  later,
  not,
  ofSteps,
  or,
  type Statement,
  type StepStatement,
  stated,
  type Term,
} from "../../check/prove/index.js";
import * as spec from "../../spec/tlb/index.js";
import { nil, real, space } from "../sigma/words.js";
import {
  buffer,
  copied,
  copies,
  copiesTo,
  hasWord,
  here,
  home,
  inWindow,
  isBeyond,
  isCopying,
  isDirty,
  linear,
  nextRegion,
  none,
  own,
  region,
  regionOf,
  target,
  thread,
  tlb,
  used,
  windowPage,
  word,
} from "./words.js";

type OfRegion = Term<"Region">;
type OfLinear = Term<"Linear">;

const ofRegions = (body: (r: OfRegion) => Formula): Formula => forAll({ r: region }, ({ r }) => body(r));
const ofPages = (body: (at: OfLinear) => Formula): Formula => forAll({ at: linear }, ({ at }) => body(at));

// ---------------------------------------------------------------------------------------------------------- axioms

export const axioms: readonly Statement[] = [
  {
    id: "window-pages",
    says: "each region has its own page of the window",
    formula: ofRegions((r) => and(inWindow(windowPage(r)), equal(regionOf(windowPage(r)), r))),
  },
  {
    id: "window-regions",
    says: "each page of the window is of its region",
    formula: ofPages((at) => implies(inWindow(at), equal(windowPage(regionOf(at)), at))),
  },
  {
    id: "pages-of-spaces",
    says: "a space has a page at each linear page that is not in the window",
    formula: forAll({ i: space, at: linear }, ({ i, at }) => or(inWindow(at), not(isBeyond(i, at)))),
  },
];

// ------------------------------------------------------------------------------------------------------ invariants

/** The window word, if it is there, and what the TLB knows of it are of the current thread's copy. */
const isOwn = (r: OfRegion): Formula =>
  and(
    implies(hasWord(here(), r), equal(word(here(), r), buffer(r))),
    implies(isDirty(r), equal(tlb(windowPage(r)), real(buffer(r)))),
  );

export const invariants: readonly Statement[] = [
  stated(
    spec.exact,
    ofPages((at) => implies(and(not(inWindow(at)), differ(tlb(at), nil())), equal(tlb(at), own(at)))),
  ),
  stated(
    spec.owner,
    implies(
      isCopying(),
      ofRegions((r) => isOwn(r)),
    ),
  ),
  stated(
    spec.marked,
    ofRegions((r) => implies(isDirty(r), used())),
  ),
  stated(
    spec.closed,
    forAll({ i: space, r: region }, ({ i, r }) => implies(hasWord(i, r), and(used(), equal(i, here())))),
  ),
  stated(
    spec.paired,
    and(
      forAll({ t: thread }, ({ t }) => or(copies(t), equal(copied(t), none()))),
      forAll({ t: thread, u: thread, w: thread }, ({ t, u, w }) =>
        implies(
          copiesTo(t, u),
          and(or(equal(w, t), not(copiesTo(w, u))), not(copies(u)), differ(home(t), home(u))),
        ),
      ),
    ),
  ),
  {
    id: "COPY-PARTNER",
    says: "a thread copies to one thread at most, and to that one's space",
    formula: forAll({ t: thread, u: thread, w: thread }, ({ t, u, w }) =>
      implies(
        copiesTo(t, u),
        and(copies(t), equal(target(t), home(u)), or(equal(u, w), not(copiesTo(t, w)))),
      ),
    ),
  },
  {
    id: "WINDOW-BACKED",
    says: "the TLB remembers a page of the window only while its word is present in the directory in CR3",
    formula: ofRegions((r) => implies(isDirty(r), hasWord(here(), r))),
  },
  {
    id: "COPY-SOMEBODY",
    says: "who copies, copies to somebody",
    formula: forAll({ t: thread }, ({ t }) =>
      implies(
        copies(t),
        exists({ u: thread }, ({ u }) => copiesTo(t, u)),
      ),
    ),
    aside: true,
  },
];

// -------------------------------------------------------------------------------------------------- step properties

const at = (args: Arguments): OfLinear => argument(args, "at", linear);

/** Did a begin or a restore write this window word? */
const isWritten = (r: OfRegion): Formula =>
  and(after(isCopying()), after(hasWord(here(), r)), or(not(isCopying()), not(hasWord(here(), r))));

export const steps: readonly StepStatement[] = [
  ofSteps(spec.coherent, (args) => equal(after(tlb(at(args))), own(at(args)))),
  ofSteps(spec.isPrivate, (args) =>
    ofRegions((r) =>
      implies(
        or(hasWord(here(), r), isDirty(r)),
        and(differ(at(args), windowPage(r)), equal(after(tlb(windowPage(r))), tlb(windowPage(r)))),
      ),
    ),
  ),
  ofSteps(spec.clean, () => ofRegions((r) => implies(isWritten(r), after(not(isDirty(r)))))),
  ofSteps(spec.deliver, () => {
    const [to, at] = [nextRegion(), windowPage(nextRegion())];
    return equal(later(tlb)(at), real(buffer(to)));
  }),
  ofSteps(spec.thrift, () =>
    ofPages((at) =>
      implies(and(or(isCopying(), not(used())), differ(tlb(at), nil())), equal(after(tlb(at)), tlb(at))),
    ),
  ),
];
