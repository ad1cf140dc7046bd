/** One of a program's rounds is told to a ledger; those before it warm up. */
import { Ledger, type Processor } from "../i486/index.js";

/** Hot: several rounds have gone before. Cold: TLB, cache and prefetch queue are empty when the round begins. */
export type Heat = "hot" | "cold";

/** The round that is measured. */
const MEASURED = 5;

export class Lap {
  readonly ledger = new Ledger();
  private readonly heat: Heat;
  /** Rounds that are measured one after another: from the fifth on. */
  private readonly rounds: number;
  private round = 0;
  private isOver = false;

  constructor(heat: Heat, rounds = 1) {
    this.heat = heat;
    this.rounds = rounds;
  }

  /** A round begins. If it is to be measured, the ledger hears of all that follows. */
  begins(cpu: Processor): void {
    this.round++;
    if (!this.isMeasured) return;
    if (this.heat === "cold") cpu.chill();
    cpu.attach(this.ledger);
    cpu.phase("user");
  }

  /** A round ends: what follows is not told. */
  ends(cpu: Processor): void {
    if (!this.isMeasured) return;
    cpu.attach();
    this.isOver = this.round === MEASURED + this.rounds - 1;
  }

  private get isMeasured(): boolean {
    return this.round >= MEASURED && !this.isOver;
  }

  /** Has the last of them ended? */
  readonly over = (): boolean => this.isOver;
}
