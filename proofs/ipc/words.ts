/**
 * What the theory of ipc speaks of, and how each word is read in a state of spec/ipc.
 *
 * It is a view: who waits for whom, in which phase, and in which order. Time left, pages, lines, tasks and what a message
 * holds are seen only where a step depends on them, in words that are free: a step may make anything of them.
 */
import {
  and,
  type Formula,
  fixedFunction,
  fixedRelation,
  free,
  functionOf,
  or,
  relation,
  sort,
  type Term,
} from "../../check/prove/index.js";

// ----------------------------------------------------------------------------------------------------------- sorts

export const thread = sort("Thread");
export const task = sort("Task");
export const line = sort("Line");
/** A virtual page. */
export const page = sort("Page");
/** A send descriptor, or none. */
export const send = sort("Send");
/** A receive descriptor, or none. */
export const receive = sort("Receive");
/** A call that names a partner. */
export const request = sort("Request");
/** A call that names none. */
export const wait = sort("Wait");

export type OfThread = Term<"Thread">;
export type OfSend = Term<"Send">;
export type OfReceive = Term<"Receive">;

// ---------------------------------------------------------------------------------------------------- what is fixed

export const first = fixedFunction("first", [], thread);
export const noSend = fixedFunction("no-send", [], send);
export const noReceive = fixedFunction("no-receive", [], receive);
export const faultMessage = fixedFunction("fault-message", [], send);
export const faultAt = fixedFunction("fault-at", [page], receive);
export const requestSend = fixedFunction("request-send", [request], send);
export const requestReceive = fixedFunction("request-receive", [request], receive);
export const waitReceive = fixedFunction("wait-receive", [wait], receive);
export const home = fixedFunction("home", [thread], task);
export const isSigma0 = fixedRelation("is-sigma0", [task]);
/** Is the timeout 0?  Is there one? */
export const sendPolls = fixedRelation("send-polls", [send]);
export const sendEnds = fixedRelation("send-ends", [send]);
export const receivePolls = fixedRelation("receive-polls", [receive]);
export const receiveEnds = fixedRelation("receive-ends", [receive]);
/** From whom: any thread, the partner, an interrupt alone. Else from nobody. */
export const isOpen = fixedRelation("is-open", [receive]);
export const fromPartner = fixedRelation("from-partner", [receive]);
export const fromInterrupt = fixedRelation("from-interrupt", [receive]);
/** Is anything copied of a message, unit by unit? */
export const isLong = fixedRelation("is-long", [send, receive]);

// ---------------------------------------------------------------------------------------------------- what changes

export const kinds = ["ready", "sending", "receiving", "giving", "taking"] as const;
export type Kind = (typeof kinds)[number];
export const is = {
  ready: relation("ready", [thread]),
  sending: relation("sending", [thread]),
  receiving: relation("receiving", [thread]),
  giving: relation("giving", [thread]),
  taking: relation("taking", [thread]),
} as const;
/** To whom it sends, or from whom it receives; itself if it names nobody. */
export const peer = functionOf("peer", [thread], thread);
/** What it sends or gives. */
export const sends = functionOf("sends", [thread], send);
/** The receive that it is in or will come to. */
export const receives = functionOf("receives", [thread], receive);
/** Does it receive, from its peer alone? */
export const names = relation("names", [thread]);
/** In a copy that faulted: does it ask its pager, or await the mapping? */
export const asking = relation("asking", [thread]);
export const awaiting = relation("awaiting", [thread]);
/** Is the second the pager of the first, which pages? */
export const asked = relation("asked", [thread, thread]);
/** Is there an end to the time that it waits? */
export const timed = relation("timed", [thread]);
/** Does the second stand in the queue of the first?  More than once?  The second before the third? */
export const queued = relation("queued", [thread, thread]);
export const twice = relation("twice", [thread, thread]);
export const before = relation("before", [thread, thread, thread]);

// ---------------------------------------------------------------------------------------------------- what is free

/** Who came first to the queue; the thread itself if nobody did. */
export const head = free(functionOf("head", [thread], thread));
export const hasPager = free(relation("has-pager", [thread]));
export const pager = free(functionOf("pager", [thread], thread));
export const pagerPolls = free(relation("pager-polls", [thread]));
export const pagerEnds = free(relation("pager-ends", [thread]));
export const missing = free(relation("missing", [thread, page]));
export const faults = free(relation("faults", [thread]));
export const faultsFirst = free(relation("faults-first", [thread]));
export const lastUnit = free(relation("last-unit", [thread]));
export const fails = free(relation("fails", [thread, thread, send]));
export const goesOn = free(relation("goes-on", [thread]));
export const overdue = free(relation("overdue", [thread]));
export const due = free(relation("due", [thread]));
export const mayNest = free(relation("may-nest", [task]));
export const isThere = free(relation("is-there", [task]));
export const holds = free(relation("holds", [task, task]));
export const under = free(relation("under", [task, task]));
export const mayControl = free(relation("may-control", [task, task]));
export const attached = free(relation("attached", [line]));
export const driver = free(functionOf("driver", [line], thread));
export const pending = free(relation("pending", [line]));
export const interrupted = free(relation("interrupted", [thread]));
export const hasLine = free(relation("has-line", [thread]));

// --------------------------------------------------------------------------------------------------------- phrases

export const exists = (t: OfThread): Formula => or(...kinds.map((kind) => is[kind](t)));
export const inTransfer = (t: OfThread): Formula => or(is.giving(t), is.taking(t));
export const pages = (t: OfThread): Formula => or(asking(t), awaiting(t));
export const receivesOpenly = (t: OfThread): Formula => and(is.receiving(t), isOpen(receives(t)));
export const takesInterrupts = (r: OfReceive): Formula => or(isOpen(r), fromInterrupt(r));
