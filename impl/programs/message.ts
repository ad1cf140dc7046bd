/** Messages in memory, and how a call describes them. */
import { insist } from "../i486/index.js";
import { MESSAGE_STRINGS, STRING_BYTES, type Timeouts } from "../kernel/abi.js";
import type { Kernel, ThreadId } from "../kernel/kernel.js";

/** A message in memory, to send and to receive. */
export interface Message {
  readonly address: number;
  /** Strings that there is room for, beside the direct one. */
  readonly strings: number;
  /** Words of the direct string that there is room for, without those that travel in registers. */
  readonly words: number;
  /** Where the words lie that would travel in registers: the direct string begins with them, if the design has none. */
  readonly first: number;
  /** Where the other words of the direct string lie. */
  readonly direct: number;
  /** The bytes of it all. */
  readonly bytes: number;
}

/** The words of a message that travel in memory because no registers are used. */
export const headWords = ({ design }: Kernel): number => (design.registers ? 0 : 2);

/** A message at an address, with room for so many words and strings. */
export function messageAt(k: Kernel, address: number, words = 0, strings = 0): Message {
  insist((address & 3) === 0 && strings <= k.size.strings, "no message can be like this");
  const first = address + MESSAGE_STRINGS + strings * STRING_BYTES;
  const direct = first + 4 * headWords(k);
  return { address, strings, words, first, direct, bytes: direct + 4 * words - address };
}

/** A string of a message. */
export interface StringPart {
  /** What is sent of it: bytes, and where they lie. */
  readonly bytes?: number;
  readonly from?: number;
  /** Its receive buffer: bytes, and where it lies. */
  readonly room?: number;
  readonly to?: number;
}

/** What is sent. */
export interface Sending {
  readonly words?: readonly [number, number];
  /** The address of a page that goes with it, with GRANT or without. It takes the place of the second word. */
  readonly item?: number;
  /** The rest of the message. */
  readonly message?: Message;
}

/** What may be received. */
export interface Receiving {
  /** The address of the page at which a page is accepted. */
  readonly accept?: number;
  readonly message?: Message;
}

/** How a call ended, and what has come. */
export interface Received {
  /** One of abi.ts: `code`. */
  readonly code: number;
  readonly from: ThreadId;
  readonly words: readonly [number, number];
}

/** A call as a whole: what both of its phases are to do. */
export interface Request {
  readonly partner: ThreadId;
  readonly send?: Sending;
  readonly receive?: Receiving;
  /** Is the receive phase open to all? */
  readonly isOpen?: boolean;
  readonly timeouts: Timeouts;
}
