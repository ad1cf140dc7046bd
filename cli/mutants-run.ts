/** `sigma486 mutants run [ID...]`: every mutant, judged by a search and by random walks. */
import { runWalks } from "../check/random/walks.js";
import { count, duration, number } from "../check/report/numbers.js";
import type { Verdict } from "../check/report/outcome.js";
import { gridText, tied } from "../check/report/table.js";
import { painter, paragraphs, type ReportStyle } from "../check/report/text.js";
import { searching } from "../check/search/search.js";
import { wrap } from "../check/trace/explain-text.js";
import { type Exhibit, exhibit } from "../mutants/diff.js";
import { gallery } from "../mutants/gallery.js";
import { type Complaint, caught, complaints, type Judgement, searchOptions } from "../mutants/judge.js";
import { EXIT, type ExitCode } from "./exit.js";
import type { Flags, Main } from "./flags.js";
import { SEED, threads, USUAL } from "./judging.js";
import { findMutant } from "./mutated-model.js";
import { reportStyle } from "./output.js";
import { root } from "./package.js";
import { searchLine, walkLine } from "./progress.js";
import { drive, openSession, type Session } from "./session.js";
import { findTarget, instanceAt, type Target } from "./target.js";
import { print } from "./terminal.js";

/** A mutant that was judged, and what is wrong with it. */
interface Judged extends Judgement {
  readonly complaints: readonly Complaint[];
}

export const runGallery: Main = async (names, flags) => {
  const exhibits = names.length === 0 ? gallery(root) : names.map((name) => exhibit(findMutant(name)));
  const session = await openSession(flags);
  const judged: Judged[] = [];
  for (const one of exhibits) {
    const judgement = await judge(session, one, flags);
    if (session.signal.aborted) break;
    judged.push({ ...judgement, complaints: complaints(judgement) });
  }
  session.progress.clear();
  const missing = exhibits.length - judged.length;
  const code = missing > 0 ? EXIT.interrupted : codeOf(judged);
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify(judged.map(resultOf), undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(text(judged, missing, reportStyle(flags)));
  return code;
};

/** Judge one mutant at the scope of its header. */
async function judge(session: Session, one: Exhibit, flags: Flags): Promise<Judgement> {
  const target = await findTarget(`${one.model}+${one.path}`, {});
  const scope = flags.scope ?? one.scope;
  const instance = instanceAt(target, scope === undefined ? {} : { scope }, target.model.scopes.quick);
  const maxBytes = flags.maxMemory ?? USUAL.maxBytes;
  const [start, line] = [performance.now(), (text: string) => `${one.id} · ${text}`];
  const found = await drive(
    session,
    searching(instance, { ...searchOptions(one), maxBytes }),
    (at, seconds) => line(searchLine(at, seconds)),
  );
  const between = performance.now();
  const walks = await drive(session, runWalks(instance, walksOptions(one, target, flags)), (at, seconds) =>
    line(walkLine(at, seconds)),
  );
  const seconds = { search: (between - start) / 1000, walks: (performance.now() - between) / 1000 };
  return { exhibit: one, instance, search: found, walks, seconds };
}

const walksOptions = ({ property }: Exhibit, target: Target, flags: Flags) => ({
  seed: flags.seed ?? SEED,
  samples: flags.maxSamples ?? USUAL.samples,
  maxSteps: flags.maxSteps ?? USUAL.maxSteps,
  properties: [property],
  ...threads(target, flags),
});

// -------------------------------------------------------------------------------------------------------- verdicts

/** The exit codes of complaints, the gravest first. */
const CODES = { disagree: EXIT.disagreement, throws: EXIT.specification, survives: EXIT.vacuity } as const;
const KINDS = ["disagree", "throws", "survives"] as const;

function codeOf(judged: readonly Judged[]): ExitCode {
  const kinds = judged.flatMap((one) => one.complaints.map(({ kind }) => kind));
  const gravest = KINDS.find((kind) => kinds.includes(kind));
  return gravest === undefined ? EXIT.holds : CODES[gravest];
}

function verdictOf({ complaints: all }: Judged): Verdict {
  if (all.length === 0) return "holds";
  return all.some(({ kind }) => kind === "disagree") ? "disagree" : "missed";
}

/** An element of `--json`. */
function resultOf(one: Judged) {
  const { exhibit: its, instance, search, walks, seconds } = one;
  const shortest = caught(its, search);
  return {
    model: instance.model.name,
    judge: "mutants",
    verdict: verdictOf(one),
    mutant: its.id,
    property: its.property,
    length: its.length,
    scope: instance.scope,
    seed: String(walks.seed),
    seconds: Math.round((seconds.search + seconds.walks) * 1000) / 1000,
    distinct: search.distinct,
    transitions: search.transitions,
    samples: walks.samples,
    steps: walks.steps,
    violated: [search, walks].some((found) => caught(its, found) !== undefined) ? [its.property] : [],
    minimal: shortest?.minimal,
    complaints: one.complaints,
  };
}

// ------------------------------------------------------------------------------------------------------------ text

const HEAD = ["mutant", "model", "caught by", "states", "walks", "shortest", "time"];

function text(judged: readonly Judged[], missing: number, style: ReportStyle): string {
  const bad = judged.filter((one) => one.complaints.length > 0);
  const caughtAll = `mutants: all ${judged.length} are caught as they should be`;
  const some = `mutants: of ${judged.length}, ${bad.length} not caught as they should be`;
  const left = missing === 0 ? "" : `; ${missing} not judged, for the run was interrupted`;
  const verdict = wrap(`${bad.length === 0 ? caughtAll : some}${left}`, style.width, "", "  ");
  const lines = bad.flatMap(({ exhibit: { id }, complaints: all }) =>
    all.flatMap(({ says }) => wrap(`${id}: ${says}`, style.width, "", "  ")),
  );
  const colour = painter(bad.length > 0 ? "missed" : missing > 0 ? "interrupted" : "holds", style.paint);
  const grid = gridText(HEAD, judged.map(row), style, (cell, n, column) =>
    column === 2 ? painter(verdictOf(judged[n] as Judged), style.paint)(cell) : cell,
  );
  return paragraphs([verdict.map(colour), style.verbosity <= 1 ? [] : grid.trimEnd().split("\n"), lines]);
}

/** Dashes where a judge caught nothing. */
function row({ exhibit: its, search, walks, seconds }: Judged): string[] {
  const [shortest, walked] = [caught(its, search), caught(its, walks)];
  return [
    its.id,
    its.model,
    shortest === undefined && walked === undefined ? "-" : its.property,
    shortest === undefined ? "-" : number(search.distinct),
    walked === undefined ? "-" : number(walks.samples),
    shortest === undefined ? "-" : tied(count(shortest.actions.length, "step")),
    tied(duration(seconds.search + seconds.walks)),
  ];
}
