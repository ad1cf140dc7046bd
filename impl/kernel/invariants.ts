/**
 * What holds of the kernel's memory whenever the processor rests. Each invariant has a name and a sentence; it reads memory
 * and registers, and says what is wrong, or nothing.
 */
import { ofMemory } from "./invariants-memory.js";
import { ofThreads } from "./invariants-threads.js";
import { ofWaits } from "./invariants-waits.js";
import type { Kernel } from "./kernel.js";
import { type Invariant, Look } from "./look.js";

/** All of them, in the order in which they are looked at: those that others rely on come first. */
export const invariants = { ...ofMemory, ...ofThreads, ...ofWaits } as const satisfies Record<
  string,
  Invariant
>;
export type InvariantName = keyof typeof invariants;

const entries: readonly (readonly [string, Invariant])[] = Object.entries(invariants);

/** The look that belongs to a kernel, whose memory stays where it is. */
const looks = new WeakMap<Kernel, Look>();

/** A look at a kernel as it is now. */
export function lookAt(k: Kernel): Look {
  const look = looks.get(k) ?? new Look(k);
  looks.set(k, look);
  return look.again();
}

/** The first invariant that is violated, and how; undefined if all hold. */
export function violated(k: Kernel): string | undefined {
  const look = lookAt(k);
  for (const [name, { wrong }] of entries) {
    const found = wrong(look);
    if (found !== undefined) return `${name}: ${found}`;
  }
  return undefined;
}

/** All that are violated, and how. */
export function violations(k: Kernel): readonly string[] {
  const look = lookAt(k);
  return entries.flatMap(([name, { wrong }]) => {
    const found = wrong(look);
    return found === undefined ? [] : [`${name}: ${found}`];
  });
}
