/** The cache: what fills it, what does not, and what a miss costs. */
import { test as check, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Cache } from "../../../impl/i486/cache.js";
import { type Geometry, i486, small } from "../../../impl/i486/index.js";
import { clocksOf, entryOf, frameAddressOfDirectory, geometries, paged, without } from "./machine.js";

const cacheOf = (g: Geometry): Cache => new Cache(g, new Int32Array(Cache.words(g)));

describe("the cache of the 486", () => {
  test("has 8 KB: 128 sets of 4 lines of 16 bytes", () => {
    const { cacheSets, cacheWays, lineBytes } = i486();
    expect([cacheSets, cacheWays, lineBytes, cacheSets * cacheWays * lineBytes]).toEqual([128, 4, 16, 8192]);
  });

  test("keeps 4 lines of one set, 2 KB apart, and not a fifth", () => {
    const cache = cacheOf(i486());
    for (let n = 0; n < 4; n++) expect(cache.read(n * 2048 + 5)).toBe(false);
    for (let n = 0; n < 4; n++) expect(cache.read(n * 2048 + 10)).toBe(true);
    expect([cache.read(4 * 2048), cache.holds(0), cache.holds(4 * 2048)]).toEqual([false, false, true]);
  });
});

test("a store uses the line that it finds, so that another is replaced", () => {
  const cpu = paged(without(i486(2 ** 18)));
  const [first, second, third, fourth, fifth] = [0x8000, 0x9000, 0xa000, 0xb000, 0xc000] as const;
  for (const line of [first, second, third, fourth, fifth]) cpu.store(line, 0); // pages dirty: no more walks
  cpu.cache.flush();
  for (const line of [first, second, third, fourth]) cpu.load(line);
  cpu.store(first, 1);
  cpu.load(fifth);
  expect([first, second, third, fourth].map((line) => cpu.cache.holds(line))).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

describe.each([i486(), small()])("the cache of $name", (g) => {
  check.prop([fc.array(fc.tuple(fc.boolean(), fc.nat(64)), { maxLength: 100 })])(
    "fills on reads only, and hits what has been read",
    (accesses) => {
      const cache = cacheOf(g);
      for (const [isWrite, n] of accesses) {
        const at = n * g.lineBytes;
        const was = cache.holds(at);
        if (isWrite) cache.write(at);
        else expect(cache.read(at)).toBe(was);
        expect(cache.holds(at)).toBe(isWrite ? was : true);
      }
    },
  );

  test("a write keeps a line young, as a read does", () => {
    const cache = cacheOf(g);
    const apart = g.cacheSets * g.lineBytes;
    for (let n = 0; n < g.cacheWays; n++) cache.read(n * apart);
    cache.write(0);
    cache.read(g.cacheWays * apart);
    expect(cache.holds(0)).toBe(true);
  });
});

describe.each(geometries.map(without))("clocks of the cache on $name", (g) => {
  const at = 6 * g.pageBytes;

  test("a read that misses takes 3 clocks more, and then the line is there", () => {
    const cpu = paged(g);
    cpu.load(7 * g.pageBytes - 4);
    cpu.cache.flush();
    const taken = [at, at, at + g.lineBytes - 4].map((a) => clocksOf(cpu, () => cpu.load(a)));
    expect(taken).toEqual([4, 1, 1]);
  });

  test("a write goes through to memory, and fills no line", () => {
    const cpu = paged(g);
    cpu.store(at, 1);
    cpu.cache.flush();
    expect(clocksOf(cpu, () => cpu.store(at, 2))).toBe(1);
    expect([cpu.memory.read(at), cpu.cache.holds(at)]).toEqual([2, false]);
    expect(clocksOf(cpu, () => cpu.load(at))).toBe(4);
    cpu.store(at, 3);
    expect([cpu.memory.read(at), cpu.load(at), cpu.cache.holds(at)]).toEqual([3, 3, true]);
  });

  test("a string is read through it, line by line", () => {
    const cpu = paged(g);
    cpu.repMovs(at, 7 * g.pageBytes, 8);
    cpu.cache.flush();
    const lines = 32 / g.lineBytes;
    expect(clocksOf(cpu, () => cpu.repMovs(at, 7 * g.pageBytes, 8))).toBe(12 + 3 * 8 + 3 * lines);
    expect(cpu.cache.holds(7 * g.pageBytes)).toBe(false);
  });

  test("page tables are read through it: a TLB miss takes 9 clocks, and 3 for each entry that is not there", () => {
    const cpu = paged(g);
    cpu.cache.flush();
    expect(clocksOf(cpu, () => cpu.load(at))).toBe(1 + 9 + 3 * 3);
    expect([cpu.cache.holds(entryOf(g, 6)), cpu.cache.holds(frameAddressOfDirectory(g))]).toEqual([
      true,
      true,
    ]);
  });
});
