/** Protection, page faults, and the bits that the processor sets. */
import { describe, expect, test } from "vitest";
import {
  ACCESSED,
  CPL,
  CR0,
  CR0_PG,
  CR0_WP,
  CR2,
  CR3,
  combined,
  DIRTY,
  directoryIndex,
  entry,
  FAULT_PROTECTION,
  FAULT_USER,
  FAULT_WRITE,
  frameAddress,
  frameOf,
  i486,
  MachineBug,
  offsetInPage,
  PRESENT,
  Processor,
  pageAddress,
  pageOf,
  tableIndex,
  USER,
  WRITABLE,
  walk,
} from "../../../impl/i486/index.js";
import { ALL, DIRECTORY, entryOf, geometries, paged, TABLE, without } from "./machine.js";

/**
 * The rights of a page by those of its directory entry (rows) and its table entry (columns), in the order of KINDS.
 * User pages are those that are so at both levels, and what may be written is so at both.
 */
const KINDS = ["S R", "S RW", "U R", "U RW"] as const;
const TOGETHER = [
  ["S R", "S R", "S R", "S R"],
  ["S R", "S RW", "S R", "S RW"],
  ["S R", "S R", "U R", "U R"],
  ["S R", "S RW", "U R", "U RW"],
] as const;

/** Who may do what: k kernel, u user; r read, w write. The kernel's writes with WP off, and with WP on. */
const MAY: Readonly<Record<(typeof KINDS)[number], { readonly off: string; readonly on: string }>> = {
  "S R": { off: "kr kw", on: "kr" },
  "S RW": { off: "kr kw", on: "kr kw" },
  "U R": { off: "kr kw ur", on: "kr ur" },
  "U RW": { off: "kr kw ur uw", on: "kr kw ur uw" },
};

const flagsOf = (kind: string): number =>
  PRESENT | (kind.startsWith("U") ? USER : 0) | (kind.endsWith("RW") ? WRITABLE : 0);

/** Set the directory entry of region 0, and the table entry of a page. */
function setRights(cpu: Processor, page: number, first: number, second: number): void {
  const g = cpu.geometry;
  cpu.memory.write(frameAddress(g, DIRECTORY), entry(TABLE, first));
  cpu.memory.write(entryOf(g, page), entry(page, second));
}

describe.each(geometries.map(without))("protection on $name", (g) => {
  const page = 6;
  const at = page * g.pageBytes + 8;
  const cases = KINDS.flatMap((first, row) =>
    KINDS.flatMap((second, column) =>
      (["off", "on"] as const).flatMap((wp) =>
        ["kr", "kw", "ur", "uw"].map((access) => {
          const rights = TOGETHER[row]?.[column] ?? "S R";
          return { first, second, wp, access, isAllowed: MAY[rights][wp].split(" ").includes(access) };
        }),
      ),
    ),
  );

  test("the table has all 4 x 4 x 2 x 4 cases", () => {
    expect(cases).toHaveLength(128);
    // Of the 16 pairs 9 are S R together, 3 S RW, 3 U R and 1 U RW.
    expect(cases.filter(({ isAllowed }) => isAllowed)).toHaveLength(9 * 3 + 3 * 4 + 3 * 5 + 1 * 8);
  });

  /** Make an access; with `warm`, when the TLB already has the page. What came of it. */
  function tried({ first, second, wp, access }: (typeof cases)[number], warm: boolean) {
    const cpu = paged(g);
    setRights(cpu, page, flagsOf(first), flagsOf(second));
    cpu.memory.write(at, 5);
    cpu.loadCr0(CR0_PG | (wp === "on" ? CR0_WP : 0));
    if (warm) cpu.load(at);
    const isUser = access.startsWith("u");
    cpu.set(CPL, isUser ? 3 : 0);
    if (access.endsWith("w")) cpu.store(at, 6);
    else expect(cpu.load(at)).toBe(cpu.faulted ? 0 : 5);
    return { cpu, code: cpu.faulted ? cpu.errorCode : undefined, word: cpu.memory.read(at) };
  }

  test.each([false, true])("is that of both levels together; the TLB has the page: %s", (warm) => {
    for (const each of cases) {
      const { code, word } = tried(each, warm);
      const bits =
        (each.access.startsWith("u") ? FAULT_USER : 0) | (each.access.endsWith("w") ? FAULT_WRITE : 0);
      const expected = each.isAllowed ? undefined : FAULT_PROTECTION | bits;
      expect({ ...each, code, word }).toEqual({
        ...each,
        code: expected,
        word: each.isAllowed && each.access.endsWith("w") ? 6 : 5,
      });
    }
  });

  test("an access that is refused leaves A and D alone; one that is made sets them", () => {
    for (const each of cases) {
      const { cpu } = tried(each, false);
      const first = cpu.memory.read(frameAddress(g, DIRECTORY));
      const second = cpu.memory.read(entryOf(g, page));
      const bits = each.isAllowed ? ACCESSED : 0;
      const dirty = each.isAllowed && each.access.endsWith("w") ? DIRTY : 0;
      expect([first & (ACCESSED | DIRTY), second & (ACCESSED | DIRTY)]).toEqual([bits, bits | dirty]);
    }
  });
});

describe.each(geometries.map(without))("a page fault on $name", (g) => {
  const at = 6 * g.pageBytes + 12;

  test.each([
    ["table entry", 0, "kernel", "read", 0],
    ["table entry", 0, "kernel", "write", 2],
    ["table entry", 0, "user", "read", 4],
    ["table entry", 0, "user", "write", 6],
    ["directory entry", 0, "kernel", "read", 0],
    ["directory entry", 0, "user", "write", 6],
    ["table entry", PRESENT, "kernel", "write", 3],
    ["table entry", PRESENT, "user", "read", 5],
    ["table entry", PRESENT, "user", "write", 7],
    ["directory entry", PRESENT, "user", "read", 5],
  ] as const)("%s with flags %d, %s %s: error code %d, and CR2", (level, flags, who, access, code) => {
    const cpu = paged(g);
    setRights(cpu, 6, level === "directory entry" ? flags : ALL, level === "table entry" ? flags : ALL);
    cpu.set(CPL, who === "user" ? 3 : 0);
    const before = cpu.memory.words.slice();
    if (access === "read") expect(cpu.load(at)).toBe(0);
    else cpu.store(at, 1);
    expect([cpu.faulted, cpu.errorCode, cpu.get(CR2)]).toEqual([true, code, at]);
    expect(cpu.memory.words).toEqual(before);
  });

  test("that nobody has taken makes the next instruction a bug", () => {
    const cpu = paged(g);
    cpu.memory.write(entryOf(g, 6), 0);
    cpu.load(at);
    expect(() => cpu.mov(1)).toThrow(MachineBug);
    expect(() => cpu.load(0)).toThrow(/has not been taken/);
    cpu.dropFault();
    expect([cpu.mov(1), cpu.faulted]).toEqual([1, false]);
  });

  test("leaves CR2 and the error code until the next one", () => {
    const cpu = paged(g);
    cpu.memory.write(entryOf(g, 6), 0);
    cpu.load(at);
    cpu.dropFault();
    cpu.store(0, 1);
    expect([cpu.readControl(CR2), cpu.errorCode]).toEqual([at, 0]);
  });
});

describe.each(geometries.map(without))("accessed and dirty on $name", (g) => {
  const at = 6 * g.pageBytes;

  test("a read sets A in both entries, a later write D in the table entry", () => {
    const cpu = paged(g);
    const bits = (): number[] =>
      [frameAddress(g, DIRECTORY), entryOf(g, 6)].map((a) => cpu.memory.read(a) & (ACCESSED | DIRTY));
    const seen = [bits()];
    cpu.load(at);
    seen.push(bits());
    cpu.store(at, 1);
    seen.push(bits());
    expect(seen).toEqual([
      [0, 0],
      [ACCESSED, ACCESSED],
      [ACCESSED, ACCESSED | DIRTY],
    ]);
    expect(cpu.tlbMisses).toBe(2);
  });

  test("are set again only after a flush", () => {
    const cpu = paged(g);
    cpu.store(at, 1);
    cpu.memory.write(entryOf(g, 6), entry(6, ALL));
    cpu.store(at, 2);
    expect(cpu.memory.read(entryOf(g, 6))).toBe(entry(6, ALL));
    cpu.invlpg(at);
    cpu.store(at, 3);
    expect(cpu.memory.read(entryOf(g, 6))).toBe(entry(6, ALL | ACCESSED | DIRTY));
  });
});

describe("addresses and entries", () => {
  test("a linear address of the 486 is 10 + 10 + 12 bits", () => {
    const g = i486();
    const parts = (a: number) => [directoryIndex(g, a), tableIndex(g, a), offsetInPage(g, a), pageOf(g, a)];
    expect(parts(0xffff_ffff)).toEqual([1023, 1023, 4095, 0xf_ffff]);
    expect(parts(0x0040_3004)).toEqual([1, 3, 4, 0x403]);
    expect(parts(0x8000_0000)).toEqual([512, 0, 0, 0x8_0000]);
    expect(pageAddress(g, 0xf_ffff)).toBe(0xffff_f000);
  });

  test("an entry has a frame in its upper 20 bits, and flags; both levels together have the lesser rights", () => {
    expect(entry(0xf_ffff, ALL)).toBe(0xffff_f007);
    expect(frameOf(0xffff_f007)).toBe(0xf_ffff);
    expect(combined(entry(1, ALL), entry(2, PRESENT | DIRTY))).toBe(entry(2, PRESENT | DIRTY));
    expect(combined(entry(1, PRESENT), entry(2, ALL))).toBe(entry(2, PRESENT));
  });

  test("walk says what the tables say, and sets nothing", () => {
    for (const g of geometries) {
      const cpu = paged(g, PRESENT | USER);
      const before = cpu.memory.words.slice();
      const walked = [5 * g.pageBytes, g.pageBytes * g.tableEntries].map((a) =>
        walk(g, cpu.memory, cpu.get(CR3), a),
      );
      expect(walked).toEqual([entry(5, PRESENT | USER), 0]);
      expect(cpu.memory.words).toEqual(before);
    }
  });

  test("without paging a linear address is a physical one, and the TLB is not asked", () => {
    for (const g of geometries) {
      const cpu = paged(without(g));
      cpu.memory.write(entryOf(g, 6), entry(7, ALL));
      cpu.store(6 * g.pageBytes, 1);
      cpu.loadCr0(cpu.get(CR0) & ~CR0_PG);
      cpu.store(6 * g.pageBytes, 2);
      expect([cpu.memory.read(6 * g.pageBytes), cpu.memory.read(7 * g.pageBytes)]).toEqual([2, 1]);
    }
  });

  test("what cannot be is a bug: words that are not aligned, frames and memory that are not there", () => {
    const g = without(i486(2 ** 18));
    const cpu = paged(g);
    expect(() => cpu.load(0x4002)).toThrow(/not aligned/);
    cpu.memory.write(entryOf(g, 6), entry(64, ALL));
    expect(() => cpu.load(0x6000)).toThrow(/no frame 0x40/);
    expect(() => new Processor(g).load(2 ** 18)).toThrow(/beyond memory/);
    expect(() => cpu.memory.read(2 ** 18)).toThrow(/not the address of a word/);
    expect(() => cpu.memory.write(2, 1)).toThrow(/not the address of a word/);
  });
});
