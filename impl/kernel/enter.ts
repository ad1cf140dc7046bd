/** The way into the kernel: each vector has its path. */
import { EIP, LINE_0, PAGE_FAULT } from "../i486/index.js";
import {
  FPAGE_UNMAP,
  ID_NEAREST,
  IPC,
  LTHREAD_EX_REGS,
  TASK_NEW,
  THREAD_SCHEDULE,
  THREAD_SWITCH,
} from "./abi.js";
import { fpageUnmap, idNearest, threadSchedule, threadSwitch } from "./calls.js";
import { copyAgain, saveCopy } from "./copy.js";
import { interrupt } from "./interrupts.js";
import { callAgain, ipc } from "./ipc.js";
import { currentTcb, type Kernel } from "./kernel.js";
import { pageFault } from "./paging.js";
import { exRegs, taskNew } from "./tasks.js";

/** Where the processor rests: "calling" is before a call that is made again, for a page of its descriptor was not there. */
export type Rest = "user" | "calling" | "copying" | "idle";

/** The kernel has been entered by a vector. It runs until the processor rests. */
export function enter(k: Kernel, vector: number): void {
  switch (vector) {
    case IPC:
      return ipc(k);
    case ID_NEAREST:
      return idNearest(k);
    case FPAGE_UNMAP:
      return fpageUnmap(k);
    case THREAD_SWITCH:
      return threadSwitch(k);
    case THREAD_SCHEDULE:
      return threadSchedule(k);
    case LTHREAD_EX_REGS:
      return exRegs(k);
    case TASK_NEW:
      return taskNew(k);
    case PAGE_FAULT:
      return pageFault(k);
    default:
      return interrupt(k, vector - LINE_0);
  }
}

/** The kernel goes on where it rests. False: nobody can run, and no interrupt will come. */
export function goOn(k: Kernel, rest: Rest): boolean {
  const { cpu, at } = k;
  if (rest === "idle") {
    cpu.at(at.code.idle);
    return cpu.halt("hlt");
  }
  if (rest === "calling") callAgain(k);
  else {
    const interrupted = cpu.get(EIP) === at.code.copy;
    cpu.cli("cli");
    const me = currentTcb(k);
    if (interrupted) saveCopy(k, me);
    copyAgain(k, me);
  }
  return true;
}
