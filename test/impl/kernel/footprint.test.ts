/** Judged by what has changed, a kernel is judged as when everything is looked at: along random acts, and with words put wrong. */
import { describe, expect, test } from "vitest";
import { violated, violations } from "../../../impl/kernel/invariants.js";
import { Chance } from "./chance.js";
import { Fuzz, settings } from "./fuzz.js";

const ACTS = 600;

describe.each(settings)("on $geometry.name", (setting) => {
  test("a wrong word is seen whenever it is put there, and no longer once it is gone", () => {
    const fuzz = new Fuzz(setting, 486);
    const chance = new Chance(486);
    const { cpu, kernel } = fuzz.m;
    const first = kernel.at.own.windowUsed - kernel.at.physical;
    const last = kernel.at.pool + kernel.size.poolFrames * cpu.geometry.pageBytes - kernel.at.physical;
    let seen = 0;
    for (let n = 0; n < ACTS; n++) {
      expect(fuzz.step()).toBeUndefined();
      expect(violated(kernel)).toBeUndefined();
      const at = first + 4 * chance.below((last - first) / 4);
      const word = cpu.memory.read(at);
      cpu.memory.write(at, chance.percent(50) ? 0 : chance.word());
      const wrong = violations(kernel);
      if (wrong.length > 0) seen++;
      expect(violated(kernel)).toBe(wrong[0]);
      cpu.memory.write(at, word);
      expect(violated(kernel)).toBeUndefined();
    }
    expect(seen).toBeGreaterThan(ACTS / 20);
  });
});
