/** Translation by the TLB, on random tables, accesses and flushes, beside a naive walk of the tables. */
import { test as check, fc } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  CPL,
  CR0_PG,
  CR0_WP,
  entry,
  frameAddress,
  type Geometry,
  Processor,
} from "../../../impl/i486/index.js";
import { geometries, without } from "./machine.js";

/** Frames 1 and 2 are directories, 3 to 5 page tables, and 6 to 11 what table entries lead to. */
const [DIRECTORIES, TABLES, DATA, END] = [1, 3, 6, 12] as const;

type Command =
  | { readonly do: "access"; readonly page: number; readonly isWrite: boolean; readonly isUser: boolean }
  | { readonly do: "directory"; readonly which: number; readonly region: number; readonly word: number }
  | { readonly do: "table"; readonly which: number; readonly index: number; readonly word: number }
  | { readonly do: "invlpg"; readonly page: number }
  | { readonly do: "cr3"; readonly which: number }
  | { readonly do: "wp"; readonly isOn: boolean };

/** Flags: mostly present, and with rights, so that accesses come through. */
const flags = fc.constantFrom(7, 7, 7, 7, 5, 3, 1, 0, 6, 0x67);
const region = fc.nat(1);
/** Pages of regions 0 and 1; of the 486's 1024 a region those that share sets, and some that do not. */
const pageIn = (g: Geometry) =>
  fc
    .tuple(region, fc.constantFrom(0, 1, 2, 8 % g.tableEntries, 16 % g.tableEntries, g.tableEntries - 1))
    .map(([r, n]) => r * g.tableEntries + n);

const commandOn = (g: Geometry): fc.Arbitrary<Command> => {
  const page = pageIn(g);
  const index = page.map((p) => p % g.tableEntries);
  const toTable = fc
    .tuple(fc.integer({ min: TABLES, max: DATA - 1 }), flags)
    .map(([f, bits]) => entry(f, bits));
  const toData = fc.tuple(fc.integer({ min: DATA, max: END - 1 }), flags).map(([f, bits]) => entry(f, bits));
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("access" as const),
        page,
        isWrite: fc.boolean(),
        isUser: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("table" as const), which: fc.nat(2), index, word: toData }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("directory" as const),
        which: fc.nat(1),
        region,
        word: toTable,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("invlpg" as const), page }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("cr3" as const), which: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("wp" as const), isOn: fc.boolean() }) },
  );
};

/** What a walk finds: the frame, and whether both levels allow writes and user code, and the page is dirty. */
interface Found {
  readonly frame: number;
  readonly writable: boolean;
  readonly user: boolean;
  readonly dirty: boolean;
}

/** The machine, and what its TLB must remember if it remembers anything of a page. */
class Beside {
  readonly g: Geometry;
  readonly cpu: Processor;
  readonly filled = new Map<number, Found>();
  directory = DIRECTORIES as number;
  wp = true;

  constructor(g: Geometry) {
    this.g = g;
    this.cpu = new Processor(g);
    // Each word of memory is its own address, where it is no entry.
    for (let at = frameAddress(g, DATA); at < END * g.pageBytes; at += 4) this.cpu.memory.write(at, at);
    for (const d of [0, 1])
      for (const r of [0, 1]) this.put(DIRECTORIES + d, r, entry(TABLES + ((d + r) % 3), 7));
    this.cpu.loadCr3(entry(this.directory, 0));
    this.cpu.loadCr0(CR0_PG | CR0_WP);
  }

  put(frame: number, index: number, word: number): void {
    this.cpu.memory.write(frame * this.g.pageBytes + 4 * index, word);
  }

  /** By division and remainder, from memory. */
  walk(page: number): Found | undefined {
    const { pageBytes, tableEntries } = this.g;
    const first = this.cpu.memory.read(this.directory * pageBytes + 4 * Math.floor(page / tableEntries));
    if (first % 2 === 0) return undefined;
    const second = this.cpu.memory.read(Math.floor(first / 4096) * pageBytes + 4 * (page % tableEntries));
    if (second % 2 === 0) return undefined;
    const has = (bit: number) => Math.floor(first / bit) % 2 === 1 && Math.floor(second / bit) % 2 === 1;
    return {
      frame: Math.floor(second / 4096),
      writable: has(2),
      user: has(4),
      dirty: Math.floor(second / 64) % 2 === 1,
    };
  }

  allows(found: Found, isWrite: boolean, isUser: boolean): boolean {
    if (isUser) return found.user && (found.writable || !isWrite);
    return found.writable || !isWrite || !this.wp;
  }

  access({ page, isWrite, isUser }: Extract<Command, { do: "access" }>): void {
    const { cpu, g } = this;
    const held = cpu.tlb.holds(page) ? this.filled.get(page) : undefined;
    // A page that is remembered as clean is looked up anew to be written, if it may be.
    const isCurrent = held !== undefined && (held.dirty || !isWrite || !this.allows(held, true, isUser));
    const found = isCurrent ? held : this.walk(page);
    const isAllowed = found !== undefined && this.allows(found, isWrite, isUser);
    const misses = cpu.tlbMisses;
    const got = this.perform(page * g.pageBytes + 4, isWrite, isUser);
    expect(cpu.faulted).toBe(!isAllowed);
    expect(cpu.tlbMisses - misses).toBe(isCurrent ? 0 : 1);
    if (found === undefined || !isAllowed) {
      expect(cpu.errorCode).toBe((found ? 1 : 0) + (isWrite ? 2 : 0) + (isUser ? 4 : 0));
      return cpu.dropFault();
    }
    expect(got).toBe(found.frame * g.pageBytes + 4);
    if (!isCurrent) this.filled.set(page, { ...found, dirty: found.dirty || isWrite });
  }

  /** Read, or write, and put back what stood there: the physical address at which that was. */
  perform(linear: number, isWrite: boolean, isUser: boolean): number {
    const { cpu, g } = this;
    cpu.set(CPL, isUser ? 3 : 0);
    const got = isWrite ? undefined : cpu.load(linear);
    if (isWrite) cpu.store(linear, 0xffff_ffff);
    cpu.set(CPL, 0);
    if (got !== undefined) return got;
    const words = cpu.memory.words.subarray(frameAddress(g, DATA) / 4, (END * g.pageBytes) / 4);
    const at = frameAddress(g, DATA) + 4 * words.indexOf(0xffff_ffff);
    if (!cpu.faulted) cpu.memory.write(at, at);
    return at;
  }

  run(command: Command): void {
    const { cpu } = this;
    switch (command.do) {
      case "access":
        return this.access(command);
      case "table":
        return this.put(TABLES + command.which, command.index, command.word);
      case "directory":
        return this.put(DIRECTORIES + command.which, command.region, command.word);
      case "invlpg":
        return cpu.invlpg(command.page * this.g.pageBytes + 8);
      case "cr3":
        this.directory = DIRECTORIES + command.which;
        return cpu.loadCr3(entry(this.directory, 0));
      case "wp":
        this.wp = command.isOn;
        return cpu.loadCr0(CR0_PG | (this.wp ? CR0_WP : 0));
    }
  }
}

describe.each(geometries.map(without))("translation on $name", (g) => {
  check.prop([fc.array(commandOn(g), { minLength: 1, maxLength: 60 })], { numRuns: 500 })(
    "is by what the TLB was filled with, or else what a naive walk finds",
    (commands) => {
      const beside = new Beside(g);
      for (const command of commands) {
        beside.run(command);
        const tlb = beside.cpu.tlb.contents();
        for (const { page, frame, writable, user, dirty } of tlb)
          expect({ frame, writable, user, dirty }).toEqual(beside.filled.get(page));
        if (command.do === "cr3") expect(tlb).toEqual([]);
        if (command.do === "invlpg") expect(tlb.map(({ page }) => page)).not.toContain(command.page);
      }
    },
  );
});
