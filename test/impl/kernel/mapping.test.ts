/** Mapping trees, spaces and the pool, against a naive sigma; what the TLB is told; what happens when memory runs out. */
import { test as check, fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { ACCESSED, DIRTY, ESP, entry, type Geometry, Ledger } from "../../../impl/i486/index.js";
import type { Size } from "../../../impl/kernel/design.js";
import { peek } from "../../../impl/kernel/kernel.js";
import {
  demap,
  grantPage,
  mapPage,
  NODE_ENTRY,
  nodeOf,
  release,
  USER_PAGE,
} from "../../../impl/kernel/mapping.js";
import { createSpace } from "../../../impl/kernel/space.js";
import { amounts, few, geometries, Pair, step, TASKS } from "./pair.js";
import { bootedKernel, changed, essence, seen, spaceAt, taskAt } from "./seen.js";

describe.each(geometries)("random steps on $name", (g) => {
  check.prop([fc.constantFrom(...amounts), fc.array(step, { minLength: 10, maxLength: 60, size: "max" })], {
    numRuns: g.codeInMemory ? 30 : 300,
  })("is sigma, whatever is done; what is refused changes nothing; nothing is lost", (changes, steps) => {
    const pair = new Pair(g, changes);
    for (let n = 1; n < TASKS; n++) pair.create();
    pair.compare();
    for (const its of steps) {
      const before = essence(pair.k);
      const answers = pair.take(its);
      expect(answers?.[0]).toBe(answers?.[1]);
      if (answers?.[0] === false) expect(changed(pair.k, before, essence(pair.k))).toEqual([]);
      pair.compare();
    }
  });
});

// -------------------------------------------------------------------------------------------------------- one by one

/** A kernel with tasks 1 to 3, and how its pages are named: page v of task t, its address and its frame. */
function withTasks(g: Geometry, changes: Partial<Size> = {}) {
  const k = bootedKernel(g, { ...few, ...changes });
  for (const t of [1, 2, 3]) expect(createSpace(k, taskAt(k, t))).toBe(true);
  const at = (v: number): number => v * g.pageBytes;
  const pair = (t: number, v: number) => [taskAt(k, t), at(v)] as const;
  return {
    k,
    map: (t: number, v: number, u: number, w: number) => mapPage(k, ...pair(t, v), ...pair(u, w)),
    grant: (t: number, v: number, u: number, w: number) => grantPage(k, ...pair(t, v), ...pair(u, w)),
    demap: (t: number, v: number) => demap(k, ...pair(t, v)),
    release: (t: number, v: number) => release(k, ...pair(t, v)),
    /** What is mapped outside sigma0: page < origin, in order. */
    pages: () => {
      const { pages, wrong } = seen(k);
      expect(wrong).toEqual([]);
      const others = [...pages].filter(([page]) => !page.startsWith("0."));
      return others.map(([page, { origin }]) => `${page} < ${origin}`).toSorted();
    },
  };
}

describe.each(geometries)("mapping on $name", (g) => {
  const end = g.codeInMemory ? 2 ** 20 : 2 ** 8;

  test("map: refused are a page that is not there, sigma0's as target, and a target above or equal", () => {
    const { map, pages } = withTasks(g);
    expect([map(0, 0, 1, 5), map(1, 5, 2, 6), map(2, 6, 3, 7)]).toEqual([true, true, true]);
    const before = pages();
    const refused = [
      map(1, 4, 2, 4),
      map(0, 3, 2, 4),
      map(1, 5, 0, 1),
      map(0, 0, 0, 1),
      map(1, 5, 1, 5),
      map(3, 7, 1, 5),
      map(3, 7, 2, 6),
      map(1, 5, 2, end - 1),
      map(1, end - 1, 2, 8),
    ];
    expect(refused).toEqual(refused.map(() => false));
    expect(pages()).toEqual(before);
  });

  test("map from a page's own origin takes back what derives from it, and leaves the page", () => {
    const { map, pages } = withTasks(g);
    map(0, 0, 1, 5);
    map(1, 5, 2, 6);
    map(1, 5, 3, 6);
    map(2, 6, 3, 7);
    expect(map(1, 5, 2, 6)).toBe(true);
    expect(pages()).toEqual(["1.5 < 0.0", "2.6 < 1.5", "3.6 < 1.5"]);
  });

  test("map in place of a page takes what derived from it, and no node", () => {
    const { k, map, pages } = withTasks(g, { nodes: few.userFrames + 2 });
    map(0, 0, 1, 5);
    map(1, 5, 2, 6);
    expect([map(0, 1, 3, 5), map(0, 1, 2, 6), map(0, 1, 1, 5)]).toEqual([false, true, true]);
    expect(pages()).toEqual(["1.5 < 0.1", "2.6 < 0.1"]);
    expect(map(0, 2, 1, 5)).toBe(true);
    expect(seen(k).pages.get("1.5")?.frame).toBe(2);
  });

  test("grant: the subtree goes with the page, and no node is needed; refused is what map refuses, and sigma0's", () => {
    const { k, map, grant, pages } = withTasks(g, { nodes: few.userFrames + 3 });
    map(0, 0, 1, 5);
    map(1, 5, 2, 6);
    map(1, 5, 3, 6);
    const before = pages();
    const refused = [
      grant(0, 0, 1, 5),
      grant(1, 5, 0, 1),
      grant(2, 6, 1, 5),
      grant(1, 5, 1, 5),
      grant(1, 4, 2, 4),
    ];
    expect(refused).toEqual(refused.map(() => false));
    expect([pages(), seen(k).freeNodes]).toEqual([before, 0]);
    expect(grant(1, 5, 3, 8)).toBe(true);
    expect(pages()).toEqual(["2.6 < 3.8", "3.6 < 3.8", "3.8 < 0.0"]);
    expect(grant(3, 8, 2, 6)).toBe(true);
    expect(pages()).toEqual(["2.6 < 0.0", "3.6 < 2.6"]);
  });

  test("demap leaves the page, release does not; both take all that derives from it", () => {
    const { k, map, demap, release, pages } = withTasks(g);
    for (const [t, v, u, w] of [
      [0, 0, 1, 5],
      [1, 5, 2, 6],
      [2, 6, 3, 6],
      [1, 5, 1, 7],
      [0, 0, 2, 7],
    ] as const)
      map(t, v, u, w);
    expect([demap(1, 4), release(1, 4), release(0, 0)]).toEqual([false, false, false]);
    expect([demap(1, 5), pages()]).toEqual([true, ["1.5 < 0.0", "2.7 < 0.0"]]);
    expect([release(1, 5), pages()]).toEqual([true, ["2.7 < 0.0"]]);
    expect([demap(0, 0), pages()]).toEqual([true, []]);
    expect(nodeOf(k, taskAt(k, 0), 0)).not.toBe(0);
    expect(nodeOf(k, taskAt(k, 1), 5 * g.pageBytes)).toBe(0);
  });

  test("the deepest tree is taken back without a stack", () => {
    const { k, map, demap, pages } = withTasks(g);
    for (let v = 0; v < 12; v++) expect(map(v === 0 ? 0 : 1, v, 1, v + 1)).toBe(true);
    const stack = essence(k);
    const { idleTcb, tcbBytes, physical } = k.at;
    expect([demap(0, 0), pages()]).toEqual([true, []]);
    const words = changed(k, stack, essence(k)).filter((at) => at >= idleTcb && at < idleTcb + tcbBytes);
    expect([words, k.cpu.get(ESP)]).toEqual([[], idleTcb + tcbBytes]);
    expect(idleTcb).toBeGreaterThan(physical);
  });

  test("INVLPG is for pages of the loaded space alone, and a page that is new needs none", () => {
    const { k, map, demap } = withTasks(g);
    const told = (work: () => boolean): number => {
      const ledger = new Ledger();
      k.cpu.attach(ledger);
      expect(work()).toBe(true);
      k.cpu.attach();
      return ledger.entries.filter(({ instruction }) => instruction.startsWith("invlpg")).length;
    };
    k.cpu.loadCr3(spaceAt(k, 2));
    const counts = [told(() => map(0, 0, 1, 5)), told(() => map(1, 5, 2, 6)), told(() => map(1, 5, 3, 6))];
    k.cpu.load(6 * g.pageBytes);
    expect(k.cpu.faulted).toBe(false);
    counts.push(told(() => demap(0, 0)));
    expect(counts).toEqual([0, 0, 0, 1]);
    expect(k.cpu.tlb.holds(6)).toBe(false);
  });

  test("a new page has not been accessed, nor written", () => {
    const { k, map, grant } = withTasks(g);
    const entryOf = (t: number, v: number): number => {
      const at = peek(k, nodeOf(k, taskAt(k, t), v * g.pageBytes) + NODE_ENTRY);
      return peek(k, at);
    };
    k.cpu.addTo(0, 1);
    expect(entryOf(0, 0)).toBe(entry(0, USER_PAGE | ACCESSED | DIRTY));
    expect([map(0, 0, 1, 5), entryOf(1, 5)]).toEqual([true, entry(0, USER_PAGE)]);
    k.cpu.loadCr3(spaceAt(k, 1));
    k.cpu.addTo(5 * g.pageBytes, 1);
    expect([grant(1, 5, 2, 6), entryOf(2, 6)]).toEqual([true, entry(0, USER_PAGE)]);
  });

  test("without two frames for tables nothing is mapped to a region that has none", () => {
    for (const [left, isDone] of [
      [0, false],
      [1, false],
      [2, true],
    ] as const) {
      const { k, map } = withTasks(g, { poolFrames: 4 + 3 * 2 + 2 + left });
      expect(map(0, 0, 1, 5)).toBe(true);
      const before = essence(k);
      expect([map(0, 0, 2, 5), seen(k).wrong]).toEqual([isDone, []]);
      expect(changed(k, before, essence(k)).length > 0).toBe(isDone);
      expect(map(0, 0, 1, 6)).toBe(true);
    }
  });
});
