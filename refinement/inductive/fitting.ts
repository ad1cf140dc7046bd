/**
 * What of the specification's arbitrary states a kernel can stand for. The specification leaves some things open that a
 * machine settles: which descriptors go together, how much time a pager has, that nothing is left of a task that is gone.
 */
import type { Roll } from "../../check/index.js";
import { has, id, NIL, type Nil, setOf } from "../../model/index.js";
import {
  activityOf,
  exists,
  isPaging,
  lineOf,
  pagerOf,
  receiveOf,
  taskExists,
  taskOf,
} from "../../spec/ipc/observers.js";
import { pagingTime } from "../../spec/ipc/phases.js";
import { FAULT, faultAt, isFault, NONE } from "../../spec/ipc/repertoire.js";
import type { Ipc } from "../../spec/ipc/state.js";
import type { Activity, Thread } from "../../spec/ipc/threads.js";
import { copyingTo, here } from "../../spec/kernel/processor.js";
import type { Kernel } from "../../spec/kernel/state.js";
import type { Page } from "../../spec/sigma/index.js";
import { pageAt } from "../../spec/tlb/mmu.js";
import type { Correspondence } from "../correspondence.js";
import { pick } from "./ipc-states.js";
import { stateFrom } from "./kernel-states.js";

const READY: Activity = { kind: "ready" };

/** A state of the specification that the kernel can stand for; nearly all satisfy its invariants. */
export function fittingState(c: Correspondence, roll: Roll): Kernel {
  const s = stateFrom({ scope: c.scope, roll, free: [], fitted: (its) => fitted(its, roll) });
  return withWindow(withoutGone({ ...s, tlb: c.instance.initial.tlb }), c, roll);
}

// --------------------------------------------------------------------------------------------------------- threads

/** Lines are attached to drivers; and each thread does what the kernel can have it do. */
function fitted(s: Ipc, roll: Roll): Pick<Ipc, "thread" | "attached" | "pending"> {
  const attached = s.attached.map((t) => (t !== NIL && taskOf(s, t) < s.drivers ? t : NIL));
  const lines = s.attached.map((_, line) => id<"line">(line));
  const pending = setOf(...lines.filter((line) => has(s.pending, line) && attached[line] !== NIL));
  const driven = { ...s, attached, pending };
  return { attached, pending, thread: s.everyThread.map((t) => activity(driven, t, roll)) };
}

function activity(s: Ipc, t: Thread, roll: Roll): Activity {
  const at = activityOf(s, t);
  switch (at.kind) {
    case "sending":
      return at.send === FAULT
        ? faulting(s, t, roll)
        : { ...at, next: called(at.next), left: ahead(at.left) };
    case "receiving":
      return receiving(s, t, at, roll);
    case "giving":
      return { ...at, next: called(at.next), ...paging(s, t, at) };
    case "taking":
      return { ...at, ...paging(s, t, at) };
    default:
      return at;
  }
}

/** What a call may name. */
const called = (receive: string): string => (isFault(receive) ? NONE : receive);

/** Time that is not over yet: the timer would have come. */
const ahead = (left: number): number => (left === 0 ? 1 : left);

/** It touches a page in user mode. */
function faulting(s: Ipc, t: Thread, roll: Roll): Activity {
  const pager = pagerOf(s, t);
  if (pager === NIL) return READY;
  return { kind: "sending", to: pager, send: FAULT, next: faultAt(roll(s.sigma.pagesPerSpace)), left: NIL };
}

/** Who receives from one names it; who receives from a line has one. */
function receiving(s: Ipc, t: Thread, at: Extract<Activity, { kind: "receiving" }>, roll: Roll): Activity {
  const { from, receive } = at;
  if (isFault(receive)) {
    const pager = pagerOf(s, t);
    return pager === NIL ? READY : { ...at, from: pager, left: NIL };
  }
  const left = ahead(at.left);
  const source = receiveOf(s, receive).from;
  if (source === "interrupt" && lineOf(s, t) === NIL) return READY;
  if (source !== "partner") return { ...at, from: NIL, left };
  return {
    ...at,
    from:
      from === NIL
        ? pick(
            s.everyThread.filter((one) => exists(s, one)),
            roll,
          )
        : from,
    left,
  };
}

type Transferring = Extract<Activity, { kind: "giving" | "taking" }>;

/** A pager has the time that the partner of its thread allows. */
function paging(s: Ipc, t: Thread, at: Transferring): Pick<Transferring, "paging" | "left"> {
  const most = pagingTime(s, t);
  if (!isPaging(at) || most === 0) return { paging: "no", left: NIL };
  const left = most === NIL ? NIL : Math.min(Math.max(at.left, 1), most + s.granularity);
  return { paging: at.paging, left };
}

// ------------------------------------------------------------------------------------------------ pages and window

/** Pages of tasks that are gone are not mapped, nor is what derives from them. */
function withoutGone(s: Kernel): Kernel {
  const { everyPage, pagesPerSpace, origin } = s.sigma;
  const isThere = (p: Page): boolean => {
    const from = origin[p] ?? NIL;
    if (from === NIL || !taskExists(s, id(Math.floor(p / pagesPerSpace)))) return false;
    return from === p || isThere(from);
  };
  const left = everyPage.map((p): Page | Nil => (isThere(p) ? (origin[p] ?? NIL) : NIL));
  return { ...s, sigma: { ...s.sigma, origin: left } };
}

/** The window leads to the space of one thread: that of the receiver, while the thread that has the processor gives. */
function withWindow(s: Kernel, { design, instance }: Correspondence, roll: Roll): Kernel {
  const { window } = instance.initial;
  if (!design.window) return { ...s, window, used: false };
  const to = copyingTo(s);
  const task = to === NIL ? roll(s.holder.length) : to;
  const regions = s.everyRegion.length;
  const word = (at: number): Page | Nil => {
    if (!s.used || Math.floor(at / regions) !== here(s) || roll(2) === 0) return NIL;
    return pageAt(s, task, at % regions);
  };
  return { ...s, window: window.map((_, at) => word(at)) };
}
