/** Registers, by their place in the array that holds them; what is in them; and the counters beside them. */

/** The general registers, in the order of the instruction set. */
export const EAX = 0;
export const ECX = 1;
export const EDX = 2;
export const EBX = 3;
export const ESP = 4;
export const EBP = 5;
export const ESI = 6;
export const EDI = 7;
/** The address of the next instruction. */
export const EIP = 8;
export const EFLAGS = 9;
export const CR0 = 10;
/** The linear address of the last page fault. */
export const CR2 = 11;
/** The page directory: its frame, in bits 31 to 12. */
export const CR3 = 12;
/** Current privilege level: 0 is the kernel, 3 a user. */
export const CPL = 13;
/** Linear address of the global descriptor table. */
export const GDTR = 14;
/** Linear address of the interrupt descriptor table. */
export const IDTR = 15;
/** Linear address of the task state segment. */
export const TR = 16;
/** 1 if a page fault has happened and has not been taken, else 0. */
export const FAULTED = 17;
/** The error code of the last page fault. */
export const ERROR_CODE = 18;
/** Bit n: interrupt line n has been raised, and not been taken. */
export const PENDING = 19;
/** The line that the timer raises. */
export const TIMER_LINE = 20;
/** The address of the instruction that runs now, to which a fault returns. */
export const STARTED = 21;
/** The number of the code line that is in the prefetch queue, plus 1; 0 if there is none. */
export const CODE_LINE = 22;
/** How many there are. */
export const REGISTERS = 23;

/** A general register. */
export type General = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** CR0: writes by the kernel respect R/W too. */
export const CR0_WP = 0x1_0000;
/** CR0: paging is on. */
export const CR0_PG = 0x8000_0000;
/** EFLAGS: interrupt lines are taken. */
export const EFLAGS_IF = 0x200;
/** EFLAGS: a bit that is always set. */
export const EFLAGS_ONE = 2;

/** Bits of a page fault's error code: the page was there, and its rights forbade the access; */
export const FAULT_PROTECTION = 1;
/** the access was a write; */
export const FAULT_WRITE = 2;
/** it was made by user code. */
export const FAULT_USER = 4;

/** Counters, which are doubles: clocks since the processor was made; */
export const CLOCK = 0;
export const TLB_MISSES = 1;
export const CACHE_MISSES = 2;
/** clocks from one tick of the timer to the next, or 0 if it is off; */
export const TIMER_PERIOD = 3;
/** and the clock of its next tick, or infinity. */
export const TIMER_NEXT = 4;
export const COUNTERS = 5;
