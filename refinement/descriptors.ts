/**
 * Descriptors of the specification have names and a few numbers; those of the kernel are words in registers, memory and
 * TCBs. Here a call of the specification is written down as a user program would, and a TCB is read as the name that has
 * its numbers.
 */
import { abi } from "../impl/kernel/index.js";
import type { Look } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";
import { NIL } from "../model/index.js";
import type { Receive, Repertoire, Send } from "../spec/ipc/repertoire.js";
import { addressOf, type Correspondence, ownPage, pageAt } from "./correspondence.js";

// --------------------------------------------------------------------------------------------------------- writing

/** Registers of a call, and words to be written into the threads' own page before it. */
export interface Written {
  readonly eax: number;
  readonly ebp: number;
  readonly ecx: number;
  readonly edx: number;
  readonly ebx: number;
  readonly memory: readonly (readonly [address: number, word: number])[];
}

/** A time of the specification in ms of the kernel: there a ms is a tick. */
const ms = ({ size }: Correspondence, time: number): number =>
  time === NIL ? abi.FOREVER : time * size.tick;

/** A page-fault time as the kernel's word has it: the shortest of its few that lasts as many ticks, and not more. */
const pageFaultMs = (c: Correspondence, time: number): number => {
  if (time === NIL) return abi.FOREVER;
  return time === 0 ? 0 : (time - 1) * c.size.tick + PAGE_FAULT_MS;
};
/** 256 microseconds: the kernel rounds up to a ms. */
const PAGE_FAULT_MS = 0.256;

/** The page of a unit that is a string, behind `units` of the direct one. */
export const stringPage = ({ scope }: Correspondence, units: number, n: number): number =>
  Math.min(units + n, scope.regions - 1);

/** How many words a message has whose direct string begins where the own page ends, and where it begins. */
const headerAt = (c: Correspondence, strings: number): number =>
  ownPage(c) + c.geometry.pageBytes - abi.MESSAGE_STRINGS - abi.STRING_BYTES * strings;

type Words = [address: number, word: number][];

/** The header of a message to be sent. It leaves room for that of the buffer, which ends where it ends. */
function writeSent(c: Correspondence, its: Send, buffers: number, words: Words): number {
  const strings = its.strings + buffers + 1;
  const at = headerAt(c, strings);
  const direct = (its.units * c.geometry.pageBytes) / 4;
  words.push([at + abi.MESSAGE_ACCEPT, 0], [at + abi.MESSAGE_ROOM, abi.dope(direct, strings)]);
  words.push([at + abi.MESSAGE_SENT, abi.dope(direct, its.strings)]);
  for (let n = 0; n < its.strings; n++) {
    const string = at + abi.MESSAGE_STRINGS + abi.STRING_BYTES * n;
    words.push([string, c.geometry.pageBytes], [string + 4, addressOf(c, stringPage(c, its.units, n))]);
  }
  return at;
}

/** The header of a buffer. */
function writeRoom(c: Correspondence, its: Receive, words: Words): number {
  const at = headerAt(c, its.strings);
  const direct = (its.units * c.geometry.pageBytes) / 4;
  words.push([at + abi.MESSAGE_ACCEPT, its.accept === NIL ? 0 : addressOf(c, its.accept) | abi.ACCEPT]);
  words.push([at + abi.MESSAGE_ROOM, abi.dope(direct, its.strings)], [at + abi.MESSAGE_SENT, 0]);
  for (let n = 0; n < its.strings; n++) {
    const string = at + abi.MESSAGE_STRINGS + abi.STRING_BYTES * n + 8;
    words.push([string, c.geometry.pageBytes], [string + 4, addressOf(c, stringPage(c, its.units, n))]);
  }
  return at;
}

function sendDescriptor(c: Correspondence, its: Send | undefined, buffers: number, words: Words): number {
  if (its === undefined) return abi.NO_PHASE;
  const isLong = its.units > 0 || its.strings > 0;
  return (isLong ? writeSent(c, its, buffers, words) : 0) | (its.item === "none" ? 0 : abi.MAP);
}

function receiveDescriptor(c: Correspondence, its: Receive | undefined, words: Words): number {
  if (its === undefined) return abi.NO_PHASE;
  const open = its.from === "any" ? abi.OPEN : 0;
  if (its.units > 0 || its.strings > 0) return writeRoom(c, its, words) | open;
  return its.accept === NIL ? open : addressOf(c, its.accept) | abi.MAP | open;
}

/** A call as a user program would write it down. */
export function write(c: Correspondence, send: Send | undefined, receive: Receive | undefined): Written {
  const memory: Words = [];
  const eax = sendDescriptor(c, send, receive?.strings ?? 0, memory);
  const ebp = receiveDescriptor(c, receive, memory);
  const ecx = abi.timeouts({
    send: ms(c, send?.within ?? NIL),
    receive: ms(c, receive?.within ?? NIL),
    sendPageFault: pageFaultMs(c, send?.pageFault ?? NIL),
    receivePageFault: pageFaultMs(c, receive?.pageFault ?? NIL),
  });
  const grant = send?.item === "grant" ? abi.GRANT : 0;
  const ebx = send === undefined || send.item === "none" ? 0 : addressOf(c, send.page) | grant;
  return { eax, ebp, ecx, edx: send?.word ?? 0, ebx, memory };
}

// --------------------------------------------------------------------------------------------------------- reading

/** The bits of the timeout word that belong to each phase. */
const SEND_BITS = 0x00ff_f0f0;
const RECEIVE_BITS = 0xff00_0f0f;

/** What a TCB keeps of a send, as one text; and of a receive. */
const sendKey = (word: number, item: number, units: number, strings: number, times: number): string =>
  `${word} ${item} ${units} ${strings} ${times}`;
const receiveKey = (from: string, accepts: number, units: number, strings: number, times: number): string =>
  `${from} ${accepts} ${units} ${strings} ${times}`;

/** The names of the descriptors of a repertoire, by what a TCB keeps of them. */
export class Names {
  private readonly sends = new Map<string, string>();
  private readonly receives = new Map<string, string>();
  private readonly c: Correspondence;

  constructor(c: Correspondence, { sends, receives }: Repertoire) {
    this.c = c;
    for (const [name, its] of Object.entries(sends)) {
      const { ecx, ebx } = write(c, its, undefined);
      const item = its.item === "none" ? 0 : ebx | tcb.IS_ITEM;
      const key = sendKey(its.word, item, its.units, its.strings, (ecx & SEND_BITS) >>> 0);
      if (!this.sends.has(key)) this.sends.set(key, name);
    }
    for (const [name, its] of Object.entries(receives)) {
      const { ecx } = write(c, undefined, its);
      const accepts = its.accept === NIL ? 0 : addressOf(c, its.accept) | abi.ACCEPT;
      const key = receiveKey(its.from, accepts, its.units, its.strings, (ecx & RECEIVE_BITS) >>> 0);
      if (!this.receives.has(key)) this.receives.set(key, name);
    }
  }

  private units(look: Look, part: number): number {
    return (look.word(part + 4) * 4) / this.c.geometry.pageBytes;
  }

  /** The name of the message that a thread sends. */
  sent(look: Look, its: number): string {
    const times = (look.word(its + tcb.TIMEOUTS) & SEND_BITS) >>> 0;
    const units = this.units(look, its + tcb.SENT);
    const [word, item] = [look.word(its + tcb.WORD_0), look.word(its + tcb.ITEM)];
    const key = sendKey(word, item, units, look.word(its + tcb.SENT_STRINGS), times);
    return this.sends.get(key) ?? `no send ${key}`;
  }

  /** The name of the receive that a thread is in, or comes to; `partner` is whom it is from, in the kernel's words. */
  receive(look: Look, its: number, partner: number): string {
    const times = (look.word(its + tcb.TIMEOUTS) & RECEIVE_BITS) >>> 0;
    const units = this.units(look, its + look.k.at.room);
    const from = sourceName(partner, look.k.size.lines);
    const key = receiveKey(
      from,
      look.word(its + tcb.ACCEPTS),
      units,
      look.word(its + tcb.ROOM_STRINGS),
      times,
    );
    return this.receives.get(key) ?? `no receive ${key}`;
  }
}

const sourceName = (partner: number, lines: number): Receive["from"] => {
  if (partner === tcb.ANYBODY) return "any";
  if (partner === tcb.NOBODY) return "nobody";
  return partner <= lines ? "interrupt" : "partner";
};

/** The page of the specification in which a thread has faulted. */
export const faultPage = (c: Correspondence, look: Look, its: number): number =>
  pageAt(c, look.word(its + tcb.FAULT));
