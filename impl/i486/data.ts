/**
 * Instructions that move words and reckon with them. Each acts, charges its clocks, and is told to the ledger with the
 * text given, or else with that of its row in the table of clocks.
 *
 * Words are numbers 0 .. 2^32 - 1. What stands in registers may stand in variables of the path: a path that computes
 * says so with `mov`, `alu`, `lea`, `shift`, which give back the word that they are given.
 */
import { clocks, type Row } from "./clocks.js";
import { Core, READ, WRITE } from "./core.js";
import { EAX, EBP, EBX, ECX, EDI, EDX, EIP, ESI, ESP } from "./registers.js";

/** The order in which PUSHAD pushes. */
const ALL = [EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI] as const;

export abstract class DataInstructions extends Core {
  // ------------------------------------------------------------------------------------------------ registers only

  /** An instruction that reaches no memory, by its row in the table of clocks. */
  tick(row: Row, text?: string): void {
    if (this.begin(row)) this.end(row, text);
  }

  /** MOV r,r or r,i: 1 clock. Gives the word. */
  mov(word: number, text?: string): number {
    this.tick(clocks.mov, text);
    return word >>> 0;
  }

  /** ADD, SUB, AND, OR, XOR, CMP, TEST, INC, DEC, NEG between registers: 1 clock. Gives the word that comes out. */
  alu(word: number, text?: string): number {
    this.tick(clocks.alu, text);
    return word >>> 0;
  }

  /** LEA: 1 clock. Gives the address. */
  lea(address: number, text?: string): number {
    this.tick(clocks.lea, text);
    return address >>> 0;
  }

  /** SHL or SHR by a constant: 2 clocks. Gives the word that comes out. */
  shift(word: number, text?: string): number {
    this.tick(clocks.shift, text);
    return word >>> 0;
  }

  // -------------------------------------------------------------------------------------------------------- memory

  /** MOV r,m: 1 clock. The word at a linear address; 0 if `faulted`. */
  load(linear: number, text?: string): number {
    return this.reading(clocks.load, linear, text);
  }

  /** MOV m,r: 1 clock. Not done if `faulted`. */
  store(linear: number, word: number, text?: string): void {
    if (!this.begin(clocks.store)) return;
    this.write(linear, word, WRITE | this.user);
    this.end(clocks.store, text);
  }

  /** MOV m,i: 1 clock, and a longer instruction. Not done if `faulted`. */
  storeImmediate(linear: number, word: number, text?: string): void {
    if (!this.begin(clocks.storeImmediate)) return;
    this.write(linear, word, WRITE | this.user);
    this.end(clocks.storeImmediate, text);
  }

  /** CMP m,r or TEST m,i: 2 clocks. The word that is looked at; 0 if `faulted`. */
  compare(linear: number, text?: string): number {
    return this.reading(clocks.compare, linear, text);
  }

  /** ALU r,m: 2 clocks. The word that is one operand; 0 if `faulted`. */
  aluLoad(linear: number, text?: string): number {
    return this.reading(clocks.aluLoad, linear, text);
  }

  /** ADD m,r: 3 clocks. The sum, modulo 2^32; 0 and not done if `faulted`. */
  addTo(linear: number, word: number, text?: string): number {
    if (!this.begin(clocks.aluStore)) return 0;
    const old = this.read(linear, WRITE | this.user);
    return this.finish(linear, old + word, text);
  }

  /** OR m,r: 3 clocks. What then stands there; 0 and not done if `faulted`. */
  orTo(linear: number, bits: number, text?: string): number {
    if (!this.begin(clocks.aluStore)) return 0;
    const old = this.read(linear, WRITE | this.user);
    return this.finish(linear, old | bits, text);
  }

  /** AND m,r: 3 clocks. What then stands there; 0 and not done if `faulted`. */
  andTo(linear: number, bits: number, text?: string): number {
    if (!this.begin(clocks.aluStore)) return 0;
    const old = this.read(linear, WRITE | this.user);
    return this.finish(linear, old & bits, text);
  }

  /** XCHG r,m: 5 clocks. The word that stood there; 0 and not done if `faulted`. */
  exchange(linear: number, word: number, text?: string): number {
    if (!this.begin(clocks.exchange)) return 0;
    const old = this.read(linear, WRITE | this.user);
    if (!this.faulted) this.write(linear, word, WRITE | this.user);
    this.end(clocks.exchange, text);
    return old;
  }

  // --------------------------------------------------------------------------------------------------------- stack

  /** PUSH r: 1 clock. Not done if `faulted`. */
  push(word: number, text?: string): void {
    if (!this.begin(clocks.push)) return;
    this.pushWord(word);
    this.end(clocks.push, text);
  }

  /** POP r: 1 clock. 0 and not done if `faulted`. */
  pop(text?: string): number {
    if (!this.begin(clocks.pop)) return 0;
    const word = this.popWord();
    this.end(clocks.pop, text);
    return word;
  }

  /** PUSH m: 4 clocks. The word pushed; 0 and not done if `faulted`. */
  pushMemory(linear: number, text?: string): number {
    if (!this.begin(clocks.pushMemory)) return 0;
    const word = this.read(linear, READ | this.user);
    if (!this.faulted) this.pushWord(word);
    this.end(clocks.pushMemory, text);
    return word;
  }

  /** POP m: 6 clocks. The word popped; 0 and not done if `faulted`. */
  popMemory(linear: number, text?: string): number {
    if (!this.begin(clocks.popMemory)) return 0;
    const esp = this.get(ESP);
    const word = this.read(esp, READ | this.user);
    if (!this.faulted && this.write(linear, word, WRITE | this.user)) this.registers[ESP] = esp + 4;
    this.end(clocks.popMemory, text);
    return word;
  }

  /** PUSHAD: 11 clocks. All general registers, EAX first; ESP as it was before. Not done if `faulted`. */
  pushAll(text?: string): void {
    if (!this.begin(clocks.pushAll)) return;
    const esp = this.get(ESP);
    let at = esp;
    for (const register of ALL) {
      at -= 4;
      if (!this.write(at >>> 0, this.get(register), WRITE | this.user)) return this.end(clocks.pushAll, text);
    }
    this.registers[ESP] = at;
    this.end(clocks.pushAll, text);
  }

  /** POPAD: 9 clocks. All general registers but ESP, which moves past them. If `faulted`, some may have been popped. */
  popAll(text?: string): void {
    if (!this.begin(clocks.popAll)) return;
    let at = this.get(ESP);
    for (let n = ALL.length - 1; n >= 0; n--) {
      const word = this.read(at, READ | this.user);
      if (this.faulted) return this.end(clocks.popAll, text);
      const register = ALL[n] ?? ESP;
      if (register !== ESP) this.registers[register] = word;
      at = (at + 4) >>> 0;
    }
    this.registers[ESP] = at;
    this.end(clocks.popAll, text);
  }

  // --------------------------------------------------------------------------------------------------------- jumps

  /**
   * The path goes on at `address`: its line of code is fetched. Free of charge, for it is no instruction: it says where
   * the code of what follows lies. User code may be `faulted` by it.
   */
  at(address: number): void {
    this.goTo(address);
  }

  /** JMP: 3 clocks, and on at `target`. */
  jump(target: number, text?: string): void {
    this.jumping(clocks.jump, target, text);
  }

  /** JMP r or m, as through a table: 5 clocks, and on at `target`. */
  jumpIndirect(target: number, text?: string): void {
    this.jumping(clocks.jumpIndirect, target, text);
  }

  /** Jcc: 3 clocks if it is taken, 1 if not. Gives `taken`; where it leads, `at` says. */
  branch(taken: boolean, text?: string): boolean {
    this.tick(taken ? clocks.branchTaken : clocks.branchNotTaken, text);
    return taken;
  }

  /** CALL: 3 clocks. The return address is pushed, and on at `target`. Not done if `faulted`. */
  call(target: number, text?: string): void {
    if (!this.begin(clocks.call)) return;
    if (this.pushWord(this.get(EIP))) this.goTo(target);
    this.end(clocks.call, text);
  }

  /** RET: 5 clocks. On at the address that is popped. Not done if `faulted`. */
  ret(text?: string): void {
    if (!this.begin(clocks.ret)) return;
    const target = this.popWord();
    if (!this.faulted) this.goTo(target);
    this.end(clocks.ret, text);
  }

  // ------------------------------------------------------------------------------------------------------- helpers

  private reading(row: Row, linear: number, text: string | undefined): number {
    if (!this.begin(row)) return 0;
    const word = this.read(linear, READ | this.user);
    this.end(row, text);
    return word;
  }

  private jumping(row: Row, target: number, text: string | undefined): void {
    if (!this.begin(row)) return;
    this.goTo(target);
    this.end(row, text);
  }

  /** The end of ALU m,r: what comes out is written to where the operand was read. */
  private finish(linear: number, word: number, text: string | undefined): number {
    const done = !this.faulted && this.write(linear, word, WRITE | this.user);
    this.end(clocks.aluStore, text);
    return done ? word >>> 0 : 0;
  }

  private pushWord(word: number): boolean {
    const esp = (this.get(ESP) - 4) >>> 0;
    const done = this.write(esp, word, WRITE | this.user);
    if (done) this.registers[ESP] = esp;
    return done;
  }

  private popWord(): number {
    const esp = this.get(ESP);
    const word = this.read(esp, READ | this.user);
    if (!this.faulted) this.registers[ESP] = esp + 4;
    return word;
  }
}
