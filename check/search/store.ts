/**
 * The states found so far: each stored whole in packed form, numbered in the order of discovery, with its parent.
 *
 * An open-addressing table of state numbers finds a state by its words; words are compared, so that there are no
 * collisions. All of it lies in typed arrays that grow by doubling.
 */

/** The memory that a search was given is used up. */
export class OutOfMemory extends Error {
  override name = "OutOfMemory";
}

/** Was the memory used up that a search was given, or that the machine has? */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof OutOfMemory ||
  (error instanceof RangeError && /allocation failed|Invalid typed array length/.test(error.message));

const NONE = -1;

export class Store {
  readonly words: number;
  /** How many states there are. */
  count = 0;
  /** The number of the state that was added last, whether it was new or not. */
  last = 0;
  /** The packed states, `words` each. */
  states: Int32Array;
  /** The state from which each was found; -1 for the initial one. */
  parents: Int32Array;
  /** The renaming that made each state canonical; empty unless symmetry is on. */
  renamings: Uint16Array;
  /** Most bytes ever held, the copy during growth included. */
  peakBytes = 0;
  private table: Int32Array;
  private readonly maxBytes: number;

  /** `maxBytes` bounds the typed arrays together, from the first growth on, in which both copies are counted. */
  constructor(words: number, options: { readonly maxBytes: number; readonly symmetry: boolean }) {
    this.words = words;
    this.maxBytes = options.maxBytes;
    this.states = new Int32Array(1024 * words);
    this.parents = new Int32Array(1024);
    this.renamings = new Uint16Array(options.symmetry ? 1024 : 0);
    this.table = new Int32Array(2048).fill(NONE);
    this.peakBytes = this.held();
  }

  /** Add the state in `key` unless it is known; its number is then in `last`. True if it is new. Throws OutOfMemory. */
  add(key: Int32Array, parent: number, renaming = 0): boolean {
    const { table, states, words } = this;
    const mask = table.length - 1;
    let slot = this.hash(key) & mask;
    for (let number = table[slot] ?? NONE; number !== NONE; number = table[slot] ?? NONE) {
      let w = 0;
      while (w < words && states[number * words + w] === key[w]) w++;
      if (w === words) {
        this.last = number;
        return false;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = this.last = this.count;
    this.append(key, parent, renaming);
    return true;
  }

  private append(key: Int32Array, parent: number, renaming: number): void {
    const number = this.count++;
    for (let w = 0; w < this.words; w++) this.states[number * this.words + w] = key[w] ?? 0;
    this.parents[number] = parent;
    if (this.renamings.length > 0) this.renamings[number] = renaming;
    if (this.count === this.parents.length) this.grow();
    if (this.count * 2 > this.table.length) this.rehash();
  }

  private hash(key: Int32Array): number {
    let h = 0;
    for (let w = 0; w < this.words; w++) {
      h = Math.imul(h ^ (key[w] ?? 0), 0x9e3779b1);
      h ^= h >>> 15;
    }
    return h;
  }

  private grow(): void {
    const size = this.parents.length * 2;
    this.account(4 * size * (this.words + 1) + 2 * this.renamings.length * 2);
    this.states = extended(this.states, new Int32Array(size * this.words));
    this.parents = extended(this.parents, new Int32Array(size));
    if (this.renamings.length > 0) this.renamings = extended(this.renamings, new Uint16Array(size));
  }

  private rehash(): void {
    const size = this.table.length * 2;
    this.account(4 * size - this.table.byteLength);
    this.table = new Int32Array(0);
    const table = new Int32Array(size).fill(NONE);
    const key = new Int32Array(this.words);
    for (let number = 0; number < this.count; number++) {
      for (let w = 0; w < this.words; w++) key[w] = this.states[number * this.words + w] ?? 0;
      let slot = this.hash(key) & (size - 1);
      while (table[slot] !== NONE) slot = (slot + 1) & (size - 1);
      table[slot] = number;
    }
    this.table = table;
  }

  /** Throws OutOfMemory when `more` bytes on top of what is held would pass the limit. */
  private account(more: number): void {
    const held = this.held();
    if (held + more > this.maxBytes) throw new OutOfMemory(`${held + more} bytes`);
    this.peakBytes = Math.max(this.peakBytes, held + more);
  }

  private held(): number {
    const { states, parents, renamings, table } = this;
    return states.byteLength + parents.byteLength + renamings.byteLength + table.byteLength;
  }
}

function extended<A extends Int32Array | Uint16Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
