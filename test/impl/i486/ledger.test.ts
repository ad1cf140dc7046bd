/** The ledger: instructions with their texts, under their phases, and sums that agree with the clock. */
import { describe, expect, test } from "vitest";
import { Ledger } from "../../../impl/i486/index.js";
import { booted, clocksOf, geometries, places } from "./machine.js";

describe.each(geometries)("a ledger on $name", (g) => {
  function path(): { readonly ledger: Ledger; readonly clocks: number; readonly misses: readonly number[] } {
    const cpu = booted(g);
    const at = places(g).userStack - 8;
    const ledger = new Ledger();
    cpu.attach(ledger);
    const before = [cpu.tlbMisses, cpu.cacheMisses];
    const clocks = clocksOf(cpu, () => {
      cpu.phase("leave");
      cpu.iret("iretd");
      cpu.phase("user");
      cpu.store(at, 1, "mov [ebx],1");
      cpu.load(at);
      cpu.spend(20);
      cpu.phase("enter");
      cpu.int(0x30);
      cpu.phase("user");
      cpu.branch(true, "jne out");
    });
    const misses = [cpu.tlbMisses - (before[0] ?? 0), cpu.cacheMisses - (before[1] ?? 0)];
    cpu.attach();
    cpu.mov(1);
    return { ledger, clocks, misses };
  }

  test("lists each instruction: its phase, its text or that of its row, its clocks with their misses", () => {
    const { ledger } = path();
    expect(ledger.entries.map((e) => [e.phase, e.instruction])).toEqual([
      ["leave", "iretd"],
      ["user", "mov [ebx],1"],
      ["user", "MOV r,m"],
      ["user", "other code"],
      ["enter", "INT i, inner level"],
      ["user", "jne out"],
    ]);
    const onHits = ledger.entries.map((e) => e.clocks - 9 * e.tlbMisses - 3 * e.cacheMisses);
    expect(onHits).toEqual([36, 1, 1, 20, 71, 3]);
  });

  test("sums by phase, in the order in which they began, and in all", () => {
    const { ledger, clocks, misses } = path();
    const phases = ledger.byPhase();
    expect(phases.map((p) => [p.phase, p.instructions])).toEqual([
      ["leave", 1],
      ["user", 4],
      ["enter", 1],
    ]);
    const total = ledger.total();
    expect(total).toMatchObject({ instructions: 6, clocks, tlbMisses: misses[0], cacheMisses: misses[1] });
    expect(phases.reduce((n, p) => n + p.clocks, 0)).toBe(clocks);
  });
});
