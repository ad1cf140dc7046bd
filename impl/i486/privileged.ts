/**
 * Instructions that only a kernel uses, and the ways into it and out of it: control registers, TLB, INT, IRET, page
 * faults. A privileged instruction in user code is a `MachineBug`.
 */
import { insist, MachineBug } from "./bug.js";
import { clocks } from "./clocks.js";
import { READ, WRITE } from "./core.js";
import { pageOf } from "./geometry.js";
import {
  CPL,
  CR0,
  CR0_PG,
  type CR2,
  CR3,
  EFLAGS,
  EFLAGS_IF,
  EFLAGS_ONE,
  EIP,
  ERROR_CODE,
  ESP,
  FAULTED,
  GDTR,
  IDTR,
  TR,
} from "./registers.js";
import { StringInstructions } from "./strings.js";

/** Selectors: an index in the GDT times 8, and the privilege level. Segments are flat, and do nothing else. */
export const KERNEL_CODE = 0x08;
export const KERNEL_DATA = 0x10;
export const USER_CODE = 0x1b;
export const USER_DATA = 0x23;

/** The vector of page faults. */
export const PAGE_FAULT = 14;

/** Where ESP and SS of level 0 are in the task state segment, in bytes. */
export const TSS_ESP0 = 4;
export const TSS_SS0 = 8;

/** The two words of an interrupt gate to `handler` in the kernel's code, for code of level `dpl` and inner ones. */
export const interruptGate = (handler: number, dpl: 0 | 3): readonly [number, number] => [
  ((KERNEL_CODE << 16) | (handler & 0xffff)) >>> 0,
  ((handler & 0xffff_0000) | 0x8e00 | (dpl << 13)) >>> 0,
];

export abstract class PrivilegedInstructions extends StringInstructions {
  /** Where the processor finds its tables (linear addresses). Set at boot, at no cost. */
  setTables(gdt: number, idt: number, tss: number): void {
    this.registers[GDTR] = gdt;
    this.registers[IDTR] = idt;
    this.registers[TR] = tss;
  }

  // ------------------------------------------------------------------------------------ control registers, TLB

  /** MOV CR3,r: 4 clocks. Another page directory, by its frame in bits 31 to 12; the TLB is flushed. */
  loadCr3(word: number, text?: string): void {
    this.privileged();
    if (!this.begin(clocks.loadCr3)) return;
    this.registers[CR3] = word;
    this.tlb.flush();
    this.end(clocks.loadCr3, text);
  }

  /** MOV CR0,r: 16 clocks. The TLB is flushed if paging is switched on or off. */
  loadCr0(word: number, text?: string): void {
    this.privileged();
    if (!this.begin(clocks.loadCr0)) return;
    if (((this.get(CR0) ^ word) & CR0_PG) !== 0) this.tlb.flush();
    this.registers[CR0] = word;
    this.end(clocks.loadCr0, text);
  }

  /** MOV r,CRn: 4 clocks. The word in CR0, CR2 or CR3. */
  readControl(register: typeof CR0 | typeof CR2 | typeof CR3, text?: string): number {
    this.privileged();
    this.tick(clocks.readControl, text);
    return this.get(register);
  }

  /** INVLPG: 12 clocks, or 11 if the TLB has nothing of the page. It forgets the page of a linear address. */
  invlpg(linear: number, text?: string): void {
    this.privileged();
    const page = pageOf(this.geometry, linear);
    const row = this.tlb.holds(page) ? clocks.invlpg : clocks.invlpgAbsent;
    if (!this.begin(row)) return;
    this.tlb.drop(page);
    this.end(row, text);
  }

  // ---------------------------------------------------------------------------------------------------- interrupts

  /** CLI: 5 clocks. Interrupt lines wait. */
  cli(text?: string): void {
    this.privileged();
    this.tick(clocks.cli, text);
    this.registers[EFLAGS] = this.get(EFLAGS) & ~EFLAGS_IF;
  }

  /** STI: 5 clocks. Interrupt lines are taken. */
  sti(text?: string): void {
    this.privileged();
    this.tick(clocks.sti, text);
    this.registers[EFLAGS] = this.get(EFLAGS) | EFLAGS_IF;
  }

  /** Are interrupt lines taken? */
  get interruptible(): boolean {
    return (this.get(EFLAGS) & EFLAGS_IF) !== 0;
  }

  // -------------------------------------------------------------------------------------- into the kernel, and out

  /**
   * INT n: 71 clocks from user code, 44 from the kernel. The stack that the TSS names is taken, old SS and ESP are pushed
   * on it (from user code), EFLAGS, CS and EIP; interrupts are off, and it goes on where the gate leads. Throws a
   * `MachineBug` if the kernel's stack is not there.
   */
  int(vector: number, text?: string): void {
    const row = this.userMode ? clocks.intInner : clocks.intSame;
    if (!this.begin(row)) return;
    this.enter(vector);
    this.end(row, text);
  }

  /**
   * IRET: 36 clocks to user code, 20 within the kernel. EIP, CS, EFLAGS and, to user code, ESP and SS are popped. User code
   * that is not there makes it `faulted`: the fault is the user's.
   */
  iret(text?: string): void {
    this.privileged();
    const esp = this.get(ESP);
    const selector = this.system(esp + 4);
    const isOuter = (selector & 3) !== 0;
    const row = isOuter ? clocks.iretOuter : clocks.iretSame;
    if (!this.begin(row)) return;
    const eip = this.system(esp);
    this.registers[EFLAGS] = this.system(esp + 8) | EFLAGS_ONE;
    this.registers[ESP] = esp + 12;
    this.describe(selector);
    if (isOuter) this.toUser(esp);
    this.goTo(eip);
    this.end(row, text);
  }

  /** The page fault that has happened is taken: as by INT 14, and the error code is pushed last. */
  pageFault(text?: string): void {
    insist(this.faulted, "no page fault to be taken");
    this.registers[FAULTED] = 0;
    this.event(PAGE_FAULT);
    this.pushSystem(this.get(ERROR_CODE));
    this.end(clocks.eventSame, text ?? "page fault");
  }

  /** The page fault that has happened is forgotten, as no processor could: for those who try addresses out. */
  dropFault(): void {
    this.registers[FAULTED] = 0;
  }

  /** A fault or an interrupt: the kernel is entered as by INT, for as many clocks. */
  protected event(vector: number): void {
    this.charge((this.userMode ? clocks.eventInner : clocks.eventSame).clocks);
    this.enter(vector);
  }

  // ------------------------------------------------------------------------------------------------------- helpers

  protected privileged(): void {
    if (this.userMode) throw new MachineBug("a privileged instruction in user code");
  }

  /** Enter the kernel through the gate of a vector. */
  private enter(vector: number): void {
    const flags = this.get(EFLAGS);
    const selector = this.userMode ? USER_CODE : KERNEL_CODE;
    const handler = this.handlerOf(vector);
    if (this.userMode) this.toKernel();
    this.pushSystem(flags);
    this.pushSystem(selector);
    this.pushSystem(this.get(EIP));
    this.registers[EFLAGS] = flags & ~EFLAGS_IF;
    this.goTo(handler);
  }

  /** Where the gate of a vector leads. */
  private handlerOf(vector: number): number {
    if (!this.geometry.codeInMemory) return vector;
    const gate = this.get(IDTR) + 8 * vector;
    const low = this.system(gate);
    const high = this.system(gate + 4);
    if ((high & 0x8000) === 0) throw new MachineBug(`vector ${vector} has no gate`);
    this.describe(low >>> 16);
    return ((high & 0xffff_0000) | (low & 0xffff)) >>> 0;
  }

  /** To level 0, on the stack that the TSS names; the user's stack is pushed on it. */
  private toKernel(): void {
    const esp = this.get(ESP);
    const tss = this.get(TR);
    this.registers[ESP] = this.system(tss + TSS_ESP0);
    this.describe(this.system(tss + TSS_SS0));
    this.registers[CPL] = 0;
    this.pushSystem(USER_DATA);
    this.pushSystem(esp);
  }

  /** To level 3, on the user's stack. `esp` is where IRET began to pop. */
  private toUser(esp: number): void {
    this.registers[ESP] = this.system(esp + 12);
    this.describe(this.system(esp + 16));
    this.registers[CPL] = 3;
  }

  /** The descriptor of a selector is looked at. Segments are flat: only the time that this takes matters. */
  private describe(selector: number): void {
    if (this.geometry.codeInMemory) this.system(this.get(GDTR) + (selector & 0xfff8));
  }

  /** A word that the processor itself reads, with the kernel's rights. */
  private system(linear: number): number {
    const word = this.read(linear >>> 0, READ);
    if (this.faulted) throw new MachineBug("a page fault while the processor enters or leaves the kernel");
    return word;
  }

  private pushSystem(word: number): void {
    const esp = (this.get(ESP) - 4) >>> 0;
    if (!this.write(esp, word, WRITE)) throw new MachineBug("a page fault on the stack of the kernel");
    this.registers[ESP] = esp;
  }
}
