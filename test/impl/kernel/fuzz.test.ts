/** Random system calls with arbitrary registers, faults and interrupts: nothing throws, the invariants hold, all answers are codes. */
import { describe, expect, test } from "vitest";
import { codes } from "../../../impl/kernel/abi.js";
import { l3, variants } from "../../../impl/kernel/design.js";
import { type Fuzz, fuzz, scarce, settings } from "./fuzz.js";

/** About ten minutes, a million calls on each geometry: FULL=1 npx vitest run test/impl/kernel/fuzz.test.ts */
const isFull = process.env.FULL !== undefined;
const TIMEOUT = isFull ? 3_600_000 : 120_000;
/** A kernel that is as it was booted comes to other states than one that has run for long. */
const CALLS_OF_A_SEED = 50_000;

/** So many calls, from several seeds, and which codes they were told. */
function told(setting: Parameters<typeof fuzz>[0], calls: number): ReadonlySet<number> {
  const all = new Set<number>();
  let made = 0;
  for (let seed = 1; made < calls; seed++) {
    const its: Fuzz = fuzz(setting, seed, Math.min(CALLS_OF_A_SEED, calls - made));
    made += its.calls;
    for (const code of its.codes.keys()) all.add(code);
  }
  return all;
}

describe.each(settings)("random calls on $geometry.name", (setting) => {
  const slower = setting.geometry.codeInMemory ? 3 : 1;
  const few = Math.ceil(2400 / slower);

  test("L3's design: every code is told, and no other", { timeout: TIMEOUT }, () => {
    const its = told(setting, isFull ? 1_000_000 : 20_000);
    expect([...its].toSorted((a, b) => a - b)).toEqual([...codes].toSorted((a, b) => a - b));
  });

  test.each(variants)("without $without", { timeout: TIMEOUT }, ({ design }) => {
    told({ ...setting, design }, isFull ? 100_000 : few);
  });

  test("kernel objects are nearly exhausted", { timeout: TIMEOUT }, () => {
    const size = { ...setting.size, ...scarce(setting.geometry) };
    for (const design of [l3, ...variants.map((its) => its.design)])
      told({ ...setting, design, size }, design !== l3 ? few : isFull ? 1_000_000 : 2 * few);
  });
});
