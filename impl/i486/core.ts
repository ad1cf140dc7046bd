/**
 * What all instructions have in common: they are fetched, they charge clocks, they reach memory through the TLB, and
 * they may fault.
 *
 * A page fault is no JavaScript exception. The instruction does nothing, CR2 and the error code say what it wanted, and
 * `faulted` is true until the fault is taken (`pageFault`) or dropped (`dropFault`). Any other instruction before that is
 * a `MachineBug`: somebody has not looked.
 */
import { hex, MachineBug } from "./bug.js";
import { Cache } from "./cache.js";
import { clocks, type Row } from "./clocks.js";
import {
  ACCESSED,
  combined,
  DIRTY,
  directoryEntryAt,
  frameOf,
  PRESENT,
  tableEntryAt,
  USER,
  WRITABLE,
} from "./entries.js";
import { frameAddress, type Geometry } from "./geometry.js";
import type { Ledger } from "./ledger.js";
import { Memory } from "./memory.js";
import {
  CACHE_MISSES,
  CLOCK,
  CODE_LINE,
  CPL,
  CR0,
  CR0_PG,
  CR0_WP,
  CR2,
  CR3,
  EIP,
  ERROR_CODE,
  FAULT_PROTECTION,
  FAULTED,
  STARTED,
  TLB_MISSES,
} from "./registers.js";
import { State } from "./state.js";
import { Tlb } from "./tlb.js";

/** Accesses, as the bits that an entry must have for them. R/W and U/S are where the error code has its bits too. */
export const READ = PRESENT;
export const WRITE = PRESENT | WRITABLE | DIRTY;

/** No address: the access has faulted. */
export const NOWHERE = -1;

export abstract class Core {
  readonly geometry: Geometry;
  /** Physical memory, for those who need not pay. */
  readonly memory: Memory;
  readonly tlb: Tlb;
  readonly cache: Cache;
  protected readonly state: State;
  protected readonly registers: Uint32Array;
  protected readonly counters: Float64Array;
  protected ledger: Ledger | undefined = undefined;
  private readonly words: Uint32Array;
  private readonly pageShift: number;
  private readonly lineShift: number;
  private readonly linearMask: number;
  private readonly offsetMask: number;
  private readonly codeMask: number;

  constructor(geometry: Geometry) {
    this.geometry = geometry;
    this.state = new State(geometry);
    this.memory = new Memory(this.state.memory, geometry.pageShift);
    this.tlb = new Tlb(geometry, this.state.tlb);
    this.cache = new Cache(geometry, this.state.cache);
    this.registers = this.state.registers;
    this.counters = this.state.counters;
    this.words = this.state.memory;
    this.pageShift = geometry.pageShift;
    this.lineShift = geometry.lineShift;
    this.linearMask = geometry.linearMask;
    this.offsetMask = geometry.pageBytes - 1;
    this.codeMask = geometry.codeInMemory ? -1 : 0;
  }

  /** What is in a register. Free of charge: instructions name registers at no cost. */
  get(register: number): number {
    return this.registers[register] ?? 0;
  }

  /** Put a word into a register, free of charge. CR0 and CR3 have instructions of their own, which flush. */
  set(register: number, word: number): void {
    this.registers[register] = word;
  }

  /** Has the last instruction met a page fault, which nobody has taken yet? */
  get faulted(): boolean {
    return this.registers[FAULTED] !== 0;
  }

  /** The error code of the last page fault: protection 1, write 2, user 4, added. */
  get errorCode(): number {
    return this.get(ERROR_CODE);
  }

  /** Clocks since the processor was made. */
  get clock(): number {
    return this.counters[CLOCK] ?? 0;
  }

  /** Misses of the TLB since the processor was made, those that led to a page fault included. */
  get tlbMisses(): number {
    return this.counters[TLB_MISSES] ?? 0;
  }

  /** Reads that missed the cache since the processor was made, those of page tables and code included. */
  get cacheMisses(): number {
    return this.counters[CACHE_MISSES] ?? 0;
  }

  /** Is user code running? */
  get userMode(): boolean {
    return this.registers[CPL] !== 0;
  }

  /** Tell a ledger of each instruction from here on; or, without one, nobody. */
  attach(ledger?: Ledger): void {
    this.ledger = ledger;
    ledger?.startAt(this.clock, this.tlbMisses, this.cacheMisses);
  }

  /** Instructions from here on belong to this phase, for the ledger. */
  phase(name: string): void {
    if (this.ledger !== undefined) this.ledger.phase = name;
  }

  /** U/S if user code is running, for an access of its own. */
  protected get user(): number {
    return this.registers[CPL] === 0 ? 0 : USER;
  }

  protected charge(n: number): void {
    this.counters[CLOCK] = (this.counters[CLOCK] ?? 0) + n;
  }

  // ------------------------------------------------------------------------------------------------- instructions

  /** An instruction begins: it is fetched, and its clocks are charged. False: fetching it has faulted. */
  protected begin(row: Row): boolean {
    const { registers } = this;
    const eip = registers[EIP] ?? 0;
    registers[STARTED] = eip;
    if ((eip >>> this.lineShift) + 1 !== registers[CODE_LINE] && !this.fetch(eip)) return false;
    registers[EIP] = eip + (row.bytes & this.codeMask);
    this.charge(row.clocks);
    return true;
  }

  /** An instruction ends: the ledger hears of it. */
  protected end(row: Row, text: string | undefined): void {
    if (this.ledger !== undefined)
      this.ledger.record(text ?? row.text, this.clock, this.tlbMisses, this.cacheMisses);
  }

  /** Go on at `address`: its line of code is fetched. False: that has faulted. */
  protected goTo(address: number): boolean {
    this.registers[EIP] = address;
    this.registers[STARTED] = address;
    return this.fetch(address);
  }

  /** The instruction that runs will begin anew. */
  protected restart(): void {
    this.registers[EIP] = this.registers[STARTED] ?? 0;
  }

  /** The prefetch queue is empty: the next instruction is fetched, and looks whether a fault has been taken. */
  protected emptyPrefetch(): void {
    this.registers[CODE_LINE] = 0;
  }

  private fetch(address: number): boolean {
    if (this.faulted) throw this.unattended();
    this.registers[CODE_LINE] = (address >>> this.lineShift) + 1;
    if (this.codeMask === 0) return true;
    const at = this.translate(address, READ | this.user);
    if (at !== NOWHERE) {
      this.readThroughCache(at);
      return true;
    }
    if (this.userMode) return false;
    throw new MachineBug(`there is no kernel code at ${hex(address)}`);
  }

  private unattended(): MachineBug {
    return new MachineBug(
      `the page fault at ${hex(this.get(CR2))}, code ${this.errorCode}, has not been taken`,
    );
  }

  // ------------------------------------------------------------------------------------------------------- memory

  /** The physical address of a word for an access, or NOWHERE: then it has faulted. */
  protected wordAt(linear: number, access: number): number {
    if ((linear & 3) !== 0) throw new MachineBug(`a word at ${hex(linear)}, which is not aligned`);
    return this.translate(linear, access);
  }

  /** The word at a linear address; 0 if the access faults. */
  protected read(linear: number, access: number): number {
    const at = this.wordAt(linear, access);
    if (at === NOWHERE) return 0;
    this.readThroughCache(at);
    return this.words[at >>> 2] ?? 0;
  }

  /** Write a word to a linear address. False: the access has faulted. */
  protected write(linear: number, value: number, access: number): boolean {
    const at = this.wordAt(linear, access);
    if (at === NOWHERE) return false;
    this.cache.write(at);
    this.memory.put(at, value);
    return true;
  }

  protected readThroughCache(physical: number): void {
    if (this.cache.read(physical)) return;
    this.charge(clocks.cacheMiss.clocks);
    this.counters[CACHE_MISSES] = this.cacheMisses + 1;
  }

  // ----------------------------------------------------------------------------------------------------- addresses

  /** The physical address of a linear one for an access, or NOWHERE: then it has faulted. */
  private translate(linear: number, access: number): number {
    const page = (linear & this.linearMask) >>> this.pageShift;
    const entry = this.tlb.lookup(page);
    return (access & ~entry) === 0 ? this.within(entry, linear) : this.slowly(linear, page, entry, access);
  }

  /** The physical address of a linear one in the page of an entry. */
  private within(entry: number, linear: number): number {
    return ((entry >>> 12) << this.pageShift) | (linear & this.offsetMask);
  }

  /** The TLB alone has no answer: it has no entry, or not the rights, or its entry must become dirty. */
  private slowly(linear: number, page: number, entry: number, access: number): number {
    if ((this.get(CR0) & CR0_PG) === 0) return this.unpaged(linear);
    if (entry === 0) return this.miss(linear, page, access);
    if (!this.allows(entry, access)) return this.fault(linear, access, FAULT_PROTECTION);
    return (access & DIRTY & ~entry) === 0 ? this.within(entry, linear) : this.miss(linear, page, access);
  }

  /** Do the rights of both levels allow an access? The kernel may write anywhere unless WP is set. */
  private allows(entry: number, access: number): boolean {
    const lacking = access & (WRITABLE | USER) & ~entry;
    if (lacking === 0) return true;
    return lacking === WRITABLE && (access & USER) === 0 && (this.get(CR0) & CR0_WP) === 0;
  }

  /** Directory and table are read, and the TLB is filled; A is set in both, and D if the page is to be written. */
  private miss(linear: number, page: number, access: number): number {
    this.charge(clocks.tlbMiss.clocks);
    this.counters[TLB_MISSES] = this.tlbMisses + 1;
    const firstAt = directoryEntryAt(this.geometry, this.get(CR3), linear);
    const first = this.readEntry(firstAt);
    if ((first & PRESENT) === 0) return this.fault(linear, access, 0);
    const secondAt = tableEntryAt(this.geometry, first, linear);
    const second = this.readEntry(secondAt);
    if ((second & PRESENT) === 0) return this.fault(linear, access, 0);
    const entry = combined(first, second) | ACCESSED | (access & DIRTY);
    frameAddress(this.geometry, frameOf(entry));
    if (!this.allows(entry, access)) return this.fault(linear, access, FAULT_PROTECTION);
    this.setBits(firstAt, first, ACCESSED);
    this.setBits(secondAt, second, ACCESSED | (access & DIRTY));
    this.tlb.fill(page, entry);
    return this.within(entry, linear);
  }

  private readEntry(physical: number): number {
    this.readThroughCache(physical);
    return this.words[physical >>> 2] ?? 0;
  }

  private setBits(physical: number, old: number, bits: number): void {
    if ((old & bits) === bits) return;
    this.cache.write(physical);
    this.memory.put(physical, old | bits);
  }

  /** Without paging a linear address is the physical one. */
  private unpaged(linear: number): number {
    const physical = (linear & this.linearMask) >>> 0;
    if (physical < this.geometry.memoryBytes) return physical;
    throw new MachineBug(`${hex(linear)} is beyond memory, and paging is off`);
  }

  /** The access faults: it is not made, and the instruction will begin anew. */
  private fault(linear: number, access: number, protection: number): number {
    const { registers } = this;
    registers[CR2] = linear & this.linearMask;
    registers[ERROR_CODE] = (access & (WRITABLE | USER)) | protection;
    registers[FAULTED] = 1;
    this.emptyPrefetch();
    this.restart();
    return NOWHERE;
  }
}
