/** `sigma486 mutants run [ID...]`: every mutant, judged by a search and by random walks; the kernel's by several of them. */
import { availableParallelism } from "node:os";
import { count, duration, number } from "../check/report/numbers.js";
import type { Verdict } from "../check/report/outcome.js";
import { gridText, tied } from "../check/report/table.js";
import { painter, paragraphs, type ReportStyle } from "../check/report/text.js";
import { wrap } from "../check/trace/explain-text.js";
import { type Exhibit, exhibit, isOfKernel, type KernelExhibit, kernelExhibit } from "../mutants/diff.js";
import { gallery, kernelGallery } from "../mutants/gallery.js";
import { caught } from "../mutants/judge.js";
import { EXIT, type ExitCode, Failure } from "./exit.js";
import type { Main } from "./flags.js";
import { type JudgedKernel, judgeKernelMutant, kernelResult, kernelText } from "./kernel-mutants.js";
import { type Judged, judgeMutant } from "./mutant-judging.js";
import type { MutantAnswer, MutantOrder } from "./mutant-worker.js";
import { findMutant } from "./mutated-model.js";
import { reportStyle } from "./output.js";
import { root } from "./package.js";
import { type OpenSession, openSession } from "./session.js";
import { print } from "./terminal.js";

type Either = Exhibit | KernelExhibit;
type Answer = Exclude<MutantAnswer, { readonly failure: unknown }>;

export const runGallery: Main = async (names, flags) => {
  const exhibits = names.length === 0 ? [...gallery(root), ...kernelGallery(root)] : names.map(exhibitOf);
  const session = await openSession(flags);
  const answers = await judgeAll(session, exhibits);
  const judged = answers.flatMap((one) => ("judged" in one ? [one.judged] : []));
  const kernels = answers.flatMap((one) => ("kernel" in one ? [one.kernel] : []));
  session.progress.clear();
  const missing = exhibits.length - answers.length;
  const code = missing > 0 ? EXIT.interrupted : codeOf([...judged, ...kernels]);
  process.exitCode = code;
  const style = reportStyle(flags);
  const results = [...judged.map(resultOf), ...kernels.map(kernelResult)];
  if (flags.json) await print(`${JSON.stringify(results, undefined, 2)}\n`);
  else if (flags.verbosity > 0) {
    if (judged.length > 0 || missing > 0) await print(text(judged, missing, style));
    if (kernels.length > 0) await print(kernelText(kernels, style));
  }
  return code;
};

function exhibitOf(name: string): Either {
  const mutant = findMutant(name);
  return isOfKernel(mutant) ? kernelExhibit(mutant) : exhibit(mutant);
}

/** Judge the mutants on as many threads as the flags say, one for each core unless they do. */
async function judgeAll(session: OpenSession, exhibits: readonly Either[]): Promise<readonly Answer[]> {
  const { workers = "auto" } = session.flags;
  const threads = Math.min(exhibits.length, workers === "auto" ? availableParallelism() : workers);
  if (threads > 1) return inThreads(session, exhibits, threads);
  const judged: Answer[] = [];
  for (const one of exhibits) {
    const made =
      "model" in one
        ? { judged: await judgeMutant(session, one) }
        : { kernel: await judgeKernelMutant(session, one) };
    if (session.signal.aborted) break;
    judged.push(made);
  }
  return judged;
}

async function inThreads(
  session: OpenSession,
  exhibits: readonly Either[],
  threads: number,
): Promise<readonly Answer[]> {
  const { Piscina } = await import("piscina");
  const filename = new URL("./mutant-worker.js", import.meta.url).href;
  const pool = new Piscina<MutantOrder, MutantAnswer>({ filename, minThreads: threads, maxThreads: threads });
  const stop = new Int32Array(new SharedArrayBuffer(4));
  session.signal.addEventListener("abort", () => Atomics.store(stop, 0, 1));
  let done = 0;
  const ask = async ({ path, id }: Either): Promise<Answer[]> => {
    if (session.signal.aborted) return [];
    const answer = await pool.run({ path, flags: session.flags, stop });
    session.progress.show(`${++done} of ${exhibits.length} done · ${id}`);
    if (session.signal.aborted) return [];
    if ("failure" in answer) throw new Failure(answer.failure.code, answer.failure.message);
    return [answer];
  };
  try {
    return (await Promise.all(exhibits.map(ask))).flat();
  } finally {
    await pool.destroy();
  }
}

// -------------------------------------------------------------------------------------------------------- verdicts

/** The exit codes of complaints, the gravest first. */
const CODES = { disagree: EXIT.disagreement, throws: EXIT.specification, survives: EXIT.vacuity } as const;
const KINDS = ["disagree", "throws", "survives"] as const;

function codeOf(judged: readonly Pick<Judged | JudgedKernel, "complaints">[]): ExitCode {
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
  const { exhibit: its, search, walks, seconds } = one;
  return {
    model: one.model,
    judge: "mutants",
    verdict: verdictOf(one),
    mutant: its.id,
    property: its.property,
    length: its.length,
    scope: one.scope,
    seed: String(walks.seed),
    seconds: Math.round((seconds.search + seconds.walks) * 1000) / 1000,
    distinct: search.distinct,
    transitions: search.transitions,
    samples: walks.samples,
    steps: walks.steps,
    violated: [search, walks].some((found) => caught(its, found) !== undefined) ? [its.property] : [],
    minimal: caught(its, search)?.minimal,
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
  const colours = judged.map((one) => painter(verdictOf(one), style.paint));
  const grid = gridText(HEAD, judged.map(row), style, (cell, n, column) =>
    column === 2 ? (colours[n]?.(cell) ?? cell) : cell,
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
