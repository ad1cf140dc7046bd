/**
 * The parts of a message: its direct string, and then its strings. What a call sends, and where it has room, is read from
 * user memory once, when the call begins, and kept in the TCB: user code that changes a descriptor later changes nothing.
 *
 * A part is whole words. What lies beyond the end of user space is not there: a message whose descriptors could reach beyond
 * it is no message, a string ends where user space ends. A string is as long as a region at most (4 MB), as in L4; the
 * direct string is shorter.
 *
 * Sources: X0 messages; SRC486 (msg.inc); slides 46, 47. The layout is our own (abi.ts).
 */

import { ESP } from "../i486/index.js";
import {
  ACCEPT,
  GRANT,
  MAP,
  MESSAGE_ROOM,
  MESSAGE_SENT,
  MESSAGE_STRINGS,
  NO_PHASE,
  STRING_BYTES,
  stringsOf,
  wordsOf,
} from "./abi.js";
import { IN_CALL, type Kernel, type Tcb } from "./kernel.js";
import { ACCEPTS, IS_ITEM, ITEM, PART_BYTES, ROOM_STRINGS, SENT, SENT_STRINGS } from "./tcb.js";

/** In a part: its address first, then how many words. */
export const WORDS = 4;

/** A part of the message that a thread sends. */
export const sentPart = (_: Kernel, tcb: Tcb, part: number): number => tcb + SENT + PART_BYTES * part;
/** A part of its receive buffer. */
export const roomPart = ({ at }: Kernel, tcb: Tcb, part: number): number => tcb + at.room + PART_BYTES * part;

/** Has reading a descriptor met a page that is not there? Then the fault has been taken, and lies on the stack. */
export const hasFaulted = ({ cpu, at }: Kernel): boolean =>
  (cpu.get(ESP) & (at.tcbBytes - 1)) !== at.tcbBytes - IN_CALL;

/** The address of a message; 0 if there is none, or if its descriptors could reach beyond user space. */
function messageAt({ cpu, at, size }: Kernel, descriptor: number): number {
  const message = cpu.alu((descriptor & ~3) >>> 0, "and eax,-4");
  cpu.alu(message, "cmp eax,last message");
  const last = at.userEnd - MESSAGE_STRINGS - STRING_BYTES * size.strings;
  return cpu.branch(message > last, "ja beyond") ? 0 : message;
}

/** A word of a descriptor; 0 after a fault. */
function userWord(k: Kernel, address: number): number {
  const { cpu } = k;
  if (hasFaulted(k)) return 0;
  const word = cpu.load(address, "mov ecx,[eax]");
  if (cpu.faulted) cpu.pageFault();
  return word;
}

/** A part is kept: as long as it was said to be, and as user space lasts. */
function keep({ cpu, at }: Kernel, place: number, address: number, words: number): void {
  const start = cpu.alu((address & ~3) >>> 0, "and eax,-4");
  const most = cpu.alu(Math.max(0, at.userEnd - start) >>> 2, "sub edx,eax");
  const ends = cpu.branch(words > most, "ja shorten");
  cpu.store(place, start, "mov [ebx+address],eax");
  cpu.store(place + WORDS, ends ? most : words, "mov [ebx+words],ecx");
}

/** A message's shape: where its direct string begins, and how much of it there is. */
interface Shape {
  readonly direct: number;
  readonly words: number;
  readonly strings: number;
}

/** The shape of what is sent, or of the buffer: what there is room for is there, and no more of it can be sent. */
function shapeOf(k: Kernel, message: number, isSent: boolean): Shape {
  const { cpu, size } = k;
  const room = userWord(k, message + MESSAGE_ROOM);
  const of = isSent ? userWord(k, message + MESSAGE_SENT) : room;
  cpu.shift(of, "shr ecx,13");
  const strings = Math.min(stringsOf(of), stringsOf(room), size.strings);
  cpu.branch(strings === size.strings, "ja too_many");
  const direct = message + MESSAGE_STRINGS + STRING_BYTES * stringsOf(room);
  return { direct: cpu.lea(direct), words: Math.min(wordsOf(of), wordsOf(room)), strings };
}

/** The words of a string of so many bytes. It is no longer than a region, so that it fits in the window wherever it begins. */
function wordsOfString({ cpu, at }: Kernel, bytes: number): number {
  cpu.shift(bytes, "shr ecx,2");
  cpu.alu(bytes, "cmp ecx,region");
  const isLonger = cpu.branch(bytes > at.regionBytes, "ja shorten");
  return (isLonger ? at.regionBytes : bytes) >>> 2;
}

/** The parts of a message are read, from the first that `place` names on. `field` 0: what is sent; 8: the buffer. */
function keepParts(k: Kernel, message: number, shape: Shape, place: number, field: 0 | 8): void {
  keep(k, place, shape.direct, shape.words);
  for (let n = 0; n < shape.strings; n++) {
    const at = message + MESSAGE_STRINGS + STRING_BYTES * n + field;
    const words = wordsOfString(k, userWord(k, at));
    keep(k, place + PART_BYTES * (n + 1), userWord(k, at + 4), words);
  }
}

const NOTHING: Shape = { direct: 0, words: 0, strings: 0 };

/** What a call sends, by its descriptor and EBX. */
export function readSent(k: Kernel, me: Tcb, descriptor: number, second: number): void {
  const { cpu, at } = k;
  cpu.at(at.code.parse);
  const hasItem = cpu.branch((descriptor & MAP) !== 0, "jnz item");
  const item = hasItem ? (second & -cpu.geometry.pageBytes) | (second & GRANT) | IS_ITEM : 0;
  cpu.store(me + ITEM, item >>> 0, "mov [ebx+item],eax");
  const message = messageAt(k, descriptor);
  const shape = cpu.branch(message === 0, "jz registers") ? NOTHING : shapeOf(k, message, true);
  cpu.store(me + SENT_STRINGS, shape.strings, "mov [ebx+strings],ecx");
  keepParts(k, message, shape, sentPart(k, me, 0), 0);
}

/** Where a call has room, and where it accepts an item, by its descriptor. */
export function readRoom(k: Kernel, me: Tcb, descriptor: number): void {
  const { cpu, at } = k;
  cpu.at(at.code.parse + 128);
  if (cpu.branch(descriptor === NO_PHASE, "je no_phase")) return;
  const isPage = cpu.branch((descriptor & MAP) !== 0, "jnz page");
  const message = isPage ? 0 : messageAt(k, descriptor);
  const isEmpty = cpu.branch(message === 0, "jz registers");
  const accept = isPage ? descriptor | ACCEPT : isEmpty ? 0 : userWord(k, message);
  const page = (accept & -cpu.geometry.pageBytes) | (accept & ACCEPT);
  cpu.store(me + ACCEPTS, page >>> 0, "mov [ebx+accepts],eax");
  const shape = isEmpty ? NOTHING : shapeOf(k, message, false);
  cpu.store(me + ROOM_STRINGS, shape.strings, "mov [ebx+room],ecx");
  keepParts(k, message, shape, roomPart(k, me, 0), 8);
}
