/** The kernel and a naive sigma side by side, and random steps for both. */
import { fc } from "@fast-check/vitest";
import { expect } from "vitest";
import { type Geometry, i486, small } from "../../../impl/i486/index.js";
import type { Size } from "../../../impl/kernel/design.js";
import type { Kernel } from "../../../impl/kernel/kernel.js";
import { demap, grantPage, mapPage, release } from "../../../impl/kernel/mapping.js";
import { closeTcb, createSpace, deleteSpace, openTcb } from "../../../impl/kernel/space.js";
import { MYSELF, WORD_0 } from "../../../impl/kernel/tcb.js";
import { Naive, type Name, name } from "./naive.js";
import { bootedKernel, seen, spaceAt, taskAt } from "./seen.js";

export const TASKS = 4;
const THREADS = 16;
export const geometries = [i486(2 ** 19), small()];
export const few = { tasks: TASKS, threadsPerTask: THREADS / TASKS, userFrames: 3 } as const;
/** Enough of everything; few nodes; few frames. */
export const amounts = [
  { poolFrames: 60, nodes: 60 },
  { poolFrames: 60, nodes: 8 },
  { poolFrames: 15, nodes: 60 },
] as const;

/** Pages that are tried: in the first region, at both ends of others, beyond user space, and beyond linear space. */
function triedPages({ cpu, at }: Kernel): readonly number[] {
  const { tableEntries: t, pageBytes } = cpu.geometry;
  const end = at.userEnd / pageBytes;
  const all = cpu.geometry.directoryEntries * t;
  return [0, 1, 2, t - 1, t, end - 1, end, at.physical / pageBytes, Math.min(all + 1, 0xf_ffff)];
}

const naiveOf = ({ cpu, at, size }: Kernel): Naive => {
  const { pageBytes, tableEntries } = cpu.geometry;
  return new Naive({
    ...size,
    userPages: at.userEnd / pageBytes,
    pagesPerTable: tableEntries,
    tcbsPerPage: Math.max(1, pageBytes / at.tcbBytes),
    pagesPerTcb: Math.max(1, at.tcbBytes / pageBytes),
  });
};

// ---------------------------------------------------------------------------------------------------- random steps

/** A page of a task that is there, or the n-th of the pages that are mapped; each number counts modulo how many there are, from the latest on. */
const place = fc.record({ task: fc.nat(), page: fc.nat(8), isMapped: fc.constant(false) });
const mapped = fc.record({ task: fc.nat(), page: fc.nat(8), isMapped: fc.constant(true) });
type Place = { readonly task: number; readonly page: number; readonly isMapped: boolean };
const from = fc.oneof({ weight: 5, arbitrary: mapped }, { weight: 1, arbitrary: place });
const to = fc.oneof({ weight: 1, arbitrary: mapped }, { weight: 3, arbitrary: place });
const fromTo = { from, to };
const task = fc.nat();
const tcb = fc.nat(THREADS - 1);
const is = <T extends string>(what: T) => fc.constant<T>(what);
export const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ what: is("map"), ...fromTo }) },
  { weight: 4, arbitrary: fc.record({ what: is("grant"), ...fromTo }) },
  { weight: 1, arbitrary: fc.record({ what: is("demap"), from }) },
  { weight: 1, arbitrary: fc.record({ what: is("release"), from }) },
  { weight: 3, arbitrary: fc.record({ what: is("create") }) },
  { weight: 1, arbitrary: fc.record({ what: is("delete"), task }) },
  { weight: 2, arbitrary: fc.record({ what: is("load"), task }) },
  { weight: 4, arbitrary: fc.record({ what: is("touch"), page: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ what: is("open"), tcb }) },
  { weight: 1, arbitrary: fc.record({ what: is("close"), tcb }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Found = readonly [name: Name, task: number, address: number];

/** The kernel and the naive one, side by side. */
export class Pair {
  readonly k: Kernel;
  readonly naive: Naive;
  readonly pages: readonly number[];

  constructor(g: Geometry, changes: Partial<Size>) {
    this.k = bootedKernel(g, { ...few, ...changes });
    this.naive = naiveOf(this.k);
    this.pages = triedPages(this.k);
  }

  /** What both answer; undefined if it is no question, or if the step is not for them. */
  take(its: Step): readonly [boolean, boolean] | undefined {
    const { naive } = this;
    switch (its.what) {
      case "map":
      case "grant":
        return this.hand(its.what, this.found(its.from), this.found(its.to));
      case "demap":
      case "release":
        return this.takeBack(its.what, this.found(its.from));
      case "create":
        return this.create();
      case "delete":
        return this.delete(this.task(its.task));
      case "load":
        return this.load(this.task(its.task));
      case "touch":
        return this.touch(its.page);
      case "open":
        return this.open(its.tcb);
      case "close":
        return naive.tcbs.has(its.tcb) ? this.close(its.tcb) : undefined;
    }
  }

  task(n: number): number {
    const others = [...this.naive.tables.keys()].slice(1);
    return n % 8 === 0 ? 0 : (others[n % others.length] ?? 0);
  }

  address(page: number): number {
    return page * this.k.cpu.geometry.pageBytes + 8;
  }

  /** A page by name, the linear address of its task, and an address in it. */
  found({ task, page, isMapped }: Place): Found {
    const { k, naive } = this;
    const its = isMapped
      ? ([...naive.origin.keys()].reverse()[task % naive.origin.size] ?? "")
      : name(this.task(task), this.pages[page] ?? 0);
    const [of, number] = its.split(".").map(Number);
    return [its, taskAt(k, of ?? 0), this.address(number ?? 0)];
  }

  hand(what: "map" | "grant", from: Found, to: Found): readonly [boolean, boolean] {
    const operation = what === "map" ? mapPage : grantPage;
    return [operation(this.k, from[1], from[2], to[1], to[2]), this.naive[what](from[0], to[0])];
  }

  takeBack(what: "demap" | "release", from: Found): readonly [boolean, boolean] {
    const operation = what === "demap" ? demap : release;
    return [operation(this.k, from[1], from[2]), this.naive[what](from[0])];
  }

  create(): readonly [boolean, boolean] | undefined {
    const { k, naive } = this;
    const task = [1, 2, 3].find((n) => !naive.tables.has(n));
    return task === undefined ? undefined : [createSpace(k, taskAt(k, task)), naive.create(task)];
  }

  delete(task: number): undefined {
    if (task === 0) return;
    deleteSpace(this.k, taskAt(this.k, task));
    this.naive.delete(task);
  }

  load(task: number): undefined {
    this.k.cpu.loadCr3(spaceAt(this.k, task));
  }

  /** The TLB gets to know a page of the loaded space, if there is one. */
  touch(page: number): undefined {
    const { cpu } = this.k;
    cpu.addTo(this.address(this.pages[page] ?? 0), 1);
    cpu.dropFault();
  }

  open(tcb: number): readonly [boolean, boolean] {
    const { k, naive } = this;
    const at = k.at.tcbs + tcb * k.at.tcbBytes;
    const answers = [openTcb(k, at), naive.open(tcb)] as const;
    if (answers[0]) for (const word of [MYSELF, WORD_0, k.at.tcbBytes - 4]) k.cpu.store(at + word, 77);
    return answers;
  }

  close(tcb: number): undefined {
    const { k, naive } = this;
    closeTcb(k, k.at.tcbs + tcb * k.at.tcbBytes);
    naive.close(tcb);
  }

  /** Everything is as the naive one has it, and nothing is wrong. */
  compare(): void {
    const { k, naive } = this;
    const now = seen(k);
    expect(now.wrong).toEqual([]);
    const expected = [...naive.origin].map(
      ([page, origin]) => [page, { frame: naive.frame(page), origin }] as const,
    );
    expect(now.pages).toEqual(new Map(expected));
    expect([now.freeNodes, now.freeFrames]).toEqual([naive.freeNodes, naive.freeFrames]);
    for (let tcb = 0; tcb < THREADS; tcb++) {
      const at = k.at.tcbs + tcb * k.at.tcbBytes;
      const words = [MYSELF, WORD_0, k.at.tcbBytes - 4].map((word) => k.cpu.load(at + word));
      expect(words, `TCB ${tcb}`).toEqual(naive.tcbs.has(tcb) ? [77, 77, 77] : [0, 0, 0]);
    }
  }
}
