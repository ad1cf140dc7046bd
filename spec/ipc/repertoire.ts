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

/** An empty message; and nowhere to put one. */
export const message = {
  word: 0,
  item: "none",
  page: 0,
  units: 0,
  strings: 0,
  within: FOREVER,
  pageFault: FOREVER,
} as const;
export const word: Send = { ...message, word: 1 };
export const nowhere = { accept: NIL, units: 0, strings: 0, within: FOREVER, pageFault: FOREVER };

/** The message that the kernel sends to a pager in the name of a thread that faults.  [X0 pager protocol] */
export const FAULT = "fault";
/** The receive of a thread that waits for its pager to map a virtual page. */
export const faultAt = (page: number): string => `fault at ${page}`;
/** Is it such a receive? */
export const isFault = (receive: string): boolean => receive.startsWith(FAULT);

/** The same descriptors, where pages that a task does not have are its last one. */
const within = <D extends Partial<Pick<Send, "page"> & Pick<Receive, "accept">>>(
  its: Readonly<Record<string, D>>,
  pages: number,
): Record<string, D> =>
  Object.fromEntries(
    Object.entries(its).map(([name, d]) => [
      name,
      {
        ...d,
        ...(d.page === undefined ? {} : { page: Math.min(d.page, pages - 1) }),
        ...(d.accept === undefined ? {} : { accept: Math.min(d.accept, pages - 1) }),
      },
    ]),
  );

/** The repertoire with what the kernel itself needs: a fault message, and a receive for each page that may be missing. */
export const withFaults = (its: Repertoire, pages: number): Repertoire => {
  const faults = Array.from({ length: pages }, (_, v) => [
    faultAt(v),
    { ...nowhere, from: "partner", accept: v },
  ]);
  return {
    ...its,
    sends: { ...within(its.sends, pages), [FAULT]: message },
    receives: { ...within(its.receives, pages), ...Object.fromEntries(faults) },
  };
};
