/** No JavaScript object holds kernel state: memory and registers say all there is. */
import { describe, expect, test } from "vitest";
import type { Snapshot } from "../../../impl/i486/index.js";
import { l3, sizeFor } from "../../../impl/kernel/design.js";
import { lookAt, violated } from "../../../impl/kernel/invariants.js";
import { Machine } from "../../../impl/kernel/machine.js";
import { PAGING, paging, STATE, state } from "../../../impl/kernel/tcb.js";
import { perform, textOf } from "./acts.js";
import { Fuzz, settings } from "./fuzz.js";

/** In the middle of what a snapshot is taken. */
const moments = {
  "user code": (m: Machine) => m.rest === "user",
  "a page fault that has not been taken": (m: Machine) => m.cpu.faulted,
  "a call that is made again": (m: Machine) => m.rest === "calling",
  "a copy": (m: Machine) => m.rest === "copying",
  "a copy that waits for a pager": (m: Machine) =>
    some(m, (its, page) => its === state.held && page !== paging.no),
  "a copy that waits for the receiver's pager": (m: Machine) =>
    some(m, (its, page) => its === state.taking && page !== paging.no),
  "nobody runs": (m: Machine) => m.rest === "idle",
} as const;

/** Is there a thread of which this holds? */
function some({ kernel }: Machine, holds: (its: number, page: number) => boolean): boolean {
  const look = lookAt(kernel);
  return look.tcbs
    .subarray(0, look.count)
    .some((tcb) => holds(look.word(tcb + STATE), look.word(tcb + PAGING)));
}

/** The first word in which two snapshots differ; -1: there is none. */
function difference(a: Snapshot, b: Snapshot): number {
  const bytes = (its: Snapshot) => Buffer.from(its.buffer, its.byteOffset, its.byteLength);
  return bytes(a).equals(bytes(b)) ? -1 : a.findIndex((word, n) => word !== b[n]);
}

describe.each(settings)(
  "on $geometry.name a second machine goes on from a snapshot of the first",
  (setting) => {
    const { geometry, size = {} } = setting;
    const calls = Math.ceil(10_000 / Object.keys(moments).length);

    test.each(Object.entries(moments))("taken in the middle of %s", { timeout: 120_000 }, (_, isNow) => {
      const one = new Fuzz(setting, 7);
      while (one.acts < 2000 || !isNow(one.m)) one.step();
      const other = new Machine(geometry, l3, sizeFor(geometry, size));
      const [mine, its] = [one.m.cpu.snapshot(), one.m.cpu.snapshot()];
      other.cpu.restore(mine);
      for (let made = 0; made < calls; ) {
        const act = one.choose(() => other.cpu.restore(one.m.cpu.snapshot()));
        if (act.what === "call") made++;
        perform(one.m, act);
        perform(other, act);
        expect(difference(one.m.cpu.snapshot(mine), other.cpu.snapshot(its)), textOf(act)).toBe(-1);
      }
      expect(violated(other.kernel)).toBeUndefined();
    });
  },
);
