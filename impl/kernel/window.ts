/**
 * The communication window: two directory words of the sender's space, which lead where two of the receiver's do. Through
 * them a long message is copied once, from user space to user space.
 *
 * They are the kernel's alone: user code has no right to the window. The TLB may remember what the window has shown only
 * as long as `windowUsed` says so: then CR3 is loaded before the words change for another copy, and before the processor
 * goes to another thread, be it of the same space.
 *
 * Sources: L93; slides 50 to 58; SRC486 (com0; `com_used`). That `windowUsed` outlives the copy is our own rule: see
 * FINDINGS.md on the kernel of 1996.
 */
import { ACCESSED, DIRTY, PRESENT, USER } from "../i486/index.js";
import type { Kernel, Tcb } from "./kernel.js";
import { SPACE, WINDOW_AT, WINDOW_TO } from "./tcb.js";

/** In a window word: it was put there for a copy, even if it leads nowhere. */
const OPENED = 0x200;
/** WINDOW_AT: the copy has no window yet. */
export const NO_WINDOW = 0xffff_ffff;

/** The linear address of a word of a directory, by CR3 and region; the kernel sees it in physical memory. */
export const directoryWord = ({ cpu, at }: Kernel, space: number, region: number): number =>
  ((space >>> 12) << cpu.geometry.pageShift) + at.physical + 4 * region;

const regionOf = ({ cpu }: Kernel, linear: number): number => linear >>> cpu.geometry.regionShift;

/** What a window word must be to lead where a region of the space `receiver` does; without one it leads nowhere. Three clocks. */
function receiversWord(k: Kernel, receiver: number, region: number): number {
  const { cpu, at } = k;
  if (region >= regionOf(k, at.userEnd)) return OPENED;
  const word = cpu.load(directoryWord(k, receiver, region), "mov eax,[edx+4*region]");
  cpu.alu(word & ~USER, "and eax,~user");
  return cpu.alu(((word & ~(USER | ACCESSED | DIRTY)) | OPENED) >>> 0, "or eax,opened");
}

/** The page directory of a thread, as CR3 has it. */
const spaceOf = ({ cpu }: Kernel, tcb: Tcb): number => cpu.load(tcb + SPACE, "mov ecx,[ebx+space]");

/** The linear address of a word of the window, in a directory. */
const windowWord = (k: Kernel, space: number, n: number): number =>
  directoryWord(k, space, regionOf(k, k.at.window) + n);

/** CR3 is loaded again with the directory of `tcb`, and the TLB forgets. */
export function reload(k: Kernel, tcb: Tcb): void {
  k.cpu.loadCr3(k.cpu.load(tcb + SPACE, "mov eax,[ebx+space]"), "mov cr3,eax");
  k.cpu.storeImmediate(k.at.own.windowUsed, 0, "mov [window used],0");
}

/** The window of the current thread is opened onto the two regions of the receiver from `address` on. */
export function openWindow(k: Kernel, me: Tcb, to: Tcb, address: number): void {
  const { cpu, at } = k;
  cpu.at(at.code.window);
  const used = cpu.compare(at.own.windowUsed, "cmp [window used],0");
  if (cpu.branch(used !== 0, "jne flush")) reload(k, me);
  const base = cpu.alu((address & -at.regionBytes) >>> 0, "and edx,-region");
  const mine = spaceOf(k, me);
  const receiver = spaceOf(k, to);
  for (const n of [0, 1]) {
    const word = receiversWord(k, receiver, regionOf(k, base) + n);
    cpu.store(windowWord(k, mine, n), word, "mov [ecx+window+4*n],eax");
  }
  cpu.storeImmediate(at.own.windowUsed, 1, "mov [window used],1");
  cpu.store(me + WINDOW_AT, base, "mov [ebx+window at],edx");
  cpu.store(me + WINDOW_TO, to, "mov [ebx+window to],edi");
}

/** The words of the window in the directory of `tcb` lead nowhere any more. */
export function closeWindow(k: Kernel, tcb: Tcb): void {
  const space = spaceOf(k, tcb);
  for (const n of [0, 1]) k.cpu.storeImmediate(windowWord(k, space, n), 0, "mov [ecx+window+4*n],0");
}

/**
 * The copy of the current thread has faulted at an address of its window. True: the word that was missing is put back, and
 * it may go on. False: the word was as it must be, and the page is missing in the receiver's space.  [slides 57, 58]
 */
export function restoreWindow(k: Kernel, me: Tcb, to: Tcb, fault: number): boolean {
  const { cpu, at } = k;
  cpu.at(at.code.window);
  const n = regionOf(k, fault) - regionOf(k, at.window);
  const base = cpu.load(me + WINDOW_AT, "mov edx,[ebx+window at]");
  const word = receiversWord(k, spaceOf(k, to), regionOf(k, base) + n);
  const place = windowWord(k, spaceOf(k, me), n);
  const now = cpu.load(place, "mov ecx,[window word]");
  if (cpu.branch((now & ~ACCESSED) >>> 0 === word, "je page_missing")) return false;
  cpu.store(place, word, "mov [window word],eax");
  cpu.storeImmediate(at.own.windowUsed, 1, "mov [window used],1");
  cpu.store(me + WINDOW_TO, to, "mov [ebx+window to],edi");
  return (word & PRESENT) !== 0;
}

/** Where a fault in the window lies in the receiver's space. */
export function behindWindow({ cpu, at }: Kernel, me: Tcb, fault: number): number {
  const base = cpu.load(me + WINDOW_AT, "mov edx,[ebx+window at]");
  return cpu.alu((fault - at.window + base) >>> 0, "sub eax,window");
}
