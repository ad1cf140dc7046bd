/** `sigma486 shrink FILE`: the trace as short as it gets, certified. */
import { count } from "../check/report/numbers.js";
import { painter, paragraphs } from "../check/report/text.js";
import { type Explanation, explain } from "../check/trace/explain.js";
import { explainText, wrap } from "../check/trace/explain-text.js";
import type { Minimal } from "../check/trace/trace.js";
import { EXIT } from "./exit.js";
import { checkWritable, jointCommand, save, saveIfPossible, traceCommand, traceFileText } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { shortest } from "./judging.js";
import type { OpenJoint } from "./open-joint.js";
import { type OpenTrace, openTrace } from "./open-trace.js";
import { reportStyle } from "./output.js";
import { replayed, replayResult, tellReplay } from "./replay.js";
import { openSession, type Session } from "./session.js";
import { print } from "./terminal.js";

export const main: Main = async ([path = ""], flags) => {
  checkWritable(flags);
  const start = performance.now();
  const opened = await openTrace(path, flags);
  const again = await replayed(opened);
  if (again.answer !== "still fails") return tellReplay(opened, again, start, flags);
  const session = await openSession(flags);
  const shrunk = "kernel" in opened ? await ofMachine(session, opened) : await ofModel(session, opened);
  session.progress.clear();
  const { aborted } = session.signal;
  const code = aborted ? EXIT.interrupted : EXIT.holds;
  process.exitCode = code;
  const saved = keep(path, shrunk, flags);
  if (flags.json) {
    const result = replayResult(opened, again, start);
    const own = { trace: saved, minimal: shrunk.minimal, ...(aborted ? { verdict: "interrupted" } : {}) };
    await print(`${JSON.stringify([{ ...result, ...own }], undefined, 2)}\n`);
  } else if (flags.verbosity > 0) await print(await shrunkText(shrunk, saved, reportStyle(flags)));
  return code;
};

/** A trace that was shrunk, of a model or a machine. */
interface Shrunk {
  /** Steps before and after. */
  readonly before: number;
  readonly after: number;
  readonly minimal: Minimal | undefined;
  /** The text of its file, and the trace told. */
  readonly text: () => string;
  readonly told: (all: boolean) => Explanation;
  readonly command: (path: string) => Promise<string>;
}

async function ofModel(session: Session, opened: OpenTrace): Promise<Shrunk> {
  const { target, instance, meta } = opened;
  const trace = await shortest(session, target, instance, opened.trace);
  return {
    before: opened.trace.actions.length,
    after: trace.actions.length,
    minimal: trace.minimal,
    text: () => traceFileText(instance, trace, target.name, meta.seed),
    told: (all) => explain(instance, trace, { all }),
    command: (path) => traceCommand("replay", path, target.name),
  };
}

async function ofMachine(session: Session, opened: OpenJoint): Promise<Shrunk> {
  const [{ shortestJoint, THOROUGH }, { explanationOf, fileOf }] = await Promise.all([
    import("./joint-traces.js"),
    import("./open-joint.js"),
  ]);
  const { place, kernel } = opened;
  const trace = await shortestJoint(session, place, kernel, opened.trace, THOROUGH);
  return {
    before: opened.trace.requests.length,
    after: trace.requests.length,
    minimal: trace.minimal,
    text: () => fileOf(opened, trace),
    told: (all) => explanationOf(opened, trace, all),
    command: (path) => jointCommand("replay", path, place.mutant),
  };
}

/** Write the shrunk trace where the flags say, or beside the original. Gives the path, if it could be written. */
function keep(path: string, { text }: Shrunk, { outItf }: Flags): string | undefined {
  if (outItf !== undefined) return save(outItf, text());
  return saveIfPossible(`${path.replace(/(\.itf)?\.json$/, "")}.min.itf.json`, text);
}

/** How much shorter it is, the trace, and the command that replays it. */
async function shrunkText(
  { before, after, minimal, told, command }: Shrunk,
  saved: string | undefined,
  { width, paint, verbosity }: ReturnType<typeof reportStyle>,
): Promise<string> {
  const certified = minimal?.certified === true ? "shortest" : "not certified as shortest";
  const shorter =
    before === after
      ? `not shrunk: ${count(after, "step")}`
      : `shrunk: from ${count(before, "step")} to ${after}`;
  const verdict = `${shorter}, ${certified}`;
  const lines = wrap(verdict, width, "", "  ").map(
    painter(certified === "shortest" ? "holds" : "limit", paint),
  );
  if (verbosity <= 1) return paragraphs([lines]);
  const text = explainText(told(verbosity >= 4), width).trimEnd();
  return paragraphs([lines, [text, ...(saved === undefined ? [] : [`replay: ${await command(saved)}`])]]);
}
