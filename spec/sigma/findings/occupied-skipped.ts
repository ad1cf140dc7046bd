/**
 * Finding "an occupied target": it is flushed, unless nothing but access rights would change; then it is filled, unless
 * the flush took the source. Pistachio has two mapping databases, which differ in both points, and in grant.
 */
import type { Draft } from "immer";
import { NIL } from "../../../model/index.js";
import {
  demap,
  grant,
  grantEquation,
  isMapped,
  map,
  mapEquation,
  originOf,
  type Page,
  realPage,
  revoke,
  type Sigma,
} from "../index.js";
import { answer, delivered, granterLoses, mapperKeeps, othersKeep } from "./occupied.js";
import { move, without } from "./variants.js";

const source = "L4Ka::Pistachio, generic/linear_ptab_walker.cc, map_fpage";

/** Page `p` and all that derives from it become nil. */
function flushWhole(s: Draft<Sigma>, p: Page): void {
  revoke(s, p);
  s.origin[p] = NIL;
}

// ----------------------------------------- rules: the default database, where one frame means nothing but rights

const mapOrExtend: typeof map = {
  ...without(map, "target-not-above"),
  says: "{to} receives the page behind {from}, unless it leads to that real page already",
  source,
  effect(s, { from, to }) {
    if (realPage(s, to) === realPage(s, from)) return;
    flushWhole(s, to);
    s.origin[to] = from;
  },
};

/** Where nothing but rights would change, the granter's entry is not cleared. */
const grantOrExtend: typeof grant = {
  ...without(grant, "target-not-above"),
  says: "{to} takes the place of {from}, unless it leads to that real page already",
  source,
  effect(s, { from, to }) {
    if (realPage(s, to) === realPage(s, from)) return;
    flushWhole(s, to);
    move(s, from, to);
  },
};

// ------------------------------------------------- rules: the new database, where the target's parent counts too

const mapOrSkip: typeof map = {
  ...without(map, "target-not-above"),
  says: "{to} is flushed, and receives the page behind {from} if that is still there",
  source: `${source}, CONFIG_NEW_MDB`,
  effect(s, { from, to }) {
    if (originOf(s, to) === from) return;
    flushWhole(s, to);
    if (isMapped(s, from)) s.origin[to] = from;
  },
};

/** The target is mapped anew from the granter's parent; then the granter's page is flushed, with its subtree. */
const grantOrSkip: typeof grant = {
  ...without(grant, "target-not-above"),
  says: "{to} is flushed, and receives the link of {from} if that is still there; then {from} is flushed",
  source: `${source}, CONFIG_NEW_MDB`,
  effect(s, { from, to }) {
    if (originOf(s, to) === from) return;
    flushWhole(s, to);
    if (!isMapped(s, from)) return;
    s.origin[to] = originOf(s, from);
    flushWhole(s, from);
  },
};

// -------------------------------------------------------------------------------------------------------- models

export const occupiedExtended = answer(
  "occupied-extended",
  "A target with the source's real page stays, any other is flushed and filled (Pistachio, default database).",
  [mapOrExtend, grantOrExtend, demap],
  mapEquation,
  grantEquation,
  granterLoses,
);

export const occupiedSkipped = answer(
  "occupied-skipped",
  "A target mapped from the source stays, any other is flushed and, if the source is left, filled (Pistachio, new database).",
  [mapOrSkip, grantOrSkip, demap],
  mapEquation,
  grantEquation,
  delivered,
  mapperKeeps,
  granterLoses,
  othersKeep,
);
