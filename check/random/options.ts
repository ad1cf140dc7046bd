/** What can be asked of random walks. */

export interface WalkOptions {
  /** Requests of a walk, unless it comes to an end before; 100 unless given. */
  readonly maxSteps?: number;
  /** The share of requests that must be refused; 0.1 unless given. */
  readonly refusedShare?: number;
}

/** Where a worker finds the model: `name` of `module` is a model, or a function from `argument` to one. */
export interface ModelSource {
  /** A file URL of JavaScript. */
  readonly module: string;
  readonly name: string;
  readonly argument?: string;
}

export interface WalksOptions extends WalkOptions {
  /** A 32-bit whole number. */
  readonly seed: number;
  /** How many walks. */
  readonly samples: number;
  /** Ids of the properties to judge; all unless given. Vacuity is judged only when all are. */
  readonly properties?: readonly string[];
  /** Threads; 1 unless given. More than one need `source`. */
  readonly workers?: number;
  readonly source?: ModelSource;
}
