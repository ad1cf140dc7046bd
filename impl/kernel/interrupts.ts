/**
 * Interrupts: a line sends an empty message to the thread that is attached to it.
 *
 * Sources: L95 2.3; X0 interrupts; SRC486 (one may be pending, before all who wait to send); slide 27.
 */
import { ESP } from "../i486/index.js";
import { code } from "./abi.js";
import { saveCopy } from "./copy.js";
import { end } from "./ends.js";
import { lineId } from "./ids.js";
import { currentTcb, type Kernel, type Tcb, type ThreadId, taskNumber } from "./kernel.js";
import { attachTo, detach, linePlace, TIMER } from "./lines.js";
import { dispatch, goOn, makeReady, switchTo } from "./switch.js";
import { ANYBODY, LINE, PARTNER, PENDING, PRIORITY, STATE, state } from "./tcb.js";
import { tick } from "./timer.js";
import { takeInterrupt } from "./transfer.js";

/** Is this the id of an interrupt line, as a partner? */
export const isLineId = ({ size }: Kernel, id: ThreadId): boolean => id >= 1 && id <= size.lines;

/** The entry: a line interrupts the current thread, in user mode or in a copy; or nobody. */
export function interrupt(k: Kernel, line: number): void {
  const { cpu, at } = k;
  cpu.at(at.code.interrupt);
  cpu.phase("interrupt");
  const me = currentTcb(k);
  saveCurrent(k, me);
  if (!cpu.branch(line === TIMER, "je timer")) return device(k, me, line);
  goOnAfter(k, me, tick(k, me));
}

/** The interrupted thread goes on, unless it yields, or somebody more urgent is ready; where nobody ran, somebody may now. */
function goOnAfter(k: Kernel, me: Tcb, yields: boolean): void {
  if (k.cpu.branch(yields || me === k.at.idleTcb, "je dispatch")) dispatch(k, me);
  else goOn(k, me);
}

/** Where the current thread will go on is put on its stack. */
function saveCurrent(k: Kernel, me: Tcb): void {
  const { cpu, at } = k;
  const selector = cpu.compare(cpu.get(ESP) + 4, "test [esp+4],3");
  if (cpu.branch((selector & 3) !== 0, "jnz user")) {
    cpu.push(0, "push 0");
    cpu.pushAll("pushad");
    return cpu.push(at.code.userReturn, "push user_return");
  }
  const eip = cpu.load(cpu.get(ESP), "mov eax,[esp]");
  cpu.set(ESP, cpu.lea(cpu.get(ESP) + 12, "lea esp,[esp+12]"));
  if (cpu.branch(eip === at.code.copy, "je copy")) saveCopy(k, me);
}

/**
 * A device has interrupted: the message is received now, or waits. A driver that receives it runs at once, unless it is less
 * urgent than the thread that was interrupted. A line that nobody is attached to is ignored.  [SRC486: an immediate switch]
 */
function device(k: Kernel, me: Tcb, line: number): void {
  const { cpu } = k;
  const known = !cpu.branch(line >= k.size.lines, "jae unknown");
  const driver = known ? cpu.load(linePlace(k, line), "mov ebx,[lines+4*ecx]") : 0;
  if (cpu.branch(driver === 0, "jz nobody")) return goOnAfter(k, me, false);
  const receives = cpu.compare(driver + STATE, "cmp [ebx+state],receiving") === state.receiving;
  const partner = cpu.load(driver + PARTNER, "mov eax,[ebx+partner]");
  const id = lineId(line);
  if (!cpu.branch(receives && (partner === ANYBODY || partner === id), "je receives")) {
    cpu.store(driver + LINE, id | PENDING, "mov [ebx+line],ecx");
    return goOnAfter(k, me, false);
  }
  takeInterrupt(k, me, driver, id);
  const priority = cpu.load(driver + PRIORITY, "mov eax,[ebx+priority]");
  const mine = cpu.compare(me + PRIORITY, "cmp eax,[edx+priority]");
  if (cpu.branch(priority < mine || !k.design.directSwitch, "jb later")) return goOnAfter(k, me, false);
  if (me !== k.at.idleTcb) makeReady(k, me);
  switchTo(k, me, driver);
}

/** The current thread asks for the interrupts of a line: it is attached to it, if no other is.  [X0 interrupts] */
export function attach(k: Kernel, me: Tcb, id: ThreadId): void {
  const { cpu, size } = k;
  const line = id - 1;
  const owner = cpu.load(linePlace(k, line), "mov eax,[lines+4*ecx]");
  const isFree = owner === 0 || owner === me;
  const mayDrive = line !== TIMER && taskNumber(k, me - k.at.tcbs) < size.drivers;
  if (cpu.branch(!isFree || !mayDrive, "jne refused")) return end(k, me, me, code.noPartner);
  const now = cpu.load(me + LINE, "mov ecx,[ebx+line]");
  if (cpu.branch(now === (id | PENDING), "je pending")) return takeInterrupt(k, me, me, now);
  if (cpu.branch(now !== id, "jne attach")) {
    detach(k, me);
    attachTo(k, me, line);
  }
  end(k, me, me, code.timeout);
}
