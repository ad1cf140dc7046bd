/** Snapshots: what was copied comes back, and a second machine that is made from a copy does the same as the first. */
import { test as check, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  CR3,
  EAX,
  EIP,
  Ledger,
  layout,
  MachineBug,
  Processor,
  type Snapshot,
  small,
} from "../../../impl/i486/index.js";
import { booted, geometries, inUser, places } from "./machine.js";

/** One of a few things that a machine can do, by numbers. */
function act(cpu: Processor, [what, a, b]: readonly [number, number, number]): void {
  const g = cpu.geometry;
  const word = (n: number): number => 5 * g.pageBytes + 4 * (n % g.tableEntries);
  const acts: readonly (() => unknown)[] = [
    () => cpu.store(word(a), b),
    () => cpu.set(EAX, cpu.load(word(a))),
    () => cpu.addTo(word(a), b),
    () => cpu.repMovs(word(a), word(b), a % 3),
    () => cpu.spend(a),
    () => cpu.raise(a % 16),
    () => cpu.startTimer(a % 16, b % 500),
    () => cpu.raised(),
    () => cpu.invlpg(word(a)),
    () => cpu.loadCr3(cpu.get(CR3)),
    () => cpu.alu(a),
    () => cpu.at(places(g).kernelCode + (a % g.pageBytes)),
    () => (a % 2 ? cpu.cli() : cpu.sti()),
  ];
  acts[what % acts.length]?.();
  if (cpu.faulted) cpu.dropFault();
}

const acts = fc.array(fc.tuple(fc.nat(12), fc.nat(10_000), fc.nat(10_000)), { maxLength: 40 });

describe.each(geometries)("a snapshot on $name", (g) => {
  const whole = (cpu: Processor): Snapshot => cpu.snapshot();

  check.prop([acts, acts], { numRuns: 50 })("brings everything back", (before, after) => {
    const cpu = booted(g);
    for (const each of before) act(cpu, each);
    const kept = whole(cpu);
    const { clock, tlbMisses, cacheMisses } = cpu;
    for (const each of after) act(cpu, each);
    cpu.restore(kept);
    expect(Buffer.compare(Buffer.from(whole(cpu).buffer), Buffer.from(kept.buffer))).toBe(0);
    expect([cpu.clock, cpu.tlbMisses, cpu.cacheMisses]).toEqual([clock, tlbMisses, cacheMisses]);
  });

  check.prop([acts, acts], { numRuns: 50 })(
    "makes a second machine that agrees, word for word",
    (before, after) => {
      const first = booted(g);
      for (const each of before) act(first, each);
      const second = new Processor(g);
      second.restore(first.snapshot());
      for (const each of after) for (const cpu of [first, second]) act(cpu, each);
      expect(Buffer.compare(Buffer.from(whole(first).buffer), Buffer.from(whole(second).buffer))).toBe(0);
      expect(first.tlb.contents()).toEqual(second.tlb.contents());
    },
  );

  test("is a copy: nothing that happens later is in it; and it may be made in place", () => {
    const cpu = inUser(g);
    const kept = cpu.snapshot();
    const copy = kept.slice();
    const eip = cpu.get(EIP);
    cpu.store(places(g).userStack - 4, 77);
    cpu.int(0x30);
    expect(kept).toEqual(copy);
    cpu.restore(kept);
    expect([cpu.userMode, cpu.get(EIP), cpu.memory.read(places(g).userStack - 4)]).toEqual([true, eip, 0]);
    cpu.mov(1);
    expect(cpu.snapshot(kept)).toBe(kept);
    expect(kept).not.toEqual(copy);
  });

  test("has its parts where the layout says", () => {
    const cpu = inUser(g);
    cpu.memory.write(8, 0x1234);
    const kept = cpu.snapshot();
    const { counters, registers, tlb, memory, end } = layout(g);
    expect(new Float64Array(kept.buffer, 4 * counters, 1)[0]).toBe(cpu.clock);
    expect([kept[registers + EIP], kept[memory + 2], kept.length]).toEqual([cpu.get(EIP), 0x1234, end]);
    cpu.tlb.flush();
    const differing = [...cpu.snapshot()].flatMap((word, n) => (word === kept[n] ? [] : [n]));
    expect(differing.every((n) => n >= tlb && n < layout(g).cache)).toBe(true);
  });

  test("of another size is refused", () => {
    const other = new Processor(small(16384)).snapshot();
    expect(() => new Processor(g).restore(other)).toThrow(MachineBug);
  });

  test("a ledger counts on from what is restored", () => {
    const cpu = booted(g);
    const kept = cpu.snapshot();
    const ledger = new Ledger();
    cpu.attach(ledger);
    cpu.spend(1000, "user");
    cpu.restore(kept);
    cpu.spend(5, "again");
    expect(ledger.entries.map((e) => e.clocks)).toEqual([1000, 5]);
  });
});
