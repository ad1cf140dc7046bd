/**
 * What each instruction costs on the 486, in clocks, when TLB and cache have all that it needs; and what it costs more
 * when they have not.
 *
 * A row is one instruction that a path of the kernel may use. Its clocks have a source and a tag that says how sure they
 * are; they are never tuned to meet a published figure. Its bytes are the length of its usual encoding: by them code
 * moves from one cache line to the next.
 */

/**
 * How sure a figure is. P: read in the primary text. P-tr: read in a translation of it. S: read in a secondary source.
 * D: derived from such. M: from memory, with nothing to confirm it.
 */
export type Confidence = "P" | "P-tr" | "S" | "D" | "M";

export interface Row {
  /** The instruction, as a ledger shows it if a path gives no text of its own. */
  readonly text: string;
  readonly clocks: number;
  /** Clocks more for each word, of an instruction that is repeated. */
  readonly perWord: number;
  /** Bytes of its usual encoding. */
  readonly bytes: number;
  readonly source: string;
  readonly confidence: Confidence;
}

const MASM = "Microsoft, MASM 6 on-line help, instruction timings, 486 column";
const L95 = "Liedtke, On micro-Kernel Construction (SOSP 1995)";
const MAME = "MAME, table of i486 cycles";

const row = (
  text: string,
  clocks: number,
  bytes: number,
  perWord = 0,
  source = MASM,
  confidence: Confidence = "S",
): Row => ({ text, clocks, perWord, bytes, source, confidence });

const MODE_SWITCH = `${MASM}; 86Box; ${L95}, 4.1.1: 71 + 36 = 107`;
const LIKE_INT = `${MASM}, INT; what it takes to notice the event is not in the tables read`;

/** Every row, by a name of ours. r: a register, m: memory, i: an immediate operand. */
export const clocks = {
  // Between registers, and to and from memory.
  mov: row("MOV r,r", 1, 2),
  load: row("MOV r,m", 1, 3),
  store: row("MOV m,r", 1, 3),
  storeImmediate: row("MOV m,i", 1, 7),
  alu: row("ALU r,r or r,i", 1, 2),
  aluLoad: row("ALU r,m", 2, 3),
  aluStore: row("ALU m,r or m,i", 3, 3),
  compare: row("CMP m,r or TEST m,i", 2, 3),
  lea: row("LEA r,m", 1, 3),
  leaIndexed: row("LEA r,m with index", 2, 4),
  shift: row("SHL r,i or SHR r,i", 2, 3),
  shiftByCl: row("SHL r,CL or SHR r,1", 3, 2),
  divide: row("DIV r", 40, 2, 0, "asm.inightmare, list of opcodes, DIV, clocks of the i486"),
  exchange: row("XCHG r,m", 5, 3, 0, MAME),
  threeParts: row("base + index + displacement", 1, 1),
  // The stack.
  push: row("PUSH r", 1, 1),
  pop: row("POP r", 1, 1, 0, `${MASM}; MAME's 4 is for the form of two bytes`),
  pushMemory: row("PUSH m", 4, 3),
  popMemory: row("POP m", 6, 3, 0, `${MASM}; other tables have 5`),
  pushAll: row("PUSHAD", 11, 1),
  popAll: row("POPAD", 9, 1),
  // Jumps.
  jump: row("JMP near", 3, 2),
  jumpIndirect: row("JMP r or m", 5, 2),
  branchTaken: row("Jcc, taken", 3, 2),
  branchNotTaken: row("Jcc, not taken", 1, 2),
  call: row("CALL near", 3, 5),
  ret: row("RET near", 5, 1),
  // Strings of words.
  movs: row("MOVSD", 7, 1),
  repMovs: row("REP MOVSD", 12, 2, 3, `${MASM}; 86Box and MAME have a coarser base`),
  stos: row("STOSD", 5, 1),
  repStos: row("REP STOSD", 7, 2, 4),
  cld: row("CLD", 2, 1),
  // Segment registers. The kernel's paths load none.
  loadSegment: row("MOV seg,r", 9, 2),
  popSegment: row("POP seg", 9, 1),
  readSegment: row("MOV r,seg", 3, 2),
  pushSegment: row("PUSH seg", 3, 1),
  // Control registers and the TLB.
  loadCr3: row("MOV CR3,r", 4, 3),
  loadCr0: row("MOV CR0,r", 16, 3),
  readControl: row("MOV r,CRn", 4, 3),
  invlpg: row("INVLPG m, in the TLB", 12, 3),
  invlpgAbsent: row("INVLPG m, not in the TLB", 11, 3),
  // Interrupts and changes of privilege.
  cli: row("CLI", 5, 1),
  sti: row("STI", 5, 1),
  halt: row("HLT", 4, 1, 0, MAME),
  intSame: row("INT i, same level", 44, 2),
  intInner: row("INT i, inner level", 71, 2, 0, MODE_SWITCH),
  iretSame: row("IRET, same level", 20, 1),
  iretOuter: row("IRET, outer level", 36, 1, 0, MODE_SWITCH),
  eventSame: row("fault or interrupt, same level", 44, 0, 0, LIKE_INT, "D"),
  eventInner: row("fault or interrupt, inner level", 71, 0, 0, LIKE_INT, "D"),
  // What comes on top.
  tlbMiss: row(
    "TLB miss",
    9,
    0,
    0,
    `${L95}, 4.1.1 and 5.2: "28 x 9", "14 x 9"; Intel's own rule was not read`,
    "P-tr",
  ),
  cacheMiss: row("cache miss", 3, 0, 0, `${L95}, 4.1.1: about 800 clocks are 270 misses`, "D"),
} as const satisfies Readonly<Record<string, Row>>;

/** Clocks of a string instruction that moves so many words in one go. */
export const stringClocks = (of: Row, words: number): number => of.clocks + of.perWord * words;
