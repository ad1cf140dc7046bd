/** Tasks, page tables, mapping trees, and the memory behind TCBs: frames and nodes from anywhere, in any order. */
import { entry, PRESENT, WRITABLE } from "../../impl/i486/index.js";
import { TASK_CHIEF, TASK_SHADOW, TASK_SPACE, TASK_VERSION } from "../../impl/kernel/layout.js";
import {
  NODE_CHILD,
  NODE_ENTRY,
  NODE_NEXT,
  NODE_PAGE,
  NODE_PARENT,
  NODE_PREVIOUS,
  NODE_SHADOW,
  NODE_SPACE,
  USER_PAGE,
} from "../../impl/kernel/mapping.js";
import { id, NIL } from "../../model/index.js";
import { taskExists } from "../../spec/ipc/observers.js";
import { realPage } from "../../spec/sigma/index.js";
import { ownPage } from "../correspondence.js";
import type { Making } from "./making.js";

/** A page of a space: its linear page number, its frame, and whose page it is from. */
interface Mapped {
  readonly task: number;
  readonly page: number;
  readonly frame: number;
  readonly from: readonly [task: number, page: number] | undefined;
}

/** The words of a free node that mean nothing. */
const MEANINGLESS = [NODE_ENTRY, NODE_PAGE, NODE_SPACE, NODE_PARENT, NODE_NEXT, NODE_PREVIOUS, NODE_SHADOW];

export function makeSpaces(m: Making): void {
  const { size } = m.machine.kernel;
  const pages = pagesOf(m);
  for (let task = 0; task < size.tasks; task++) {
    if (task < m.s.holder.length && taskExists(m.s, id(task))) makeTask(m, task, pages);
    else for (const word of [TASK_SPACE, TASK_SHADOW, TASK_CHIEF]) m.poke(m.look.taskAt(task) + word, 0);
    m.poke(m.look.taskAt(task) + TASK_VERSION, 1 + m.roll(size.versions - 2));
  }
  makeTrees(m, pages);
  makeTcbPages(m);
  makeContents(m);
  m.freeTheRest(MEANINGLESS);
}

// ----------------------------------------------------------------------------------------------------------- pages

/** All pages: those of the specification, sigma0's others, and the one that is the threads' own in each space. */
function pagesOf({ s, c }: Making): readonly Mapped[] {
  const { everyPage, pagesPerSpace, origin } = s.sigma;
  const own = ownPage(c) / c.geometry.pageBytes;
  const roots = Array.from({ length: c.size.userFrames }, (_, page) => ({
    ...{ task: 0, page, frame: page },
    from: undefined,
  }));
  const owned = s.holder.flatMap((holder, task): Mapped[] =>
    holder === NIL || task === 0 ? [] : [{ task, page: own, frame: own, from: [0, own] }],
  );
  const place = (p: number) => [Math.floor(p / pagesPerSpace), c.firstPage + (p % pagesPerSpace)] as const;
  const others = everyPage.flatMap((p): Mapped[] => {
    const from = origin[p] ?? NIL;
    if (p < pagesPerSpace || from === NIL) return [];
    const [task, page] = place(p);
    return [{ task, page, frame: c.firstPage + realPage(s.sigma, p), from: place(from) }];
  });
  return [...roots, ...owned, ...others];
}

// ----------------------------------------------------------------------------------------------------------- tasks

/** A task with its directory, and tables for the regions of its pages and for some where it has none. */
function makeTask(m: Making, task: number, pages: readonly Mapped[]): void {
  const { at, cpu } = m.machine.kernel;
  const [directory, shadows] = [m.frame(), m.frame()];
  const entryAt = m.look.taskAt(task);
  m.poke(entryAt + TASK_SPACE, entry(m.frameNumber(directory), 0));
  m.poke(entryAt + TASK_SHADOW, shadows);
  m.poke(entryAt + TASK_CHIEF, task === 0 ? 0 : (m.s.holder[task] ?? NIL) + 1);
  const first = at.physical / at.regionBytes;
  for (let n = 0; n < at.kernelTables; n++)
    m.poke(directory + 4 * (first + n), m.used(entry(m.frameNumber(at.tables) + n, PRESENT | WRITABLE)));
  const { tableEntries } = cpu.geometry;
  for (let region = 0; region < 2; region++) {
    const isNeeded = pages.some((its) => its.task === task && Math.floor(its.page / tableEntries) === region);
    if (!isNeeded && m.roll(2) === 0) continue;
    const table = m.frame();
    m.poke(directory + 4 * region, m.used(entry(m.frameNumber(table), USER_PAGE)));
    m.poke(shadows + 4 * region, m.frame());
  }
}

// ----------------------------------------------------------------------------------------------------------- trees

const key = (task: number, page: number): string => `${task} ${page}`;

/** Nodes and entries of all pages, and their links. */
function makeTrees(m: Making, pages: readonly Mapped[]): void {
  const nodes = new Map(pages.map(({ task, page }) => [key(task, page), m.node()]));
  const nodeOf = (task: number, page: number): number => nodes.get(key(task, page)) ?? 0;
  const children = new Map<number, number[]>();
  for (const its of pages) {
    const [node, parent] = [nodeOf(its.task, its.page), its.from === undefined ? 0 : nodeOf(...its.from)];
    makePage(m, its, node);
    m.poke(node + NODE_PARENT, parent);
    if (parent === 0) for (const link of [NODE_NEXT, NODE_PREVIOUS]) m.poke(node + link, 0);
    else children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  for (const node of nodes.values()) makeChildren(m, node, m.shuffled(children.get(node) ?? []));
}

/** The entry of a page, its shadow, and the node that leads to both. */
function makePage(m: Making, { task, page, frame }: Mapped, node: number): void {
  const { tableEntries, pageBytes } = m.c.geometry;
  const space = m.look.spaceOf(task);
  const region = 4 * Math.floor(page / tableEntries);
  const offset = 4 * (page % tableEntries);
  const slot = m.look.frameAt(m.look.word(m.look.frameAt(space) + region)) + offset;
  const shadow = m.look.word(m.look.word(m.look.taskAt(task) + TASK_SHADOW) + region) + offset;
  m.poke(slot, m.used(entry(frame, USER_PAGE)));
  m.poke(shadow, node);
  m.poke(node + NODE_ENTRY, slot);
  m.poke(node + NODE_PAGE, page * pageBytes);
  m.poke(node + NODE_SPACE, space);
  m.poke(node + NODE_SHADOW, shadow);
}

function makeChildren(m: Making, parent: number, children: readonly number[]): void {
  m.poke(parent + NODE_CHILD, children[0] ?? 0);
  for (const [n, child] of children.entries()) {
    m.poke(child + NODE_NEXT, children[n + 1] ?? 0);
    m.poke(child + NODE_PREVIOUS, children[n - 1] ?? 0);
  }
}

// ------------------------------------------------------------------------------------------------------------ TCBs

/** There is memory behind the TCBs of threads; the rest shows zeros. */
function makeTcbPages(m: Making): void {
  const { at } = m.machine.kernel;
  const { pageBytes } = m.c.geometry;
  const place = (page: number): number => at.tables + ((page - at.physical) / pageBytes) * 4;
  m.fill(at.noTcb, 0, pageBytes / 4);
  for (let page = at.tcbs; page < at.tcbs + at.tcbsBytes; page += pageBytes)
    m.poke(place(page), m.used(entry(m.frameNumber(at.noTcb), PRESENT)));
  for (const t of m.threads()) {
    const tcb = m.tcbOf(t);
    for (let page = (tcb & -pageBytes) >>> 0; page < tcb + at.tcbBytes; page += pageBytes)
      if ((m.look.entryOf(page) & WRITABLE) === 0) {
        m.poke(place(page), m.used(entry(m.frameNumber(m.frame()), PRESENT | WRITABLE)));
        if (m.mayBreak("blank")) breakBlank(m, page);
      }
  }
}

/** Something is left in the TCBs of a page, but for who they are. */
function breakBlank(m: Making, page: number): void {
  const { at } = m.machine.kernel;
  for (let tcb = page; tcb < page + m.c.geometry.pageBytes; tcb += at.tcbBytes)
    m.fill(tcb + 4, m.leftover(), at.tcbBytes / 4 - 1);
}

/** What stands in the pages of the specification: the last word of each. */
function makeContents({ c, s, machine }: Making): void {
  const { pageBytes } = c.geometry;
  s.contents.forEach((word, v) => {
    machine.cpu.memory.write((c.firstPage + v + 1) * pageBytes - 4, word);
  });
}
