/** What a path cost, instruction by instruction, under the names of its phases. */

/** One instruction that was executed. */
export interface Entry {
  readonly phase: string;
  readonly instruction: string;
  /** Clocks of it, misses included. */
  readonly clocks: number;
  readonly tlbMisses: number;
  readonly cacheMisses: number;
}

/** Entries put together. */
export interface Sum {
  readonly phase: string;
  readonly instructions: number;
  readonly clocks: number;
  readonly tlbMisses: number;
  readonly cacheMisses: number;
}

/** A recorder: a processor that it is attached to tells it of each instruction. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** The phase that instructions now belong to. */
  phase = "";
  private clock = 0;
  private tlbMisses = 0;
  private cacheMisses = 0;

  /** What is counted from here on belongs to the next instruction. */
  startAt(clock: number, tlbMisses: number, cacheMisses: number): void {
    this.clock = clock;
    this.tlbMisses = tlbMisses;
    this.cacheMisses = cacheMisses;
  }

  /** An instruction has ended, and the counters stand here now. */
  record(instruction: string, clock: number, tlbMisses: number, cacheMisses: number): void {
    this.entries.push({
      phase: this.phase,
      instruction,
      clocks: clock - this.clock,
      tlbMisses: tlbMisses - this.tlbMisses,
      cacheMisses: cacheMisses - this.cacheMisses,
    });
    this.startAt(clock, tlbMisses, cacheMisses);
  }

  /** The sum of each phase, in the order in which they began. */
  byPhase(): readonly Sum[] {
    const phases = new Set(this.entries.map(({ phase }) => phase));
    return [...phases].map((phase) =>
      sum(
        phase,
        this.entries.filter((e) => e.phase === phase),
      ),
    );
  }

  /** The sum of all phases. */
  total(): Sum {
    return sum("total", this.entries);
  }
}

const sum = (phase: string, entries: readonly Entry[]): Sum => ({
  phase,
  instructions: entries.length,
  clocks: entries.reduce((n, e) => n + e.clocks, 0),
  tlbMisses: entries.reduce((n, e) => n + e.tlbMisses, 0),
  cacheMisses: entries.reduce((n, e) => n + e.cacheMisses, 0),
});
