/** String instructions: what they move, where they stop, and how they go on. */
import { test as check, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  CR2,
  ECX,
  EDI,
  EIP,
  ESI,
  entry,
  FAULT_WRITE,
  PRESENT,
  type Processor,
} from "../../../impl/i486/index.js";
import { ALL, entryOf, geometries, handler, inUser, paged, places, without } from "./machine.js";

describe.each(geometries.map(without))("REP MOVSD on $name", (g) => {
  const words = g.pageBytes / 4;
  const first = 3 * g.pageBytes;

  /** Pages 3 to 7 of region 0 hold the numbers of their words. */
  function numbered(): Processor {
    const cpu = paged(g);
    for (let n = 0; n < 5 * words; n++) cpu.memory.write(first + 4 * n, n);
    return cpu;
  }
  const contents = (cpu: Processor): number[] =>
    Array.from({ length: 5 * words }, (_, n) => cpu.memory.read(first + 4 * n));

  check.prop([fc.nat(5 * words - 1), fc.nat(5 * words - 1), fc.nat(3 * words)], { numRuns: 200 })(
    "moves word by word, upwards, over pages and overlaps",
    (from, to, wanted) => {
      const n = Math.min(wanted, 5 * words - Math.max(from, to));
      const cpu = numbered();
      const expected = contents(cpu);
      for (let i = 0; i < n; i++) expected[to + i] = expected[from + i] ?? -1;
      expect(cpu.repMovs(first + 4 * from, first + 4 * to, n)).toBe(n);
      expect(contents(cpu)).toEqual(expected);
      expect([ESI, EDI, ECX].map((r) => cpu.get(r))).toEqual([
        first + 4 * (from + n),
        first + 4 * (to + n),
        0,
      ]);
    },
  );

  test("stops where the target is not there, and goes on when it is", () => {
    const cpu = numbered();
    const [from, to] = [first, first + 3 * g.pageBytes - 8];
    cpu.memory.write(entryOf(g, 6), entry(6, PRESENT));
    const moved = cpu.repMovs(from, to, 5);
    expect([moved, cpu.faulted, cpu.errorCode & FAULT_WRITE, cpu.get(CR2)]).toEqual([2, true, 2, to + 8]);
    expect([ESI, EDI, ECX].map((r) => cpu.get(r))).toEqual([from + 8, to + 8, 3]);
    cpu.dropFault();
    cpu.memory.write(entryOf(g, 6), entry(6, ALL));
    cpu.invlpg(to + 8);
    expect(cpu.repMovs(cpu.get(ESI), cpu.get(EDI), cpu.get(ECX))).toBe(3);
    expect(Array.from({ length: 5 }, (_, n) => cpu.memory.read(to + 4 * n))).toEqual([0, 1, 2, 3, 4]);
  });

  test("stops where the source is not there, and has not moved on", () => {
    const cpu = numbered();
    cpu.memory.write(entryOf(g, 3), 0);
    expect([cpu.repMovs(first, first + g.pageBytes, 4), cpu.faulted, cpu.errorCode, cpu.get(CR2)]).toEqual([
      0,
      true,
      0,
      first,
    ]);
    expect(contents(cpu)).toEqual(contents(numbered()));
  });

  test("is stopped by an interrupt if interrupts are on", () => {
    const cpu = numbered();
    cpu.raise(3);
    expect(cpu.repMovs(first, first + g.pageBytes, words)).toBe(words);
    cpu.sti();
    const moved = cpu.repMovs(first, first + g.pageBytes, words);
    expect([moved, cpu.faulted, cpu.interruptLine()]).toEqual([g.lineBytes / 4, false, 3]);
  });

  test("REP STOSD stops at a page that is not there", () => {
    const cpu = numbered();
    cpu.memory.write(entryOf(g, 4), 0);
    expect([cpu.repStos(first + g.pageBytes - 4, 9, 3), cpu.faulted, cpu.get(ECX)]).toEqual([1, true, 2]);
    expect(cpu.memory.read(first + g.pageBytes - 4)).toBe(9);
  });
});

describe.each(geometries)("a copy in the kernel on $name", (g) => {
  test("is interrupted by the timer each period, and reaches its end", () => {
    const cpu = inUser(g);
    cpu.int(0x30);
    cpu.sti();
    cpu.startTimer(0, 40);
    let [moved, interrupts] = [0, 0];
    const words = g.pageBytes / 4;
    const start = cpu.get(EIP);
    while (moved < words) {
      cpu.at(start);
      moved += cpu.repMovs(places(g).userCode + 4 * moved, places(g).tables + 4 * moved, words - moved);
      if (cpu.interruptLine() !== 0) continue;
      expect(moved === words || cpu.get(EIP) === start).toBe(true);
      cpu.interrupt();
      expect(cpu.get(EIP)).toBe(handler(g, 32));
      interrupts++;
      if (g.codeInMemory) break;
      cpu.iret();
    }
    expect(interrupts).toBeGreaterThan(0);
  });
});
