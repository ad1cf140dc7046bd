/**
 * Finding "the guards, one by one": each guard of sigma taken away alone, and what is then broken.
 *
 * A guard that no property needs would hide a theorem. Two are such: to grant or to demap a nil page would do no
 * harm; there the guard is kept so that the caller is told.
 */
import { allBut, claimed, type Property } from "../../../model/index.js";
import { acyclic, frame, grantEquation, mapEquation, origin, root, type Sigma, sigma } from "../index.js";
import { variant, without } from "./variants.js";

// ------------------------------------------------------------------------------------------------ one guard less

/** sigma where this rule lacks this clause; which breaks these properties. */
const lacking = (rule: "map" | "grant" | "demap", clause: string, ...broken: readonly Property<Sigma>[]) =>
  variant({
    name: `${rule}-without-${clause}`,
    says: `sigma, where ${rule} lacks the guard ${clause}.`,
    rules: sigma.rules.map((r) => (r.name === rule ? without(r, clause) : r)),
    properties: allBut(sigma.properties, ...broken),
  });

/** The same for a guard without which sigma0 changes. All other properties presuppose SIG-ROOT, so they are not asked. */
const openingSigma0 = (rule: "map" | "grant", clause: string) => ({
  ...lacking(rule, clause),
  properties: [claimed(root)],
  mayEnd: () => true,
});

// -------------------------------------------------------------------------------------------------------- models

export const guardModels = [
  lacking("map", "source-mapped", origin, frame),
  openingSigma0("map", "target-not-root"),
  lacking("map", "target-not-above", origin, acyclic, frame, mapEquation),
  openingSigma0("grant", "source-not-root"),
  lacking("grant", "source-mapped"),
  openingSigma0("grant", "target-not-root"),
  lacking("grant", "target-not-above", grantEquation),
  lacking("demap", "source-mapped"),
];
