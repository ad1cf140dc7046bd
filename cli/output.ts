/** What a run prints and leaves behind, and the code it ends with. */
import { compared } from "../check/report/agreement.js";
import type { Suite } from "../check/report/junit.js";
import { gravest, type Outcome, type Verdict } from "../check/report/outcome.js";
import { resultOf } from "../check/report/result.js";
import type { ReportStyle } from "../check/report/text.js";
import { codeOf } from "./codes.js";
import { EXIT, type ExitCode } from "./exit.js";
import { type Attempt, type Sourced, writeFile, writeTraces } from "./files.js";
import type { Flags } from "./flags.js";
import type { Session } from "./session.js";
import { print, terminalPaint, terminalWidth } from "./terminal.js";

export const reportStyle = ({ verbosity, witnesses = false }: Flags): ReportStyle => ({
  width: terminalWidth(),
  paint: terminalPaint(),
  verbosity,
  witnesses,
});

/** What is told besides outcomes: elements of the JSON, suites of JUnit, text, and a code. */
export interface Besides {
  readonly results: readonly object[];
  readonly verdicts: readonly Verdict[];
  readonly suites: readonly Suite[];
  readonly text: (style: ReportStyle) => string;
  readonly code: ExitCode;
}

/** Nothing. */
const NOTHING: Besides = { results: [], verdicts: [], suites: [], text: () => "", code: EXIT.holds };

/**
 * Compare the judges, write the files, print the report, and give the exit code: that of the gravest outcome. A file
 * that cannot be written is thrown after all else is done.
 */
export async function deliver(
  { flags, progress }: Session,
  judged: readonly Sourced[],
  text: (outcomes: readonly Outcome[], style: ReportStyle) => string,
  besides: Besides = NOTHING,
): Promise<ExitCode> {
  progress.clear();
  const failures: unknown[] = [];
  const attempt: Attempt = (act) => {
    try {
      return act();
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  };
  const agreed = compared(judged.map(({ outcome }) => outcome));
  const sourced = judged.map(({ outcome, source }, i) => ({ outcome: agreed[i] ?? outcome, source }));
  const outcomes = await writeTraces(sourced, flags, attempt);
  const { junit } = flags;
  if (junit !== undefined) {
    const { junitXml } = await import("../check/report/junit.js");
    attempt(() => writeFile(junit, junitXml(outcomes, besides.suites)));
  }
  const code = graver(codeOfAll(outcomes), besides.code);
  process.exitCode = code;
  const results = [...outcomes.map(resultOf), ...besides.results];
  const style = reportStyle(flags);
  if (flags.json) await print(`${JSON.stringify(results, undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(text(outcomes, style) + besides.text(style));
  if (failures.length > 0) throw failures[0];
  return code;
}

/** Judges that disagree are graver than all else; then what outcomes say counts. */
const graver = (code: ExitCode, other: ExitCode): ExitCode =>
  code === EXIT.holds || other === EXIT.disagreement ? other : code;

function codeOfAll(outcomes: readonly Outcome[]): ExitCode {
  const found = outcomes.find(({ verdict }) => verdict === "interrupted") ?? gravest(outcomes);
  return found === undefined ? EXIT.holds : codeOf(found);
}
