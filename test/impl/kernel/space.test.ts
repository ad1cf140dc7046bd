/** Spaces that come and go, and the memory behind TCBs. */
import { describe, expect, test } from "vitest";
import { CR3, type Geometry, i486, small } from "../../../impl/i486/index.js";
import type { Size } from "../../../impl/kernel/design.js";
import { peek } from "../../../impl/kernel/kernel.js";
import { TASK_SHADOW, TASK_SPACE } from "../../../impl/kernel/layout.js";
import { mapPage } from "../../../impl/kernel/mapping.js";
import { closeTcb, createSpace, deleteSpace, openTcb } from "../../../impl/kernel/space.js";
import { MYSELF, WORD_1 } from "../../../impl/kernel/tcb.js";
import { bootedKernel, changed, essence, seen, spaceAt, taskAt } from "./seen.js";

const geometries = [i486(2 ** 19), small()];
const started = (g: Geometry, changes: Partial<Size> = {}) =>
  bootedKernel(g, { tasks: 4, threadsPerTask: 4, userFrames: 3, poolFrames: 40, nodes: 20, ...changes });

describe.each(geometries)("spaces on $name", (g) => {
  test("a new one is empty, but for the kernel's regions", () => {
    const k = started(g);
    expect(createSpace(k, taskAt(k, 2))).toBe(true);
    const { wrong, pages } = seen(k);
    expect([wrong, [...pages.keys()]]).toEqual([[], ["0.0", "0.1", "0.2"]]);
    k.cpu.loadCr3(spaceAt(k, 2));
    expect([k.cpu.load(k.at.tasks + TASK_SPACE), k.cpu.faulted]).toEqual([spaceAt(k, 0), false]);
    k.cpu.load(0);
    expect(k.cpu.faulted).toBe(true);
  });

  test("two frames are needed, or nothing is done", () => {
    for (const left of [0, 1, 2]) {
      const k = started(g, { poolFrames: 4 + left });
      const before = essence(k);
      expect(createSpace(k, taskAt(k, 1))).toBe(left === 2);
      expect(changed(k, before, essence(k)).length > 0).toBe(left === 2);
      expect(seen(k).wrong).toEqual([]);
    }
  });

  test("one that goes takes its pages, what derives from them, and its tables", () => {
    const k = started(g);
    const free = seen(k).freeFrames;
    for (const t of [1, 2]) createSpace(k, taskAt(k, t));
    const last = k.at.userEnd - g.pageBytes;
    expect(mapPage(k, taskAt(k, 0), 0, taskAt(k, 1), 0)).toBe(true);
    expect(mapPage(k, taskAt(k, 0), 0, taskAt(k, 1), last)).toBe(true);
    expect(mapPage(k, taskAt(k, 1), last, taskAt(k, 2), 0)).toBe(true);
    expect(mapPage(k, taskAt(k, 2), 0, taskAt(k, 1), g.pageBytes)).toBe(true);
    deleteSpace(k, taskAt(k, 1));
    const { wrong, pages, freeFrames } = seen(k);
    expect([wrong, pages.size, freeFrames]).toEqual([[], 3, free - 4]);
    expect([TASK_SPACE, TASK_SHADOW].map((of) => peek(k, taskAt(k, 1) + of))).toEqual([0, 0]);
    deleteSpace(k, taskAt(k, 2));
    expect(seen(k).freeFrames).toBe(free);
  });

  test("if the loaded one goes, sigma0's is loaded; another one stays", () => {
    const k = started(g);
    for (const t of [1, 2]) createSpace(k, taskAt(k, t));
    k.cpu.loadCr3(spaceAt(k, 2));
    deleteSpace(k, taskAt(k, 1));
    expect(k.cpu.get(CR3)).toBe(spaceAt(k, 2));
    deleteSpace(k, taskAt(k, 2));
    expect(k.cpu.get(CR3)).toBe(spaceAt(k, 0));
  });
});

describe.each(geometries)("memory behind TCBs on $name", (g) => {
  const tcbAt = (k: ReturnType<typeof started>, n: number): number => k.at.tcbs + n * k.at.tcbBytes;
  const together = Math.max(1, g.pageBytes / started(g).at.tcbBytes);
  const pages = Math.max(1, started(g).at.tcbBytes / g.pageBytes);

  test("comes when a TCB is opened, and TCBs in one page have it together", () => {
    const k = started(g);
    const free = seen(k).freeFrames;
    const left: number[] = [];
    for (let n = 0; n <= together; n++) {
      expect(k.cpu.load(tcbAt(k, n) + MYSELF)).toBe(0);
      expect(openTcb(k, tcbAt(k, n))).toBe(true);
      k.cpu.store(tcbAt(k, n) + MYSELF, 100 + n);
      k.cpu.store(tcbAt(k, n + 1) - 4, n);
      expect(k.cpu.faulted).toBe(false);
      left.push(free - seen(k).freeFrames);
    }
    expect(left).toEqual(left.map((_, n) => (n < together ? pages : 2 * pages)));
    for (let n = 0; n <= together; n++) expect(k.cpu.load(tcbAt(k, n) + MYSELF)).toBe(100 + n);
  });

  test("goes with the last TCB in the page; a TCB that has gone reads as zeros, and cannot be written", () => {
    const k = started(g);
    const { freeFrames } = seen(k);
    const all = Array.from({ length: together }, (_, n) => tcbAt(k, n));
    for (const tcb of all) {
      openTcb(k, tcb);
      for (const word of [MYSELF, WORD_1]) k.cpu.store(tcb + word, 5);
    }
    for (const tcb of all) {
      expect(seen(k).freeFrames).toBe(freeFrames - pages);
      closeTcb(k, tcb);
      expect([MYSELF, WORD_1].map((word) => k.cpu.load(tcb + word))).toEqual([0, 0]);
    }
    expect([seen(k).freeFrames, seen(k).wrong]).toEqual([freeFrames, []]);
    k.cpu.store(tcbAt(k, 0) + MYSELF, 5);
    expect(k.cpu.faulted).toBe(true);
  });

  test("is all there, or nothing is done", () => {
    for (let left = 0; left <= pages; left++) {
      const k = started(g, { poolFrames: 4 + left });
      const before = essence(k);
      expect(openTcb(k, tcbAt(k, 0))).toBe(left === pages);
      expect(changed(k, before, essence(k)).length > 0).toBe(left === pages);
      expect(seen(k).wrong).toEqual([]);
    }
  });
});
