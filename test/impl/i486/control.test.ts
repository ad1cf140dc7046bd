/** Registers, stack and jumps; into the kernel and out of it; interrupt lines, the timer; where code lies. */
import { describe, expect, test } from "vitest";
import {
  CPL,
  CR0_PG,
  CR2,
  CR3,
  EAX,
  EBP,
  EBX,
  ECX,
  EDI,
  EDX,
  EFLAGS,
  EFLAGS_IF,
  EIP,
  ESI,
  ESP,
  entry,
  type General,
  i486,
  interruptGate,
  MachineBug,
  PAGE_FAULT,
  PRESENT,
  Processor,
  small,
  USER_CODE,
  USER_DATA,
} from "../../../impl/i486/index.js";
import {
  booted,
  clocksOf,
  clocksOnHits,
  entryOf,
  geometries,
  handler,
  hot,
  inUser,
  paged,
  places,
  without,
} from "./machine.js";

describe.each(geometries.map(without))("words on $name", (g) => {
  const at = 6 * g.pageBytes;

  test("are numbers from 0 to 2^32 - 1", () => {
    const cpu = paged(g);
    cpu.store(at, -1);
    expect([cpu.load(at), cpu.addTo(at, 2), cpu.load(at)]).toEqual([0xffff_ffff, 1, 1]);
    expect([cpu.alu(1 - 2), cpu.mov(-1), cpu.lea(2 ** 32 + 4), cpu.shift(1 << 31)]).toEqual([
      0xffff_ffff, 0xffff_ffff, 4, 0x8000_0000,
    ]);
    expect([cpu.orTo(at, 0x8000_0000), cpu.andTo(at, 0xf000_0001)]).toEqual([0x8000_0001, 0x8000_0001]);
    expect([cpu.exchange(at, 7), cpu.compare(at), cpu.aluLoad(at)]).toEqual([0x8000_0001, 7, 7]);
  });

  test("of a stack come back in turn, and a fault moves nothing", () => {
    const cpu = paged(g);
    cpu.set(ESP, at + 8);
    cpu.push(1);
    cpu.push(2);
    expect([cpu.pop(), cpu.pop(), cpu.get(ESP)]).toEqual([2, 1, at + 8]);
    cpu.pushMemory(at + 4);
    cpu.popMemory(at + 16);
    expect([cpu.memory.read(at + 16), cpu.get(ESP)]).toEqual([1, at + 8]);
    cpu.memory.write(entryOf(g, 5), 0);
    cpu.set(ESP, at);
    cpu.push(3);
    expect([cpu.faulted, cpu.get(ESP), cpu.get(CR2)]).toEqual([true, at, at - 4]);
    cpu.dropFault();
    cpu.set(ESP, at - 4);
    expect([cpu.pop(), cpu.faulted, cpu.get(ESP)]).toEqual([0, true, at - 4]);
    cpu.dropFault();
    cpu.pushAll();
    expect([cpu.faulted, cpu.get(ESP)]).toEqual([true, at - 4]);
  });

  test("of all general registers are pushed and popped, ESP as it was", () => {
    const cpu = paged(g);
    const general: readonly General[] = [EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI];
    for (const r of general) cpu.set(r, 100 + r);
    cpu.set(ESP, at + 32);
    cpu.pushAll();
    expect(cpu.get(ESP)).toBe(at);
    expect(general.map((_, n) => cpu.memory.read(at + 28 - 4 * n))).toEqual([
      100,
      101,
      102,
      103,
      at + 32,
      105,
      106,
      107,
    ]);
    for (const r of general) if (r !== ESP) cpu.set(r, 0);
    cpu.popAll();
    expect(general.map((r) => cpu.get(r))).toEqual([100, 101, 102, 103, at + 32, 105, 106, 107]);
  });
});

describe.each(geometries)("the kernel on $name", (g) => {
  const { kernelStack, userCode, userStack, kernelCode } = places(g);

  test("is entered by INT on its own stack, interrupts off, and left by IRET to where it came from", () => {
    const cpu = inUser(g);
    expect([cpu.userMode, cpu.interruptible, cpu.get(EIP), cpu.get(ESP)]).toEqual([
      true,
      true,
      userCode,
      userStack,
    ]);
    cpu.int(0x30);
    const back = g.codeInMemory ? userCode + 2 : userCode;
    expect([cpu.userMode, cpu.interruptible, cpu.get(EIP)]).toEqual([false, false, handler(g, 0x30)]);
    expect(cpu.get(ESP)).toBe(kernelStack - 20);
    const frame = [0, 4, 8, 12, 16].map((n) => cpu.load(kernelStack - 20 + n));
    expect(frame).toEqual([back, USER_CODE, EFLAGS_IF | 2, userStack, USER_DATA]);
    cpu.iret();
    expect([cpu.userMode, cpu.interruptible, cpu.get(EIP), cpu.get(ESP)]).toEqual([
      true,
      true,
      back,
      userStack,
    ]);
  });

  test("takes a user's page fault: the error code is pushed last, and EIP is that of the access", () => {
    const cpu = inUser(g);
    cpu.memory.write(entryOf(g, 2), entry(2, PRESENT));
    cpu.mov(1);
    const eip = cpu.get(EIP);
    cpu.store(2 * g.pageBytes, 1);
    expect([cpu.faulted, cpu.get(EIP)]).toEqual([true, eip]);
    cpu.pageFault();
    expect([cpu.faulted, cpu.userMode, cpu.get(EIP)]).toEqual([false, false, handler(g, PAGE_FAULT)]);
    expect([cpu.pop(), cpu.load(cpu.get(ESP))]).toEqual([7, eip]);
    cpu.iret();
    expect([cpu.userMode, cpu.get(EIP), cpu.get(ESP)]).toEqual([true, eip, userStack]);
  });

  test("takes a fault of its own on the stack that it has", () => {
    const cpu = booted(g);
    cpu.memory.write(entryOf(g, 2), 0);
    const esp = cpu.get(ESP);
    cpu.at(kernelCode);
    cpu.load(2 * g.pageBytes);
    cpu.pageFault();
    expect([cpu.get(ESP), cpu.pop(), cpu.load(cpu.get(ESP) + 4)]).toEqual([esp - 16, 0, 8]);
    cpu.iret();
    expect([cpu.get(EIP), cpu.get(ESP), cpu.userMode]).toEqual([kernelCode, esp, false]);
  });

  test("a fault within it takes 44 clocks to enter and 20 to leave", () => {
    const cpu = booted(without(g));
    cpu.memory.write(entryOf(g, 2), 0);
    cpu.load(2 * g.pageBytes);
    expect(clocksOnHits(cpu, () => cpu.pageFault())).toBe(44);
    cpu.pop();
    expect(clocksOnHits(cpu, () => cpu.iret())).toBe(20);
  });

  test("has instructions that are bugs in user code", () => {
    const cpu = inUser(g);
    const forbidden = [
      () => cpu.cli(),
      () => cpu.sti(),
      () => cpu.loadCr3(0),
      () => cpu.loadCr0(0),
      () => cpu.readControl(CR3),
      () => cpu.invlpg(0),
      () => cpu.iret(),
      () => cpu.halt(),
    ];
    for (const instruction of forbidden) expect(instruction).toThrow(/privileged/);
  });

  test("must have its stack there", () => {
    const cpu = inUser(g);
    cpu.memory.write(entryOf(g, 5), 0);
    cpu.tlb.flush();
    expect(() => cpu.int(0x30)).toThrow(MachineBug);
  });
});

describe.each(geometries)("interrupt lines on $name", (g) => {
  test("are taken lowest first, if interrupts are on, each once", () => {
    const cpu = inUser(g);
    expect(cpu.interruptLine()).toBe(-1);
    cpu.raise(5);
    cpu.raise(2);
    cpu.raise(5);
    expect([cpu.interruptLine(), cpu.raised()]).toEqual([2, 0b100100]);
    expect([cpu.interrupt(), cpu.userMode, cpu.get(EIP)]).toEqual([2, false, handler(g, 34)]);
    expect([cpu.interruptLine(), cpu.raised()]).toEqual([-1, 0b100000]);
    expect(() => cpu.interrupt()).toThrow(MachineBug);
    cpu.iret();
    expect([cpu.interrupt(), cpu.raised()]).toEqual([5, 0]);
    expect(() => cpu.raise(16)).toThrow(MachineBug);
  });

  test("an interrupt of user code takes 71 clocks", () => {
    const cpu = inUser(without(g));
    cpu.raise(1);
    expect(clocksOnHits(cpu, () => cpu.interrupt())).toBe(71);
  });

  test("the timer raises its line at each multiple of its period, once however late one looks", () => {
    const cpu = new Processor(without(g));
    cpu.spend(250);
    cpu.startTimer(0, 100);
    const ticks: number[] = [];
    for (let n = 0; n < 40; n++) {
      cpu.spend(10);
      if (cpu.raised() === 0) continue;
      ticks.push(cpu.clock);
      cpu.sti();
      cpu.set(ESP, 256);
      cpu.interrupt();
    }
    expect(ticks[0]).toBe(300);
    const late = new Processor(without(g));
    late.startTimer(3, 100);
    late.spend(1234);
    expect([late.raised(), late.raised()]).toEqual([8, 8]);
    late.startTimer(3, 0);
    expect(late.clock).toBe(1234);
  });

  test("HLT waits for the next tick, or says that there is none", () => {
    const cpu = new Processor(without(g));
    expect(cpu.halt()).toBe(false);
    cpu.startTimer(1, 1000);
    expect([cpu.halt(), cpu.clock, cpu.raised()]).toEqual([true, 1000, 2]);
    expect([cpu.halt(), cpu.clock]).toEqual([true, 1004]);
  });
});

describe("code", () => {
  const g = i486(2 ** 18);

  test("is fetched once a line: two instructions of 8 bytes, and the next line", () => {
    const cpu = paged(g);
    cpu.at(0x4000);
    const misses = cpu.cacheMisses;
    for (let n = 0; n < 8; n++) cpu.mov(n);
    expect([cpu.get(EIP), cpu.cacheMisses - misses]).toEqual([0x4010, 0]);
    expect(clocksOf(cpu, () => cpu.mov(0))).toBe(1 + 3);
    cpu.at(0x4000);
    expect(hot(cpu, () => cpu.at(0x4010))).toBe(0);
  });

  test("of a cold path misses TLB and cache, of a hot one nothing", () => {
    const cpu = paged(g);
    const path = (): void => {
      cpu.at(0x4000);
      for (let n = 0; n < 20; n++) cpu.alu(n);
    };
    path();
    const hotClocks = clocksOf(cpu, path);
    cpu.chill();
    const misses = cpu.cacheMisses;
    const cold = clocksOf(cpu, path);
    expect([hotClocks, cpu.cacheMisses - misses]).toEqual([20, 3 + 2]);
    expect(cold).toBe(20 + 9 + 3 * 5);
  });

  test("that is not there is a bug in the kernel, and a fault in user code", () => {
    const cpu = paged(g);
    cpu.memory.write(entryOf(g, 9), 0);
    expect(() => cpu.at(0x9000)).toThrow(/no kernel code/);
    cpu.dropFault();
    cpu.set(CPL, 3);
    cpu.at(0x9004);
    expect([cpu.faulted, cpu.errorCode, cpu.get(CR2), cpu.get(EIP)]).toEqual([true, 4, 0x9004, 0x9004]);
  });

  test("that runs into a page that is not there does nothing, and goes on there when it is", () => {
    const cpu = paged(g);
    cpu.memory.write(entryOf(g, 9), 0);
    cpu.set(CPL, 3);
    cpu.at(0x8ffc);
    cpu.mov(1);
    cpu.mov(2);
    cpu.store(0xa000, 7);
    expect([cpu.faulted, cpu.memory.read(0xa000), cpu.get(EIP)]).toEqual([true, 0, 0x9000]);
    cpu.dropFault();
    cpu.memory.write(entryOf(g, 9), entry(9, 7));
    cpu.store(0xa000, 7);
    expect([cpu.faulted, cpu.memory.read(0xa000)]).toEqual([false, 7]);
  });

  test("calls and returns", () => {
    const cpu = paged(g);
    cpu.set(ESP, 0x7000);
    cpu.at(0x4000);
    cpu.call(0x5000);
    expect([cpu.get(EIP), cpu.memory.read(0x6ffc)]).toEqual([0x5000, 0x4005]);
    cpu.ret();
    expect([cpu.get(EIP), cpu.get(ESP)]).toEqual([0x4005, 0x7000]);
    cpu.jump(0x5000);
    expect([cpu.get(EIP), cpu.branch(true), cpu.branch(false)]).toEqual([0x5000, true, false]);
    cpu.jumpIndirect(0x4000);
    expect(cpu.get(EIP)).toBe(0x4000);
  });

  test("of handlers lies where the gates say: offset 31..16 and 15..0 in the two words", () => {
    expect(interruptGate(0x1234_5678, 3)).toEqual([0x0008_5678, 0x1234_ee00]);
    expect(interruptGate(0xffff_0000, 0)).toEqual([0x0008_0000, 0xffff_8e00]);
    const cpu = inUser(g);
    expect(() => cpu.int(200)).toThrow(/no gate/);
  });

  test("takes no place where the geometry says so", () => {
    const cpu = new Processor(small());
    cpu.loadCr0(CR0_PG);
    cpu.at(0xdead_beec);
    expect([cpu.mov(3), cpu.get(EIP), cpu.clock]).toEqual([3, 0xdead_beec, 17]);
  });
});

test("EFLAGS has its constant bit", () => {
  expect(new Processor(small()).get(EFLAGS)).toBe(2);
});
