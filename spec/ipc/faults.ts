/** Copies, page faults and interrupts: what the processor does unasked.  [slides 21, 27, 55-58; L95 2.3] */
import type { Draft } from "immer";
import { has, including, NIL } from "../../model/index.js";
import { isMapped, virtualPage } from "../sigma/index.js";
import {
  accepts,
  acceptsInterrupt,
  activityOf,
  exists,
  isPaging,
  isReady,
  missingFor,
  pageOf,
  pagerOf,
  partnerOf,
  timer,
} from "./observers.js";
import { complete, endTransfer, pagingTime, sendPhase, takeInterrupt } from "./phases.js";
import { FAULT, faultAt, NONE } from "./repertoire.js";
import { type Ipc, rule } from "./state.js";
import { line, type Thread, thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Does `t` give a message of which more is to be copied? */
const isGiving = (s: Ipc, t: Thread): boolean => activityOf(s, t).kind === "giving";

/** Does the transfer wait for a pager, the sender's or the receiver's? */
function isHeld(s: Ipc, t: Thread): boolean {
  const partner = partnerOf(s, t);
  return isPaging(activityOf(s, t)) || (partner !== NIL && isPaging(activityOf(s, partner)));
}

/** The kernel asks the pager of `t` in the middle of a copy; without a pager the transfer is aborted.  [SRC486] */
function askPager(s: Draft<Ipc>, t: Thread): void {
  const [at, pager] = [s.thread[t], pagerOf(s, t)];
  if (pager === NIL || (at?.kind !== "giving" && at?.kind !== "taking")) return;
  if (!exists(s, pager)) return endTransfer(s, t, "aborted");
  const within = pagingTime(s, t);
  if (within === 0) return endTransfer(s, t, "page-fault timeout");
  at.paging = "asking";
  at.left = timer(s, within);
  if (accepts(s, pager, t)) complete(s, t, pager, FAULT, NONE);
  else s.queue[pager]?.push(t);
}

// --------------------------------------------------------------------------------------------------------- rules

/** One unit of a long message is copied; the last one completes the transfer. Other steps may come between units. */
export const copy = rule(
  "copy",
  { giver: thread },
  {
    says: "a unit of the message of {giver} is copied",
    source: "slides 50-58 (direct transfer by temporary mapping)",
    requires: {
      giving: (s, { giver }) => isGiving(s, giver),
      "not-held": (s, { giver }) => !isHeld(s, giver),
      "pages-there": (s, { giver }) => missingFor(s, giver) === NIL,
    },
    effect(s, { giver }) {
      const at = s.thread[giver];
      if (at?.kind !== "giving") return;
      at.units--;
      if (at.units === 0) complete(s, giver, at.to, at.send, at.next);
    },
  },
);

/** The copy faults: the pager of the thread in whose space it does is asked, in the time that the partner allows. */
export const copyFault = rule(
  "copyFault",
  { giver: thread },
  {
    says: "the copy of the message of {giver} meets a page that is not there",
    source: "slide 58; X0 timeouts (page-fault timeouts), pager protocol",
    requires: {
      giving: (s, { giver }) => isGiving(s, giver),
      "not-held": (s, { giver }) => !isHeld(s, giver),
      "page-missing": (s, { giver }) => missingFor(s, giver) !== NIL,
    },
    effect(s, { giver }) {
      const faulter = missingFor(s, giver);
      if (faulter !== NIL) askPager(s, faulter);
    },
  },
);

/**
 * A thread in user mode touches a page that is not there: the kernel calls its pager in its name. Without a pager nothing
 * comes of it, and the thread faults again.  [X0 pager protocol]
 */
export const fault = rule(
  "fault",
  { by: thread, page: virtualPage },
  {
    says: "{by} touches {page}, which is not there",
    source: "L95 2.3; X0 pager protocol; slide 21",
    requires: {
      running: (s, { by }) => isReady(s, by),
      "page-missing": (s, { by, page }) => !isMapped(s.sigma, pageOf(s, by, page)),
    },
    effect(s, { by, page }) {
      const pager = pagerOf(s, by);
      if (pager !== NIL && exists(s, pager)) sendPhase(s, by, pager, FAULT, faultAt(page));
    },
  },
);

/** A device interrupts: its line sends an empty message to the thread that it is attached to.  [L95 2.3; slide 27] */
export const interrupt = rule(
  "interrupt",
  { line },
  {
    says: "{line} interrupts",
    source: "L95 2.3; X0 interrupts; slide 27; SRC486 (one may be pending, at the head of the queue)",
    requires: {
      attached: (s, { line }) => s.attached[line] !== NIL,
      "none-pending": (s, { line }) => !has(s.pending, line),
    },
    effect(s, { line }) {
      const driver = s.attached[line] ?? NIL;
      s.pending = including(s.pending, line);
      if (driver !== NIL && acceptsInterrupt(s, driver)) takeInterrupt(s, driver);
    },
  },
);
