/** Memory as an instruction sees it, through the TLB; and as its owners change it, underneath.  [i486; spec/sigma] */
import type { Draft } from "immer";
import { type Args, type Domains, type Loose, NIL } from "../../model/index.js";
import {
  type Sigma,
  demap as sigmaDemap,
  grant as sigmaGrant,
  map as sigmaMap,
  releaseRule as sigmaRelease,
} from "../sigma/index.js";
import { fill, invalidateIn, inWindow, linearPage } from "./mmu.js";
import { here, isFree, isRunnable, page, rule, type Scope, type Tlb, translate } from "./state.js";

// ------------------------------------------------------------------------------------------------ rules: the TLB

/** access: an instruction of the current thread names a page, or the kernel reads there the message that it sends. */
export const access = rule(
  "access",
  { at: linearPage },
  {
    says: "the current thread accesses {at}; the TLB remembers where that is",
    source:
      "i486 (a miss is filled from directory and page table); slide 50 (the window is for the kernel alone)",
    requires: {
      runnable: (s) => isRunnable(s, s.current),
      "not-kernel-only": (s, { at }) => !inWindow(s, at),
      translated: (s, { at }) => translate(s, at) !== NIL,
    },
    effect(s, { at }) {
      fill(s, here(s), at);
    },
  },
);

// ------------------------------------------------------------------- rules: sigma's, and release, by threads that run

interface OfSigma<A> {
  readonly name: string;
  readonly says: string;
  readonly requires: Readonly<Record<string, Loose<[Sigma, A], boolean>>>;
  effect(s: Draft<Sigma>, args: A): void;
}

/**
 * A rule of sigma. The current thread is at user level, or in a call that is no long copy. By whose wish a page is
 * mapped does not matter here: a receiver may fetch what its sender has offered (spec/ipc). What has changed in the
 * loaded space leaves the TLB.
 */
const underneathBy = <D extends Domains<Scope>>(
  params: D,
  { name, says, requires, effect }: OfSigma<Args<D>>,
) => {
  const guards = Object.entries(requires).map(([clause, test]) => [
    clause,
    (s: Tlb, args: Args<D>) => test(s.sigma, args),
  ]);
  return rule(name, params, {
    says,
    source: `spec/sigma, ${name}; a changed entry of the loaded space leaves the TLB: L4/486, INVLPG in its page-table code`,
    requires: { "user-level": (s) => isFree(s, s.current), ...Object.fromEntries(guards) },
    effect(s, args) {
      effect(s.sigma, args);
      invalidateIn(s, here(s));
    },
  });
};

export const map = underneathBy({ from: page, to: page }, sigmaMap);
export const grant = underneathBy({ from: page, to: page }, sigmaGrant);
export const demap = underneathBy({ from: page }, sigmaDemap);
export const release = underneathBy({ from: page }, sigmaRelease);
