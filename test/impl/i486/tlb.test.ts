/** The TLB: which set and tag an address has, which way is replaced, what is remembered, what flushes. */
import { test as check, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { CR3, entry, type Geometry, i486, PRESENT, small, USER, WRITABLE } from "../../../impl/i486/index.js";
import { Sets } from "../../../impl/i486/sets.js";
import { Tlb } from "../../../impl/i486/tlb.js";
import { ALL, entryOf, geometries, paged, without } from "./machine.js";

const tlbOf = (g: Geometry): Tlb => new Tlb(g, new Int32Array(Tlb.words(g)));

describe("the TLB of the 486", () => {
  test("has 32 entries in 8 sets of 4", () => {
    const { tlbSets, tlbWays } = i486();
    expect([tlbSets, tlbWays, tlbSets * tlbWays]).toEqual([8, 4, 32]);
    const tlb = tlbOf(i486());
    for (let page = 0; page < 100; page++) tlb.fill(page, entry(page, PRESENT));
    expect(tlb.contents()).toHaveLength(32);
  });

  check.prop([fc.nat(2 ** 32 - 1)])("takes the set from bits 14 to 12 of a linear address", (linear) => {
    const tlb = tlbOf(i486());
    tlb.fill(linear >>> 12, entry(1, PRESENT));
    expect(tlb.contents().map(({ set }) => set)).toEqual([Math.floor(linear / 4096) % 8]);
  });

  test("tells 5 pages of one set apart by bits 31 to 15, and keeps 4 of them", () => {
    const tlb = tlbOf(i486());
    const pages = [0x0000_3000, 0x0000_b000, 0x0001_3000, 0x8000_3000, 0xffff_b000].map((a) => a >>> 12);
    pages.forEach((page, n) => {
      tlb.fill(page, entry(n + 1, PRESENT));
    });
    const [, ...kept] = pages.map((page) => tlb.lookup(page) >>> 12);
    expect(tlb.holds(0x0000_3000 >>> 12)).toBe(false);
    expect(kept).toEqual([2, 3, 4, 5]);
  });
});

/** What Stallings' problem on the 486 says of its 3 bits B0 B1 B2: the line replaced, and the bits after a line is used. */
const VICTIM: Readonly<Record<string, number>> = {
  "000": 0,
  "001": 0,
  "010": 1,
  "011": 1,
  "100": 2,
  "110": 2,
  "101": 3,
  "111": 3,
};
const AFTER = ["11_", "10_", "0_1", "0_0"] as const;
const used = (bits: string, way: number): string =>
  [...bits].map((bit, i) => (AFTER[way]?.[i] === "_" ? bit : AFTER[way]?.[i])).join("");

describe("pseudo-LRU", () => {
  test("replaces L2 after L0, L2, L3, L1, where true LRU would replace L0", () => {
    const sets = new Sets(1, 4, new Int32Array(Sets.words(1, 4)));
    for (const key of [0, 1, 2, 3]) sets.take(key);
    for (const key of [0, 2, 3, 1]) sets.use(key);
    expect([sets.take(9), sets.contents().map(({ key }) => key)]).toEqual([2, [0, 1, 9, 3]]);
  });

  check.prop([fc.array(fc.nat(7), { minLength: 1, maxLength: 60 })])(
    "of 4 ways is the 486's, on any sequence of keys",
    (keys) => {
      const sets = new Sets(1, 4, new Int32Array(Sets.words(1, 4)));
      const ways: number[] = [];
      let bits = "000";
      for (const key of keys) {
        const way = ways.includes(key) ? ways.indexOf(key) : ways.length < 4 ? ways.length : VICTIM[bits];
        if (sets.use(key) < 0) expect(sets.take(key)).toBe(way);
        ways[way ?? -1] = key;
        bits = used(bits, way ?? -1);
        expect(sets.contents().map((at) => at.key)).toEqual(ways);
      }
    },
  );

  check.prop([fc.array(fc.nat(3), { minLength: 1, maxLength: 30 })])("of 2 ways is LRU", (keys) => {
    const sets = new Sets(1, 2, new Int32Array(Sets.words(1, 2)));
    let latest: number[] = [];
    for (const key of keys) {
      if (sets.use(key) < 0) sets.take(key);
      latest = [key, ...latest.filter((k) => k !== key)].slice(0, 2);
      expect(new Set(sets.contents().map((at) => at.key))).toEqual(new Set(latest));
    }
  });

  test("an empty way is filled before any is replaced", () => {
    const sets = new Sets(1, 4, new Int32Array(Sets.words(1, 4)));
    for (const key of [0, 1, 2, 3]) sets.take(key);
    sets.drop(1);
    sets.use(0);
    expect([sets.take(7), sets.holds(1), sets.contents().length]).toEqual([1, false, 4]);
  });

  check.prop([fc.constantFrom(2, 4), fc.array(fc.nat(100), { minLength: 8, maxLength: 60 })])(
    "never replaces the key used last",
    (ways, keys) => {
      const sets = new Sets(1, ways, new Int32Array(Sets.words(1, ways)));
      keys.forEach((key, n) => {
        if (sets.use(key) < 0) sets.take(key);
        if (n > 0) expect(sets.holds(keys[n - 1] ?? 0)).toBe(true);
      });
    },
  );
});

describe.each(geometries.map(without))("the TLB of a $name processor", (g) => {
  const [page, other] = [4, 5];
  const at = page * g.pageBytes;

  test("remembers frame, rights and dirty", () => {
    const cpu = paged(g, PRESENT | WRITABLE);
    cpu.load(at);
    cpu.store(other * g.pageBytes, 1);
    const remembered = cpu.tlb.contents().toSorted((a, b) => a.page - b.page);
    expect(remembered).toMatchObject([
      { page, frame: page, writable: true, user: false, dirty: false },
      { page: other, frame: other, writable: true, user: false, dirty: true },
    ]);
  });

  test("keeps a changed entry as it was until it is flushed", () => {
    const cpu = paged(g);
    cpu.memory.write(at, 11);
    cpu.memory.write(other * g.pageBytes, 22);
    const seen = [cpu.load(at)];
    cpu.memory.write(entryOf(g, page), entry(other, ALL));
    seen.push(cpu.load(at));
    cpu.loadCr3(cpu.get(CR3));
    seen.push(cpu.load(at));
    cpu.memory.write(entryOf(g, page), 0);
    seen.push(cpu.load(at));
    expect([seen, cpu.faulted]).toEqual([[11, 11, 22, 22], false]);
    cpu.invlpg(at);
    expect([cpu.load(at), cpu.faulted]).toEqual([0, true]);
  });

  test("a right that is taken away stays until it is flushed, and one that is added is not seen", () => {
    const cpu = paged(g);
    cpu.store(at, 1);
    cpu.memory.write(entryOf(g, page), entry(page, PRESENT | USER));
    cpu.store(at, 2);
    expect([cpu.faulted, cpu.memory.read(at)]).toEqual([false, 2]);
    cpu.invlpg(at);
    cpu.load(at);
    cpu.memory.write(entryOf(g, page), entry(page, ALL));
    cpu.store(at, 3);
    expect([cpu.faulted, cpu.memory.read(at)]).toEqual([true, 2]);
  });

  test("what is not there is not remembered: a page may be mapped without a flush", () => {
    const cpu = paged(g);
    cpu.memory.write(entryOf(g, page), 0);
    cpu.load(at);
    expect([cpu.faulted, cpu.tlb.holds(page)]).toEqual([true, false]);
    cpu.dropFault();
    cpu.memory.write(entryOf(g, page), entry(page, PRESENT));
    cpu.load(at);
    expect(cpu.faulted).toBe(false);
    cpu.invlpg(at);
    cpu.store(at, 1);
    expect([cpu.faulted, cpu.tlb.holds(page)]).toEqual([true, false]);
  });

  test("is flushed by a load of CR3; INVLPG drops one page", () => {
    const cpu = paged(g);
    for (const p of [page, other]) cpu.load(p * g.pageBytes);
    cpu.invlpg(at + 4);
    expect([page, other].map((p) => cpu.tlb.holds(p))).toEqual([false, true]);
    cpu.loadCr3(cpu.get(CR3));
    expect(cpu.tlb.contents()).toEqual([]);
  });

  test("keeps nothing of an entry that it has dropped", () => {
    const cells = new Int32Array(Tlb.words(g));
    const tlb = new Tlb(g, cells);
    tlb.fill(page, entry(0x321, PRESENT));
    expect([cells.includes(0x32_1001), tlb.drop(page), cells.includes(0x32_1001)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(tlb.drop(page)).toBe(false);
  });

  test("is asked once by an access that faults", () => {
    const cpu = paged(g, PRESENT);
    for (const access of [
      () => cpu.addTo(at, 1),
      () => cpu.exchange(at, 1),
      () => cpu.load(16 * 2 ** 20 - 4),
    ]) {
      const misses = cpu.tlbMisses;
      access();
      expect([cpu.faulted, cpu.tlbMisses - misses]).toEqual([true, 1]);
      cpu.dropFault();
    }
  });

  test("counts its misses", () => {
    const cpu = paged(g);
    for (let n = 0; n < 10; n++) cpu.load(at);
    expect(cpu.tlbMisses).toBe(1);
  });
});

test("the small TLB has 4 entries", () => {
  const { tlbSets, tlbWays } = small();
  expect(tlbSets * tlbWays).toBe(4);
});
