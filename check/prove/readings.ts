/** States of the executable model, read as finite structures: a cell for each symbol and each tuple of arguments. */
import type { Layout } from "./evaluate.js";
import { type Structure, tuple, tuples } from "./structure.js";
import type { Reading, Theory } from "./theory.js";

/** Reads the states of a theory's model at one scope. */
export class Reader<S> {
  readonly layout: Layout;
  private readonly reads: readonly {
    readonly reading: Reading<S>;
    readonly tuples: readonly (readonly number[])[];
  }[];

  /** The sizes and what is fixed are those of this state. */
  constructor({ sorts, symbols }: Theory<S>, state: S) {
    const sizes = new Map(sorts.map(({ sort, size }) => [sort.name, size(state)]));
    const starts = new Map<string, number>();
    let cells = 0;
    this.reads = symbols.map((reading) => {
      const { symbol } = reading;
      starts.set(symbol.name, cells);
      const all = Array.from({ length: tuples(sizes, symbol) }, (_, n) => tuple(sizes, symbol, n));
      cells += all.length;
      return { reading, tuples: all };
    });
    this.layout = { sizes, starts, cells };
  }

  /** Read a state into cells, from a place on. */
  read(state: S, into: Uint8Array, at: number): void {
    let next = at;
    for (const { reading, tuples: all } of this.reads)
      for (const args of all) into[next++] = Number(reading.read(state, args));
  }

  /** The cells as a structure. */
  structure(cells: Uint8Array, args: Structure["args"]): Structure {
    const tables = new Map(
      this.reads.map(({ reading: { symbol }, tuples: all }) => {
        const start = this.layout.starts.get(symbol.name) ?? 0;
        return [symbol.name, cells.slice(start, start + all.length)] as const;
      }),
    );
    return { sizes: this.layout.sizes, tables, args };
  }
}
