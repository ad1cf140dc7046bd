/**
 * Address spaces, and the memory behind TCBs.
 *
 * A space is a page directory and a shadow directory. Word i of the latter is the linear address of the shadow table that
 * goes with page table i; word j of that is the linear address of the node of the page at entry j. The kernel's regions
 * are the same in all spaces, and so are their page tables.
 *
 * TCBs have linear addresses whether their threads exist or not. Where there is none, its page shows the zeros of `noTcb`.
 */
import { CR3, PRESENT, WRITABLE } from "../i486/index.js";
import type { Kernel, Tcb } from "./kernel.js";
import { TASK_SHADOW, TASK_SPACE } from "./layout.js";
import { releaseNode, type Task } from "./mapping.js";
import { entryFor, type Frame, frameAt, giveFrame, takeFrame } from "./pool.js";
import { MYSELF } from "./tcb.js";

/** Flags of the page of TCBs that exist. */
const TCB_PAGE = PRESENT | WRITABLE;

// ---------------------------------------------------------------------------------------------------------- spaces

/** A task gets a space, which is empty. False, and nothing done, if there is no memory for it. */
export function createSpace(k: Kernel, task: Task): boolean {
  const { cpu, at } = k;
  const directory = takeFrame(k);
  if (cpu.branch(directory === 0, "jz no_memory")) return false;
  const shadow = takeFrame(k);
  if (cpu.branch(shadow === 0, "jz no_memory")) {
    giveFrame(k, directory);
    return false;
  }
  cpu.at(at.code.space);
  const first = 4 * (at.physical / at.regionBytes);
  const sigma0 = frameAt(k, cpu.load(at.tasks + TASK_SPACE, "mov eax,[tasks+space]"));
  cpu.repMovs(sigma0 + first, directory + first, at.kernelTables, "rep movsd");
  cpu.store(task + TASK_SPACE, entryFor(k, directory, 0), "mov [edi+space],eax");
  cpu.store(task + TASK_SHADOW, shadow, "mov [edi+shadow],ebx");
  return true;
}

/**
 * A task loses its space, with all its pages and all that derives from them. It is not sigma0. If the space is loaded,
 * sigma0's is loaded in its place.
 */
export function deleteSpace(k: Kernel, task: Task): void {
  const { cpu, at } = k;
  cpu.at(at.code.space);
  leave(k, task);
  const directory = frameAt(k, cpu.load(task + TASK_SPACE, "mov eax,[edi+space]"));
  const shadows = cpu.load(task + TASK_SHADOW, "mov ebx,[edi+shadow]");
  let offset = cpu.mov(4 * (at.userEnd / at.regionBytes), "mov ecx,4*user_regions");
  do {
    cpu.at(at.code.space);
    offset = cpu.alu(offset - 4, "sub ecx,4");
    const shadow = cpu.load(shadows + offset, "mov esi,[ebx+ecx]");
    cpu.alu(shadow, "test esi,esi");
    if (!cpu.branch(shadow === 0, "jz no_table"))
      deleteTable(k, shadow, frameAt(k, cpu.load(directory + offset, "mov eax,[edx+ecx]")));
    cpu.at(at.code.space);
    cpu.alu(offset, "test ecx,ecx");
  } while (cpu.branch(offset !== 0, "jnz next_table"));
  giveFrame(k, directory);
  giveFrame(k, shadows);
  cpu.storeImmediate(task + TASK_SPACE, 0, "mov [edi+space],0");
  cpu.storeImmediate(task + TASK_SHADOW, 0, "mov [edi+shadow],0");
}

/** A space that goes must not be the loaded one. */
function leave({ cpu, at }: Kernel, task: Task): void {
  const loaded = cpu.readControl(CR3, "mov eax,cr3");
  const its = cpu.compare(task + TASK_SPACE, "cmp [edi+space],eax");
  if (cpu.branch(its !== loaded, "jne not_loaded")) return;
  cpu.loadCr3(cpu.load(at.tasks + TASK_SPACE, "mov eax,[tasks+space]"), "mov cr3,eax");
}

/** A page table goes, and its shadow, with all pages in it. */
function deleteTable(k: Kernel, shadow: Frame, table: Frame): void {
  const { cpu, at } = k;
  let offset = cpu.mov(4 * cpu.geometry.tableEntries, "mov edx,4*entries");
  do {
    cpu.at(at.code.space);
    offset = cpu.alu(offset - 4, "sub edx,4");
    const node = cpu.load(shadow + offset, "mov eax,[esi+edx]");
    cpu.alu(node, "test eax,eax");
    if (!cpu.branch(node === 0, "jz no_page")) releaseNode(k, node);
    cpu.at(at.code.space);
    cpu.alu(offset, "test edx,edx");
  } while (cpu.branch(offset !== 0, "jnz next_page"));
  giveFrame(k, table);
  giveFrame(k, shadow);
}

// ------------------------------------------------------------------------------------------------------------ TCBs

/** There is memory behind a TCB from now on: zeros, if there was none. False, and nothing done: no frame is left. */
export function openTcb(k: Kernel, tcb: Tcb): boolean {
  const { cpu, at } = k;
  const { pageBytes } = cpu.geometry;
  const first = cpu.alu((tcb & -pageBytes) >>> 0, "and edi,-page");
  for (let page = first; page < tcb + at.tcbBytes; page += pageBytes)
    if (!openPage(k, page)) {
      closePages(k, first, page);
      return false;
    }
  return true;
}

/** A TCB goes, which has memory: it reads as zeros. Its memory goes back to the pool, unless there are other TCBs in its page. */
export function closeTcb(k: Kernel, tcb: Tcb): void {
  const { cpu, at } = k;
  cpu.at(at.code.space);
  cpu.storeImmediate(tcb + MYSELF, 0, "mov [edi+myself],0");
  const first = cpu.alu((tcb & -cpu.geometry.pageBytes) >>> 0, "and esi,-page");
  if (isInUse(k, first)) cpu.repStos(tcb, 0, at.tcbBytes / 4, "rep stosd");
  else closePages(k, first, tcb + at.tcbBytes);
}

/** The entry of a page of TCBs, as its linear address. The kernel's page tables lie one after another. */
function tcbEntry({ cpu, at }: Kernel, page: number): number {
  const index = cpu.shift((page - at.physical) >>> cpu.geometry.pageShift, "shr ecx,log2 page");
  return cpu.lea(at.tables + 4 * index, "lea ecx,[4*ecx+tables-physical]");
}

/** There is memory behind a page of TCBs, or it gets some. False, and nothing done: none is left. */
function openPage(k: Kernel, page: number): boolean {
  const { cpu, at } = k;
  cpu.at(at.code.space);
  const entry = tcbEntry(k, page);
  const old = cpu.compare(entry, "test [ecx],writable");
  if (cpu.branch((old & WRITABLE) !== 0, "jnz there")) return true;
  const frame = takeFrame(k);
  if (cpu.branch(frame === 0, "jz no_memory")) return false;
  cpu.store(entry, entryFor(k, frame, TCB_PAGE), "mov [ecx],eax");
  cpu.invlpg(page, "invlpg [edi]");
  return true;
}

/** The memory behind pages of TCBs goes back to the pool, from `first` on, before `end`. */
function closePages(k: Kernel, first: number, end: number): void {
  const { cpu, at } = k;
  for (let page = first; page < end; page += cpu.geometry.pageBytes) {
    cpu.at(at.code.space);
    const entry = tcbEntry(k, page);
    const frame = frameAt(k, cpu.load(entry, "mov eax,[ecx]"));
    cpu.store(entry, entryFor(k, at.noTcb, PRESENT), "mov [ecx],no_tcb");
    cpu.invlpg(page, "invlpg [edi]");
    giveFrame(k, frame);
  }
}

/** Does any thread have its TCB in this page? */
function isInUse({ cpu, at }: Kernel, page: number): boolean {
  for (let tcb = page; tcb < page + cpu.geometry.pageBytes; tcb += at.tcbBytes) {
    cpu.at(at.code.space);
    const its = cpu.compare(tcb + MYSELF, "cmp [esi+myself],0");
    if (cpu.branch(its !== 0, "jne in_use")) return true;
  }
  return false;
}
