/**
 * tlb stands for sigma: its memory changes by map, grant, demap and release, as sigma says, and by nothing else.
 *
 * What is copied, switched, remembered and forgotten leaves address spaces as they are. That an access lands where
 * sigma says is a property of states, TLB-COHERENT.
 */
import { action, type Simulation } from "../../model/index.js";
import {
  releaseRule,
  type Sigma,
  demap as sigmaDemap,
  grant as sigmaGrant,
  map as sigmaMap,
  sigmaRelease,
} from "../sigma/index.js";
import { demap, grant, map, release } from "./memory.js";
import { type Scope, stands, type Tlb } from "./state.js";

export const ofSigma: Simulation<Tlb, Sigma> = {
  onto: sigmaRelease,
  says: "address spaces change by map, grant, demap and release alone, and as sigma says",
  source: "L95 2.1 (nothing but the three operations, and release, changes an address space)",
  scope: ({ spaces, pages }: Scope) => ({ spaces, pages }),
  of: (s) => s.sigma,
  steps: [
    stands([map], (_before, _after, args) => [action(sigmaMap, args)]),
    stands([grant], (_before, _after, args) => [action(sigmaGrant, args)]),
    stands([demap], (_before, _after, args) => [action(sigmaDemap, args)]),
    stands([release], (_before, _after, args) => [action(releaseRule, args)]),
  ],
  covers: "all",
};
