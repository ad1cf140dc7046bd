/** Each invariant notices when it does not hold. */
import { describe, expect, test } from "vitest";
import { CPL, CR3, EFLAGS, FAULTED, type Geometry, WRITABLE } from "../../../impl/i486/index.js";
import {
  type InvariantName,
  invariants,
  lookAt,
  violated,
  violations,
} from "../../../impl/kernel/invariants.js";
import { linePlace } from "../../../impl/kernel/lines.js";
import type { Look } from "../../../impl/kernel/look.js";
import { NODE_CHILD, NODE_PAGE } from "../../../impl/kernel/mapping.js";
import * as tcb from "../../../impl/kernel/tcb.js";
import { NO_WINDOW } from "../../../impl/kernel/window.js";
import { Fuzz, settings } from "./fuzz.js";

/** Write a word of the kernel's, by its linear address. */
function poke(look: Look, linear: number, word: number): void {
  const { pageShift, pageBytes }: Geometry = look.k.cpu.geometry;
  const frame = look.entryOf(linear) >>> 12;
  look.k.cpu.memory.write((frame << pageShift) + (linear & (pageBytes - 1)), word);
}

/** Words of a thread that is not current, and of one more. */
const pokeTcb = (
  look: Look,
  words: Partial<Record<number, number>>,
  others: Partial<Record<number, number>> = {},
) => {
  const [a = 0, b = 0] = look.tcbs.subarray(0, look.count).filter((its) => its !== look.current);
  for (const [at, word] of Object.entries(words)) poke(look, a + Number(at), word ?? 0);
  for (const [at, word] of Object.entries(others))
    poke(look, b + Number(at), word ?? look.word(a + tcb.MYSELF));
};

/** The memory of a free frame behind a TCB that is no thread's. */
function mapLost(look: Look): void {
  const { at } = look.k;
  const all = Array.from({ length: at.threads }, (_, n) => at.tcbs + n * at.tcbBytes);
  const lost = all.find((its) => !look.isThread(its)) ?? 0;
  const page = (lost - at.physical) >>> look.k.cpu.geometry.pageShift;
  poke(look, at.tables + 4 * page, look.entryOf(look.word(at.own.freeFrame)) | WRITABLE);
  poke(look, lost + tcb.MYSELF, 0);
  poke(look, lost + tcb.PARTNER, 1);
}

const { state } = tcb;
const receiving = { [tcb.STATE]: state.receiving, [tcb.PARTNER]: tcb.ANYBODY };

/** What goes wrong, and which invariant must say so. */
const wrongs: Readonly<Record<InvariantName, (look: Look) => void>> = {
  pages: (look) => poke(look, look.k.at.nodes + NODE_PAGE, 0x40),
  pool: (look) => poke(look, look.k.at.own.freeFrame, 0),
  tcbs: (look) => poke(look, look.k.at.noTcb + 8, 1),
  kernelRegions: (look) => poke(look, look.k.at.tables + 8, 0),
  loaded: ({ k }) => k.cpu.set(CR3, k.cpu.get(CR3) ^ 0x1000),
  tlb: ({ k }) => k.cpu.tlb.fill(k.at.physical / k.cpu.geometry.pageBytes, 0x5063),
  windows: (look) => {
    poke(look, look.k.at.own.windowUsed, 0);
    poke(look, look.frameAt(look.spaceOf(0)) + 4 * (look.k.at.window / look.k.at.regionBytes), 0x200);
  },
  rests: ({ k }) => {
    k.cpu.set(CPL, 0);
    k.cpu.set(FAULTED, 1);
  },
  queues: (look) => pokeTcb(look, { [tcb.QUEUE_FIRST]: look.current }),
  ready: (look) => pokeTcb(look, { [tcb.PRIORITY]: 99 }),
  wakeups: (look) => pokeTcb(look, { ...receiving, [tcb.WAKEUP]: 0 }),
  partners: (look) => pokeTcb(look, { [tcb.STATE]: state.taking, [tcb.PARTNER]: 0 }),
  ghosts: (look) => pokeTcb(look, { [tcb.STATE]: state.receiving, [tcb.PARTNER]: 0x7f }),
  rendezvous: (look) => pokeTcb(look, receiving, { [tcb.STATE]: state.sending, [tcb.PARTNER]: undefined }),
  stacks: (look) => pokeTcb(look, { [tcb.STACK]: 0 }),
  ids: (look) => pokeTcb(look, { [tcb.SPACE]: 0 }),
  tasks: (look) => poke(look, look.taskAt(0) + 8, 1),
  lines: (look) => poke(look, linePlace(look.k, 1), look.k.at.idleTcb),
  copying: (look) => pokeTcb(look, { [tcb.STATE]: state.giving, [tcb.PART]: 99 }),
  times: (look) => pokeTcb(look, { ...receiving, [tcb.TIMEOUTS]: 0x1111, [tcb.PAGING]: 0 }),
  clock: (look) => poke(look, look.k.at.own.now, 2 ** look.k.size.offsetBits),
  leaves: (look) => poke(look, look.word(look.k.at.own.freeNode) + NODE_CHILD, look.k.at.nodes),
  blank: mapLost,
  rest: ({ k }) => k.cpu.set(EFLAGS, 0),
  asked: (look) =>
    pokeTcb(look, { [tcb.STATE]: state.held, [tcb.PAGING]: tcb.paging.asking, [tcb.FAULT]: 0xffff_fffc }),
  through: (look) =>
    pokeTcb(look, { [tcb.STATE]: state.giving, [tcb.PARTNER]: 0, [tcb.WINDOW_AT]: NO_WINDOW }),
  following: (look) =>
    pokeTcb(look, { [tcb.STATE]: state.sending, [tcb.PARTNER]: 0x7f00, [tcb.NEXT]: 0x7f80 }),
};

describe.each(settings)("on $geometry.name", (setting) => {
  test.each(Object.entries(wrongs))("%s", (name, wrong) => {
    const its = new Fuzz(setting, 3);
    const { kernel } = its.m;
    const isEnough = (look: Look) => look.count >= 3 && look.word(kernel.at.own.freeFrame) !== 0;
    while (its.acts < 400 || its.m.rest !== "user" || !isEnough(lookAt(kernel))) its.step();
    expect(violations(kernel)).toEqual([]);
    wrong(lookAt(kernel));
    expect(violations(kernel).map((found) => found.split(":")[0])).toContain(name);
    expect(violated(kernel)).toBe(violations(kernel)[0]);
  });
});

test("every invariant has a sentence and a source, and something that goes wrong", () => {
  expect(Object.keys(wrongs)).toEqual(Object.keys(invariants));
  for (const { says, source } of Object.values(invariants))
    expect(Math.min(says.length, source.length)).toBeGreaterThan(5);
});
