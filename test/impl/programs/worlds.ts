/** Worlds in which programs are tried. */
import { type Geometry, i486 } from "../../../impl/i486/index.js";
import type { Design, Size } from "../../../impl/kernel/design.js";
import { pager } from "../../../impl/programs/pagers.js";
import type { Child } from "../../../impl/programs/server.js";
import { sigma0 } from "../../../impl/programs/sigma0.js";
import type { Code } from "../../../impl/programs/user.js";
import { World } from "../../../impl/programs/world.js";

/** The pager's task, and the first of its children. */
export const [PAGER, FIRST, SECOND] = [1, 2, 3] as const;
/** Where the pager sees its clients' pages. */
const poolOn = (g: Geometry): number => (g.codeInMemory ? 0x0100_0000 : 24 * g.pageBytes);

/** Tasks of sigma0's. */
export const underSigma0 = (
  children: readonly Child[],
  geometry: Geometry = i486(2 ** 22),
  design?: Design,
  size?: Size,
): World => new World(geometry, sigma0(children), design, size);

/** Tasks of a pager's, which is sigma0's. */
export const underPager = (
  children: readonly Child[],
  geometry: Geometry = i486(2 ** 22),
  design?: Design,
): World =>
  underSigma0([{ task: PAGER, code: pager({ children, pool: poolOn(geometry) }) }], geometry, design);

/** One program in the task after sigma0, run until it ends, or for so many clocks. True: it has ended. */
export function runAlone(code: Code, geometry?: Geometry, design?: Design, clocks = 10e6): World {
  let hasEnded = false;
  const its: Code = function* (me) {
    yield* code(me);
    hasEnded = true;
  };
  const world = underSigma0([{ task: PAGER, code: its }], geometry, design);
  world.startTimer();
  const ended = world.run(() => hasEnded, clocks);
  if (ended !== "done") throw new Error(`the program has not ended: ${ended}`);
  return world;
}
