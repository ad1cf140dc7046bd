/**
 * Smaller traces to try: fewer steps first, then simpler arguments.
 *
 * Besides dropping steps and blocks, a candidate may drop a step and re-point later arguments in the same move: what
 * the dropped step made at one place is then looked for at another. A shrinker that only ever drops or only ever
 * changes stops at traces which need both at once.
 */
import type { Instance } from "../../model/index.js";
import type { Step } from "../runner.js";

export type Steps = readonly Step[];

/** Candidates, the most ambitious first. Not all of them run, and not all that run show what the original shows. */
export function* candidates<S, T extends Step>(
  instance: Instance<S>,
  steps: readonly T[],
): Generator<readonly T[]> {
  yield* withoutBlock(steps);
  yield* withoutOneRepointed(instance, steps);
  yield* renamed(instance, steps);
  yield* simplified(steps);
}

/** The same without re-pointing: what a shrinker of commands tries that knows no model. For comparison. */
export function* plainCandidates<S>(_instance: Instance<S>, steps: Steps): Generator<Steps> {
  yield* withoutBlock(steps);
  yield* simplified(steps);
}

/** Drop a block of steps: halves, quarters, ... single steps. */
export function* withoutBlock<T>(steps: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = steps.length - size; at >= 0; at--)
      yield [...steps.slice(0, at), ...steps.slice(at + size)];
}

/**
 * Drop one step, and re-point what follows: where later steps name a value of the dropped step's arguments they name
 * another one instead, or the two change places.
 */
function* withoutOneRepointed<S, T extends Step>(
  instance: Instance<S>,
  steps: readonly T[],
): Generator<readonly T[]> {
  for (const [at, dropped] of steps.entries()) {
    const [before, after] = [steps.slice(0, at), steps.slice(at + 1)];
    for (const { domain, size, pick } of argumentsOf(instance, dropped))
      for (let other = 0; other < size; other++) {
        if (other === pick) continue;
        yield [...before, ...substituted(instance, after, domain, pick, other)];
        yield [...before, ...exchanged(instance, after, domain, pick, other)];
      }
  }
}

/** Exchange a value everywhere for an earlier one of its domain. */
function* renamed<S, T extends Step>(instance: Instance<S>, steps: readonly T[]): Generator<readonly T[]> {
  for (const step of steps)
    for (const { domain, pick } of argumentsOf(instance, step))
      for (let other = 0; other < pick; other++) yield exchanged(instance, steps, domain, pick, other);
}

/** Give one argument an earlier value of its domain. */
function* simplified<T extends Step>(steps: readonly T[]): Generator<readonly T[]> {
  for (const [at, step] of steps.entries())
    for (const [i, pick] of step.picks.entries())
      for (let other = 0; other < pick; other++)
        yield steps.with(at, { ...step, picks: step.picks.with(i, other) });
}

interface Argument {
  readonly domain: unknown;
  readonly size: number;
  readonly pick: number;
}

const argumentsOf = <S>(instance: Instance<S>, { rule, picks }: Step): Argument[] =>
  (instance.rules[rule]?.variables ?? []).map((v, i) => ({
    domain: v.domain,
    size: v.values.length,
    pick: picks[i] ?? 0,
  }));

const mapped = <S, T extends Step>(
  instance: Instance<S>,
  steps: readonly T[],
  domain: unknown,
  to: (pick: number) => number,
): T[] =>
  steps.map((step) => ({
    ...step,
    picks: step.picks.map((pick, i) =>
      instance.rules[step.rule]?.variables[i]?.domain === domain ? to(pick) : pick,
    ),
  }));

const substituted = <S, T extends Step>(
  instance: Instance<S>,
  steps: readonly T[],
  domain: unknown,
  from: number,
  to: number,
): T[] => mapped(instance, steps, domain, (pick) => (pick === from ? to : pick));

const exchanged = <S, T extends Step>(
  instance: Instance<S>,
  steps: readonly T[],
  domain: unknown,
  a: number,
  b: number,
): T[] => mapped(instance, steps, domain, (pick) => (pick === a ? b : pick === b ? a : pick));

/** Is `a` a better trace than `b`: shorter, or as long with an earlier argument at the first difference? */
export function isBetter(a: Steps, b: Steps): boolean {
  if (a.length !== b.length) return a.length < b.length;
  for (const [i, { rule, picks }] of a.entries()) {
    const other = b[i];
    if (other === undefined) return false;
    const difference = [rule - other.rule, ...picks.map((p, j) => p - (other.picks[j] ?? 0))].find(
      (d) => d !== 0,
    );
    if (difference !== undefined) return difference < 0;
  }
  return false;
}
