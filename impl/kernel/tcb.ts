/**
 * A thread control block: what each of its words means, as an offset in bytes. The thread's kernel stack is its upper end.
 *
 * Words that are looked at together stand in one line of 16 bytes.
 *
 * Sources: SRC486 = the source of Liedtke's kernel of 1996 (TCBs as virtual objects, stack inside, links inside); slides
 * 47 to 63.
 */

/** The id of the thread; 0: there is none. A given id must equal it. */
export const MYSELF = 0;
/** What the thread does: one of `state`. */
export const STATE = 4;
/** Receiving: the only one that it receives from (a thread or a line), or ANYBODY. Sending, giving, taking: the partner. */
export const PARTNER = 8;
/** Its kernel stack pointer, while it has not the processor; the address at which it goes on is on top. */
export const STACK = 12;

/** When it wakes, in ms after the base of the clock; NEVER. It counts only while the thread waits. */
export const WAKEUP = 16;
/** Its neighbours in a wake-up list; next 0: it is in none. */
export const WAKE_NEXT = 20;
export const WAKE_PREVIOUS = 24;
/** The wake-up list that it is in. */
export const WAKE_LIST = 28;

/** The page directory of its task, as CR3 has it. */
export const SPACE = 32;
/** The chief of its task: that task's number plus 1; 0: it is sigma0's. */
export const CHIEF = 36;
export const PRIORITY = 40;
/** The page item of the message that it sends: page, GRANT, ITEM; or 0. */
export const ITEM = 44;

/** Its neighbours in the ready list of its priority; next 0: it is in none. */
export const READY_NEXT = 48;
export const READY_PREVIOUS = 52;
/** Those who wait to send to it: the first, and the last; both are the queue itself if there is none. */
export const QUEUE_FIRST = 56;
export const QUEUE_LAST = 60;

/** Its neighbours in the queue of the thread to which it waits to send, the next and, 4 bytes on, the previous; next 0: it waits in none. */
export const SEND_NEXT = 64;
/** The words of the message that it sends, or that it has received. */
export const WORD_0 = 72;
export const WORD_1 = 76;

/** How its call has ended, and from whom a message came: what it is told when it goes on. */
export const CODE = 80;
export const FROM = 84;
/** The timeouts of its call. */
export const TIMEOUTS = 88;
/** What follows the send phase: the PARTNER of its receive phase, or NO_RECEIVE. */
export const NEXT = 92;

/** ms that are left of its time slice, and how long a new one is; 0: for ever. */
export const SLICE_LEFT = 96;
export const SLICE = 100;
/** The thread that its page faults are told to; NIL. */
export const PAGER = 104;
/** The line that it is attached to, and PENDING if an interrupt waits for it; or 0. */
export const LINE = 108;

/** Its space faulted in the middle of a transfer: `paging`. */
export const PAGING = 112;
/** The address of that fault, or of one in user mode, with bit 1 for a write. */
export const FAULT = 116;
/** Where it accepts a page item: page, ACCEPT; or 0. */
export const ACCEPTS = 120;
/** Giving: how many parts of the message are copied whole, */
export const PART = 124;
/** and how many words of the one after them. */
export const COPIED = 128;
/** Giving: where the window leads to in the receiver's space. */
export const WINDOW_AT = 132;
/** Strings of the message that it sends, beside the direct one; and of its receive buffer. */
export const SENT_STRINGS = 136;
export const ROOM_STRINGS = 140;

/** The number of its task plus 1, as CHIEF has it of those whose chief that is. */
export const TASK = 144;
/** Giving: the receiver, to whose space the window leads, as its TCB. */
export const WINDOW_TO = 148;

/** The parts of the message that it sends, the direct string first: for each an address, and how many words. */
export const SENT = 152;
/** After them as many for its receive buffer. */
export const PART_BYTES = 8;

/** PARTNER of a receive from any thread, and from its own line. */
export const ANYBODY = 0;
/** PARTNER of a receive from nobody. */
export const NOBODY = 0xffff_ffff;
/** NEXT: there is no receive phase. */
export const NO_RECEIVE = 0xffff_fffe;
/** WAKEUP: it waits for ever. */
export const NEVER = 0xffff_ffff;
/** In LINE: an interrupt waits for the thread. */
export const PENDING = 0x100;
/** In ITEM: there is one. */
export const IS_ITEM = 2;

/** What a thread may do. Those that can run come first. */
export const state = {
  inactive: 0,
  /** It runs in user mode. */
  ready: 1,
  /** It copies its message. */
  giving: 2,
  sending: 3,
  receiving: 4,
  /** Its message is being copied to it. */
  taking: 5,
  /** It gives a message, but one of the partners waits for its pager. */
  held: 6,
  /** It touched a page in user mode: it waits until its pager takes the message, */
  faulting: 7,
  /** and until it answers. */
  awaiting: 8,
} as const;

/** Can a thread in this state run? */
export const canRun = (its: number): boolean => its === state.ready || its === state.giving;

/** PAGING: no; it waits until its pager takes the message; it waits for the answer. */
export const paging = { no: 0, asking: 1, awaiting: 2 } as const;
