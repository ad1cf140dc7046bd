/**
 * Finding "an occupied target": it is ignored, flushed, or flushed and then perhaps skipped.
 *
 * The slides say nothing of an occupied target; L95 flushes it; kernels do otherwise. Each answer is a variant, asked
 * for sigma's properties and for the slides' equations one by one. Here: L95's answer, as written and as guarded.
 */
import { allBut, type Model, NIL, type Property, type Rule } from "../../../model/index.js";
import {
  acyclic,
  demap,
  frame,
  grant,
  grantEquation,
  isBelow,
  map,
  mapEquation,
  origin,
  page,
  realPage,
  type Sigma,
  sigma,
  step,
} from "../index.js";
import { flush, grantByReplacement, mapByReplacement } from "./l95-replacement.js";
import { variant } from "./variants.js";

// --------------------------------------------------------------------- properties: the slides, one equation each

/** sigma_j(v') = sigma_i(v)  [slide 68] */
export const delivered = step("OCC-DELIVERED", {
  says: "after map and after grant, the target has the real page that the source had",
  source: "slide 68",
  on: [map, grant],
  holds: (before, after, { from, to }) => realPage(after, to) === realPage(before, from),
});

export const mapperKeeps = step("OCC-MAPPER-KEEPS", {
  says: "after map, the source has its real page still",
  source: "slide 66",
  on: [map],
  holds: (before, after, { from }) => realPage(after, from) === realPage(before, from),
});

/** sigma_i(v) = nil  [slide 68] */
export const granterLoses = step("OCC-GRANTER-LOSES", {
  says: "after grant, the source is nil",
  source: "slides 67, 68",
  on: [grant],
  holds: (_before, after, { from }) => realPage(after, from) === NIL,
});

export const othersKeep = step("OCC-OTHERS-KEEP", {
  says: "map and grant change no page but the source, the target and what derived from the target",
  source: "slide 68 (a page that the equations do not name does not change)",
  on: [map, grant],
  forAll: { p: page },
  when: (before, _after, { from, to, p }) => p !== from && p !== to && !isBelow(before, p, to),
  holds: (before, after, { p }) => realPage(after, p) === realPage(before, p),
});

const asked = [...sigma.properties, delivered, mapperKeeps, granterLoses, othersKeep];

// -------------------------------------------------------------------------------------------------------- models

/** A variant that answers by these rules, and breaks these properties. */
export const answer = (
  name: string,
  says: string,
  rules: readonly Rule<Sigma>[],
  ...broken: readonly Property<Sigma>[]
): Model<Sigma> => variant({ name, says, rules, properties: allBut(asked, ...broken) });

/** sigma's own answer. */
export const occupiedGuarded = answer(
  "occupied-guarded",
  "An occupied target is flushed; a map or grant onto the source or above it is refused.",
  [map, grant, demap],
);

/** L95's answer, without conditions. */
export const occupiedFlushed = answer(
  "occupied-flushed",
  "An occupied target is flushed, whatever it is (L95, as it was read).",
  [mapByReplacement, grantByReplacement, flush],
  origin,
  acyclic,
  frame,
  mapEquation,
  grantEquation,
  delivered,
  mapperKeeps,
  othersKeep,
);
