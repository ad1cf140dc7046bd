/**
 * What threads may ask of the one system call, at a scope.
 *
 * A call is an optional send and then an optional receive. Its descriptors (message, timeouts, buffers, the page where a
 * mapping is accepted) are many; their product would drown a search without showing more. So a scope has a repertoire:
 * named descriptors, and the pairs of them that threads use. Rules and properties are written for any repertoire.
 *
 * Sources: X0 = L4 Reference Manual, Version X.0 (1999); SRC486 = the L4/486 sources (1996); slide N = page N of Gruber's
 * lecture Micro-Kernels.
 */
import { NIL } from "../../model/index.js";

// ---------------------------------------------------------------------------------------------- order parameters

/** A timeout that never ends; others are in milliseconds, and 0 polls.  [slide 59; X0, timeouts] */
export const FOREVER = NIL;
/** The phase that a call leaves out; and the code of a thread that has nothing to report. */
export const NONE = "none";

/** A send descriptor: the message, and how long to wait for the partner.  [slides 46, 47; X0 messages] */
export interface Send {
  /** The register words, as one number. */
  readonly word: number;
  /** A page to map or to grant, or no page. */
  readonly item: "none" | "map" | "grant";
  /** The sender's virtual page that the item names. */
  readonly page: number;
  /** The direct string's length, in units that are copied one at a time. */
  readonly units: number;
  /** Indirect strings, a unit each: gathered here, scattered into the receiver's buffers. */
  readonly strings: number;
  /** How long to wait for the transfer to start. */
  readonly within: number;
  /** How long the receiver's pager may take when the copy faults in the receiver's space.  [X0 timeouts] */
  readonly pageFault: number;
}

/** A receive descriptor: from whom, where to, and how long to wait.  [X0 messages] */
export interface Receive {
  /** One thread, any thread or interrupt, one's interrupt alone, or nobody: to receive from nobody is to sleep. */
  readonly from: "partner" | "any" | "interrupt" | "nobody";
  /** The virtual page where a mapping is accepted, or NIL. */
  readonly accept: number;
  /** Room for the direct string, in units. */
  readonly units: number;
  /** Buffers for indirect strings. */
  readonly strings: number;
  readonly within: number;
  /** How long the sender's pager may take when the copy faults in the sender's space. */
  readonly pageFault: number;
}

/** A call: the names of its descriptors, `none` for a phase left out. */
export interface Request {
  readonly send: string;
  readonly receive: string;
}

/** How much of a message is copied, in units: what there is room for.  [X0 messages] */
export const transferUnits = (send: Send, receive: Receive): number =>
  Math.min(send.units, receive.units) + Math.min(send.strings, receive.strings);

export interface Repertoire {
  readonly sends: Readonly<Record<string, Send>>;
  readonly receives: Readonly<Record<string, Receive>>;
  /** Calls that name a partner. */
  readonly requests: Readonly<Record<string, Request>>;
  /** Calls that name none. */
  readonly waits: Readonly<Record<string, Request>>;
}

// ----------------------------------------------------------------------------------------------------- vocabulary

const message = {
  word: 0,
  item: "none",
  page: 0,
  units: 0,
  strings: 0,
  within: FOREVER,
  pageFault: FOREVER,
} as const;
const word: Send = { ...message, word: 1 };
const nowhere = { accept: NIL, units: 0, strings: 0, within: FOREVER, pageFault: FOREVER };

/** The message that the kernel sends to a pager in the name of a thread that faults.  [X0 pager protocol] */
export const FAULT = "fault";
/** The receive of a thread that waits for its pager to map a virtual page. */
export const faultAt = (page: number): string => `fault at ${page}`;
/** Is it such a receive? */
export const isFault = (receive: string): boolean => receive.startsWith(FAULT);

/** The repertoire with what the kernel itself needs: a fault message, and a receive for each page that may be missing. */
export const withFaults = (its: Repertoire, pages: number): Repertoire => {
  const faults = Array.from({ length: pages }, (_, v) => [
    faultAt(v),
    { ...nowhere, from: "partner", accept: v },
  ]);
  return {
    ...its,
    sends: { ...its.sends, [FAULT]: message },
    receives: { ...its.receives, ...Object.fromEntries(faults) },
  };
};

// --------------------------------------------------------------------------------------------------- repertoires

/** Each form of the call, each kind of message and each timeout once. */
const few: Repertoire = {
  sends: {
    word,
    "map at once": { ...message, item: "map", within: 0 },
    "grant 1 ms": { ...message, item: "grant", within: 1 },
    long: { ...message, item: "map", units: 1, strings: 1 },
  },
  receives: {
    any: { ...nowhere, from: "any", units: 1, pageFault: 1 },
    "any at once": { ...nowhere, from: "any", within: 0 },
    "partner 2 ms": {
      ...nowhere,
      from: "partner",
      accept: 0,
      units: 1,
      strings: 1,
      within: 2,
      pageFault: 0,
    },
    interrupt: { ...nowhere, from: "interrupt" },
    "nobody 1 ms": { ...nowhere, from: "nobody", within: 1 },
    "nobody at once": { ...nowhere, from: "nobody", within: 0 },
  },
  requests: {
    call: { send: "word", receive: "partner 2 ms" },
    "call with strings": { send: "long", receive: "partner 2 ms" },
    "reply and wait": { send: "map at once", receive: "any" },
    send: { send: "grant 1 ms", receive: NONE },
    receive: { send: NONE, receive: "partner 2 ms" },
  },
  waits: {
    wait: { send: NONE, receive: "any" },
    poll: { send: NONE, receive: "any at once" },
    drive: { send: NONE, receive: "interrupt" },
    sleep: { send: NONE, receive: "nobody 1 ms" },
    detach: { send: NONE, receive: "nobody at once" },
  },
};

/** Every timeout on every kind of message, and buffers of every size. */
const many: Repertoire = {
  sends: {
    ...few.sends,
    "word 2 ms": { ...message, within: 2 },
    "map 1 ms": { ...message, word: 1, item: "map", within: 1 },
    "long at once": { ...message, units: 2, item: "map", within: 0, pageFault: 1 },
  },
  receives: {
    ...few.receives,
    "any, a page": { ...nowhere, from: "any", accept: 0, units: 2, strings: 1 },
    partner: { ...nowhere, from: "partner", accept: 0 },
  },
  requests: {
    ...few.requests,
    "call in time": { send: "word 2 ms", receive: "partner" },
    "map in time": { send: "map 1 ms", receive: NONE },
    "long reply and wait": { send: "long at once", receive: "any, a page" },
  },
  waits: { ...few.waits, "wait for a page": { send: NONE, receive: "any, a page" } },
};

/** What clients ask of a server and how it answers, without items. The word 1 asks, the word 0 answers. */
const remoteCalls = {
  sends: { ask: word, "answer at once": { ...message, within: 0 } },
  receives: { any: { ...nowhere, from: "any" }, partner: { ...nowhere, from: "partner" } },
  waits: { wait: { send: NONE, receive: "any" } },
} as const;

/** To ask and to receive the answer are one call. */
const whole: Repertoire = {
  ...remoteCalls,
  requests: {
    call: { send: "ask", receive: "partner" },
    "reply and wait": { send: "answer at once", receive: "any" },
  },
};

/** To ask and to receive the answer are two calls. */
const split: Repertoire = {
  ...remoteCalls,
  requests: {
    send: { send: "ask", receive: NONE },
    receive: { send: NONE, receive: "partner" },
    "reply and wait": { send: "answer at once", receive: "any" },
  },
};

export const repertoires = { few, many, whole, split } as const;
