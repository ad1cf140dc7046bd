/** `sigma486 shrink FILE`: the trace as short as it gets, certified. */
import { count } from "../check/report/numbers.js";
import { painter, paragraphs } from "../check/report/text.js";
import { explain } from "../check/trace/explain.js";
import { explainText, wrap } from "../check/trace/explain-text.js";
import { replay } from "../check/trace/replay.js";
import type { Trace } from "../check/trace/trace.js";
import { EXIT } from "./exit.js";
import { checkWritable, save, saveIfPossible, traceCommand, traceFileText } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { shortest } from "./judging.js";
import { type OpenTrace, openTrace } from "./open-trace.js";
import { reportStyle } from "./output.js";
import { replayResult, tellReplay } from "./replay.js";
import { openSession } from "./session.js";
import { print } from "./terminal.js";

export const main: Main = async ([path = ""], flags) => {
  checkWritable(flags);
  const start = performance.now();
  const opened = await openTrace(path, flags);
  const again = replay(opened.instance, opened.trace);
  if (again.answer !== "still fails") return tellReplay(opened, again, start, flags);
  const session = await openSession(flags);
  const trace = await shortest(session, opened.target, opened.instance, opened.trace);
  session.progress.clear();
  const { aborted } = session.signal;
  const code = aborted ? EXIT.interrupted : EXIT.holds;
  process.exitCode = code;
  const saved = keep(opened, trace, flags);
  if (flags.json) {
    const result = replayResult(opened, again, start);
    const own = { trace: saved, minimal: trace.minimal, ...(aborted ? { verdict: "interrupted" } : {}) };
    await print(`${JSON.stringify([{ ...result, ...own }], undefined, 2)}\n`);
  } else if (flags.verbosity > 0) await print(await shrunkText(opened, trace, saved, reportStyle(flags)));
  return code;
};

/** Write the shrunk trace where the flags say, or beside the original. Gives the path, if it could be written. */
function keep(
  { path, instance, target, meta }: OpenTrace,
  trace: Trace,
  { outItf }: Flags,
): string | undefined {
  const text = () => traceFileText(instance, trace, target.name, meta.seed);
  if (outItf !== undefined) return save(outItf, text());
  return saveIfPossible(`${path.replace(/(\.itf)?\.json$/, "")}.min.itf.json`, text);
}

/** How much shorter it is, the trace, and the command that replays it. */
async function shrunkText(
  { instance, target, trace: { actions } }: OpenTrace,
  trace: Trace,
  saved: string | undefined,
  { width, paint, verbosity }: ReturnType<typeof reportStyle>,
): Promise<string> {
  const certified = trace.minimal?.certified === true ? "shortest" : "not certified as shortest";
  const [before, after] = [actions.length, trace.actions.length];
  const shorter =
    before === after
      ? `not shrunk: ${count(after, "step")}`
      : `shrunk: from ${count(before, "step")} to ${after}`;
  const verdict = `${shorter}, ${certified}`;
  const lines = wrap(verdict, width, "", "  ").map(
    painter(certified === "shortest" ? "holds" : "limit", paint),
  );
  if (verbosity <= 1) return paragraphs([lines]);
  const text = explainText(explain(instance, trace, { all: verbosity >= 4 }), width).trimEnd();
  const command = saved === undefined ? [] : [`replay: ${await traceCommand("replay", saved, target.name)}`];
  return paragraphs([lines, [text, ...command]]);
}
