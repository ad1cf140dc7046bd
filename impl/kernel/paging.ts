/**
 * Page faults in user mode: the kernel calls the thread's pager in its name, and the answer's item resolves the fault.
 *
 * Source: X0 pager protocol; L95 2.3; slide 21.
 */
import { CR2, ESP, FAULT_WRITE } from "../i486/index.js";
import { faultWord } from "./abi.js";
import { currentTcb, type Kernel, type Tcb } from "./kernel.js";
import { conclude, goOn } from "./switch.js";
import { FAULT, NEVER, STATE, state, WAKEUP } from "./tcb.js";
import { askPager, pagerOf } from "./transfer.js";

/** The entry: user code has touched a page that is not there. An error code lies on the stack. */
export function pageFault(k: Kernel): void {
  const { cpu, at } = k;
  cpu.at(at.code.pageFault);
  const error = cpu.load(cpu.get(ESP), "mov eax,[esp]");
  cpu.pushAll("pushad");
  const me = currentTcb(k);
  cpu.push(at.code.userReturn, "push user_return");
  userFault(k, me, (error & FAULT_WRITE) !== 0);
}

/** The current thread waits for its pager. Without one nothing comes of it, and it faults again. */
export function userFault(k: Kernel, me: Tcb, isWrite: boolean): void {
  const { cpu } = k;
  cpu.phase("page fault");
  const address = cpu.readControl(CR2, "mov eax,cr2");
  const pager = pagerOf(k, me);
  if (cpu.branch(pager === 0, "jz no_pager")) return goOn(k, me);
  cpu.store(me + FAULT, faultWord(address, isWrite), "mov [ebx+fault],eax");
  cpu.storeImmediate(me + STATE, state.faulting, "mov [ebx+state],faulting");
  cpu.storeImmediate(me + WAKEUP, NEVER, "mov [ebx+wakeup],never");
  askPager(k, me, me, pager);
  conclude(k, me, pager);
}
