/** Not a finding but a check on the model: a real TLB has few entries and forgets early, and nothing depends on it. */
import { type Model, NIL } from "../../../model/index.js";
import { linearPage, remembered, rule, type Tlb, tlb } from "../index.js";
import { design } from "./variants.js";

// ---------------------------------------------------------------------------------------------------------- rule

/** evict: a TLB has few entries, and forgets one when it needs its place. */
export const evict = rule(
  "evict",
  { at: linearPage },
  {
    says: "the TLB forgets {at}",
    source: "i486 (32 entries, replaced by pseudo-LRU)",
    requires: {
      remembered: (s, { at }) => remembered(s, at) !== NIL,
    },
    effect(s, { at }) {
      s.tlb[at] = NIL;
    },
  },
);

// --------------------------------------------------------------------------------------------------------- model

/** At its full scope it is as large as tlb at its quick one. */
export const forgetful: Model<Tlb> = {
  ...design({
    name: "tlb-forgetful",
    says: "tlb, with a TLB that may forget any page at any time.",
    rules: [evict],
  }),
  scopes: { quick: { ...tlb.scopes.quick, pages: 1 }, full: tlb.scopes.quick },
};
