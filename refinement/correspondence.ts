/**
 * What of a concrete kernel corresponds to what of the specification: tasks, threads, lines and pages by their numbers.
 *
 * Page v of the specification is a page of linear memory near the border of the first two regions: page 0 is the last of
 * the first region and page 1 the first of the second, so that a message of two units lies in one piece, and each unit in
 * a region of its own, as in the specification. The page before is the threads' own: there is their code, and there they
 * write the descriptors of their messages. It is the same frame for all, and no part of the specification.
 */
import { type Geometry, i486, insist, small } from "../impl/i486/index.js";
import type { Design, Size } from "../impl/kernel/index.js";
import { sizeFor } from "../impl/kernel/index.js";
import { type Instance, instantiate, type Model } from "../model/index.js";
import { kernel as specification } from "../spec/kernel/index.js";
import type { Kernel as Abstract, Scope } from "../spec/kernel/state.js";

export interface Correspondence {
  readonly name: string;
  readonly geometry: Geometry;
  readonly size: Size;
  readonly design: Design;
  readonly scope: Scope;
  readonly instance: Instance<Abstract>;
  /** The linear page that corresponds to page 0. */
  readonly firstPage: number;
  /** Does the machine run on after each request, as it does under programs, until user code runs again or nobody can? */
  readonly runsOn?: boolean;
}

/** Orders of a specification that a kernel is to be compared with. */
export type Orders = Omit<Scope, "granularity">;

const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(n));

/**
 * The kernel of a geometry and a design, as large as the specification at a scope. Its timer is late by a tick at most. The
 * model may have more rules than the specification, for what that has no words for.
 */
export function correspondence(
  kind: "small" | "i486",
  design: Design,
  orders: Orders,
  changes: Partial<Size> = {},
  model: Model<Abstract> = specification,
): Correspondence {
  const geometry = kind === "small" ? small() : i486(2 ** 23);
  const scope: Scope = { ...orders, granularity: 1 };
  const firstPage = geometry.tableEntries - 1;
  const userFrames = firstPage + scope.pages;
  insist(scope.regions <= 2, "a window has two regions");
  const size = sizeFor(geometry, {
    tasks: powerOfTwo(scope.spaces),
    threadsPerTask: powerOfTwo(scope.threads),
    lines: scope.lines + 1,
    drivers: scope.drivers,
    nesting: scope.nesting,
    userFrames,
    nodes: userFrames + (powerOfTwo(scope.spaces) - 1) * (scope.pages + 1),
    ...(kind === "small" ? { poolFrames: 56, offsetBits: 6 } : { poolFrames: 256 }),
    ...changes,
  });
  const instance = instantiate(model, scope);
  const { sends, receives } = instance.initial.calls;
  // Where the specification's message folds its units into the pages that there are, the kernel's goes on in the next page.
  const longest = Math.max(
    ...[...Object.values(sends), ...Object.values(receives)].map(({ units }) => units),
  );
  insist(longest <= scope.regions, `a message of ${longest} units needs as many regions`);
  return { name: `kernel on ${kind}`, geometry, size, design, scope, instance, firstPage };
}

/** The linear address of page v of the specification. */
export const addressOf = ({ geometry, firstPage }: Correspondence, v: number): number =>
  (firstPage + v) * geometry.pageBytes;

/** The page of the specification in which a linear address lies. */
export const pageAt = ({ geometry, firstPage }: Correspondence, address: number): number =>
  (address >>> geometry.pageShift) - firstPage;

/** The address of the page that is the threads' own. */
export const ownPage = ({ geometry, firstPage }: Correspondence): number =>
  (firstPage - 1) * geometry.pageBytes;
