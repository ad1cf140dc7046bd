/**
 * The least that an IPC between two spaces can be: no check, no queue, no timeout, about 20 instructions. A thread names
 * its partner and sends a message of length 0; the kernel goes to the partner's TCB, stack and space, and says who has
 * sent; the partner looks at the message.
 *
 * It runs on a machine that has been booted, between threads of two tasks, on the kernel's own data. It is no path of the
 * kernel: it does not ask who may send, nor whether anybody waits.
 *
 * Sources: L93; slides 43 and 44 (what it must do). The instructions are our own.
 */
import {
  ACCESSED,
  DIRTY,
  EDX,
  EIP,
  ESI,
  ESP,
  entry,
  type Geometry,
  geometry,
  i486,
  Ledger,
  PRESENT,
  type Processor,
  type Remembered,
  TSS_ESP0,
  USER,
  WRITABLE,
} from "../i486/index.js";
import { IPC } from "../kernel/abi.js";
import { idOf } from "../kernel/ids.js";
import { currentTcb, EIP_ON_STACK, type Kernel, type Tcb, type ThreadId } from "../kernel/kernel.js";
import { MYSELF, SPACE } from "../kernel/tcb.js";
import { pager } from "./pagers.js";
import { sigma0 } from "./sigma0.js";
import type { Code } from "./user.js";
import { World } from "./world.js";

/** What was measured, all of it hot but the last. */
export interface Minimal {
  /** INT and IRET, with nothing between them. */
  readonly modeSwitch: Ledger;
  /** The minimal IPC, as it is: TLB misses follow each switch of spaces. */
  readonly ipc: Ledger;
  /** The same with a TLB that knows every page that is used, on both sides of the switch. */
  readonly withoutTlbMisses: Ledger;
  /** And where TLB, cache and prefetch queue are empty when it begins. */
  readonly cold: Ledger;
}

const [PAGER, CLIENT, SERVER] = [1, 2, 3] as const;
const POOL = 0x0200_0000;
/** Rounds that warm up. */
const ROUNDS = 4;

const server: Code = function* (me) {
  let { from } = yield* me.wait();
  for (;;) ({ from } = yield* me.replyAndWait(from, {}, {}, me.answering));
};

/** A machine on which two threads have met: the client runs in user mode, the server waits for a call. */
function meeting(processor: Geometry): World {
  let rounds = 0;
  const client: Code = function* (me) {
    for (;;) {
      yield* me.call(me.idOf(SERVER), {});
      rounds++;
      yield* me.spend(0);
    }
  };
  const children = [
    { task: SERVER, code: server },
    { task: CLIENT, code: client },
  ];
  const world = new World(processor, sigma0([{ task: PAGER, code: pager({ children, pool: POOL }) }]));
  world.run(() => rounds === ROUNDS);
  return world;
}

/** What the TLB is to know before the switch and after it, and what it knew there. */
interface Known {
  readonly before: readonly Remembered[];
  readonly after: readonly Remembered[];
}
const NOTHING: Known = { before: [], after: [] };

/** The TLB is told of pages, at no cost. */
function tell({ tlb }: Processor, pages: readonly Remembered[]): void {
  for (const { page, frame, writable, user, dirty } of pages) {
    const rights = (writable ? WRITABLE : 0) | (user ? USER : 0) | (dirty ? DIRTY : 0);
    tlb.fill(page, entry(frame, PRESENT | ACCESSED | rights));
  }
}

/** One IPC from the thread that runs to its partner, in user code and kernel. Gives what the TLB knew. */
function send(k: Kernel, partner: ThreadId, known = NOTHING): Known {
  const { cpu } = k;
  cpu.at((cpu.get(EIP) & -cpu.geometry.lineBytes) >>> 0);
  tell(cpu, known.before);
  cpu.phase("name the partner");
  cpu.set(ESI, cpu.mov(partner, "mov esi,partner"));
  cpu.phase("set the length");
  cpu.set(EDX, cpu.alu(0, "sub edx,edx"));
  cpu.phase("enter the kernel");
  cpu.int(IPC, "int ipc");
  const before = goToPartner(k);
  tell(cpu, known.after);
  cpu.phase("leave the kernel");
  cpu.iret("iret");
  cpu.phase("inspect the message");
  cpu.alu(cpu.get(EDX), "test edx,edx");
  cpu.branch(false, "jnz words");
  return { before, after: cpu.tlb.contents() };
}

/** In the kernel: the partner's stack and space become the current ones. Gives what the TLB knew before that. */
function goToPartner(k: Kernel): readonly Remembered[] {
  const { cpu, at } = k;
  cpu.phase("reach the partner");
  const its = partnersTcb(k);
  cpu.phase("load the own id");
  const me = currentTcb(k);
  cpu.set(ESI, cpu.load(me + MYSELF, "mov esi,[ebx+myself]"));
  cpu.phase("switch the stack");
  cpu.set(ESP, cpu.lea(its + at.tcbBytes - EIP_ON_STACK, "lea esp,[edi+sizeof tcb-20]"));
  const top = cpu.lea(its + at.tcbBytes, "lea eax,[edi+sizeof tcb]");
  cpu.store(at.tss + TSS_ESP0, top, "mov [tss.esp0],eax");
  cpu.phase("switch the space");
  const space = cpu.load(its + SPACE, "mov ecx,[edi+space]");
  const known = cpu.tlb.contents();
  cpu.loadCr3(space, "mov cr3,ecx");
  return known;
}

/** The TCB of the thread whose id stands in ESI. */
function partnersTcb({ cpu, at }: Kernel): Tcb {
  const id = cpu.mov(cpu.get(ESI), "mov edi,esi");
  const offset = cpu.alu((id & at.idMask) >>> 0, "and edi,thread mask");
  return cpu.alu(offset + at.tcbs, "add edi,tcbs");
}

/** What happens, as it is told to a ledger. */
function told(cpu: Processor, act: () => void): Ledger {
  const ledger = new Ledger();
  cpu.attach(ledger);
  act();
  cpu.attach();
  return ledger;
}

/** The kernel is entered and left again. */
function enterAndLeave({ cpu }: Kernel): void {
  cpu.at((cpu.get(EIP) & -cpu.geometry.lineBytes) >>> 0);
  cpu.phase("enter the kernel");
  cpu.int(IPC, "int ipc");
  cpu.phase("leave the kernel");
  cpu.iret("iret");
}

/** The minimal IPC between two spaces, and the change of mode that is the most of it. */
export function measureMinimal(processor: Geometry = i486()): Minimal {
  const { kernel } = meeting(processor).machine;
  const { cpu } = kernel;
  const [client, other] = [idOf(kernel, CLIENT, 0, 1), idOf(kernel, SERVER, 0, 1)];
  for (let n = 0; n < ROUNDS; n++) enterAndLeave(kernel);
  const modeSwitch = told(cpu, () => enterAndLeave(kernel));
  let known = NOTHING;
  for (let n = 0; n < ROUNDS; n++) {
    known = send(kernel, other);
    send(kernel, client);
  }
  const ipc = told(cpu, () => send(kernel, other));
  send(kernel, client);
  const withoutTlbMisses = told(cpu, () => send(kernel, other, known));
  send(kernel, client);
  cpu.chill();
  const cold = told(cpu, () => send(kernel, other));
  return { modeSwitch, ipc, withoutTlbMisses, cold };
}

/** A 486 whose cache has a place for every line of memory: what has been read once never misses again. */
export const roomy = (): Geometry => {
  const its = i486();
  return geometry({
    ...its,
    name: "i486, roomy cache",
    cacheSets: its.memoryBytes / its.lineBytes / its.cacheWays,
  });
};
