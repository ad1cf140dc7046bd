/** What is proved of sigma: its properties, in the words of the theory; and three sentences that the proofs need. */
import {
  type Arguments,
  after,
  and,
  argument,
  choose,
  differ,
  equal,
  exists,
  type Formula,
  forAll,
  iff,
  implies,
  no,
  not,
  ofSteps,
  or,
  type Statement,
  type StepStatement,
  stated,
  type Term,
} from "../../check/prove/index.js";
import * as spec from "../../spec/sigma/index.js";
import { below, derives, frameOf, hangs, mapped, nil, page, real, root, spaceFor } from "./words.js";

type OfPage = Term<"Page">;
type OfFrame = Term<"Frame">;

// ---------------------------------------------------------------------------------------------------------- axioms

export const axioms: readonly Statement[] = [
  {
    id: "roots-are-real",
    says: "a page of sigma0 is a real page, each another one",
    formula: forAll({ p: page, q: page }, ({ p, q }) =>
      and(
        implies(root(p), differ(frameOf(p), nil())),
        implies(and(root(p), root(q), equal(frameOf(p), frameOf(q))), equal(p, q)),
      ),
    ),
  },
  {
    id: "roots-are-a-space",
    says: "sigma0 is a space",
    formula: forAll({ p: page, q: page }, ({ p, q }) =>
      implies(root(p), iff(root(q), equal(spaceFor(p), spaceFor(q)))),
    ),
  },
];

// ------------------------------------------------------------------------------------------------------ invariants

const ofAll = (body: (p: OfPage) => Formula): Formula => forAll({ p: page }, ({ p }) => body(p));
const ofPairs = (body: (p: OfPage, q: OfPage) => Formula): Formula =>
  forAll({ p: page, q: page }, ({ p, q }) => body(p, q));
const ofTriples = (body: (p: OfPage, q: OfPage, r: OfPage) => Formula): Formula =>
  forAll({ p: page, q: page, r: page }, ({ p, q, r }) => body(p, q, r));

/** The forest. */
export const forest: readonly Statement[] = [
  stated(
    spec.root,
    ofAll((p) => implies(root(p), hangs(p, p))),
  ),
  stated(
    spec.origin,
    ofPairs((p, q) => implies(hangs(p, q), mapped(q))),
  ),
  stated(
    spec.acyclic,
    ofPairs((p, q) => implies(and(hangs(p, q), not(root(p))), not(derives(q, p)))),
  ),
  stated(
    spec.frame,
    and(
      ofAll((p) => implies(mapped(p), differ(real(p), nil()))),
      ofPairs((p, q) => implies(hangs(p, q), equal(real(p), real(q)))),
    ),
  ),
];

/** What chains and real pages are, said without walking along them. What a walk finds follows, for it ends. */
export const chains: readonly Statement[] = [
  {
    id: "CHAIN-ORIGIN",
    says: "a page hangs on one page at most, and is mapped if it does",
    formula: and(
      ofPairs((p, q) => implies(hangs(p, q), mapped(p))),
      ofTriples((p, q, r) => implies(and(hangs(p, q), hangs(p, r)), equal(q, r))),
    ),
  },
  {
    id: "CHAIN-ORDER",
    says: "each page derives from itself, no two pages from each other, and what derives from one that derives does so too",
    formula: and(
      ofAll((p) => derives(p, p)),
      ofPairs((p, q) => implies(and(derives(p, q), derives(q, p)), equal(p, q))),
      ofTriples((p, q, r) => implies(and(derives(p, q), derives(q, r)), derives(p, r))),
    ),
  },
  {
    id: "CHAIN-LINKS",
    says: "a page derives from the one that it hangs on, and from others only by way of it; a root and a nil page from none",
    formula: and(
      ofPairs((p, q) => implies(hangs(p, q), derives(p, q))),
      ofTriples((p, q, r) => implies(and(hangs(p, r), below(p, q)), derives(r, q))),
      ofPairs((p, q) => implies(below(p, q), and(mapped(p), not(root(p))))),
    ),
  },
  {
    id: "CHAIN-ENDS",
    says: "a page of sigma0 leads to the real page that it is, and a nil page nowhere",
    formula: ofAll((p) =>
      and(implies(root(p), equal(real(p), frameOf(p))), implies(not(mapped(p)), equal(real(p), nil()))),
    ),
  },
  {
    id: "CHAIN-MAPPED",
    says: "a mapped page hangs on a page",
    formula: ofAll((p) =>
      implies(
        mapped(p),
        exists({ q: page }, ({ q }) => hangs(p, q)),
      ),
    ),
    aside: true,
  },
];

// -------------------------------------------------------------------------------------------------- step properties

/** After the step each page leads where this says of the state before. */
const leads = (where: (p: OfPage) => OfFrame): Formula => ofAll((p) => equal(after(real(p)), where(p)));

const from = (args: Arguments): OfPage => argument(args, "from", page);
const to = (args: Arguments): OfPage => argument(args, "to", page);

const hasAccess = (space: OfPage, real_: OfFrame): Formula =>
  exists({ q: page }, ({ q }) => and(equal(spaceFor(q), spaceFor(space)), equal(real(q), real_)));

export const steps: readonly StepStatement[] = [
  ofSteps(spec.mapEquation, (args) => {
    const [source, target] = [from(args), to(args)];
    return leads((p) => choose(equal(p, target), real(source), choose(below(p, target), nil(), real(p))));
  }),
  ofSteps(spec.grantEquation, (args) => {
    const [source, target] = [from(args), to(args)];
    return leads((p) =>
      choose(equal(p, target), real(source), choose(or(equal(p, source), below(p, target)), nil(), real(p))),
    );
  }),
  ofSteps(spec.demapEquation, (args) => leads((p) => choose(below(p, from(args)), nil(), real(p)))),
  ofSteps(spec.confine, (args) =>
    forAll({ p: page }, ({ p }) => {
      const now = after(real(p));
      const gains = and(differ(now, nil()), differ(now, real(p)), not(hasAccess(p, now)));
      const accepted = "to" in args ? equal(spaceFor(p), spaceFor(to(args))) : no;
      return implies(gains, and(accepted, hasAccess(from(args), now)));
    }),
  ),
];

export const releaseStep: StepStatement = ofSteps(spec.releaseEquation, (args) =>
  leads((p) => choose(derives(p, from(args)), nil(), real(p))),
);
