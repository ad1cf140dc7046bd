/**
 * What user code and the kernel have agreed on: vectors, registers, descriptors, codes, timeouts.
 *
 * A system call is an INT. Its arguments are in registers, and so are its answers; EAX answers with a code, whatever the
 * call. All registers that do not answer are undefined afterwards, save ESP and the interrupt flag.
 *
 * Sources: X0 = L4 Reference Manual, Version X.0 (1999); SRC486 = the source of Liedtke's kernel of 1996. Words are two,
 * as in the latter; the layout of messages, and the calls for tasks, are our own.
 */

// -------------------------------------------------------------------------------------------------------- vectors

/** The seven system calls, by their vectors.  [X0] */
export const IPC = 0x30;
export const ID_NEAREST = 0x31;
export const FPAGE_UNMAP = 0x32;
export const THREAD_SWITCH = 0x33;
export const THREAD_SCHEDULE = 0x34;
export const LTHREAD_EX_REGS = 0x35;
export const TASK_NEW = 0x36;

// ------------------------------------------------------------------------------------------------------------ ipc
//
//            in                                          out
//     EAX    send descriptor                             code
//     ECX    timeouts
//     EDX    first word                                  first word
//     EBX    second word, or the page item               second word
//     EBP    receive descriptor
//     ESI    partner: thread, line or NIL                who has sent: thread or line, or NIL

/** No thread. As the partner of a receive: nobody, so that the call sleeps. */
export const NIL = 0;
/** A descriptor: this phase is left out. */
export const NO_PHASE = 0xffff_ffff;
/** Receive descriptor, bit 0: from any thread, and from one's interrupt. */
export const OPEN = 1;
/** Bit 1 of a send descriptor: EBX names a page item. Of a receive descriptor: the rest is not a message but a page. */
export const MAP = 2;
/** Bit 0 of an item: the page is granted, not mapped. */
export const GRANT = 1;
/** Bit 1 of the first word of a message: the page that it names is where an item is accepted. */
export const ACCEPT = 2;

/** A message in memory, in words: where an item is accepted, what there is room for, what is sent; */
export const MESSAGE_ACCEPT = 0;
export const MESSAGE_ROOM = 4;
export const MESSAGE_SENT = 8;
/** then the descriptors of its strings, as many as there is room for; then the direct string. */
export const MESSAGE_STRINGS = 12;
/** A descriptor of a string: bytes to send, where they lie, bytes of the buffer, where it lies. */
export const STRING_BYTES = 16;

/** How much there is, or is sent: words of the direct string, and strings.  [X0 message dope] */
export const dope = (words: number, strings: number): number => ((words << 13) | (strings << 8)) >>> 0;
export const wordsOf = (of: number): number => of >>> 13;
export const stringsOf = (of: number): number => (of >>> 8) & 31;

// ---------------------------------------------------------------------------------------------------------- codes

/** How a call ended, in bits 4 to 7 of EAX.  [X0 completion codes] */
export const code = {
  ok: 0x00,
  /** There is no such partner; or, of the other calls: it is not for the caller to ask. */
  noPartner: 0x10,
  timeout: 0x20,
  cancelled: 0x40,
  /** sigma refuses the item; or the kernel has no memory left for what was asked. */
  mapFailed: 0x60,
  /** The receiver's pager took longer than the sender allowed; */
  sendPageFaultTimeout: 0x80,
  /** or the sender's longer than the receiver did. */
  receivePageFaultTimeout: 0xa0,
  aborted: 0xc0,
  cut: 0xe0,
} as const;
/** Added to the codes from `timeout` on, if they end the send phase. */
export const IN_SEND_PHASE = 0x10;
/** Every code that EAX may answer with. */
export const codes: ReadonlySet<number> = new Set(
  Object.values(code).flatMap((its) => (its < code.timeout ? [its] : [its, its + IN_SEND_PHASE])),
);

// ------------------------------------------------------------------------------------------------------- timeouts

/** For ever, in each field of a timeout word. */
export const FOREVER = Number.POSITIVE_INFINITY;

/** What a call allows, in ms. */
export interface Timeouts {
  readonly receive?: number;
  readonly send?: number;
  /** What the partner's pager may take when the transfer faults in the partner's space. */
  readonly receivePageFault?: number;
  readonly sendPageFault?: number;
}

/** 4^(15 - e) microseconds, the unit of a timeout with exponent e.  [X0 timeouts] */
export const unitOf = (exponent: number): number => 4 ** (15 - exponent);

/** The mantissa and the exponent of the shortest timeout that is not shorter than `ms`. 0 and infinity are exact. */
function field(ms: number): readonly [mantissa: number, exponent: number] {
  if (ms === FOREVER) return [0, 0];
  for (let e = 15; e >= 1; e--) {
    const m = Math.ceil((ms * 1000) / unitOf(e));
    if (m <= 255) return [m, e];
  }
  throw new RangeError(`no timeout is as long as ${ms} ms`);
}

/** Page-fault timeouts: 0 is for ever, 15 is none, e is 4^(15 - e) microseconds. */
function pageFaultField(ms: number): number {
  if (ms === FOREVER) return 0;
  for (let e = 15; e >= 1; e--) if (e === 15 ? ms === 0 : ms * 1000 <= unitOf(e)) return e;
  throw new RangeError(`no page-fault timeout is as long as ${ms} ms`);
}

/** The timeout word of a call: m_r m_s p_s p_r e_s e_r, of 8, 8, 4, 4, 4, 4 bits. What is not named is for ever.  [X0] */
export function timeouts(its: Timeouts): number {
  const [mr, er] = field(its.receive ?? FOREVER);
  const [ms, es] = field(its.send ?? FOREVER);
  const ps = pageFaultField(its.sendPageFault ?? FOREVER);
  const pr = pageFaultField(its.receivePageFault ?? FOREVER);
  return ((mr << 24) | (ms << 16) | (ps << 12) | (pr << 8) | (es << 4) | er) >>> 0;
}

/** Where a field of the timeout word is. */
export const RECEIVE_FIELD = { mantissa: 24, exponent: 0 } as const;
export const SEND_FIELD = { mantissa: 16, exponent: 4 } as const;
export const SEND_PAGE_FAULT = 12;
export const RECEIVE_PAGE_FAULT = 8;

// ------------------------------------------------------------------------------------------------ the other calls
//
//     id_nearest        ESI destination                          -> EAX code, ESI the thread nearest to it; of NIL: oneself
//     fpage_unmap       EBX page, bit 0: in the own space too    -> EAX code
//     thread_switch     ESI thread, or NIL: to whom it may be    -> EAX code
//     thread_schedule   ESI thread, EDX priority and time slice  -> EAX code, EDX what it does, EBX priority and time slice
//     lthread_ex_regs   ESI thread, EDX EIP, ECX ESP             -> EAX code, EDX and EBX: EIP and ESP as they were
//     task_new          ESI task, EDX chief                      -> EAX code, ESI its first thread, or NIL

/** fpage_unmap, bit 0: the page is given up in the own space too.  [X0: f] */
export const FLUSH = 1;
/** An argument that changes nothing. */
export const UNCHANGED = 0xffff_ffff;

/** Priority and time slice in ms, in one word; slice 0 is for ever. */
export const schedule = (priority: number, slice: number): number => ((priority << 16) | slice) >>> 0;
export const priorityOf = (word: number): number => word >>> 16;
export const sliceOf = (word: number): number => word & 0xffff;

// ------------------------------------------------------------------------------------------------- page faults

/** First word of a page-fault message: the address, with bit 1 for a write and bit 0 clear. The second is EIP.  [X0] */
export const faultWord = (address: number, isWrite: boolean): number =>
  ((address & ~3) | (isWrite ? 2 : 0)) >>> 0;
