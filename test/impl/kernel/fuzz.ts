/** Random acts on a kernel, after each of which its invariants must hold and its answers be codes. */
import { EAX, type Geometry, i486, type Snapshot, small } from "../../../impl/i486/index.js";
import { codes } from "../../../impl/kernel/abi.js";
import { type Design, l3, type Size, sizeFor } from "../../../impl/kernel/design.js";
import { lookAt, violated } from "../../../impl/kernel/invariants.js";
import { IN_CALL } from "../../../impl/kernel/kernel.js";
import { Machine } from "../../../impl/kernel/machine.js";
import { CODE } from "../../../impl/kernel/tcb.js";
import { type Act, perform, textOf } from "./acts.js";
import { Chance } from "./chance.js";
import { Deliveries } from "./deliveries.js";
import { Generator } from "./generator.js";

export interface Setting {
  readonly geometry: Geometry;
  readonly design?: Design;
  readonly size?: Partial<Size>;
}

/** Both geometries, and a size of the kernel for each at which its threads meet. */
export const settings: readonly Setting[] = [
  { geometry: small() },
  { geometry: i486(2 ** 20), size: { tasks: 8, threadsPerTask: 8 } },
];

/** Hardly enough nodes, frames and versions. */
export const scarce = ({ codeInMemory }: Geometry): Partial<Size> =>
  codeInMemory ? { nodes: 72, poolFrames: 12, versions: 8 } : { nodes: 14, poolFrames: 24, versions: 8 };

/** After so many acts without a call the kernel is booted anew: all wait for ever, or fault for ever. */
const IDLE_ACTS = 150;
/** No code that the kernel tells. */
const NO_CODE = 0xbad;
/** So many acts are shown when one goes wrong. */
const SHOWN = 30;

/** A kernel at which random acts go on. */
export class Fuzz {
  readonly m: Machine;
  acts = 0;
  /** Acts that were system calls. */
  calls = 0;
  /** How often the kernel had to be booted anew. */
  boots = 0;
  /** How often each code was told. */
  readonly codes = new Map<number, number>();
  private readonly generator: Generator;
  private readonly first: Snapshot;
  /** Where memory is small enough to be compared after each act. */
  private readonly deliveries: Deliveries | undefined;
  private idle = 0;

  constructor({ geometry, design = l3, size = {} }: Setting, seed: number) {
    this.m = new Machine(geometry, design, sizeFor(geometry, size)).boot();
    this.generator = new Generator(this.m, new Chance(seed));
    for (let frame = 0; frame < this.m.kernel.size.userFrames; frame++)
      perform(this.m, this.generator.messageIn(frame));
    this.first = this.m.cpu.snapshot();
    this.deliveries = geometry.codeInMemory ? undefined : new Deliveries(this.m.kernel);
  }

  /** The next act, chosen and not performed. Sometimes the kernel must be booted anew for it, which somebody may want to know. */
  choose(booted = () => {}): Act {
    if (++this.idle > IDLE_ACTS) {
      this.m.cpu.restore(this.first);
      this.boots++;
      this.idle = 0;
      booted();
    }
    const act = this.generator.next();
    if (act.what === "call") this.idle = 0;
    return act;
  }

  /** One act, and what is wrong after it. */
  step(act = this.choose()): string | undefined {
    this.acts++;
    if (act.what === "call") this.calls++;
    if (this.m.rest === "user") this.untold();
    this.deliveries?.begin();
    try {
      perform(this.m, act);
    } catch (error) {
      return `${error}`;
    }
    return this.answer(act) ?? violated(this.m.kernel) ?? this.delivered(act);
  }

  /** While a thread runs in user mode, what its last call was told means nothing: let it be no code. */
  private untold(): void {
    const { cpu, kernel } = this.m;
    const { pageShift, pageBytes } = cpu.geometry;
    const place = this.m.current + CODE;
    const entry = lookAt(kernel).entryOf(place);
    cpu.memory.write(((entry >>> 12) << pageShift) + (place & (pageBytes - 1)), NO_CODE);
  }

  /** What user code and devices have not written must be a message. */
  private delivered({ what }: Act): string | undefined {
    if (what === "write" || what === "store") return undefined;
    return this.deliveries?.wrong(lookAt(this.m.kernel));
  }

  /** If a call has ended, what it is told must be a code. */
  private answer(act: Act): string | undefined {
    const { m } = this;
    const { at } = m.kernel;
    if (m.rest !== "user" || act.what === "write" || act.what === "timer") return undefined;
    const label = lookAt(m.kernel).word(m.current + at.tcbBytes - IN_CALL);
    if (label !== at.code.ipcReturn) return undefined;
    const code = m.cpu.get(EAX);
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    return codes.has(code) ? undefined : `EAX is ${code}`;
  }
}

/** The acts before the one that goes wrong, by doing all of them once more. */
function lastActs(setting: Setting, seed: number, acts: number): string {
  const again = new Fuzz(setting, seed);
  const shown: string[] = [];
  for (let n = 1; n <= acts; n++) {
    const act = again.choose();
    const { m } = again;
    if (n > acts - SHOWN) shown.push(`${n} ${lookAt(m.kernel).name(m.current)} (${m.rest}): ${textOf(act)}`);
    again.step(act);
  }
  return shown.join("\n");
}

/** Random acts until so many system calls have been made. Throws if anything goes wrong. */
export function fuzz(setting: Setting, seed: number, calls: number): Fuzz {
  const its = new Fuzz(setting, seed);
  while (its.calls < calls) {
    const wrong = its.step();
    if (wrong !== undefined)
      throw new Error(`seed ${seed}, act ${its.acts}: ${wrong}\n${lastActs(setting, seed, its.acts)}`);
  }
  return its;
}
