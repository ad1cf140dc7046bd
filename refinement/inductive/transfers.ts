/** Transfers that are half done: how far the copy is, and for which page a pager is asked. */
import { abi } from "../../impl/kernel/index.js";
import { roomPart, sentPart, WORDS } from "../../impl/kernel/parts.js";
import * as tcb from "../../impl/kernel/tcb.js";
import { NO_WINDOW } from "../../impl/kernel/window.js";
import { activityOf, isPaging, receiveOf, sendOf, taskOf, unitsCopied } from "../../spec/ipc/observers.js";
import type { Activity, Thread } from "../../spec/ipc/threads.js";
import type { Making } from "./making.js";

type Giving = Extract<Activity, { kind: "giving" }>;
type Taking = Extract<Activity, { kind: "taking" }>;

/** Where a copy stands: at which part, and at which word of it. */
interface Position {
  readonly part: number;
  readonly copied: number;
}

/** The words of a thread that gives, but for those of its message. Gives its state. */
export function makeGiver(m: Making, t: Thread, at: Giving): number {
  const its = m.tcbOf(t);
  const isHeld = isPaging(at) || isPaging(activityOf(m.s, at.to));
  const { part, copied } = positionOf(m, t, at, isHeld);
  m.poke(its + tcb.PARTNER, m.idOf(at.to));
  m.poke(its + tcb.PART, part);
  m.poke(its + tcb.COPIED, copied);
  m.poke(its + tcb.PAGING, tcb.paging[at.paging]);
  m.poke(its + tcb.WINDOW_AT, hasWindow(m, t, at) !== m.mayBreak("through") ? 0 : NO_WINDOW);
  return isHeld ? tcb.state.held : tcb.state.giving;
}

/** A copy to another space goes through the window, which leads to the first two regions there. */
export const hasWindow = ({ c, s }: Making, t: Thread, { to }: Giving): boolean =>
  c.design.window && taskOf(s, t) !== taskOf(s, to);

export function makeTaker(m: Making, t: Thread, at: Taking): number {
  m.poke(m.tcbOf(t) + tcb.PARTNER, m.idOf(at.from));
  m.poke(m.tcbOf(t) + tcb.PAGING, tcb.paging[at.paging]);
  return tcb.state.taking;
}

/** Anywhere in the unit that is next; where a part ends, the copy may stand there or at the next. */
function positionOf(m: Making, t: Thread, at: Giving, isHeld: boolean): Position {
  const words = m.c.geometry.pageBytes / 4;
  const taker = activityOf(m.s, at.to);
  const room = taker.kind === "taking" ? receiveOf(m.s, taker.receive).units : 0;
  const direct = Math.min(sendOf(m.s, at.send).units, room);
  const [done, more] = [unitsCopied(m.s, t), m.roll(words)];
  if (done < direct) return { part: 0, copied: done * words + more };
  const part = 1 + done - direct;
  if (more > 0 || isHeld || m.roll(2) === 0) return { part, copied: more };
  return { part: part - 1, copied: part === 1 ? direct * words : words };
}

/** A partner that waits for its pager has touched the word where the copy stands. */
export function makeFault(m: Making, t: Thread): void {
  const at = activityOf(m.s, t);
  if ((at.kind !== "giving" && at.kind !== "taking") || !isPaging(at)) return;
  const { kernel } = m.machine;
  const [its, giver] = [m.tcbOf(t), m.tcbOf(at.kind === "giving" ? t : at.from)];
  const part = m.look.word(giver + tcb.PART);
  const place = at.kind === "giving" ? sentPart(kernel, its, part) : roomPart(kernel, its, part);
  const words = m.mayBreak("asked") ? m.roll(m.look.word(place + WORDS)) : m.look.word(giver + tcb.COPIED);
  const address = m.look.word(place) + 4 * words;
  m.poke(its + tcb.FAULT, abi.faultWord(address, m.roll(2) === 1));
}
