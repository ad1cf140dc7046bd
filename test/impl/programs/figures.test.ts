/** The published figures, the paths and the prices: each is read from a run, and follows the table of clocks. */
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Row } from "../../../impl/i486/index.js";
import { l3, variants } from "../../../impl/kernel/design.js";
import { type Figure, measurements } from "../../../impl/programs/figures.js";
import { measureMinimal, roomy } from "../../../impl/programs/minimal.js";
import { paths } from "../../../impl/programs/paths.js";
import { measureRpc } from "../../../impl/programs/pingpong.js";
import { designs, works } from "../../../impl/programs/prices.js";

const CLOCKS = "../../../impl/i486/clocks.js";

/** Figures that may be missed, each with its reason; the others may not. */
const MAY_MISS = ["IPC of 512 bytes between spaces, whole"];

describe("the published figures", () => {
  let figures: readonly Figure[] = [];
  beforeAll(() => {
    figures = measurements.flatMap(({ run }) => run());
  });
  const ours = (name: string): number => figures.find((its) => its.name.includes(name))?.ours ?? Number.NaN;

  it("are all there, and met", () => {
    expect(figures.map(({ value }) => value)).toEqual([
      107,
      127,
      172,
      250,
      900,
      26,
      404,
      2,
      4,
      12_500,
      1,
      2,
      2 ** 24,
    ]);
    const missed = figures.filter(({ verdict }) => verdict === "missed");
    expect(missed.map(({ name }) => name).filter((name) => !MAY_MISS.includes(name))).toEqual([]);
    for (const { note } of missed) expect(note).toMatch(/the source leaves/);
  });

  it("are just so where the source says how much, not how much at most", () => {
    const exact = figures.filter(({ relation }) => relation === "exactly");
    expect(exact.map(({ verdict }) => verdict)).toEqual(exact.map(() => "equal"));
  });

  it("have verdicts that follow from the numbers", () => {
    for (const { relation, value, within = 0, ours, verdict } of figures) {
      const off = relation === "at most" ? Math.max(0, ours - value) : Math.abs(ours - value);
      expect(verdict !== "missed").toBe(off <= within);
    }
  });

  it("are what ledgers of the same runs add up to", () => {
    const minimal = measureMinimal(roomy());
    expect(ours("enter and leave")).toBe(minimal.modeSwitch.total().clocks);
    expect(ours("minimal")).toBe(minimal.withoutTlbMisses.total().clocks);
    expect(ours("the same with its 5 TLB misses")).toBe(minimal.ipc.total().clocks);
    for (const bytes of [8, 512]) {
      const { ledger } = measureRpc(l3, bytes);
      expect(ours(`IPC of ${bytes} bytes`)).toBe(ledger.entries.reduce((n, { clocks }) => n + clocks, 0));
    }
    expect(ours("kernel entries")).toBe(measureRpc(l3, 8).entries);
  });
});

describe("with another table of clocks", () => {
  afterEach(() => {
    vi.doUnmock(CLOCKS);
    vi.resetModules();
  });

  /** Figures of one measurement, when each instruction of these kinds takes a clock more. */
  async function slower(measurement: string, ...rows: readonly string[]): Promise<readonly number[]> {
    vi.resetModules();
    vi.doMock(CLOCKS, async (original) => {
      const its = await original<{ readonly clocks: Readonly<Record<string, Row>> }>();
      const changed = Object.entries(its.clocks).map(([name, row]) => [
        name,
        rows.includes(name) ? { ...row, clocks: row.clocks + 1 } : row,
      ]);
      return { ...its, clocks: Object.fromEntries(changed) };
    });
    const fresh = await import("../../../impl/programs/figures.js");
    return fresh.measurements
      .filter(({ name }) => name === measurement)
      .flatMap(({ run }) => run().map((its) => its.ours));
  }

  const usual = (measurement: string): readonly number[] =>
    measurements
      .filter(({ name }) => name === measurement)
      .flatMap(({ run }) => run().map((its) => its.ours));
  const more = async (measurement: string, ...rows: readonly string[]): Promise<readonly number[]> => {
    const before = usual(measurement);
    return (await slower(measurement, ...rows)).map((n, i) => Math.round(100 * (n - (before[i] ?? 0))) / 100);
  };

  it("what enters the kernel pays for INT, and what leaves it for IRET", async () => {
    expect(await more("minimal IPC", "intInner")).toEqual([1, 1, 1]);
    expect(await more("minimal IPC", "intInner", "iretOuter")).toEqual([2, 2, 2]);
    expect(await more("IPC of 8 bytes", "intInner", "iretOuter")).toEqual([2]);
    expect(await more("IPC of 512 bytes", "intInner", "iretOuter")).toEqual([2]);
  });

  it("the minimal IPC pays for each of its misses, and for CR3", async () => {
    expect(await more("minimal IPC", "tlbMiss")).toEqual([0, 0, 5]);
    expect(await more("minimal IPC", "loadCr3")).toEqual([0, 1, 1]);
  });

  it("the copies pay for REP MOVSD once, and not for misses", async () => {
    expect(await more("two copies", "repMovs")).toEqual([1, 1]);
    expect(await more("two copies", "tlbMiss", "cacheMiss")).toEqual([0, 0]);
  });

  it("a scan pays for each entry that is looked at", async () => {
    const [perScan = 0] = await more("array of wake-up times", "compare");
    expect(perScan).toBeCloseTo((16_384 / 50e6) * 1000, 1);
    const [, share = 0] = await more("timer scans", "load");
    expect(share).toBeGreaterThan(0);
  });
});

describe("the minimal IPC", () => {
  it("is about 20 instructions, no check among them, and goes to another space and back to user code", () => {
    const { ipc, withoutTlbMisses, modeSwitch } = measureMinimal(roomy());
    expect(ipc.total()).toMatchObject({ instructions: 17, tlbMisses: 5, cacheMisses: 0 });
    expect(withoutTlbMisses.total()).toMatchObject({ instructions: 17, tlbMisses: 0, cacheMisses: 0 });
    const texts = ipc.entries.map(({ instruction }) => instruction);
    expect(withoutTlbMisses.entries.map(({ instruction }) => instruction)).toEqual(texts);
    expect(texts.filter((text) => text.startsWith("j"))).toEqual(["jnz words"]);
    for (const { instruction } of modeSwitch.entries) expect(texts).toContain(instruction);
    expect(texts).toContain("mov cr3,ecx");
  });
});

describe("a path", () => {
  it.each(paths)(
    "$name ends, runs the same instructions hot and cold, and cold costs more",
    ({ measure }) => {
      const [hot, cold] = [measure("hot"), measure("cold")];
      const texts = hot.entries.map(({ phase, instruction }) => `${phase}: ${instruction}`);
      expect(cold.entries.map(({ phase, instruction }) => `${phase}: ${instruction}`)).toEqual(texts);
      expect(hot.entries.every(({ phase }) => phase !== "")).toBe(true);
      expect(cold.total().clocks).toBeGreaterThan(hot.total().clocks);
      expect(cold.total().tlbMisses).toBeGreaterThan(hot.total().tlbMisses);
      expect(measure("hot").total()).toEqual(hot.total());
    },
  );
});

describe("the prices", () => {
  const cost = (work: string, technique?: string): number => {
    const design = designs.find((its) => its.technique === technique)?.design ?? l3;
    return works.find(({ name }) => name === work)?.measure(design).clocks ?? Number.NaN;
  };

  it("are of L3's design, and of all others", () => {
    expect(designs.map(({ technique }) => technique)).toEqual([undefined, ...variants.map((v) => v.without)]);
  });

  it("are asked where a technique matters", () => {
    expect(cost("8 bytes", "oneCall")).toBeGreaterThan(cost("8 bytes"));
    expect(cost("8 bytes", "window")).toBe(cost("8 bytes"));
    expect(cost("4 KB", "window")).toBeGreaterThan(1.5 * cost("4 KB"));
    expect(cost("512 bytes", "directSwitch")).toBeGreaterThan(cost("512 bytes"));
    expect(cost("512 bytes", "lazyScheduling")).toBeGreaterThan(cost("512 bytes", "directSwitch"));
    expect(cost("timed RPC", "lazyWakeups")).toBeGreaterThan(cost("timed RPC"));
    expect(cost("8 bytes", "registers")).toBeGreaterThan(cost("8 bytes"));
    expect(cost("8 bytes", "virtualTcbs")).toBeGreaterThan(cost("8 bytes"));
    expect(cost("tick", "wakeups")).toBeGreaterThan(10 * cost("tick"));
  });
});
