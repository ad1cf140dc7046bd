/** The theories: what is proved of our models for every size. */
import type { Theory } from "../check/prove/index.js";
import { ipcTheory } from "./ipc/index.js";
import { sigmaReleaseTheory, sigmaTheory } from "./sigma/index.js";
import { l4Theories, oneThreadTheory, slidesTheory, tlbTheory } from "./tlb/index.js";

/** A theory of whatever state: how it reads a state is its own affair. */
export const theories: readonly Theory[] = [
  sigmaTheory,
  sigmaReleaseTheory,
  tlbTheory,
  oneThreadTheory,
  slidesTheory,
  ...l4Theories,
  ipcTheory,
];
