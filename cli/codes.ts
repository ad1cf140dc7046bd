/** What verdicts and traces make a command end with. */
import { machineOf, type Outcome } from "../check/report/outcome.js";
import { isBad, type Trace } from "../check/trace/trace.js";
import { EXIT, type ExitCode } from "./exit.js";

/** The kinds of bad trace, and what they make a command end with. */
const BAD = {
  violated: EXIT.violation,
  deadlock: EXIT.deadlock,
  error: EXIT.specification,
  diverged: EXIT.refinement,
} as const;

/** The exit code that a trace asks for. */
export const codeOfKind = (kind: Trace["kind"]): ExitCode =>
  kind === "refuted" || kind === "witnessed" ? EXIT.holds : BAD[kind];

/** The exit code that an outcome asks for. */
export function codeOf(outcome: Outcome): ExitCode {
  const { verdict, traces } = outcome;
  switch (verdict) {
    case "holds":
      return EXIT.holds;
    case "violated":
      return codeOfKind(
        traces.find(isBad)?.kind ?? (machineOf(outcome) === undefined ? "violated" : "diverged"),
      );
    case "vacuous":
      return EXIT.vacuity;
    case "limit":
      return EXIT.limit;
    case "interrupted":
      return EXIT.interrupted;
    case "disagree":
      return EXIT.disagreement;
    default:
      return EXIT.other;
  }
}
