/** Memory as an instruction sees it, through the TLB; and as its owners change it, underneath.  [i486; spec/sigma] */
import type { Draft } from "immer";
import { type Domains, NIL, type Rule } from "../../model/index.js";
import {
  type Page,
  type Sigma,
  demap as sigmaDemap,
  grant as sigmaGrant,
  map as sigmaMap,
  spaceOf,
} from "../sigma/index.js";
import { home, inWindow, isCopying, linearPage, page, rule, type Tlb, translate, walk } from "./state.js";

// ------------------------------------------------------------------------------------------------ rules: the TLB

/** access: an instruction of the current thread names a page, or the kernel reads there the message that it sends. */
export const access = rule(
  "access",
  { at: linearPage },
  {
    says: "the current thread accesses {at}; the TLB remembers where that is",
    source:
      "i486 (a miss is filled from directory and page table); slide 50 (the window is for the kernel alone)",
    requires: {
      "not-kernel-only": (s, { at }) => !inWindow(s, at),
      translated: (s, { at }) => translate(s, at) !== NIL,
    },
    effect(s, { at }) {
      s.tlb[at] = translate(s, at);
    },
  },
);

// ------------------------------------------------------------------------- rules: sigma's, by threads that may run

/** Pages of the loaded space whose table entry has changed leave the TLB: the window's pages do not.  [L4/486: INVLPG] */
export function invalidate(s: Draft<Tlb>): void {
  for (const at of s.everyLinearPage) if (!inWindow(s, at) && s.tlb[at] !== walk(s, at)) s.tlb[at] = NIL;
}

/** The guards of a rule of sigma, asked of the memory. */
const ofMemory = <D extends Domains<never>>({ requires }: Rule<Sigma, D>) =>
  Object.fromEntries(
    Object.entries(requires).map(([clause, test]) => [
      clause,
      (s: Tlb, args: Parameters<typeof test>[1]) => test(s.memory, args),
    ]),
  );

/** Memory is changed by a thread that runs at user level, and owns what it gives or takes back. */
const byOwner = {
  "user-level": (s: Tlb) => !isCopying(s),
  owner: (s: Tlb, { from }: { from: Page }) => spaceOf(s.memory, from) === home(s, s.current),
};

const invlpg = "a changed entry of the loaded space leaves the TLB: L4/486, INVLPG in its page-table code";

export const map = rule(
  "map",
  { from: page, to: page },
  {
    says: "{to} receives the page behind {from}; {from} keeps it",
    source: `spec/sigma, map; ${invlpg}`,
    requires: { ...byOwner, ...ofMemory(sigmaMap) },
    effect(s, { from, to }) {
      sigmaMap.effect(s.memory, { from, to });
      invalidate(s);
    },
  },
);

export const grant = rule(
  "grant",
  { from: page, to: page },
  {
    says: "{to} receives the page behind {from}, with all that derives from it; {from} loses it",
    source: `spec/sigma, grant; ${invlpg}`,
    requires: { ...byOwner, ...ofMemory(sigmaGrant) },
    effect(s, { from, to }) {
      sigmaGrant.effect(s.memory, { from, to });
      invalidate(s);
    },
  },
);

export const demap = rule(
  "demap",
  { from: page },
  {
    says: "every page derived from {from} becomes nil; {from} stays",
    source: `spec/sigma, demap; ${invlpg}`,
    requires: { ...byOwner, ...ofMemory(sigmaDemap) },
    effect(s, { from }) {
      sigmaDemap.effect(s.memory, { from });
      invalidate(s);
    },
  },
);
