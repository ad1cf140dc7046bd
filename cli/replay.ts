/** `sigma486 replay FILE`: does a trace still show what it was kept for? */
import type { Verdict } from "../check/report/outcome.js";
import type { Result } from "../check/report/result.js";
import { painter } from "../check/report/text.js";
import { wrap } from "../check/trace/explain-text.js";
import { type Replay, replay } from "../check/trace/replay.js";
import { isBad, type Trace } from "../check/trace/trace.js";
import { codeOfKind } from "./codes.js";
import { EXIT, type ExitCode } from "./exit.js";
import { jointCommand, traceCommand } from "./files.js";
import type { Flags, Main } from "./flags.js";
import type { OpenJoint } from "./open-joint.js";
import { type OpenTrace, openTrace } from "./open-trace.js";
import { reportStyle } from "./output.js";
import { print } from "./terminal.js";

export const main: Main = async ([path = ""], flags) => {
  const start = performance.now();
  const opened = await openTrace(path, flags);
  return tellReplay(opened, await replayed(opened), start, flags);
};

/** Take the steps of a trace again, on the model or on the machine. */
export const replayed = async (opened: OpenTrace | OpenJoint): Promise<Replay> =>
  "kernel" in opened
    ? (await import("../check/trace/joint-replay.js")).replayJointly(opened.kernel, opened.trace)
    : replay(opened.instance, opened.trace);

/** A trace that was replayed, of a model or a machine. */
interface Replayed extends Pick<Trace, "kind" | "property" | "minimal" | "message"> {
  /** Of the model or the machine. */
  readonly name: string;
  /** Which kernel it is, of a machine. */
  readonly design?: string;
  readonly profile?: string;
  /** The command that explains the trace. */
  readonly command: () => Promise<string>;
}

function told(opened: OpenTrace | OpenJoint): Replayed {
  const { path, trace } = opened;
  if (!("kernel" in opened)) {
    const { instance, target } = opened;
    return {
      ...opened.trace,
      name: instance.model.name,
      command: () => traceCommand("explain", path, target.name),
    };
  }
  const { machine, design, profile, mutant } = opened.place;
  const name = mutant === undefined ? machine : `${machine}+${mutant}`;
  return {
    ...{ kind: "diverged", property: trace.property, name, design, profile },
    ...(trace.minimal === undefined ? {} : { minimal: trace.minimal }),
    command: () => jointCommand("explain", path, mutant),
  };
}

/** Print the answer as the flags say, and give its exit code. */
export async function tellReplay(
  opened: OpenTrace | OpenJoint,
  again: Replay,
  start: number,
  flags: Flags,
): Promise<ExitCode> {
  const code = replayCode(told(opened), again);
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify([replayResult(opened, again, start)], undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(await replayText(told(opened), again, reportStyle(flags)));
  return code;
}

/** A violation that still shows ends as its judge did; so does a witness or a claim that no longer shows. */
function replayCode(trace: Replayed, { answer }: Replay): ExitCode {
  if (answer === "stale") return EXIT.stale;
  if (answer === "still fails") return codeOfKind(trace.kind);
  return isBad(trace) ? EXIT.holds : EXIT.vacuity;
}

function verdictOf(trace: Replayed, { answer }: Replay): Verdict {
  if (answer === "stale") return "stale";
  if (isBad(trace)) return answer === "fixed" ? "holds" : "violated";
  return answer === "fixed" ? "vacuous" : "holds";
}

/** The answer in words that suit what the trace shows. */
function answerText(trace: Replayed, { answer }: Replay): string {
  if (answer === "stale" || isBad(trace)) return answer;
  return answer === "fixed" ? "no longer shown" : "still shown";
}

/** The answer and why, then what else is worth knowing. */
async function replayText(
  trace: Replayed,
  again: Replay,
  { width, paint, verbosity }: ReturnType<typeof reportStyle>,
): Promise<string> {
  const answer = `${answerText(trace, again)}: ${trace.name}: ${again.why}`;
  const lines = wrap(answer, width, "", "  ").map(painter(verdictOf(trace, again), paint));
  if (verbosity <= 1) return `${lines.join("\n")}\n`;
  const notes = again.note === undefined ? [] : wrap(`note: ${again.note}`, width, "  ", "    ");
  return `${[...lines, ...notes, `  explain: ${await trace.command()}`].join("\n")}\n`;
}

/** The same as an element of `--json`. */
export function replayResult(opened: OpenTrace | OpenJoint, again: Replay, start: number): Result {
  const { instance, meta, path } = opened;
  const trace = told(opened);
  const { name, design, profile, minimal, message } = trace;
  return {
    model: name,
    judge: "replay",
    verdict: verdictOf(trace, again),
    scope: instance.scope,
    seed: meta.seed,
    seconds: Math.round(performance.now() - start) / 1000,
    violated: isBad(trace) && again.answer === "still fails" ? [trace.property] : [],
    trace: path,
    ...{ design, profile, minimal, message },
    answer: again.answer,
    step: again.step,
    why: again.why,
    note: again.note,
  };
}
