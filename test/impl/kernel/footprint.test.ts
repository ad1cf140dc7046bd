/** Judged by what has changed, a kernel is judged as when everything is looked at: along random acts, and with words put wrong. */
import { describe, expect, test } from "vitest";
import { MachineBug, TSS_ESP0 } from "../../../impl/i486/index.js";
import { lookAt, violated, violations } from "../../../impl/kernel/invariants.js";
import type { Kernel, Tcb } from "../../../impl/kernel/kernel.js";
import type { Look } from "../../../impl/kernel/look.js";
import { SPACE, STATE, state } from "../../../impl/kernel/tcb.js";
import { Chance } from "./chance.js";
import { Fuzz, settings } from "./fuzz.js";

const ACTS = 600;

/** All that is wrong; undefined if page tables lead beyond memory, where nobody can look. */
function wrongIn(kernel: Kernel): readonly string[] | undefined {
  try {
    return violations(kernel);
  } catch (cause) {
    if (cause instanceof MachineBug) return undefined;
    throw cause;
  }
}

/** A ready thread of the current one's space, other than that if there is any: to have the processor it needs no switch. */
function threadNear(look: Look): Tcb {
  const { current } = look;
  const isNear = (tcb: Tcb): boolean =>
    look.word(tcb + SPACE) === look.word(current + SPACE) && look.word(tcb + STATE) === state.ready;
  return look.tcbs.subarray(0, look.count).find((tcb) => tcb !== current && isNear(tcb)) ?? current;
}

describe.each(settings)("on $geometry.name", (setting) => {
  test("a wrong word is seen whenever it is put there, and no longer once it is gone", () => {
    const fuzz = new Fuzz(setting, 486);
    const chance = new Chance(486);
    const { cpu, kernel } = fuzz.m;
    const first = kernel.at.own.windowUsed - kernel.at.physical;
    const last = kernel.at.pool + kernel.size.poolFrames * cpu.geometry.pageBytes - kernel.at.physical;
    const stackOfCurrent = kernel.at.tss + TSS_ESP0 - kernel.at.physical;
    let seen = 0;
    for (let n = 0; n < ACTS; n++) {
      expect(fuzz.step()).toBeUndefined();
      expect(violated(kernel)).toBeUndefined();
      const isSwitched = chance.percent(50);
      const at = isSwitched ? stackOfCurrent : first + 4 * chance.below((last - first) / 4);
      const word = cpu.memory.read(at);
      const another = threadNear(lookAt(kernel)) + kernel.at.tcbBytes;
      cpu.memory.write(at, isSwitched ? another : chance.percent(50) ? 0 : chance.word());
      const wrong = wrongIn(kernel);
      if (wrong !== undefined && wrong.length > 0) seen++;
      if (wrong !== undefined) expect(violated(kernel)).toBe(wrong[0]);
      cpu.memory.write(at, word);
      expect(violated(kernel)).toBeUndefined();
    }
    expect(seen).toBeGreaterThan(ACTS / 20);
  });
});
