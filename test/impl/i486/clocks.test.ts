/** The table of clocks, and that instructions charge what it says: the published figures, from executed code. */
import { describe, expect, test } from "vitest";
import { clocks, ESP, i486, microseconds, Processor, stringClocks } from "../../../impl/i486/index.js";
import { clocksOf, clocksOnHits, geometries, hot, inUser, paged, places, without } from "./machine.js";

/** Published clocks, once more: instruction timings of MASM's on-line help, and INT and IRET of Liedtke 1995. */
const PUBLISHED: Readonly<Record<string, number>> = {
  "DIV r": 40,
  "MOV r,r": 1,
  "MOV r,m": 1,
  "MOV m,r": 1,
  "MOV m,i": 1,
  "ALU r,r or r,i": 1,
  "ALU r,m": 2,
  "ALU m,r or m,i": 3,
  "CMP m,r or TEST m,i": 2,
  "LEA r,m": 1,
  "LEA r,m with index": 2,
  "SHL r,i or SHR r,i": 2,
  "SHL r,CL or SHR r,1": 3,
  "XCHG r,m": 5,
  "base + index + displacement": 1,
  "PUSH r": 1,
  "POP r": 1,
  "PUSH m": 4,
  "POP m": 6,
  PUSHAD: 11,
  POPAD: 9,
  "JMP near": 3,
  "JMP r or m": 5,
  "Jcc, taken": 3,
  "Jcc, not taken": 1,
  "CALL near": 3,
  "RET near": 5,
  MOVSD: 7,
  "REP MOVSD": 12,
  STOSD: 5,
  "REP STOSD": 7,
  CLD: 2,
  "MOV seg,r": 9,
  "POP seg": 9,
  "MOV r,seg": 3,
  "PUSH seg": 3,
  "MOV CR3,r": 4,
  "MOV CR0,r": 16,
  "MOV r,CRn": 4,
  "INVLPG m, in the TLB": 12,
  "INVLPG m, not in the TLB": 11,
  CLI: 5,
  STI: 5,
  HLT: 4,
  "INT i, same level": 44,
  "INT i, inner level": 71,
  "IRET, same level": 20,
  "IRET, outer level": 36,
  "fault or interrupt, same level": 44,
  "fault or interrupt, inner level": 71,
  "TLB miss": 9,
  "cache miss": 3,
};

describe("the table of clocks", () => {
  const rows = Object.values(clocks);

  test("has the published clocks, and no others", () => {
    expect(Object.fromEntries(rows.map((row) => [row.text, row.clocks]))).toEqual(PUBLISHED);
    expect(rows.filter((row) => row.perWord > 0).map((row) => [row.text, row.perWord])).toEqual([
      ["REP MOVSD", 3],
      ["REP STOSD", 4],
    ]);
  });

  test.each(rows)("says where it has its clocks from, and how sure they are: $text", (row) => {
    expect(row.source).toMatch(/\w{4}/);
    expect(row.confidence).toMatch(/^(P|P-tr|S|D)$/);
    expect(row.bytes).toBeGreaterThanOrEqual(0);
  });
});

describe.each(geometries)("instructions on $name", (g) => {
  const cpu = paged(without(g));
  const at = 4 * g.pageBytes;
  cpu.set(ESP, 6 * g.pageBytes);

  test.each<[number, string, () => unknown]>([
    [1, "mov", () => cpu.mov(1)],
    [1, "alu", () => cpu.alu(1)],
    [1, "lea", () => cpu.lea(1)],
    [2, "shift", () => cpu.shift(1)],
    [3, "shift by CL", () => cpu.tick(clocks.shiftByCl)],
    [1, "load", () => cpu.load(at)],
    [1, "store", () => cpu.store(at, 1)],
    [1, "store immediate", () => cpu.storeImmediate(at, 1)],
    [2, "compare", () => cpu.compare(at)],
    [2, "alu load", () => cpu.aluLoad(at)],
    [3, "add to", () => cpu.addTo(at, 1)],
    [3, "or to", () => cpu.orTo(at, 1)],
    [3, "and to", () => cpu.andTo(at, 1)],
    [5, "exchange", () => cpu.exchange(at, 1)],
    [2, "push, pop", () => [cpu.push(1), cpu.pop()]],
    [10, "push memory, pop memory", () => [cpu.pushMemory(at), cpu.popMemory(at)]],
    [20, "push all, pop all", () => [cpu.pushAll(), cpu.popAll()]],
    [3, "jump", () => cpu.jump(at)],
    [5, "jump indirect", () => cpu.jumpIndirect(at)],
    [3, "branch, taken", () => cpu.branch(true)],
    [1, "branch, not taken", () => cpu.branch(false)],
    [8, "call, ret", () => [cpu.call(at), cpu.ret()]],
    [4, "load CR3", () => cpu.loadCr3(cpu.get(12))],
    [16, "load CR0", () => cpu.loadCr0(cpu.get(10))],
    [4, "read CR2", () => cpu.readControl(11)],
    [10, "cli, sti", () => [cpu.cli(), cpu.sti()]],
  ])("charge %d clocks: %s", (expected, _, work) => {
    expect(hot(cpu, work)).toBe(expected);
  });

  test("INVLPG charges 12 clocks for what the TLB has, and 11 else", () => {
    cpu.load(at);
    expect([clocksOf(cpu, () => cpu.invlpg(at)), clocksOf(cpu, () => cpu.invlpg(at))]).toEqual([12, 11]);
  });
});

describe.each(geometries)("published figures on $name", (g) => {
  test("to enter and leave the kernel takes 71 + 36 = 107 clocks", () => {
    const cpu = inUser(g);
    const enterAndLeave = (): void => {
      cpu.int(0x30);
      cpu.iret();
      cpu.at(places(g).userCode);
    };
    expect(clocksOnHits(cpu, enterAndLeave)).toBe(71 + 36);
    if (g.codeInMemory) expect(hot(cpu, enterAndLeave)).toBe(107);
  });

  test.each([1, 2, 16, 128])("REP MOVSD of n words takes 12 + 3 n clocks: %d", (n) => {
    const cpu = new Processor(without(g));
    expect(clocksOnHits(cpu, () => cpu.repMovs(0, 1024, n))).toBe(12 + 3 * n);
    if (g.codeInMemory) expect(hot(cpu, () => cpu.repMovs(0, 1024, n))).toBe(12 + 3 * n);
    expect(stringClocks(clocks.repMovs, n)).toBe(12 + 3 * n);
  });

  test("REP STOSD of n words takes 7 + 4 n clocks", () => {
    const cpu = new Processor(without(g));
    expect(hot(cpu, () => cpu.repStos(0, 7, 32))).toBe(7 + 4 * 32);
    expect([cpu.memory.read(0), cpu.memory.read(124), cpu.memory.read(128)]).toEqual([7, 7, 0]);
  });
});

describe("published figures", () => {
  test.each([
    [8, 26],
    [512, 404],
  ])("a copy of %d bytes, set up, takes 20 + 0.75 n = %d clocks", (bytes, published) => {
    const cpu = paged(i486(2 ** 18));
    const copy = (): void => {
      cpu.at(0x7000);
      for (let n = 0; n < 8; n++) cpu.mov(n);
      cpu.repMovs(0x4000, 0x5000, bytes / 4);
    };
    expect(20 + 0.75 * bytes).toBe(published);
    expect(Math.abs(hot(cpu, copy) - published)).toBeLessThanOrEqual(2);
  });

  test("five TLB misses are 45 clocks more", () => {
    const cpu = paged(i486(2 ** 18));
    const touch = (): void => {
      cpu.at(0x7000);
      for (let page = 8; page < 12; page++) cpu.load(page * 4096);
    };
    touch();
    cpu.tlb.flush();
    expect([clocksOf(cpu, touch) - hot(cpu, touch), cpu.tlbMisses]).toEqual([45, 10]);
  });

  test("250 clocks are 5 microseconds", () => {
    expect(microseconds(i486(), 250)).toBe(5);
  });
});
