/** Not a finding but a check on the model: a real TLB has few entries and forgets early, and nothing depends on it. */
import { NIL } from "../../../model/index.js";
import { linearPage, remembered, rule } from "../index.js";
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

export const forgetful = design({
  name: "tlb-forgetful",
  says: "tlb, with a TLB that may forget any page at any time.",
  rules: [evict],
});
