/** What holds of page tables, mapping trees, the memory of the kernel, TLB and window, whenever the processor rests. */
import { ACCESSED, CR3, DIRTY, entry, frameOf, PRESENT, USER, WRITABLE, walk } from "../i486/index.js";
import type { Tcb } from "./kernel.js";
import { NODE_BYTES, TASK_SHADOW } from "./layout.js";
import { hex, type Invariant, type Look, type Wrong } from "./look.js";
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
} from "./mapping.js";
import { PARTNER, SPACE, STATE, state, WINDOW_AT, WINDOW_TO } from "./tcb.js";
import { NO_WINDOW } from "./window.js";

/** The word without what the processor sets by itself. */
const still = (word: number): number => (word & ~(ACCESSED | DIRTY)) >>> 0;

// ----------------------------------------------------------------------------------------------------------- pages

/** Tables and shadow tables of all spaces, with what they have for each page. */
function pages(look: Look): Wrong {
  look.uses.clear();
  for (let task = 0; task < look.k.size.tasks; task++) {
    const wrong = look.spaceOf(task) === 0 ? undefined : directory(look, task);
    if (wrong !== undefined) return `task ${task}${wrong}`;
  }
  return nodesInTrees(look);
}

function directory(look: Look, task: number): Wrong {
  const { words } = look;
  const { userEnd, regionBytes } = look.k.at;
  const its = look.frameAt(look.spaceOf(task));
  const shadows = look.word(look.taskAt(task) + TASK_SHADOW);
  if (!look.uses.frame(its) || !look.uses.frame(shadows)) return " shares its directory";
  look.readsTable(its);
  look.reads(shadows);
  const here = look.indexOf(its);
  const there = look.indexOf(shadows);
  for (let region = 0; region < userEnd / regionBytes; region++) {
    const word = words[here + region] ?? 0;
    const shadow = words[there + region] ?? 0;
    if (word === 0 && shadow === 0) continue;
    const wrong = table(look, task, region, word, shadow);
    if (wrong !== undefined) return `, region ${region}${wrong}`;
  }
  return undefined;
}

function table(look: Look, task: number, region: number, word: number, shadow: number): Wrong {
  const { words } = look;
  const { tableEntries, pageBytes } = look.k.cpu.geometry;
  const its = look.frameAt(word);
  if (still(word) !== entry(frameOf(word), USER_PAGE)) return ` has word ${hex(word)}`;
  if (!look.uses.frame(its) || !look.uses.frame(shadow)) return " has tables that are not its own";
  look.readsTable(its);
  look.reads(shadow);
  const here = look.indexOf(its);
  const there = look.indexOf(shadow);
  const first = region * look.k.at.regionBytes;
  for (let n = 0; n < tableEntries; n++) {
    if (words[here + n] === 0 && words[there + n] === 0) continue;
    const wrong = pageOf(look, task, its + 4 * n, shadow + 4 * n, first + n * pageBytes);
    if (wrong !== undefined) return `, page ${n} ${wrong}`;
  }
  return undefined;
}

/** A page, by where its entry and its shadow are, and its address. There are a thousand, so its node is read from `words`. */
function pageOf(look: Look, task: number, at: number, shadow: number, address: number): Wrong {
  const { words } = look;
  const page = words[look.indexOf(at)] ?? 0;
  const node = words[look.indexOf(shadow)] ?? 0;
  if (still(page) !== entry(frameOf(page), USER_PAGE)) return `has entry ${hex(page)}`;
  if (!look.uses.node(node)) return `has node ${hex(node)}, which is none, or not its own`;
  const its = look.indexOf(node);
  const fits = words[its + NODE_ENTRY / 4] === at && words[its + NODE_SHADOW / 4] === shadow;
  if (!fits || words[its + NODE_SPACE / 4] !== look.spaceOf(task)) return "has a node of another page";
  if (words[its + NODE_PAGE / 4] !== address) return "has a node of another page";
  const parent = words[its + NODE_PARENT / 4] ?? 0;
  if ((parent === 0) !== (task === 0)) return "is a root, or is not";
  if (parent === 0)
    return frameOf(page) * look.k.cpu.geometry.pageBytes === address
      ? undefined
      : "is another frame of sigma0's";
  const origin = look.word(look.word(parent + NODE_ENTRY));
  return frameOf(origin) === frameOf(page) ? undefined : "has another frame than the page that it is from";
}

/** Links of all nodes in use: every one but a root is among the children of its parent, and a root is above it. */
function nodesInTrees(look: Look): Wrong {
  const { at, size } = look.k;
  const first = look.indexOf(at.nodes);
  let children = 0;
  let below = 0;
  for (let n = 0; n < size.nodes; n++) {
    if (!look.uses.isUsed(n)) continue;
    const its = first + (NODE_BYTES / 4) * n;
    const isBelow = look.words[its + NODE_PARENT / 4] !== 0;
    const hasChildren = look.words[its + NODE_CHILD / 4] !== 0;
    if (isBelow) below++;
    if (!isBelow && !hasChildren) continue;
    const node = at.nodes + NODE_BYTES * n;
    const found = childrenOf(look, node, children);
    if (typeof found === "string") return found;
    children = found;
    let depth = 0;
    for (let above = node; above !== 0; above = look.word(above + NODE_PARENT))
      if (++depth > size.nodes) return `node ${hex(node)} is above itself`;
  }
  return children === below ? undefined : `${below} nodes have parents, which have ${children} children`;
}

/** With so many children of others found, how many there are with those of a node; or what is wrong with one of them. */
function childrenOf(look: Look, node: number, others: number): number | string {
  let children = others;
  let previous = 0;
  for (let child = look.word(node + NODE_CHILD); child !== 0; child = look.word(child + NODE_NEXT)) {
    if (look.word(child + NODE_PARENT) !== node || look.word(child + NODE_PREVIOUS) !== previous)
      return `node ${hex(node)} has child ${hex(child)}, which does not know it`;
    if (++children > look.k.size.nodes) return "nodes go round in a circle";
    previous = child;
  }
  return children;
}

// ---------------------------------------------------------------------------------------------------------- memory

/** Frames and nodes, after `pages` has noted down which it has found in use. */
function pool(look: Look): Wrong {
  const { at, size, cpu } = look.k;
  const { pageBytes } = cpu.geometry;
  for (let page = at.tcbs; page < at.tcbs + at.tcbsBytes; page += pageBytes) {
    const its = look.entryOf(page);
    if ((its & WRITABLE) === 0) continue;
    if (!look.uses.frame(look.frameAt(its))) return `TCBs at ${hex(page)} have a frame that is not theirs`;
  }
  for (let frame = look.word(at.own.freeFrame); frame !== 0; frame = look.word(frame))
    if (!look.uses.frame(frame)) return `frame ${hex(frame)} is free, and is not`;
  for (let node = look.word(at.own.freeNode); node !== 0; node = look.word(node))
    if (!look.uses.node(node)) return `node ${hex(node)} is free, and is not`;
  const { frames, nodes } = look.uses;
  if (frames !== size.poolFrames) return `${size.poolFrames - frames} frames are lost`;
  return nodes === size.nodes ? undefined : `${size.nodes - nodes} nodes are lost`;
}

/** The memory behind TCBs: frames where threads are, and the zeros elsewhere. */
function behindTcbs(look: Look): Wrong {
  const { at, cpu, size } = look.k;
  const { pageBytes, pageShift } = cpu.geometry;
  const none = (at.noTcb - at.physical) >>> pageShift;
  for (let page = at.tcbs; page < at.tcbs + at.tcbsBytes; page += pageBytes) {
    const its = look.entryOf(page);
    let inUse = false;
    for (let tcb = (page & -size.tcbBytes) >>> 0; tcb < page + pageBytes; tcb += size.tcbBytes)
      inUse ||= look.isThread(tcb);
    const should = inUse ? entry(frameOf(its), PRESENT | WRITABLE) : entry(none, PRESENT);
    if (still(its) !== should) return `page ${hex(page)} of TCBs has entry ${hex(its)}`;
  }
  look.reads(at.noTcb);
  const first = look.indexOf(at.noTcb);
  for (let n = first; n < first + pageBytes / 4; n++)
    if (look.words[n] !== 0) return "where no thread is, is something";
  return undefined;
}

/** The kernel's regions: the same in all spaces, and its page tables as they were at boot. */
function kernelRegions(look: Look): Wrong {
  const { at, size, cpu } = look.k;
  const first = at.physical / at.regionBytes;
  for (let task = 0; task < size.tasks; task++) {
    const space = look.spaceOf(task);
    if (space === 0) continue;
    for (let n = 0; n < at.kernelTables; n++) {
      const word = look.word(look.frameAt(space) + 4 * (first + n));
      const should = entry(frameNumber(look, at.tables) + n, PRESENT | WRITABLE);
      if (still(word) !== should) return `task ${task} has ${hex(word)} for region ${first + n}`;
    }
  }
  const tables = look.indexOf(at.tables);
  for (let n = 0; n < cpu.geometry.frames; n++)
    if (still(look.words[tables + n] ?? 0) !== entry(n, PRESENT | WRITABLE)) return `frame ${n} is not seen`;
  return undefined;
}

const frameNumber = ({ k }: Look, linear: number): number =>
  (linear - k.at.physical) >>> k.cpu.geometry.pageShift;

// ------------------------------------------------------------------------------------------------------------- TLB

function loaded(look: Look): Wrong {
  const { cpu } = look.k;
  const should = look.word(look.current + SPACE);
  return cpu.get(CR3) === should ? undefined : `CR3 is ${hex(cpu.get(CR3))}, and should be ${hex(should)}`;
}

function tlb(look: Look): Wrong {
  const { tlb: its } = look.k.cpu;
  const used = look.word(look.k.at.own.windowUsed) !== 0;
  const copies = canCopy(look);
  for (let place = 0; place < its.places; place++) {
    const word = its.wordAt(place);
    const wrong = word === 0 ? undefined : remembered(look, its.pageAt(place), word, used, copies);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What the TLB remembers of a page, as an entry, beside what the tables say. */
function remembered({ k }: Look, page: number, its: number, used: boolean, copies: boolean): Wrong {
  const { geometry, memory } = k.cpu;
  const linear = page * geometry.pageBytes;
  const inWindow = linear >= k.at.window && linear < k.at.physical;
  if (inWindow && (!used || (its & USER) !== 0)) return `the TLB knows ${hex(linear)} of the window`;
  if (inWindow && !copies) return undefined;
  const word = walk(geometry, memory, k.cpu.get(CR3), linear);
  const agrees = ((word ^ its) & (WRITABLE | USER)) === 0 && frameOf(word) === frameOf(its);
  if (word === 0 || !agrees) return `the TLB is wrong about ${hex(linear)}`;
  const isDirty = (its & DIRTY) !== 0 && (word & DIRTY) === 0;
  return isDirty ? `the TLB alone knows that ${hex(linear)} is dirty` : undefined;
}

// ---------------------------------------------------------------------------------------------------------- window

/** The thread that has the processor, or had it last while nobody runs. */
const lastOf = (look: Look): Tcb =>
  look.current === look.k.at.idleTcb ? look.word(look.k.at.own.lastThread) : look.current;

/** Is there a copy whose window may be open: does that thread give, and is the window its own? */
function canCopy(look: Look): boolean {
  const its = look.word(lastOf(look) + STATE);
  const isOpen = look.word(lastOf(look) + WINDOW_AT) !== NO_WINDOW;
  return (its === state.giving || its === state.held) && isOpen;
}

function windows(look: Look): Wrong {
  const { at, size } = look.k;
  const first = at.window / at.regionBytes;
  for (let task = 0; task < size.tasks; task++) {
    const space = look.spaceOf(task);
    for (let n = 0; space !== 0 && n < 2; n++) {
      const wrong = windowWord(look, space, look.word(look.frameAt(space) + 4 * (first + n)), n);
      if (wrong !== undefined) return `the window of task ${task} ${wrong}`;
    }
  }
  return undefined;
}

/** A word of the window in the directory of a space. */
function windowWord(look: Look, space: number, word: number, n: number): Wrong {
  if (word === 0) return undefined;
  const used = look.word(look.k.at.own.windowUsed) !== 0;
  if (!used || space !== look.k.cpu.get(CR3)) return `has ${hex(word)}, and is not used`;
  if ((word & USER) !== 0) return `has ${hex(word)}, and lets user code in`;
  return (word & PRESENT) !== 0 && canCopy(look) ? openWord(look, word, n) : undefined;
}

/** Where a word of an open window leads to. */
function openWord(look: Look, word: number, n: number): Wrong {
  const { at } = look.k;
  const me = lastOf(look);
  const region = look.word(me + WINDOW_AT) / at.regionBytes + n;
  if (region >= at.userEnd / at.regionBytes) return "leads to the kernel";
  const to = look.find(look.word(me + PARTNER));
  if (look.word(me + WINDOW_TO) !== to) return "leads to another thread than the receiver";
  const its = look.word(look.frameAt(look.word(to + SPACE)) + 4 * region);
  return frameOf(its) === frameOf(word) && (its & PRESENT) !== 0
    ? undefined
    : `has ${hex(word)}, and the receiver ${hex(its)}`;
}

/** Nothing is half done: no fault is pending in the kernel. */
const rests = (look: Look): Wrong =>
  look.k.cpu.faulted && !look.k.cpu.userMode ? "the kernel has faulted, and has not looked" : undefined;

// ----------------------------------------------------------------------------------------------------------- table

export const ofMemory = {
  pages: {
    says: "every page has one node, and every node one page; a page has the frame of the one that it is from, up to sigma0's",
    source: "L95 appendix A; spec/sigma SIG-ROOT, SIG-ORIGIN, SIG-ACYCLIC, SIG-FRAME",
    wrong: pages,
    together: true,
  },
  pool: {
    says: "every frame of the pool, and every node, is used once or is free once",
    source: "pool.ts",
    wrong: pool,
    together: true,
  },
  tcbs: {
    says: "there is memory behind TCBs if and only if threads are there; elsewhere zeros are read",
    source: "L93 (TCBs as virtual objects); space.ts",
    wrong: behindTcbs,
    together: true,
  },
  kernelRegions: {
    says: "the kernel's regions are the same in all spaces, and are as they were at boot",
    source: "boot.ts",
    wrong: kernelRegions,
    together: true,
  },
  loaded: {
    says: "the space of the current thread is loaded, and while nobody runs, that of the thread that ran last",
    source: "switch.ts",
    wrong: loaded,
    readsRegisters: true,
  },
  tlb: {
    says: "the TLB agrees with the page tables, but for a window that is used no longer",
    source: "spec/tlb TLB-COHERENT, TLB-CLEAN, TLB-PRIVATE",
    wrong: tlb,
    readsRegisters: true,
  },
  windows: {
    says: "a window is closed but in the loaded space, while it is used; user code has no right to it; it leads to the receiver",
    source: "slides 50 to 58; spec/tlb TLB-OWNER, TLB-DELIVER, TLB-PRIVATE",
    wrong: windows,
    readsRegisters: true,
  },
  rests: {
    says: "where the processor rests, the kernel has seen to its page faults",
    source: "impl/i486",
    wrong: rests,
    readsRegisters: true,
  },
} as const satisfies Record<string, Invariant>;
