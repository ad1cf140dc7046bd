/** Random acts on a kernel, after each of which its invariants must hold and its answers be codes. */
import { EAX, type Geometry, type Snapshot } from "../../../impl/i486/index.js";
import { codes } from "../../../impl/kernel/abi.js";
import { type Design, l3, type Size, sizeFor } from "../../../impl/kernel/design.js";
import { lookAt, violated } from "../../../impl/kernel/invariants.js";
import { IN_CALL } from "../../../impl/kernel/kernel.js";
import { Machine } from "../../../impl/kernel/machine.js";
import { type Act, perform, textOf } from "./acts.js";
import { Chance } from "./chance.js";
import { Generator } from "./generator.js";

export interface Setting {
  readonly geometry: Geometry;
  readonly design?: Design;
  readonly size?: Partial<Size>;
}

export interface Stats {
  readonly acts: number;
  /** Acts that were system calls. */
  readonly calls: number;
  /** How often nobody ran any more, and the kernel was booted anew. */
  readonly boots: number;
  /** How often each code was told. */
  readonly codes: ReadonlyMap<number, number>;
}

/** After so many acts without a call the kernel is booted anew: all wait for ever, or fault for ever. */
const IDLE_ACTS = 150;
/** So many acts are shown when one goes wrong. */
const SHOWN = 30;

/** A kernel at which random acts go on. */
export class Fuzz {
  readonly m: Machine;
  acts = 0;
  calls = 0;
  boots = 0;
  readonly codes = new Map<number, number>();
  private readonly generator: Generator;
  private readonly first: Snapshot;
  private idle = 0;

  constructor({ geometry, design = l3, size = {} }: Setting, seed: number) {
    this.m = new Machine(geometry, design, sizeFor(geometry, size)).boot();
    this.generator = new Generator(this.m, new Chance(seed));
    for (let frame = 0; frame < this.m.kernel.size.userFrames; frame++)
      perform(this.m, this.generator.messageIn(frame));
    this.first = this.m.cpu.snapshot();
  }

  /** The next act, chosen and not performed. */
  choose(): Act {
    if (++this.idle > IDLE_ACTS) {
      this.m.cpu.restore(this.first);
      this.boots++;
      this.idle = 0;
    }
    const act = this.generator.next();
    if (act.what === "call") this.idle = 0;
    return act;
  }

  /** One act, and what is wrong after it. */
  step(act = this.choose()): string | undefined {
    this.acts++;
    if (act.what === "call") this.calls++;
    try {
      perform(this.m, act);
    } catch (error) {
      return `${error}`;
    }
    return this.answer(act) ?? violated(this.m.kernel);
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
export function fuzz(setting: Setting, seed: number, calls: number): Stats {
  const its = new Fuzz(setting, seed);
  while (its.calls < calls) {
    const wrong = its.step();
    if (wrong !== undefined)
      throw new Error(`seed ${seed}, act ${its.acts}: ${wrong}\n${lastActs(setting, seed, its.acts)}`);
  }
  return its;
}
