/**
 * What holds of the kernel's memory whenever the processor rests. Each invariant has a name and a sentence; it reads memory
 * and registers, and says what is wrong, or nothing.
 */
import { ofMemory } from "./invariants-memory.js";
import { ofRests } from "./invariants-rests.js";
import { ofThreads } from "./invariants-threads.js";
import { ofWaits } from "./invariants-waits.js";
import { Kept } from "./kept.js";
import type { Kernel, Tcb } from "./kernel.js";
import { type Invariant, Look, type Wrong } from "./look.js";

/** All of them, in the order in which they are looked at: those that others rely on come first. */
export const invariants = { ...ofMemory, ...ofThreads, ...ofWaits, ...ofRests } as const satisfies Record<
  string,
  Invariant
>;
export type InvariantName = keyof typeof invariants;

const entries: readonly (readonly [string, Invariant])[] = Object.entries(invariants);
const all = entries.map(([, invariant]) => invariant);
const ofKernel = all.flatMap((its) => ("wrong" in its ? [its] : []));
const together = ofKernel.filter(({ together }) => together === true);
const passing = ofKernel.filter(({ readsRegisters }) => readsRegisters === true);
const others = ofKernel.filter((its) => its.together !== true && its.readsRegisters !== true);
const ofThread = all.flatMap((its) => ("wrong" in its ? [] : [its.ofThread]));

/** What is wrong with the whole kernel by one of some invariants. */
function firstOf(some: typeof ofKernel, look: Look): Wrong {
  for (const { wrong } of some) {
    const found = wrong(look);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is wrong with a thread by one of them. */
function firstOfThread(look: Look, tcb: Tcb): Wrong {
  for (const wrong of ofThread) {
    const found = wrong(look, tcb);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A kernel that is looked at again and again: what was right is not looked at while what it was found by is as it was. */
class Looking {
  readonly look: Look;
  private readonly memory: Kept<Wrong>;
  private readonly others: readonly Kept<Wrong>[];
  private readonly threads: readonly Kept<Wrong>[];

  constructor(k: Kernel) {
    const look = new Look(k);
    const { at } = k;
    this.look = look;
    this.memory = new Kept(look, () => {
      look.readsTables();
      look.readsAll(at.tasks, at.pool);
      return firstOf(together, look);
    });
    this.others = others.map(({ wrong }) => new Kept(look, () => wrong(look)));
    this.threads = Array.from(
      { length: at.threads },
      (_, n) => new Kept(look, () => firstOfThread(look, at.tcbs + (n << at.tcbShift))),
    );
  }

  /** Do all invariants hold? */
  holds(): boolean {
    const { look } = this;
    look.again();
    const wrong = this.memory.now ?? firstOf(passing, look) ?? this.wrongOfOthers() ?? this.wrongOfThreads();
    return wrong === undefined;
  }

  private wrongOfOthers(): Wrong {
    for (const { now } of this.others) if (now !== undefined) return now;
    return undefined;
  }

  private wrongOfThreads(): Wrong {
    const { look } = this;
    for (let n = 0; n < look.count; n++) {
      const wrong = this.wrongOf(look.tcbs[n] ?? 0);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  /** What is found of the current thread is not kept: it is found out by registers too. */
  private wrongOf(tcb: Tcb): Wrong {
    const its = this.threads[this.look.numberOf(tcb)];
    if (tcb !== this.look.current) return its?.now;
    its?.forget();
    return firstOfThread(this.look, tcb);
  }
}

/** The look that belongs to a kernel, whose memory stays where it is. */
const looks = new WeakMap<Kernel, Looking>();

function lookingAt(k: Kernel): Looking {
  const found = looks.get(k);
  if (found !== undefined) return found;
  const made = new Looking(k);
  looks.set(k, made);
  return made;
}

/** A look at a kernel as it is now. */
export const lookAt = (k: Kernel): Look => lookingAt(k).look.again();

/** What is wrong by one invariant. */
const wrongBy = (its: Invariant, look: Look): Wrong =>
  "wrong" in its ? its.wrong(look) : look.each(its.ofThread);

/** The first invariant that is violated, and how; undefined if all hold. */
export function violated(k: Kernel): string | undefined {
  const looking = lookingAt(k);
  if (looking.holds()) return undefined;
  for (const [name, invariant] of entries) {
    const found = wrongBy(invariant, looking.look);
    if (found !== undefined) return `${name}: ${found}`;
  }
  throw new Error("an invariant was violated, and none is");
}

/** All that are violated, and how. */
export function violations(k: Kernel): readonly string[] {
  const look = lookAt(k);
  return entries.flatMap(([name, invariant]) => {
    const found = wrongBy(invariant, look);
    return found === undefined ? [] : [`${name}: ${found}`];
  });
}
