/** What was measured, as data: an element for each figure, for each path hot and cold, for each design. */
import type { Ledger } from "../impl/i486/index.js";
import type { Figure } from "../impl/programs/figures.js";
import type { Heat } from "../impl/programs/lap.js";
import type { Path } from "../impl/programs/paths.js";
import type { Price, Without, Work } from "../impl/programs/prices.js";

/** What is measured: the kernel on its processor. */
const MODEL = "impl/kernel";

/** A path, hot or cold. */
export interface MeasuredPath {
  readonly path: Path;
  readonly heat: Heat;
  readonly ledger: Ledger;
}

/** What a work costs with a design. */
export interface Priced {
  readonly work: Work;
  readonly price: Price;
}

/** A design, and what all works cost with it. */
export interface PricedDesign {
  readonly without: Without;
  readonly prices: readonly Priced[];
}

/** Something measured, and how long that took. */
export interface Timed<T> {
  readonly its: T;
  readonly seconds: number;
}

/** The fields that all judges' results have; others come to them. */
export interface CostResult {
  readonly model: string;
  readonly judge: "cost";
  readonly verdict: "holds" | "missed" | "interrupted";
  readonly seconds: number;
}

const common = (seconds: number) =>
  ({
    model: MODEL,
    judge: "cost",
    verdict: "holds",
    seconds: Math.round(seconds * 1000) / 1000,
  }) as const;

/** Published figures of one run, and ours. */
export const figureResults = ({ its, seconds }: Timed<readonly Figure[]>): readonly CostResult[] =>
  its.map(({ name, verdict, ...rest }) => ({
    ...common(seconds),
    verdict: verdict === "missed" ? ("missed" as const) : ("holds" as const),
    figure: name,
    answer: verdict,
    ...rest,
  }));

/** A path, by phase and by instruction. */
export function pathResult({ its: { path, heat, ledger }, seconds }: Timed<MeasuredPath>): CostResult {
  const { phase: _total, ...total } = ledger.total();
  const steps = { phases: ledger.byPhase(), entries: ledger.entries };
  return { ...common(seconds), ...{ path: path.name, heat }, ...total, ...steps };
}

/** A design, and its prices. */
export function priceResult({ its: { without, prices }, seconds }: Timed<PricedDesign>): CostResult {
  const works = prices.map(({ work, price: { clocks, tlbMisses, cacheMisses } }) => ({
    ...{ work: work.name, clocks, tlbMisses, cacheMisses },
  }));
  return { ...common(seconds), ...{ without: without.technique ?? null, design: without.design, works } };
}

/** The measuring was interrupted, and these were left out. */
export const interruptedResult = (notMeasured: readonly string[]): CostResult => ({
  ...common(0),
  verdict: "interrupted",
  ...{ notMeasured },
});
