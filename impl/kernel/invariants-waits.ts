/** What holds of transfers that run, and of the times that threads wait, whenever the processor rests. */
import { RECEIVE_FIELD, RECEIVE_PAGE_FAULT, SEND_FIELD, SEND_PAGE_FAULT, unitOf } from "./abi.js";
import type { Tcb } from "./kernel.js";
import type { Invariant, Look, Wrong } from "./look.js";
import { roomPart, sentPart, WORDS } from "./parts.js";
import {
  COPIED,
  FAULT,
  NEVER,
  PAGING,
  PART,
  PARTNER,
  paging,
  ROOM_STRINGS,
  SENT_STRINGS,
  STATE,
  state,
  TIMEOUTS,
  WAKEUP,
  WINDOW_AT,
} from "./tcb.js";
import { NO_WINDOW } from "./window.js";

// ------------------------------------------------------------------------------------------------------- transfers

/** A partner that waits for its pager waits for a page of what is left of the part. */
function faultOf(look: Look, tcb: Tcb, place: number, words: number): Wrong {
  if (look.word(tcb + PAGING) === paging.no) return undefined;
  const address = (look.word(tcb + FAULT) & ~3) >>> 0;
  const first = look.word(place);
  return address >= first && address < first + 4 * words ? undefined : "waits for a page that is not copied";
}

function isCopying(look: Look, tcb: Tcb): Wrong {
  const { k } = look;
  const its = look.word(tcb + STATE);
  if (its !== state.giving && its !== state.held) return undefined;
  const to = look.find(look.word(tcb + PARTNER));
  const part = look.word(tcb + PART);
  const parts = Math.min(look.word(tcb + SENT_STRINGS), look.word(to + ROOM_STRINGS));
  if (part > parts) return `copies part ${part} of 0 to ${parts}`;
  const words = Math.min(look.word(sentPart(k, tcb, part) + WORDS), look.word(roomPart(k, to, part) + WORDS));
  if (look.word(tcb + COPIED) > words) return `has copied ${look.word(tcb + COPIED)} of ${words} words`;
  for (const place of [sentPart(k, tcb, part), roomPart(k, to, part)])
    if (words !== 0 && look.word(place) + 4 * words > k.at.userEnd) return "copies beyond user space";
  const missing =
    faultOf(look, tcb, sentPart(k, tcb, part), words) ?? faultOf(look, to, roomPart(k, to, part), words);
  if (missing !== undefined) return missing;
  const base = look.word(tcb + WINDOW_AT);
  const isRegion = base % k.at.regionBytes === 0 && base < k.at.userEnd;
  return base === NO_WINDOW || isRegion ? undefined : "has a window of no region";
}

// ----------------------------------------------------------------------------------------------------------- times

/** A field of a timeout word in ms, rounded up, or NEVER. */
function timeoutOf(word: number, field: { readonly mantissa: number; readonly exponent: number }): number {
  const exponent = (word >>> field.exponent) & 15;
  const mantissa = (word >>> field.mantissa) & 255;
  return exponent === 0 ? NEVER : Math.ceil((mantissa * unitOf(exponent)) / 1000);
}

/** The same of page faults, by where it is. */
function pagingTimeout(word: number, at: number): number {
  const exponent = (word >>> at) & 15;
  return exponent === 0 ? NEVER : exponent === 15 ? 0 : Math.ceil(unitOf(exponent) / 1000);
}

/** How long a thread may wait in what it does now: in ms, or NEVER. */
function allowed(look: Look, tcb: Tcb): number {
  const its = look.word(tcb + STATE);
  if (look.word(tcb + PAGING) !== paging.no) {
    const partners = look.word(look.find(look.word(tcb + PARTNER)) + TIMEOUTS);
    return pagingTimeout(partners, its === state.taking ? SEND_PAGE_FAULT : RECEIVE_PAGE_FAULT);
  }
  return timeoutOf(look.word(tcb + TIMEOUTS), its === state.sending ? SEND_FIELD : RECEIVE_FIELD);
}

function isInTime(look: Look, tcb: Tcb): Wrong {
  if (!look.isTimed(tcb)) return undefined;
  const ms = allowed(look, tcb);
  const wakeup = look.word(tcb + WAKEUP);
  if (ms === 0) return "waits, and must not";
  if ((ms === NEVER) !== (wakeup === NEVER)) return `wakes at ${wakeup}, and waits for ${ms} ms`;
  const left = wakeup - look.word(look.k.at.own.now);
  return ms === NEVER || left <= ms + look.k.size.tick ? undefined : `waits for ${ms} ms, with ${left} left`;
}

function clock(look: Look): Wrong {
  const { at, size } = look.k;
  const now = look.word(at.own.now);
  return now < 2 ** size.offsetBits && now % size.tick === 0 ? undefined : `it is ${now}`;
}

// ----------------------------------------------------------------------------------------------------------- table

export const ofWaits = {
  copying: {
    says: "a copy is at a part that both partners have, and has not gone beyond its end; nothing of it is beyond user space, and a pager is asked for a page of it",
    source: "slides 50 to 58; spec/ipc IPC-COPYING",
    ofThread: isCopying,
  },
  times: {
    says: "who waits with timeout 0 does not wait, with infinity has no time to keep, and else no more left than his time and a tick",
    source: "X0 timeouts; slides 59, 62; spec/ipc IPC-POLL, IPC-FOREVER, IPC-NOTLATE",
    ofThread: isInTime,
  },
  clock: {
    says: "the clock's offset is a number of ticks, and is not full",
    source: "slide 63",
    wrong: clock,
  },
} as const satisfies Record<string, Invariant>;
