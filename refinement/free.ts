/** What is free of the kernel's memory: page frames of its pool, and mapping nodes. */
import type { Look } from "../impl/kernel/look.js";

/** How many are in a list of what is free: each is linked through its first word. */
function countFrom(look: Look, head: number): number {
  let count = 0;
  for (let at = look.word(head); at !== 0; at = look.word(at)) count++;
  return count;
}

export const freeFrames = (look: Look): number => countFrom(look, look.k.at.own.freeFrame);
export const freeNodes = (look: Look): number => countFrom(look, look.k.at.own.freeNode);
