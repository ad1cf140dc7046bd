/** The kernel's clock, for those who only look: how far it is, and whether anybody waits for it. */
import type { Look } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";

/** Ticks since the machine was booted: the clock is a base and an offset. */
export function ticksOf(look: Look): number {
  const { at, size } = look.k;
  return (look.word(at.own.base) * 2 ** size.offsetBits + look.word(at.own.now)) / size.tick;
}

/** Does any thread wait for a time that comes? */
export function isAnyTimed(look: Look): boolean {
  const { tcbs, count } = look.again();
  return tcbs
    .subarray(0, count)
    .some((its) => look.isTimed(its) && look.word(its + tcb.WAKEUP) !== tcb.NEVER);
}
