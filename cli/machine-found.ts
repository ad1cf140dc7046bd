/** What the judges of a machine found by chance, in the words in which walks of models tell it. */
import type { RefinedByWalks } from "../check/report/outcome.js";

/** What walks and arbitrary states have in common. */
export interface FoundByChance {
  readonly samples: number;
  readonly steps: number;
  readonly refused: number;
  /** Steps, by how many steps of the model they stand for: none, one, two, more. */
  readonly runs: readonly number[];
  /** How often each rule of the model was taken. */
  readonly taken: ReadonlyMap<string, number>;
  readonly isViolated: boolean;
  readonly isInterrupted: boolean;
}

/** `isExpected`: is it worth a word if the rule was never taken? */
export function foundByChance(
  found: FoundByChance,
  seed: number,
  unseen: readonly string[],
  isExpected: (rule: string) => boolean,
): Pick<RefinedByWalks, "found" | "verdict"> {
  const { samples, steps, refused, taken, runs } = found;
  const [none = 0, one = 0, two = 0, more = 0] = runs;
  const verdict = verdictOf(found, unseen);
  return {
    verdict,
    found: {
      ...{ verdict, seed, samples, steps, refused },
      traces: [],
      vacuous: verdict === "vacuous" ? unseen : [],
      coverage: { rules: [], premises: [] },
      runs: { none, one, two, more },
      taken: [...taken]
        .map(([rule, times]) => ({ rule, times }))
        .filter(({ rule, times }) => times > 0 || isExpected(rule)),
    },
  };
}

function verdictOf(
  { isViolated, isInterrupted }: FoundByChance,
  unseen: readonly string[],
): "holds" | "violated" | "vacuous" | "interrupted" {
  if (isViolated) return "violated";
  if (isInterrupted) return "interrupted";
  return unseen.length > 0 ? "vacuous" : "holds";
}
