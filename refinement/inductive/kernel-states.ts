/**
 * States of the kernel that satisfy its invariants, and those of its parts, whether they can be reached or not: one of ipc,
 * and the processor with what it may know then. What is said by the invariants in `free` is left to chance.
 */
import { id, NIL, type Nil } from "../../model/index.js";
import { activityOf, exists, partnerOf, taskOf } from "../../spec/ipc/observers.js";
import type { Thread } from "../../spec/ipc/threads.js";
import { isNear } from "../../spec/kernel/clans.js";
import { canRun, copyingTo, here } from "../../spec/kernel/processor.js";
import { initial, type Kernel, type Scope } from "../../spec/kernel/state.js";
import { type Page, realPage } from "../../spec/sigma/index.js";
import { inWindow, type LinearPage, pageAt, type Region, walkIn, windowPage } from "../../spec/tlb/mmu.js";
import { type Drawing as IpcDrawing, stateFrom as ipcStateFrom, pick, shuffled } from "./ipc-states.js";

export interface Drawing extends Pick<IpcDrawing, "fitted" | "roll"> {
  readonly scope: Scope;
  /** The ids of invariants that are not looked after. */
  readonly free: readonly string[];
}

export function stateFrom(drawing: Drawing): Kernel {
  const { scope, roll, free, fitted } = drawing;
  const [ofIpc] = free.filter((invariant) => invariant.startsWith("IPC-"));
  const threads = ipcStateFrom({
    ...{ scope, roll },
    ...(ofIpc === undefined ? {} : { free: ofIpc }),
    ...(fitted === undefined ? {} : { fitted }),
  });
  const start = initial(scope);
  const contents = start.contents.map(() => roll(scope.values));
  const s = withSomebody(withPages({ ...start, ...threads, contents, used: roll(2) === 0 }, drawing));
  return withTlb(withWindow(withCurrent(withBorders(s, drawing), drawing), drawing), drawing);
}

const isFree = ({ free }: Drawing, ...ids: readonly string[]): boolean =>
  ids.some((each) => free.includes(each));

// ------------------------------------------------------------------------------------------------ pages and clans

/** In a random order, each page outside sigma0 is nil or hangs on one that came before. */
function withPages(s: Kernel, drawing: Drawing): Kernel {
  if (isFree(drawing, "SIG-ORIGIN", "SIG-ACYCLIC")) return s;
  const { everyPage, pagesPerSpace } = s.sigma;
  const there = everyPage.slice(0, pagesPerSpace);
  const origin: (Page | Nil)[] = everyPage.map((p) => (p < pagesPerSpace ? p : NIL));
  for (const page of shuffled(everyPage.slice(pagesPerSpace), drawing.roll)) {
    if (drawing.roll(3) === 0) continue;
    origin[page] = pick(there, drawing.roll);
    there.push(page);
  }
  return { ...s, sigma: { ...s.sigma, origin } };
}

/** If nobody exists, sigma0's first thread runs. */
const withSomebody = (s: Kernel): Kernel =>
  s.everyThread.some((t) => exists(s, t))
    ? s
    : { ...s, thread: s.thread.map((at, t) => (t === 0 ? { kind: "ready" } : at)) };

/** Who speaks across the border of a clan runs in user mode instead, and so does who listens. */
function withBorders(s: Kernel, drawing: Drawing): Kernel {
  if (isFree(drawing, "KERNEL-BORDER")) return s;
  const quiet = new Set<Thread>();
  for (const from of s.everyThread) {
    const at = activityOf(s, from);
    const to = at.kind === "sending" || at.kind === "giving" ? at.to : NIL;
    if (to === NIL || isNear(s, taskOf(s, from), taskOf(s, to))) continue;
    quiet.add(from);
    if (partnerOf(s, from) === to) quiet.add(to);
  }
  return {
    ...s,
    thread: s.thread.map((at, t) => (quiet.has(id(t)) ? { kind: "ready" } : at)),
    queue: s.queue.map((queue) => queue.filter((t) => !quiet.has(t))),
  };
}

// ------------------------------------------------------------------------------------------------- the processor

/** One that can run, or any that exists. */
function withCurrent(s: Kernel, drawing: Drawing): Kernel {
  const { roll } = drawing;
  const there = s.everyThread.filter((t) => exists(s, t));
  const able = there.filter((t) => canRun(s, t));
  const copying = able.filter((t) => activityOf(s, t).kind === "giving");
  const wanted = pick([copying, copying, able, there], roll);
  return { ...s, current: pick(wanted.length > 0 ? wanted : there, roll) };
}

/** The page of the receiver's buffer where a region of the current thread's window should lead; NIL without a copy. */
function bufferOf(s: Kernel, r: Region): Page | Nil {
  const to = copyingTo(s);
  return to === NIL ? NIL : pageAt(s, to, r);
}

/** In the directory in CR3, if the thread is marked: its own words while it copies, any otherwise. */
function withWindow(s: Kernel, drawing: Drawing): Kernel {
  const { roll } = drawing;
  const anywhere = isFree(drawing, "TLB-CLOSED");
  const regions = s.everyRegion.length;
  const window = s.window.map((_, place): Page | Nil => {
    const isHere = Math.floor(place / regions) === here(s);
    if (roll(2) === 0 || !(anywhere || (s.used && isHere))) return NIL;
    const own = isHere && copyingTo(s) !== NIL && !isFree(drawing, "TLB-OWNER");
    return own ? bufferOf(s, id(place % regions)) : pick(s.sigma.everyPage, roll);
  });
  return { ...s, window };
}

/** Of its own pages what is true; of the window, if it is marked, what is true while it copies, anything otherwise. */
function withTlb(s: Kernel, drawing: Drawing): Kernel {
  const { scope, roll } = drawing;
  const anything = (): ReturnType<typeof walkIn> => id(roll(scope.pages));
  const remembers = (at: LinearPage) => {
    if (roll(2) === 0) return NIL;
    if (!inWindow(s, at)) return isFree(drawing, "TLB-EXACT") ? anything() : walkIn(s, here(s), at);
    if (!s.used && !isFree(drawing, "TLB-MARKED")) return NIL;
    const own = copyingTo(s) !== NIL && !isFree(drawing, "TLB-OWNER");
    const region = s.everyRegion.find((r) => windowPage(s, r) === at) ?? id(0);
    return own ? realPage(s.sigma, bufferOf(s, region)) : anything();
  };
  return { ...s, tlb: s.everyLinearPage.map(remembers) };
}
