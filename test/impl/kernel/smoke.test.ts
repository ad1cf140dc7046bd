import { describe, expect, test } from "vitest";
import { EAX, EBP, EBX, ECX, EDX, EIP, ESI, i486, Ledger, small } from "../../../impl/i486/index.js";
import {
  code,
  ID_NEAREST,
  IPC,
  LTHREAD_EX_REGS,
  NO_PHASE,
  OPEN,
  TASK_NEW,
} from "../../../impl/kernel/abi.js";
import { idOf } from "../../../impl/kernel/ids.js";
import { Machine } from "../../../impl/kernel/machine.js";

function call(
  m: Machine,
  vector: number,
  regs: Partial<Record<"eax" | "ebp" | "ebx" | "ecx" | "edx" | "esi", number>>,
) {
  const { cpu } = m;
  cpu.at(0);
  cpu.set(EAX, regs.eax ?? 0);
  cpu.set(EBP, regs.ebp ?? NO_PHASE);
  cpu.set(EBX, regs.ebx ?? 0);
  cpu.set(ECX, regs.ecx ?? 0);
  cpu.set(EDX, regs.edx ?? 0);
  cpu.set(ESI, regs.esi ?? 0);
  m.call(vector);
  return [cpu.get(EAX), cpu.get(ESI), cpu.get(EDX), cpu.get(EBX)];
}

describe.each([i486(), small()])("on $name", (g) => {
  test("two threads of sigma0 play ping-pong", () => {
    const m = new Machine(g).boot();
    const me = idOf(m.kernel, 0, 0, 1);
    const other = idOf(m.kernel, 0, 1, 1);
    expect(m.rest).toBe("user");
    expect(call(m, ID_NEAREST, {})).toEqual([0, me, 0, 0]);
    expect(call(m, LTHREAD_EX_REGS, { esi: other }).slice(0, 2)).toEqual([0, other]);
    const first = m.current;
    // I call; the other runs, and receives.
    call(m, IPC, { esi: other, ebp: 0, edx: 7, ebx: 8 });
    expect(m.current).not.toBe(first);
    expect(call(m, IPC, { eax: NO_PHASE, ebp: OPEN })).toEqual([0, me, 7, 8]);
    // It replies and waits: I run.
    expect(call(m, IPC, { esi: me, ebp: OPEN, edx: 9, ebx: 10 })).toEqual([0, other, 9, 10]);
    expect(m.current).toBe(first);
    // Again, by the short path.
    const before = m.cpu.clock;
    expect(call(m, IPC, { esi: other, ebp: 0, edx: 1, ebx: 2 })).toEqual([0, me, 1, 2]);
    console.log(g.name, m.cpu.clock - before);
    const ledger = new Ledger();
    m.cpu.attach(ledger);
    call(m, IPC, { esi: me, ebp: OPEN, edx: 3, ebx: 4 });
    console.log(ledger.byPhase(), ledger.total());
    expect(code.ok).toBe(0);
  });
});
