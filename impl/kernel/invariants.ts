/**
 * What holds of the kernel's memory whenever the processor rests. Each invariant has a name and a sentence; it reads memory
 * and registers, and says what is wrong, or nothing.
 */
import { Footprint } from "./footprint.js";
import { ofMemory } from "./invariants-memory.js";
import { ofRests } from "./invariants-rests.js";
import { ofThreads } from "./invariants-threads.js";
import { ofWaits } from "./invariants-waits.js";
import type { Kernel } from "./kernel.js";
import { type Invariant, Look, type Wrong } from "./look.js";

/** All of them, in the order in which they are looked at: those that others rely on come first. */
export const invariants = { ...ofMemory, ...ofThreads, ...ofWaits, ...ofRests } as const satisfies Record<
  string,
  Invariant
>;
export type InvariantName = keyof typeof invariants;

const entries: readonly (readonly [string, Invariant])[] = Object.entries(invariants);
const lasting = entries.filter(([, { lasts }]) => lasts === true);
const passing = entries.filter(([, { lasts }]) => lasts !== true);

/** The look that belongs to a kernel, whose memory stays where it is, and what the invariants that last were found out by. */
interface Looking {
  readonly look: Look;
  readonly footprint: Footprint;
}
const looks = new WeakMap<Kernel, Looking>();

function lookingAt(k: Kernel): Looking {
  const found = looks.get(k);
  if (found !== undefined) return found;
  const made = { look: new Look(k), footprint: new Footprint(k.cpu.memory) };
  looks.set(k, made);
  return made;
}

/** A look at a kernel as it is now. */
export const lookAt = (k: Kernel): Look => lookingAt(k).look.again();

/** The first invariant that is violated, and how; undefined if all hold. Those that last come first: others rely on them. */
export function violated(k: Kernel): string | undefined {
  const { look, footprint } = lookingAt(k);
  look.again();
  const wrong = footprint.isUnchanged ? undefined : look.noting(footprint, () => firstLasting(look));
  if (wrong !== undefined) footprint.begin();
  return wrong ?? firstOf(passing, look);
}

/** The kernel's page tables, tasks and nodes are read as a whole. */
function firstLasting(look: Look): Wrong {
  const { at } = look.k;
  look.readsAll(at.tables, at.pool);
  return firstOf(lasting, look);
}

function firstOf(some: typeof entries, look: Look): Wrong {
  for (const [name, { wrong }] of some) {
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
