/**
 * States of a machine that were found, numbered in the order of discovery: each is what it stands for, and its details,
 * stored whole and packed, with the state and the step that it was found from.
 */
import { Store } from "../search/store.js";
import { withRoom } from "./abstract.js";

const NONE = -1;
/** Before its details, a state has the number of what it stands for, and how many details there are. */
const FIXED = 2;
/** Room for so many details at first; it grows. */
const DETAILS = 30;

export class JointStates {
  private readonly abstract: Store;
  private whole: Store;
  private key: Int32Array;
  /** The step by which each was found; -1 for the first state. */
  private steps: Int32Array = new Int32Array(1024);
  private readonly options: { readonly maxBytes: number; readonly symmetry: false };

  /** `words`: of a packed state of the model. */
  constructor(words: number, maxBytes: number) {
    this.options = { maxBytes, symmetry: false };
    this.abstract = new Store(words, this.options);
    this.whole = new Store(FIXED + DETAILS, this.options);
    this.key = new Int32Array(this.whole.words);
  }

  /** How many there are, and for how many of the model's they stand. */
  get count(): number {
    return this.whole.count;
  }
  get standsFor(): number {
    return this.abstract.count;
  }
  get bytes(): number {
    return this.abstract.peakBytes + this.whole.peakBytes + this.steps.byteLength;
  }

  /** Add a state unless it is known. True if it is new. Throws OutOfMemory. */
  add(abstract: Int32Array, details: readonly number[], parent: number, step: number): boolean {
    if (FIXED + details.length > this.whole.words) this.widen(FIXED + 2 * details.length);
    const { key } = this;
    this.abstract.add(abstract, NONE);
    key.fill(0);
    key[0] = this.abstract.last;
    key[1] = details.length;
    for (let n = 0; n < details.length; n++) key[FIXED + n] = details[n] ?? 0;
    if (!this.whole.add(key, parent)) return false;
    this.steps = withRoom(this.steps, this.whole.last);
    this.steps[this.whole.last] = step;
    return true;
  }

  /** The same states in the same order, with room for more details. */
  private widen(words: number): void {
    const { whole } = this;
    const wider = new Store(words, this.options);
    const key = new Int32Array(words);
    for (let n = 0; n < whole.count; n++) {
      key.set(whole.states.subarray(n * whole.words, (n + 1) * whole.words));
      wider.add(key, whole.parents[n] ?? NONE);
    }
    this.whole = wider;
    this.key = new Int32Array(words);
  }

  /** The steps that lead from the first state to the one of this number. */
  pathTo(number: number): number[] {
    const path: number[] = [];
    for (let at = number; at > 0; at = this.whole.parents[at] ?? NONE) path.push(this.steps[at] ?? NONE);
    return path.reverse();
  }
}
