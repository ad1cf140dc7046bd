/**
 * What judges other than the one that a bug's header names make of it: walks in which everything is asked for, and searches.
 * Any complaint catches the bug; that the kernel throws does not.
 */
import type { Implementation } from "../check/simulate/implementation.js";
import { type JointSearchOptions, jointSearch } from "../check/simulate/joint-search.js";
import { type JointWalkOptions, jointWalks } from "../check/simulate/joint-walks.js";
import { brokenBy } from "../check/trace/joint.js";

/** What a judge has found. */
export interface Found {
  /** What is broken, in a word; absent if the judge has found nothing. */
  readonly broken?: string;
  /** Steps of the shortest run that shows it. */
  readonly length?: number;
  /** Walks or states until then, or all of them, and the steps made. */
  readonly looked: number;
  readonly steps: number;
  readonly seconds: number;
}

const broken = (wrong: string | undefined, length: number): Pick<Found, "broken" | "length"> =>
  wrong === undefined ? {} : { broken: brokenBy(wrong), length };

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/** Along random walks. */
export function byWalks<A>(implementation: Implementation<A>, options: JointWalkOptions): Found {
  const start = performance.now();
  const { failure = [], samples, steps } = jointWalks(implementation, options);
  const seconds = secondsSince(start);
  return { ...broken(failure.at(-1)?.wrong, failure.length), looked: samples, steps, seconds };
}

/** By a search: one that comes to its end, or up to so many states. */
export function bySearch<A>(implementation: Implementation<A>, options: JointSearchOptions): Found {
  const start = performance.now();
  const { failure, states, steps } = jointSearch(implementation, options);
  const seconds = secondsSince(start);
  const told = failure?.told ?? [];
  return { ...broken(told.at(-1)?.wrong, told.length), looked: states, steps, seconds };
}
