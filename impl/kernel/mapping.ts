/**
 * Mapping trees: who has a page from whom, and what of it is taken back.
 *
 * There is a node for each page of each space. Below it hang the nodes of those that have the page from it; the roots are
 * sigma0's. A page is found through the shadow tables of its space, which have a node where the page tables have an entry.
 *
 * A task is named by the linear address of its entry, and must exist. An address may be any word: its page counts, and
 * beyond user space nothing is mapped.
 *
 * Sources: L95 = Liedtke, On micro-Kernel Construction (SOSP 1995), appendix A; slides 65 to 71.
 */
import { CR3, directoryIndex, PRESENT, tableIndex, USER, WRITABLE } from "../i486/index.js";
import type { Kernel } from "./kernel.js";
import { TASK_SHADOW, TASK_SPACE } from "./layout.js";
import { entryFor, frameAt, giveFrame, giveNode, type Node, takeFrame, takeNode } from "./pool.js";

/** The linear address of a task's entry. */
export type Task = number;

/** A node: the linear address of the page-table entry; the address of the page in its space; the space, as CR3 has it; */
export const NODE_ENTRY = 0;
export const NODE_PAGE = 4;
export const NODE_SPACE = 8;
/** the node of the page that this one was mapped from, 0 if it is sigma0's; the first of those mapped from this one; */
export const NODE_PARENT = 12;
export const NODE_CHILD = 16;
/** its neighbours among those mapped from the same page, or 0; */
export const NODE_NEXT = 20;
export const NODE_PREVIOUS = 24;
/** the linear address of the word in the shadow table that leads to the node. */
export const NODE_SHADOW = 28;

/** All rights: there are no others. */
export const USER_PAGE = PRESENT | WRITABLE | USER;

// ------------------------------------------------------------------------------------------------------ operations

/**
 * map: the page behind `fromAddress` becomes accessible at `toAddress`, in place of what was there. False, and nothing
 * done, if sigma refuses it or if there is no memory for it.
 */
export function mapPage(k: Kernel, from: Task, fromAddress: number, to: Task, toAddress: number): boolean {
  const { cpu } = k;
  const source = nodeOf(k, from, fromAddress);
  cpu.alu(source, "test esi,esi");
  if (cpu.branch(source === 0, "jz refused")) return false;
  if (!mayReceive(k, to, toAddress)) return false;
  const target = nodeOf(k, to, toAddress);
  cpu.alu(target, "test edi,edi");
  if (cpu.branch(target === 0, "jz new_page")) return mapNew(k, source, to, toAddress);
  if (derivesFrom(k, source, target)) return false;
  revoke(k, target);
  unhang(k, target);
  hang(k, target, source);
  forget(k, target);
  return true;
}

/**
 * grant: the page at `toAddress` takes the place of that at `fromAddress`, with all that derives from it. False, and
 * nothing done, if sigma refuses it or if there is no memory for it.
 */
export function grantPage(k: Kernel, from: Task, fromAddress: number, to: Task, toAddress: number): boolean {
  const { cpu } = k;
  const source = ownedNode(k, from, fromAddress);
  cpu.alu(source, "test esi,esi");
  if (cpu.branch(source === 0, "jz refused")) return false;
  if (!mayReceive(k, to, toAddress)) return false;
  const target = nodeOf(k, to, toAddress);
  cpu.alu(target, "test edi,edi");
  if (cpu.branch(target !== 0, "jnz old_page")) {
    if (derivesFrom(k, source, target)) return false;
    releaseNode(k, target);
  } else if (!haveTable(k, to, toAddress)) return false;
  move(k, source, to, toAddress);
  return true;
}

/** demap: all that derives from the page is taken back. False if the page is not mapped. */
export function demap(k: Kernel, task: Task, address: number): boolean {
  const node = nodeOf(k, task, address);
  k.cpu.alu(node, "test esi,esi");
  if (k.cpu.branch(node === 0, "jz refused")) return false;
  revoke(k, node);
  return true;
}

/** release: the page is taken back too. False if it is not mapped, or is sigma0's. */
export function release(k: Kernel, task: Task, address: number): boolean {
  const node = ownedNode(k, task, address);
  k.cpu.alu(node, "test esi,esi");
  if (k.cpu.branch(node === 0, "jz refused")) return false;
  releaseNode(k, node);
  return true;
}

/** The node of a page, or 0 if it is not mapped. */
export function nodeOf(k: Kernel, task: Task, address: number): Node {
  const { cpu, at } = k;
  cpu.at(at.code.mapping);
  cpu.alu(address, "cmp edx,user_end");
  if (cpu.branch(address >= at.userEnd, "jae none")) return 0;
  const directory = cpu.load(task + TASK_SHADOW, "mov ebx,[edi+shadow]");
  const table = cpu.load(directory + 4 * regionOf(k, address), "mov ebx,[ebx+4*ecx]");
  cpu.alu(table, "test ebx,ebx");
  if (cpu.branch(table === 0, "jz none")) return 0;
  return cpu.load(table + 4 * indexOf(k, address), "mov eax,[ebx+4*ecx]");
}

// ---------------------------------------------------------------------------------------------------------- guards

/** The node of a page, or 0 if it is not mapped, or is sigma0's. */
function ownedNode(k: Kernel, task: Task, address: number): Node {
  const { cpu, at } = k;
  cpu.at(at.code.mapping);
  cpu.alu(task, "cmp edi,tasks");
  return cpu.branch(task === at.tasks, "je sigma0") ? 0 : nodeOf(k, task, address);
}

/** May there be a page other than sigma0's? */
function mayReceive({ cpu, at }: Kernel, task: Task, address: number): boolean {
  cpu.alu(task, "cmp edi,tasks");
  if (cpu.branch(task === at.tasks, "je refused")) return false;
  cpu.alu(address, "cmp edx,user_end");
  return !cpu.branch(address >= at.userEnd, "jae refused");
}

/** Is a page `ancestor`, or derived from it, directly or not? */
function derivesFrom({ cpu, at }: Kernel, of: Node, ancestor: Node): boolean {
  let node = of;
  for (;;) {
    cpu.at(at.code.mapping);
    cpu.alu(node, "cmp eax,edi");
    if (cpu.branch(node === ancestor, "je above")) return true;
    node = cpu.load(node + NODE_PARENT, "mov eax,[eax+parent]");
    cpu.alu(node, "test eax,eax");
    if (!cpu.branch(node !== 0, "jnz upwards")) return false;
  }
}

// ----------------------------------------------------------------------------------------------------------- nodes

/** map to a page that is not mapped yet. Its node has no child, for only leaves are given back. */
function mapNew(k: Kernel, source: Node, to: Task, address: number): boolean {
  const node = takeNode(k);
  if (k.cpu.branch(node === 0, "jz refused")) return false;
  if (!haveTable(k, to, address)) {
    giveNode(k, node);
    return false;
  }
  place(k, node, to, address);
  hang(k, node, source);
  return true;
}

/** Everything below a node goes. No stack is needed: down to a leaf, away with it, and on from its parent. */
function revoke(k: Kernel, top: Node): void {
  const { cpu, at } = k;
  let node = top;
  for (;;) {
    cpu.at(at.code.mapping);
    const child = cpu.load(node + NODE_CHILD, "mov eax,[esi+child]");
    cpu.alu(child, "test eax,eax");
    if (cpu.branch(child !== 0, "jnz down")) {
      node = cpu.mov(child, "mov esi,eax");
      continue;
    }
    cpu.alu(node, "cmp esi,edi");
    if (cpu.branch(node === top, "je done")) return;
    const leaf = cpu.mov(node, "mov ebx,esi");
    node = cpu.load(leaf + NODE_PARENT, "mov esi,[ebx+parent]");
    remove(k, leaf);
  }
}

/** A page goes, and all that derives from it. It is not sigma0's. */
export function releaseNode(k: Kernel, node: Node): void {
  revoke(k, node);
  remove(k, node);
}

/** A leaf goes, and its page. */
function remove(k: Kernel, node: Node): void {
  unhang(k, node);
  clear(k, node);
  giveNode(k, node);
}

/** A node with what hangs below it becomes that of another page, which is not mapped. */
function move(k: Kernel, node: Node, to: Task, address: number): void {
  const { cpu, at } = k;
  cpu.at(at.code.mapping);
  const entry = cpu.load(cpu.load(node + NODE_ENTRY, "mov eax,[esi+entry]"), "mov ebp,[eax]");
  clear(k, node);
  const slot = place(k, node, to, address);
  cpu.alu(entry & ~0xfff, "and ebp,-4096");
  cpu.store(slot, cpu.alu((entry & ~0xfff) | USER_PAGE, "or ebp,user_page"), "mov [eax],ebp");
}

/** A node leaves its parent. */
function unhang({ cpu }: Kernel, node: Node): void {
  const next = cpu.load(node + NODE_NEXT, "mov eax,[esi+next]");
  const previous = cpu.load(node + NODE_PREVIOUS, "mov ecx,[esi+previous]");
  cpu.alu(previous, "test ecx,ecx");
  if (cpu.branch(previous !== 0, "jnz not_first"))
    cpu.store(previous + NODE_NEXT, next, "mov [ecx+next],eax");
  else {
    const parent = cpu.load(node + NODE_PARENT, "mov edx,[esi+parent]");
    cpu.store(parent + NODE_CHILD, next, "mov [edx+child],eax");
  }
  cpu.alu(next, "test eax,eax");
  if (!cpu.branch(next === 0, "jz last")) cpu.store(next + NODE_PREVIOUS, previous, "mov [eax+previous],ecx");
}

/** A node comes to hang below another, as the first, and its page has the same frame from now on. */
function hang(k: Kernel, node: Node, parent: Node): void {
  const { cpu } = k;
  const next = cpu.load(parent + NODE_CHILD, "mov eax,[esi+child]");
  cpu.store(node + NODE_PARENT, parent, "mov [edi+parent],esi");
  cpu.store(node + NODE_NEXT, next, "mov [edi+next],eax");
  cpu.storeImmediate(node + NODE_PREVIOUS, 0, "mov [edi+previous],0");
  cpu.store(parent + NODE_CHILD, node, "mov [esi+child],edi");
  cpu.alu(next, "test eax,eax");
  if (!cpu.branch(next === 0, "jz only")) cpu.store(next + NODE_PREVIOUS, node, "mov [eax+previous],edi");
  const its = cpu.load(cpu.load(parent + NODE_ENTRY, "mov eax,[esi+entry]"), "mov eax,[eax]");
  cpu.alu(its & ~0xfff, "and eax,-4096");
  const entry = cpu.alu((its & ~0xfff) | USER_PAGE, "or eax,user_page");
  cpu.store(cpu.load(node + NODE_ENTRY, "mov ebx,[edi+entry]"), entry, "mov [ebx],eax");
}

// ---------------------------------------------------------------------------------------------------- page tables

/** Which word of a directory, or of a shadow directory, is that of a user address. */
const regionOf = ({ cpu }: Kernel, address: number): number =>
  cpu.shift(directoryIndex(cpu.geometry, address), "shr ecx,log2 region");

/** Which word of its table. */
function indexOf({ cpu }: Kernel, address: number): number {
  const { geometry } = cpu;
  cpu.shift(address >>> geometry.pageShift, "shr edx,log2 page");
  return cpu.alu(tableIndex(geometry, address), "and edx,entries-1");
}

/** There is a page table for an address, and a shadow table, or they are made. False, and nothing done: no memory. */
function haveTable(k: Kernel, task: Task, address: number): boolean {
  const { cpu, at } = k;
  cpu.at(at.code.mapping);
  const offset = 4 * regionOf(k, address);
  const shadows = cpu.load(task + TASK_SHADOW, "mov ebx,[edi+shadow]");
  const old = cpu.compare(shadows + offset, "cmp [ebx+4*ecx],0");
  if (cpu.branch(old !== 0, "jnz there")) return true;
  const table = takeFrame(k);
  if (cpu.branch(table === 0, "jz no_memory")) return false;
  const shadow = takeFrame(k);
  if (cpu.branch(shadow === 0, "jz no_memory")) {
    giveFrame(k, table);
    return false;
  }
  cpu.at(at.code.mapping);
  const directory = frameAt(k, cpu.load(task + TASK_SPACE, "mov eax,[edi+space]"));
  cpu.store(directory + offset, entryFor(k, table, USER_PAGE), "mov [edx+4*ecx],eax");
  cpu.store(shadows + offset, shadow, "mov [ebx+4*ecx],eax");
  return true;
}

/** A node is from now on that of a page, whose tables exist. Gives where the page's entry is; it is left alone. */
function place(k: Kernel, node: Node, task: Task, address: number): number {
  const { cpu, at } = k;
  cpu.at(at.code.mapping);
  const region = 4 * regionOf(k, address);
  const offset = 4 * indexOf(k, address);
  const space = cpu.load(task + TASK_SPACE, "mov ebx,[edi+space]");
  const table = frameAt(k, cpu.load(frameAt(k, space) + region, "mov eax,[eax+4*ecx]"));
  const entry = cpu.lea(table + offset, "lea eax,[eax+4*edx]");
  const shadows = cpu.load(task + TASK_SHADOW, "mov ebp,[edi+shadow]");
  const shadowTable = cpu.load(shadows + region, "mov ebp,[ebp+4*ecx]");
  const shadow = cpu.lea(shadowTable + offset, "lea ebp,[ebp+4*edx]");
  const page = cpu.alu((address & -cpu.geometry.pageBytes) >>> 0, "and edx,-page");
  cpu.store(node + NODE_ENTRY, entry, "mov [esi+entry],eax");
  cpu.store(node + NODE_PAGE, page, "mov [esi+page],edx");
  cpu.store(node + NODE_SPACE, space, "mov [esi+space],ebx");
  cpu.store(node + NODE_SHADOW, shadow, "mov [esi+shadow],ebp");
  cpu.store(shadow, node, "mov [ebp],esi");
  return entry;
}

/** The page of a node is no longer mapped, and nothing leads to the node any more. */
function clear(k: Kernel, node: Node): void {
  const { cpu } = k;
  cpu.storeImmediate(cpu.load(node + NODE_ENTRY, "mov eax,[esi+entry]"), 0, "mov [eax],0");
  cpu.storeImmediate(cpu.load(node + NODE_SHADOW, "mov eax,[esi+shadow]"), 0, "mov [eax],0");
  forget(k, node);
}

/** The TLB forgets the page of a node, if it may know it. Of other spaces it knows nothing: a load of CR3 flushes it. */
function forget({ cpu }: Kernel, node: Node): void {
  const loaded = cpu.readControl(CR3, "mov eax,cr3");
  const space = cpu.compare(node + NODE_SPACE, "cmp [esi+space],eax");
  if (cpu.branch(space !== loaded, "jne not_loaded")) return;
  cpu.invlpg(cpu.load(node + NODE_PAGE, "mov eax,[esi+page]"), "invlpg [eax]");
}
