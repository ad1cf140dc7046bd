/** The kernel on its simulated processor: system calls in a second of the host's time, and snapshots. */
import { EAX, EBP, EBX, ECX, EDX, ESI, type Geometry, i486, small } from "../impl/i486/index.js";
import {
  ID_NEAREST,
  IPC,
  LTHREAD_EX_REGS,
  MAP,
  NIL,
  NO_PHASE,
  OPEN,
  TASK_NEW,
  THREAD_SWITCH,
} from "../impl/kernel/abi.js";
import { idOf } from "../impl/kernel/ids.js";
import { Machine } from "../impl/kernel/machine.js";
import { count, timed } from "./format.js";

async function rate(what: string, times: number, work: (times: number) => void): Promise<void> {
  work(Math.ceil(times / 5));
  const { seconds } = await timed(() => work(times));
  console.log(`${what}: ${count(times / seconds)} a second`);
}

/** The running thread makes a call, with these registers: the partner, descriptors, words. */
function call(
  machine: Machine,
  vector: number,
  esi: number,
  eax = 0,
  ebp = NO_PHASE,
  edx = 0,
  ebx = 0,
): void {
  const { cpu } = machine;
  cpu.at(0);
  cpu.set(EAX, eax);
  cpu.set(EBP, ebp);
  cpu.set(EBX, ebx);
  cpu.set(ECX, 0);
  cpu.set(EDX, edx);
  cpu.set(ESI, esi);
  machine.call(vector);
}

/** Two threads of which one waits for the other: of sigma0; or one of a task that has sigma0's page 0 at its own page 0. */
function pair(g: Geometry, across: boolean): { machine: Machine; first: number; second: number } {
  const machine = new Machine(g).boot();
  const { cpu, kernel } = machine;
  const first = idOf(kernel, 0, 0, 1);
  const second = across ? idOf(kernel, 1, 0, 1) : idOf(kernel, 0, 1, 1);
  if (across) call(machine, TASK_NEW, second, 0, 0, first);
  call(machine, LTHREAD_EX_REGS, second);
  call(machine, IPC, NIL, NO_PHASE, OPEN);
  while (machine.isDue) machine.proceed();
  // The new thread has faulted at its first instruction, and sigma0 has the message; or it runs already.
  if (across && cpu.get(ESI) === second) call(machine, IPC, second, MAP, OPEN, 0, 0);
  return { machine, first, second };
}

async function calls(g: Geometry): Promise<void> {
  for (const across of [true, false]) {
    const { machine, first, second } = pair(g, across);
    const where = across ? "across spaces" : "in one space";
    const before = machine.cpu.clock;
    let made = 0;
    await rate(`${g.name}: short IPC ${where}`, 1e6, (times) => {
      made += times;
      // It sends to the one that waits, and waits itself.
      for (let n = 0; n < times; n++) call(machine, IPC, n % 2 === 0 ? first : second, 0, OPEN);
    });
    console.log(`  of ${Math.round((machine.cpu.clock - before) / made)} clocks, with those of user code`);
  }
  const { machine } = pair(g, false);
  await rate(`${g.name}: id_nearest`, 1e6, (times) => {
    for (let n = 0; n < times; n++) call(machine, ID_NEAREST, NIL);
  });
  await rate(`${g.name}: thread_switch to whom it may be`, 1e6, (times) => {
    for (let n = 0; n < times; n++) call(machine, THREAD_SWITCH, NIL);
  });
}

async function snapshots(g: Geometry, times: number): Promise<void> {
  const { machine, first, second } = pair(g, g.codeInMemory);
  const kept = machine.cpu.snapshot();
  await rate(`${g.name}: snapshot and restore, ${count(kept.byteLength / 1024)} KB`, times, (n) => {
    for (let i = 0; i < n; i++) {
      machine.cpu.restore(kept);
      call(machine, IPC, i % 2 === 0 ? first : second, 0, OPEN);
      machine.cpu.snapshot(kept);
    }
  });
}

export async function kernel(): Promise<void> {
  for (const g of [i486(), small()]) await calls(g);
  await snapshots(i486(2 ** 20), 5000);
  await snapshots(small(), 200_000);
}
