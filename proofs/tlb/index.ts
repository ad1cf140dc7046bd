/** The theory of tlb: what is proved of TLB and window for any number of spaces, pages, threads and regions. */
import type { Theory } from "../../check/prove/index.js";
import { type Tlb, tlb } from "../../spec/tlb/index.js";
import { axioms, invariants, steps } from "./properties.js";
import {
  abort,
  access,
  begin,
  copy,
  end,
  initial,
  memory,
  restore,
  switchSpace,
  switchThread,
} from "./rules.js";
import { spare } from "./spare.js";
import { sorts, symbols } from "./words.js";

export const tlbTheory: Theory<Tlb> = {
  model: tlb,
  scopes: [
    { spaces: 3, pages: 1, threads: 4, units: 2, regions: 1 },
    { spaces: 2, pages: 2, threads: 3, units: 2, regions: 2 },
  ],
  sorts,
  symbols,
  axioms,
  initial,
  rules: [access, begin, copy, restore, end, abort, switchThread, switchSpace, ...memory],
  invariants,
  steps,
  left: {},
  spare,
};

export { l4Theories } from "./l4-1996.js";
export { oneThreadTheory, slidesTheory } from "./slides.js";
