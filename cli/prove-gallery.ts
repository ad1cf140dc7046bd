/** `sigma486 prove --gallery`: what the solver says of each mutant of the gallery, and whether search and walks say so too. */

import type { Theory } from "../check/prove/index.js";
import { judging, type Proof } from "../check/prove/proof.js";
import { openSolver, type Solver } from "../check/prove/solver.js";
import { runWalks } from "../check/random/walks.js";
import { duration } from "../check/report/numbers.js";
import { gridText } from "../check/report/table.js";
import { painter, paragraphs, type ReportStyle } from "../check/report/text.js";
import { searching } from "../check/search/search.js";
import { wrap } from "../check/trace/explain-text.js";
import { isBad } from "../check/trace/trace.js";
import { instantiate } from "../model/index.js";
import type { Exhibit } from "../mutants/diff.js";
import { mutantsOf, unexpressed } from "../mutants/theories.js";
import { EXIT, Failure } from "./exit.js";
import type { Main } from "./flags.js";
import { SEED, secondsSince } from "./judging.js";
import { loadMutatedTheory } from "./mutated-theory.js";
import { reportStyle } from "./output.js";
import { root } from "./package.js";
import { drive, type OpenSession, openSession } from "./session.js";
import { print } from "./terminal.js";
import { theoriesOf } from "./theories.js";

/** What came of one mutant. */
interface JudgedTheory {
  readonly exhibit: Exhibit;
  /** Properties of the model that are not proved any more. */
  readonly refuted: readonly string[];
  /** The rule and the invariant or property that fail first. */
  readonly by: string;
  /** What the judges disagree about, a sentence each. */
  readonly disputes: readonly string[];
  readonly seconds: number;
}

const WALKS = { samples: 300, maxSteps: 100, seed: SEED };

export const main: Main = async (names, flags) => {
  const theories = await theoriesOf(names, flags.mutant);
  const exhibits = mutantsOf(
    root,
    // A view leaves out what most bugs are about, and none of them has been written in its formulas.
    theories.filter(({ view }) => view === undefined).map(({ model }) => model.name),
  );
  if (exhibits.length === 0)
    throw new Failure(EXIT.unreadable, `no bug of ${names.join(", ")} is written in the words of a theory`);
  const session = await openSession(flags, true);
  const judged = await judgeAll(
    session,
    exhibits.filter(({ id }) => !Object.hasOwn(unexpressed, id)),
  );
  session.progress.clear();
  const left = exhibits.filter(({ id }) => Object.hasOwn(unexpressed, id));
  const isShort = judged.length + left.length < exhibits.length;
  const disagree = judged.some(({ disputes }) => disputes.length > 0);
  const code = disagree ? EXIT.disagreement : isShort ? EXIT.interrupted : EXIT.holds;
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify(judged.map(resultOf), undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(text(judged, left, isShort, reportStyle(flags)));
  return code;
};

async function judgeAll(
  session: OpenSession,
  exhibits: readonly Exhibit[],
): Promise<readonly JudgedTheory[]> {
  const solver = await openSolver();
  const judged: JudgedTheory[] = [];
  try {
    for (const exhibit of exhibits) {
      if (session.signal.aborted) break;
      judged.push(await judgeOne(session, solver, exhibit));
    }
  } finally {
    await solver.close();
  }
  return judged;
}

/** The theory with the bug: what of it is proved still; and whether a search and walks find nothing wrong with that. */
async function judgeOne(session: OpenSession, solver: Solver, exhibit: Exhibit): Promise<JudgedTheory> {
  const start = performance.now();
  const theory = await loadMutatedTheory({ model: exhibit.model, mutant: exhibit.path });
  const line = (progress: string): string => `${exhibit.id} · ${progress}`;
  const proof = await drive(session, judging(solver, theory, { guards: false }), line);
  const of = (verdict: string) =>
    proof.standings.filter((one) => one.isProperty && one.verdict === verdict).map(({ id }) => id);
  const refuted = of("refuted");
  const mine = refuted.includes(exhibit.property)
    ? []
    : [`the gallery says that ${exhibit.property} is broken, the solver does not`];
  const disputes = [...proof.disputes, ...mine, ...(await brokenIn(session, theory, of("proved")))];
  return { exhibit, refuted, by: firstFailure(proof), disputes, seconds: secondsSince(start) };
}

function firstFailure({ obligations }: Proof): string {
  const found = obligations.find(({ verdict }) => verdict === "refuted");
  return found === undefined ? "nothing" : `${found.rule}, ${found.property}`;
}

/** Properties that are proved, and that a search or walks break all the same. */
async function brokenIn(
  session: OpenSession,
  theory: Theory,
  properties: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const scope of theory.scopes) {
    const instance = instantiate(theory.model, scope);
    const searched = await drive(
      session,
      searching(instance, { properties, deadlock: false }),
      () => "search",
    );
    const walked = await drive(session, runWalks(instance, { ...WALKS, properties }), () => "walks");
    for (const [judge, { traces }] of [
      ["a search", searched],
      ["walks", walked],
    ] as const)
      for (const trace of traces.filter(isBad))
        if (properties.includes(trace.property))
          found.push(`${trace.property} is proved, and ${judge} break it`);
  }
  return found;
}

/** An element of `--json`. */
const resultOf = ({ exhibit: { id, model, property }, refuted, by, disputes, seconds }: JudgedTheory) => ({
  model: `${model}+${id}`,
  judge: "prove",
  verdict: disputes.length > 0 ? "disagree" : "holds",
  mutant: id,
  property,
  refuted,
  by,
  disputes,
  seconds: Math.round(seconds * 1000) / 1000,
});

const HEAD = ["mutant", "model", "caught by", "first to fail", "time"];

function text(
  judged: readonly JudgedTheory[],
  left: readonly Exhibit[],
  isShort: boolean,
  style: ReportStyle,
): string {
  const bad = judged.filter(({ disputes }) => disputes.length > 0);
  const agreed = `mutants: the solver, the search and the walks agree on ${judged.length - bad.length} of ${judged.length}`;
  const verdict = `${agreed}${isShort ? "; the run was interrupted" : ""}`;
  const colour = painter(bad.length > 0 ? "disagree" : isShort ? "interrupted" : "holds", style.paint);
  const rows = judged.map(({ exhibit, by, seconds }) => [
    exhibit.id,
    exhibit.model,
    exhibit.property,
    by,
    duration(seconds),
  ]);
  return paragraphs([
    wrap(verdict, style.width, "", "  ").map(colour),
    style.verbosity <= 1 ? [] : gridText(HEAD, rows, style).trimEnd().split("\n"),
    bad.flatMap(({ exhibit: { id }, disputes }) =>
      disputes.flatMap((says) => wrap(`${id}: ${says}`, style.width, "", "  ")),
    ),
    left.flatMap(({ id }) => wrap(`${id}: not judged; ${unexpressed[id]}`, style.width, "", "  ")),
  ]);
}
