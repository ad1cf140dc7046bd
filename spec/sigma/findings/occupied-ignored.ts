/** Finding "an occupied target": it stays as it is, and nobody is told; or the request is refused, which tells. */
import { demap, grant, grantEquation, inSigma0, isMapped, map, mapEquation } from "../index.js";
import { answer, delivered, granterLoses } from "./occupied.js";
import { move } from "./variants.js";

// ---------------------------------------------------------------------- rules: ignored, as in the kernel of 1996

/** The widening of access rights, done where source and target have one frame, is left out: sigma has no rights. */
const mapIfFree: typeof map = {
  ...map,
  says: "{to} receives the page behind {from}, if it is nil; else nothing happens",
  source: "L4/486 (Liedtke, 1996), pagmap4.asm, map_page",
  requires: {
    "source-mapped": (s, { from }) => isMapped(s, from),
  },
  effect(s, { from, to }) {
    if (!isMapped(s, to)) s.origin[to] = from;
  },
};

const grantIfFree: typeof grant = {
  ...grant,
  says: "{to} takes the place of {from}, if it is nil; else nothing happens",
  source: "L4/486 (Liedtke, 1996), pagmap4.asm, grant_page",
  requires: {
    "source-not-root": (s, { from }) => !inSigma0(s, from),
    "source-mapped": (s, { from }) => isMapped(s, from),
  },
  effect(s, { from, to }) {
    if (!isMapped(s, to)) move(s, from, to);
  },
};

// ------------------------------------------------------------------------------------------------ rules: refused

/** A nil target lies neither in sigma0 nor above the source, so that this one clause stands for two of sigma's. */
const mapToFree: typeof map = {
  ...mapIfFree,
  source: "ours",
  requires: { ...mapIfFree.requires, "target-free": (s, { to }) => !isMapped(s, to) },
};

const grantToFree: typeof grant = {
  ...grantIfFree,
  source: "ours",
  requires: { ...grantIfFree.requires, "target-free": (s, { to }) => !isMapped(s, to) },
};

// -------------------------------------------------------------------------------------------------------- models

export const occupiedIgnored = answer(
  "occupied-ignored",
  "An occupied target stays as it is, and nobody is told (L4/486).",
  [mapIfFree, grantIfFree, demap],
  mapEquation,
  grantEquation,
  delivered,
  granterLoses,
);

export const occupiedRefused = answer(
  "occupied-refused",
  "A map or grant onto an occupied target is refused.",
  [mapToFree, grantToFree, demap],
);
