/**
 * Finding "demap by equality of values".
 *
 * Slide 70 says that the owner keeps its page, and that the spaces lose it that obtained it from that owner, directly
 * or not. Slide 71 writes: for all j, v' such that sigma_j(v') = sigma_i(v), sigma_j(v') = nil. Equal values also have
 * the page itself, the pages it was mapped from, and pages that were mapped from the same one.
 */
import { allBut, NIL } from "../../../model/index.js";
import {
  demap,
  demapEquation,
  grant,
  isBelow,
  isMapped,
  map,
  page,
  realPage,
  refutedStep,
  root,
  sigma,
} from "../index.js";
import { variant } from "./variants.js";

// ---------------------------------------------------------------------------------------------------------- rule

/** For all (j, v') such that sigma_j(v') = sigma_i(v): sigma_j(v') becomes nil.  [slide 71] */
const demapEqual: typeof demap = {
  ...demap,
  says: "every page with the real page of {from} becomes nil",
  source: "slide 71",
  effect(s, { from }) {
    const real = realPage(s, from);
    const equal = s.everyPage.filter((p) => realPage(s, p) === real);
    for (const p of equal) s.origin[p] = NIL;
  },
};

// -------------------------------------------------------------------------------------------------------- claims

const ownerKeeps = refutedStep("DEMAP-OWNER", {
  says: "the owner keeps the page that it demaps",
  source: "slide 70",
  on: [demap],
  holds: (before, after, { from }) => realPage(after, from) === realPage(before, from),
});

const giversKeep = refutedStep("DEMAP-GIVERS", {
  says: "the pages that a demapped page was mapped from, directly or not, stay",
  source: "slide 70 (only those that obtained the page from that owner lose it)",
  on: [demap],
  forAll: { p: page },
  when: (before, _after, { from, p }) => isBelow(before, from, p),
  holds: (before, after, { p }) => realPage(after, p) === realPage(before, p),
});

const siblingsKeep = refutedStep("DEMAP-SIBLINGS", {
  says: "a page that was not obtained from the demapped one, nor it from that page, stays",
  source: "slide 70 (only those that obtained the page from that owner lose it)",
  on: [demap],
  forAll: { p: page },
  when: (before, _after, { from, p }) => p !== from && !isBelow(before, p, from) && !isBelow(before, from, p),
  holds: (before, after, { p }) => realPage(after, p) === realPage(before, p),
});

/** It ends when every real page was demapped: sigma0 has lost them all, and nobody can make a request any more. */
export const demapByValue = variant({
  name: "demap-by-value",
  says: "sigma with demap as slide 71 writes it: every page that has the same real page becomes nil.",
  rules: [map, grant, demapEqual],
  properties: [...allBut(sigma.properties, root, demapEquation), ownerKeeps, giversKeep, siblingsKeep],
  mayEnd: (s) => s.everyPage.every((p) => !isMapped(s, p)),
});
