/** The first state of everything: what user code and kernel can reach, where entries lead, what is free. */
import { describe, expect, test } from "vitest";
import {
  CPL,
  CR0,
  CR0_PG,
  CR0_WP,
  CR3,
  EIP,
  ESP,
  frameOf,
  type Geometry,
  i486,
  KERNEL_DATA,
  MachineBug,
  PRESENT,
  Processor,
  small,
  TSS_ESP0,
  TSS_SS0,
  USER,
  WRITABLE,
  walk,
} from "../../../impl/i486/index.js";
import { boot } from "../../../impl/kernel/boot.js";
import type { Label } from "../../../impl/kernel/codes.js";
import { l3, sizeFor, variants } from "../../../impl/kernel/design.js";
import { currentTcb, Kernel, peek, peekCurrent } from "../../../impl/kernel/kernel.js";
import { TASK_CHIEF, TASK_VERSION } from "../../../impl/kernel/layout.js";
import { Machine } from "../../../impl/kernel/machine.js";
import {
  PRIORITY,
  READY_NEXT,
  READY_PREVIOUS,
  SPACE,
  STATE,
  state,
  WAKE_NEXT,
  WAKE_PREVIOUS,
} from "../../../impl/kernel/tcb.js";
import { bootedKernel, seen, spaceAt, taskAt } from "./seen.js";

const geometries = [i486(), i486(2 ** 20), small()];
const RIGHTS = PRESENT | WRITABLE | USER;

/** The entry of a linear address: its frame and rights; undefined if there is none. */
function entryAt({ cpu }: Kernel, linear: number): readonly [frame: number, rights: number] | undefined {
  const word = walk(cpu.geometry, cpu.memory, spaceWord(cpu), linear);
  return word === 0 ? undefined : [frameOf(word), word & RIGHTS];
}
const spaceWord = (cpu: Processor): number => cpu.get(CR3);

describe.each(geometries)("boot on $name, $memoryBytes bytes", (g: Geometry) => {
  test("costs two instructions, and leaves paging on, interrupts off, the idle stack empty", () => {
    const k = new Kernel(new Processor(g));
    boot(k);
    expect(k.cpu.clock).toBeLessThanOrEqual(4 + 16 + 3);
    expect([k.cpu.get(CR0), k.cpu.interruptible]).toEqual([(CR0_PG | CR0_WP) >>> 0, false]);
    expect([k.cpu.get(ESP), peekCurrent(k)]).toEqual([k.at.idleTcb + k.at.tcbBytes, k.at.idleTcb]);
  });

  test("the kernel sees all of memory, and zeros for all TCBs; user code sees neither", () => {
    const k = bootedKernel(g);
    const { at, size } = k;
    for (let frame = 0; frame < g.frames; frame += 1 + (frame >> 4))
      expect(entryAt(k, at.physical + frame * g.pageBytes)).toEqual([frame, PRESENT | WRITABLE]);
    const noTcb = (at.noTcb - at.physical) / g.pageBytes;
    for (let n = 0; n < at.threads; n += 1 + (n >> 3))
      for (const offset of [0, size.tcbBytes - 4])
        expect(entryAt(k, at.tcbs + n * size.tcbBytes + offset)).toEqual([noTcb, PRESENT]);
    for (const address of [at.userEnd, at.window, at.physical - 4])
      expect(entryAt(k, address)).toBeUndefined();
    k.cpu.store(at.tcbs, 1);
    expect(k.cpu.faulted).toBe(true);
  });

  test("sigma0 has each frame of the user's at its own address, and nothing else", () => {
    const k = bootedKernel(g);
    const { pages, wrong } = seen(k);
    expect([wrong, pages.size]).toEqual([[], k.size.userFrames]);
    for (const [page, { frame, origin }] of pages) expect([page, origin]).toEqual([`0.${frame}`, undefined]);
    expect([TASK_VERSION, TASK_CHIEF].map((of) => peek(k, taskAt(k, 0) + of))).toEqual([1, 0]);
    expect(spaceWord(k.cpu)).toBe(spaceAt(k, 0));
    for (let task = 1; task < k.size.tasks; task++) expect(spaceAt(k, task)).toBe(0);
  });

  test("user code of sigma0 reads and writes its frames, and faults beyond them", () => {
    const k = bootedKernel(g);
    const { cpu, at, size } = k;
    cpu.memory.write(4, 99);
    cpu.set(CPL, 3);
    cpu.at(0);
    expect([cpu.load(4), cpu.faulted]).toEqual([99, false]);
    const last = size.userFrames * g.pageBytes - 4;
    cpu.store(last, 7);
    expect(cpu.memory.read(last)).toBe(7);
    for (const address of [last + 4, at.userEnd, at.physical, at.tcbs]) {
      cpu.load(address);
      expect(cpu.faulted).toBe(true);
      cpu.dropFault();
    }
  });

  test("what is in the user's frames stays", () => {
    const k = new Kernel(new Processor(g));
    const words = k.cpu.memory.words.subarray(0, (k.size.userFrames * g.pageBytes) / 4);
    words.fill(0xabcd_1234);
    boot(k);
    expect(words.every((word) => word === 0xabcd_1234)).toBe(true);
  });

  test("an INT of user code goes where its vector leads, on the idle stack; other vectors are a bug", () => {
    const labels: readonly (readonly [number, Label])[] = [
      [0x30, "ipc"],
      [0x31, "idNearest"],
      [0x32, "fpageUnmap"],
      [0x33, "threadSwitch"],
      [0x34, "threadSchedule"],
      [0x35, "exRegs"],
      [0x36, "taskNew"],
      [14, "pageFault"],
      [0x20, "interrupt"],
      [0x20 + sizeFor(g).lines - 1, "interrupt"],
    ];
    for (const [vector, label] of labels) {
      const k = bootedKernel(g);
      k.cpu.set(CPL, 3);
      k.cpu.at(0);
      k.cpu.set(ESP, 64);
      k.cpu.int(vector);
      expect(k.cpu.get(EIP)).toBe(g.codeInMemory ? k.at.code[label] : vector);
      expect([k.cpu.userMode, currentTcb(k)]).toEqual([false, k.at.idleTcb]);
      expect(k.cpu.get(ESP)).toBe(k.at.idleTcb + k.at.tcbBytes - 20);
    }
    if (g.codeInMemory) expect(() => bootedKernel(g).cpu.int(3)).toThrow(MachineBug);
  });

  test("user code may call system calls only", () => {
    const k = bootedKernel(g);
    const levels = Array.from({ length: 64 }, (_, n) => (peek(k, k.at.idt + 8 * n + 4) >>> 13) & 3);
    const calls = levels.flatMap((dpl, vector) => (dpl === 3 ? [vector] : []));
    if (g.codeInMemory) expect(calls).toEqual([0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36]);
    expect(peek(k, k.at.tss + TSS_ESP0)).toBe(k.at.idleTcb + k.at.tcbBytes);
    expect(peek(k, k.at.tss + TSS_SS0)).toBe(KERNEL_DATA);
  });

  test("lists are empty: their heads are nodes that lead to themselves", () => {
    const k = bootedKernel(g);
    const { ready, wake } = k.at;
    const heads = [
      ...Array.from({ length: k.size.priorities }, (_, n) => [ready + 8 * n, READY_NEXT, READY_PREVIOUS]),
      ...Array.from({ length: k.size.lists + 1 }, (_, n) => [wake + 8 * n, WAKE_NEXT, WAKE_PREVIOUS]),
    ];
    for (const [head = 0, next = 0, previous = 0] of heads) {
      const node = head - next;
      expect([peek(k, node + next), peek(k, node + previous)]).toEqual([node, node]);
    }
    const { idleTcb } = k.at;
    const words = [STATE, PRIORITY, SPACE].map((of) => peek(k, idleTcb + of));
    expect(words).toEqual([state.ready, 0, spaceAt(k, 0)]);
  });
});

describe("boot", () => {
  test.each(variants)("without $without", ({ design }) => {
    for (const g of [i486(2 ** 20), small()]) {
      const k = bootedKernel(g, g.codeInMemory ? { tasks: 16 } : {}, design);
      expect(seen(k).wrong).toEqual([]);
      if (design.virtualTcbs) continue;
      const { tcbTable, tcbs, threads, tcbBytes } = k.at;
      for (let n = 0; n < threads; n++) expect(peek(k, tcbTable + 4 * n)).toBe(tcbs + n * tcbBytes);
    }
  });

  test("is refused without the frames or nodes that sigma0 needs", () => {
    for (const changes of [{ poolFrames: 3 }, { nodes: 7 }])
      expect(() => boot(new Kernel(new Processor(small()), l3, sizeFor(small(), changes)))).toThrow(
        MachineBug,
      );
    expect(seen(bootedKernel(small(), { poolFrames: 4, nodes: 8 }))).toMatchObject({
      freeFrames: 0,
      freeNodes: 0,
      wrong: [],
    });
  });

  test("says so if there is a frame for sigma0's tables, and none for its first thread", () => {
    const booted = (poolFrames: number) => () =>
      new Machine(small(), l3, sizeFor(small(), { poolFrames })).boot();
    for (let frames = 0; frames < 8; frames++)
      expect(booted(frames)).toThrow("the pool is too small for sigma0");
    expect(booted(8)().rest).toBe("user");
  });
});
