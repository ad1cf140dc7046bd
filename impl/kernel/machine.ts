/**
 * The kernel on its processor, as those see it who run programs on it: user code calls, faults and is interrupted; what the
 * kernel does then runs until the processor rests.
 *
 * It rests in user mode; or in the middle of a long copy, where it may be interrupted; or where nobody runs. Between two
 * rests memory and registers say all there is, and a snapshot of them is a snapshot of the kernel.
 */
import { EIP, type Geometry, LINE_0, PAGE_FAULT, Processor } from "../i486/index.js";
import { boot } from "./boot.js";
import { type Design, l3, type Size, sizeFor } from "./design.js";
import { enter, goOn, type Rest } from "./enter.js";
import { Kernel, peekCurrent, type Tcb } from "./kernel.js";
import { startSigma0 } from "./start.js";

export class Machine {
  readonly cpu: Processor;
  readonly kernel: Kernel;

  /** A machine with a kernel that has not been booted: `boot` it, or restore its `cpu` from a snapshot. */
  constructor(geometry: Geometry, design: Design = l3, size: Size = sizeFor(geometry)) {
    this.cpu = new Processor(geometry);
    this.kernel = new Kernel(this.cpu, design, size);
  }

  /** Boot: sigma0's first thread runs in user mode, at address `eip` of its space, and has all user frames. */
  boot(eip = 0, esp = 0): this {
    boot(this.kernel);
    startSigma0(this.kernel, eip, esp);
    return this;
  }

  /** The TCB of the thread that has the processor; the idle one if nobody has. */
  get current(): Tcb {
    return peekCurrent(this.kernel);
  }

  /** Where the processor rests now. */
  get rest(): Rest {
    if (this.cpu.userMode) return "user";
    if (this.current === this.kernel.at.idleTcb) return "idle";
    return this.cpu.get(EIP) === this.kernel.at.code.callAgain ? "calling" : "copying";
  }

  /** User code makes a system call, by its vector: INT, and what the kernel does then. */
  call(vector: number): void {
    this.cpu.int(vector);
    if (!this.cpu.faulted) enter(this.kernel, vector);
  }

  /** Is anything due before user code can go on: a page fault, an interrupt, the rest of a copy? */
  get isDue(): boolean {
    return this.cpu.faulted || !this.cpu.userMode || this.cpu.interruptLine() >= 0;
  }

  /** What is due happens. False: nobody runs, and nothing will ever happen. */
  proceed(): boolean {
    const { cpu, kernel } = this;
    if (cpu.faulted) {
      cpu.pageFault();
      enter(kernel, PAGE_FAULT);
    } else if (cpu.interruptLine() >= 0) {
      enter(kernel, LINE_0 + cpu.interrupt());
    } else {
      return goOn(kernel, this.rest);
    }
    return true;
  }

  /** All that is due happens, until user code runs. False: nobody runs, and nothing will ever happen. */
  settle(): boolean {
    while (this.isDue) if (!this.proceed()) return false;
    return true;
  }
}
