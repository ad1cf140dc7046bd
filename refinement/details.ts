/**
 * What decides what the kernel will do beside what it stands for, but for clocks: the order of its lists, how long time
 * slices last, where threads go on, how far a unit is copied. What the TLB remembers is left out: it agrees with the page
 * tables (an invariant), so that it only costs or saves clocks. So are the numbers of frames, nodes and versions.
 */
import { EIP, ESI, PENDING } from "../impl/i486/index.js";
import type { Machine } from "../impl/kernel/index.js";
import { readyHead, wakeHead } from "../impl/kernel/lists.js";
import type { Look } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";
import { freeFrames } from "./free.js";

/** Numbers between lists, so that two rows of lists are alike only if each list is. */
const END = -1;

/** The members of a list. */
function members(look: Look, head: number, links: number, into: number[]): void {
  for (let at = look.word(head + links); at !== head; at = look.word(at + links))
    into.push(look.numberOf(at));
  into.push(END);
}

/** Of a thread that has not the processor, where it goes on; and what is left of its time slice. */
function ofThread(look: Look, its: number, current: number, into: number[]): void {
  into.push(look.word(its + tcb.SLICE_LEFT), look.word(its + tcb.PRIORITY));
  into.push(its === current ? 0 : look.word(look.word(its + tcb.STACK)));
  const state = look.word(its + tcb.STATE);
  if (state !== tcb.state.giving && state !== tcb.state.held) return;
  into.push(look.word(its + tcb.PART), look.word(its + tcb.COPIED), look.word(its + tcb.WINDOW_AT));
}

export function detailsOf({ cpu, kernel }: Machine, look: Look): readonly number[] {
  const { at, size } = kernel;
  const found: number[] = [];
  const resting = cpu.userMode ? 0 : cpu.get(EIP);
  found.push(resting, resting === at.code.copy ? cpu.get(ESI) : 0, cpu.get(PENDING));
  found.push(look.current === at.idleTcb ? 1 : 0, look.word(at.own.now), freeFrames(look));
  for (let n = 0; n < size.priorities; n++) members(look, readyHead(kernel, n), tcb.READY_NEXT, found);
  for (let n = 0; n <= size.lists; n++) members(look, wakeHead(kernel, n), tcb.WAKE_NEXT, found);
  for (let n = 0; n < look.count; n++) ofThread(look, look.tcbs[n] ?? 0, look.current, found);
  return found;
}
