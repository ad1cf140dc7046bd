/** `sigma486 replay FILE`: does a trace still show what it was kept for? */
import type { Verdict } from "../check/report/outcome.js";
import type { Result } from "../check/report/result.js";
import { painter } from "../check/report/text.js";
import { wrap } from "../check/trace/explain-text.js";
import { type Replay, replay } from "../check/trace/replay.js";
import { isBad } from "../check/trace/trace.js";
import { codeOfKind } from "./codes.js";
import { EXIT, type ExitCode } from "./exit.js";
import { traceCommand } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { type OpenTrace, openTrace } from "./open-trace.js";
import { reportStyle } from "./output.js";
import { print } from "./terminal.js";

export const main: Main = async ([path = ""], flags) => {
  const start = performance.now();
  const opened = await openTrace(path, flags);
  return tellReplay(opened, replay(opened.instance, opened.trace), start, flags);
};

/** Print the answer as the flags say, and give its exit code. */
export async function tellReplay(
  opened: OpenTrace,
  again: Replay,
  start: number,
  flags: Flags,
): Promise<ExitCode> {
  const code = replayCode(opened, again);
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify([replayResult(opened, again, start)], undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(await replayText(opened, again, reportStyle(flags)));
  return code;
}

/** A violation that still shows ends as its judge did; so does a witness or a claim that no longer shows. */
function replayCode({ trace }: OpenTrace, { answer }: Replay): ExitCode {
  if (answer === "stale") return EXIT.stale;
  if (answer === "still fails") return codeOfKind(trace.kind);
  return isBad(trace) ? EXIT.holds : EXIT.vacuity;
}

function verdictOf({ trace }: OpenTrace, { answer }: Replay): Verdict {
  if (answer === "stale") return "stale";
  if (isBad(trace)) return answer === "fixed" ? "holds" : "violated";
  return answer === "fixed" ? "vacuous" : "holds";
}

/** The answer in words that suit what the trace shows. */
function answerText({ trace }: OpenTrace, { answer }: Replay): string {
  if (answer === "stale" || isBad(trace)) return answer;
  return answer === "fixed" ? "no longer shown" : "still shown";
}

/** The answer and why, then what else is worth knowing. */
async function replayText(
  opened: OpenTrace,
  again: Replay,
  { width, paint, verbosity }: ReturnType<typeof reportStyle>,
): Promise<string> {
  const { instance, target, path } = opened;
  const answer = `${answerText(opened, again)}: ${instance.model.name}: ${again.why}`;
  const lines = wrap(answer, width, "", "  ").map(painter(verdictOf(opened, again), paint));
  if (verbosity <= 1) return `${lines.join("\n")}\n`;
  const notes = again.note === undefined ? [] : wrap(`note: ${again.note}`, width, "  ", "    ");
  return `${[...lines, ...notes, `  explain: ${await traceCommand("explain", path, target.name)}`].join("\n")}\n`;
}

/** The same as an element of `--json`. */
export function replayResult(opened: OpenTrace, again: Replay, start: number): Result {
  const { instance, trace, meta, path } = opened;
  return {
    model: instance.model.name,
    judge: "replay",
    verdict: verdictOf(opened, again),
    scope: instance.scope,
    seed: meta.seed,
    seconds: Math.round(performance.now() - start) / 1000,
    violated: isBad(trace) && again.answer === "still fails" ? [trace.property] : [],
    trace: path,
    minimal: trace.minimal,
    message: trace.message,
    answer: again.answer,
    step: again.step,
    why: again.why,
    note: again.note,
  };
}
