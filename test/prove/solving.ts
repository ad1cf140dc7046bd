/** A solver for the tests of a file, and judgements that they make with it. */
import { afterAll, beforeAll } from "vitest";
import type { Theory } from "../../check/prove/index.js";
import { obligations } from "../../check/prove/obligations.js";
import { type Judged, judge } from "../../check/prove/prove.js";
import { openSolver, type Solver } from "../../check/prove/solver.js";

/** The solver of this file; it is there once its tests run. */
export function solving(): () => Solver {
  let solver: Solver | undefined;
  beforeAll(async () => {
    solver = await openSolver();
  });
  afterAll(() => solver?.close());
  return () => {
    if (solver === undefined) throw new Error("the solver is not there yet");
    return solver;
  };
}

/** What comes of the obligations of a theory that are about a property, rule by rule. */
export async function judged<S>(
  solver: Solver,
  theory: Theory<S>,
  property: string,
): Promise<readonly Judged[]> {
  const found: Judged[] = [];
  for (const one of obligations(theory as unknown as Theory))
    if (one.property === property) found.push(await judge(solver, theory as unknown as Theory, one));
  return found;
}
