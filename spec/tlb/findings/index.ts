/** Designs of the sources, each as a variant of tlb. The verdict of each is `holds`: what it breaks, it claims. */
import type { Model } from "../../../model/index.js";
import type { Tlb } from "../index.js";
import { forgetful } from "./forgetful.js";
import { l4Direct, l4Interrupt, l4Neighbour } from "./l4-1996.js";
import { oneThread, slides } from "./slides.js";

export const findings: readonly Model<Tlb>[] = [
  oneThread,
  slides,
  l4Direct,
  l4Interrupt,
  l4Neighbour,
  forgetful,
];
