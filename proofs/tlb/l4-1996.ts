/** The kernel of 1996 as theories: whichever thread follows a long message, five of tlb's properties fail. */
import {
  and,
  differ,
  equal,
  type Formula,
  fixedFunction,
  fixedRelation,
  no,
  or,
  type Reading,
  type RuleTheory,
  reading,
  ruleTheory,
  type Term,
  type Theory,
  update,
  yes,
} from "../../check/prove/index.js";
import type { Model } from "../../model/index.js";
import { l4Direct, l4Interrupt, l4Neighbour } from "../../spec/tlb/findings/l4-1996.js";
import { closed, marked, owner, type Tlb } from "../../spec/tlb/index.js";
import { derives, frame, hangs, mapped, page, real } from "../sigma/words.js";
import { axioms, steps } from "./properties.js";
import { copy, gone, initialWindow, restore, stopped, switchSpace, switchThread } from "./rules.js";
import { accessByRunning, beginBySender, chosen, shared } from "./slides.js";
import { copied, copiesTo, current, home, isRunnable, none, symbols, thread, used } from "./words.js";

// ---------------------------------------------------------------------------------------------------------- memory

/** Memory is settled: it is at start as it is always. */
const settledHangs = fixedRelation("hangs-at-start", [page, page]);
const settledMapped = fixedRelation("mapped-at-start", [page]);
const settledDerives = fixedRelation("derives-at-start", [page, page]);
const settledReal = fixedFunction("real-at-start", [page], frame);

/** The start's reading of a word of sigma is that of any state. */
const settled = (
  at: Pick<typeof settledHangs | typeof settledReal | typeof settledMapped, "declared">,
  of: string,
): readonly Reading<Tlb>[] =>
  symbols
    .filter(({ symbol }) => symbol.name === of)
    .map(({ says, read }) => reading(at, `at start, ${says}`, read));

const start: readonly Reading<Tlb>[] = [
  ...settled(settledHangs, "hangs"),
  ...settled(settledMapped, "mapped"),
  ...settled(settledDerives, "derives"),
  ...settled(settledReal, "real"),
];

const initial = [
  update(hangs, (p, q) => settledHangs(p, q)),
  update(mapped, (p) => settledMapped(p)),
  update(derives, (p, q) => settledDerives(p, q)),
  update(real, (p) => settledReal(p)),
  ...initialWindow,
];

// ----------------------------------------------------------------------------------------------------------- rules

type Guards = (next: Term<"Thread">) => Readonly<Record<string, Formula>>;

const unitCopied = (): Formula => differ(copied(current()), none());

/** The mark is taken off though CR3 was not loaded. */
const endUnmarked = (requires: Guards): RuleTheory =>
  ruleTheory(
    "end",
    { next: thread },
    {
      requires: ({ next }) => requires(next),
      effect: ({ next }) => [...stopped(current()), ...gone(next, no)],
    },
  );

const toReceiver: Guards = (next) => ({
  "unit-copied": unitCopied(),
  "to-receiver": copiesTo(current(), next),
});

const orInterrupted: Guards = (next) => ({
  "unit-copied": unitCopied(),
  "to-receiver-or-itself": or(equal(next, current()), copiesTo(current(), next)),
});

const orNeighbour: Guards = (next) => ({
  runnable: or(isRunnable(next), copiesTo(current(), next)),
  "unit-copied": unitCopied(),
  "to-receiver-or-neighbour": and(
    differ(next, current()),
    or(copiesTo(current(), next), equal(home(current()), home(next))),
  ),
});

// -------------------------------------------------------------------------------------------------------- theories

const claims = [owner, marked, closed].map(({ id }) => id);

const theory = (model: Model<Tlb>, guards: Guards): Theory<Tlb> => ({
  ...shared,
  model,
  symbols: [...start, ...symbols],
  scopes: [{ spaces: 3, pages: 2, threads: 4, units: 1, regions: 1 }],
  axioms,
  initial,
  rules: [
    ...[accessByRunning, beginBySender(update(used, () => yes)), copy, restore],
    ...[endUnmarked(guards), switchThread, switchSpace],
  ],
  invariants: [
    ...chosen(...claims).map((one) => ({ ...one, claimed: true as const })),
    ...chosen("TLB-EXACT", "TLB-PAIRED", "COPY-PARTNER", "COPY-SOMEBODY"),
  ],
  steps,
});

export const l4Theories: readonly Theory<Tlb>[] = [
  theory(l4Direct, toReceiver),
  theory(l4Interrupt, orInterrupted),
  theory(l4Neighbour, orNeighbour),
];
