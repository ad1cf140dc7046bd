/** Statements of the sources, each as a variant of sigma. FINDINGS.md tells what the search made of them. */
import type { Model } from "../../../model/index.js";
import type { Sigma } from "../index.js";
import { demapByValue } from "./demap-by-value.js";
import { grantFlushes, grantMoves } from "./grant-flushes.js";
import { guardModels } from "./guards.js";
import { l95Replacement, l95ReplacementLate } from "./l95-replacement.js";
import { occupiedFlushed, occupiedGuarded } from "./occupied.js";
import { occupiedIgnored, occupiedRefused } from "./occupied-ignored.js";
import { occupiedExtended, occupiedSkipped } from "./occupied-skipped.js";

/** In the order of FINDINGS.md. Each has the verdict `holds`: what it is said to break is a claim to be refuted. */
export const findings: readonly Model<Sigma>[] = [
  demapByValue,
  l95Replacement,
  l95ReplacementLate,
  ...guardModels,
  grantFlushes,
  grantMoves,
  occupiedGuarded,
  occupiedRefused,
  occupiedIgnored,
  occupiedFlushed,
  occupiedExtended,
  occupiedSkipped,
];
