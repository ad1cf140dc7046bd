/** `sigma486 prove --gallery`: what the solver says of each mutant of the gallery, and whether search and walks say so too. */

import type { Theory } from "../check/prove/index.js";
import { openSolver, type Solver } from "../check/prove/solver.js";
import { duration } from "../check/report/numbers.js";
import { gridText } from "../check/report/table.js";
import { painter, paragraphs, type ReportStyle } from "../check/report/text.js";
import { wrap } from "../check/trace/explain-text.js";
import type { Exhibit } from "../mutants/diff.js";
import { leftOut, mutantsOf, unexpressed } from "../mutants/theories.js";
import { EXIT, Failure } from "./exit.js";
import type { Main } from "./flags.js";
import { type JudgedMutant, judgeExpressed, judgeLeft } from "./mutant-proof.js";
import { reportStyle } from "./output.js";
import { root } from "./package.js";
import { type OpenSession, openSession } from "./session.js";
import { print } from "./terminal.js";
import { theoriesOf } from "./theories.js";

export const main: Main = async (names, flags) => {
  const theories = await theoriesOf(names, flags.mutant);
  const exhibits = mutantsOf(
    root,
    theories.map(({ model }) => model.name),
  );
  if (exhibits.length === 0)
    throw new Failure(EXIT.unreadable, `the gallery has no bug of ${names.join(", ")}`);
  const session = await openSession(flags, true);
  const unjudged = exhibits.filter(({ id }) => Object.hasOwn(unexpressed, id));
  const wanted = exhibits.filter((one) => !unjudged.includes(one));
  const judged = await judgeAll(session, theories, wanted);
  session.progress.clear();
  const isShort = judged.length < wanted.length;
  const disagree = judged.some(({ disputes }) => disputes.length > 0);
  const code = disagree ? EXIT.disagreement : isShort ? EXIT.interrupted : EXIT.holds;
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify(judged.map(resultOf), undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(text(judged, unjudged, isShort, reportStyle(flags)));
  return code;
};

async function judgeAll(
  session: OpenSession,
  theories: readonly Theory[],
  exhibits: readonly Exhibit[],
): Promise<readonly JudgedMutant[]> {
  const solver = await openSolver();
  const judged: JudgedMutant[] = [];
  try {
    for (const exhibit of exhibits) {
      if (session.signal.aborted) break;
      judged.push(await judge(session, solver, theories, exhibit));
    }
  } finally {
    await solver.close();
  }
  return judged;
}

function judge(
  session: OpenSession,
  solver: Solver,
  theories: readonly Theory[],
  exhibit: Exhibit,
): Promise<JudgedMutant> {
  const theory = theories.find(({ model }) => model.name === exhibit.model);
  const left = leftOut(root, exhibit, theory?.left ?? {});
  return left === undefined ? judgeExpressed(session, solver, exhibit) : judgeLeft(session, exhibit, left);
}

/** An element of `--json`. */
const resultOf = ({ exhibit: { id, model, property }, disputes, seconds, ...its }: JudgedMutant) => ({
  model: `${model}+${id}`,
  judge: "prove",
  verdict: disputes.length > 0 ? "disagree" : "holds",
  mutant: id,
  property,
  ...its,
  disputes,
  seconds: Math.round(seconds * 1000) / 1000,
});

const HEAD = ["mutant", "model", "caught by", "first to fail", "time"];

function text(
  judged: readonly JudgedMutant[],
  unjudged: readonly Exhibit[],
  isShort: boolean,
  style: ReportStyle,
): string {
  const bad = judged.filter(({ disputes }) => disputes.length > 0);
  const verdict = `${agreed(judged)}${isShort ? "; the run was interrupted" : ""}`;
  const colour = painter(bad.length > 0 ? "disagree" : isShort ? "interrupted" : "holds", style.paint);
  const lines = (says: string): readonly string[] => wrap(says, style.width, "", "  ");
  const table = rows(judged);
  return paragraphs([
    lines(verdict).map(colour),
    style.verbosity <= 1 || table.length === 0 ? [] : gridText(HEAD, table, style).trimEnd().split("\n"),
    bad.flatMap(({ exhibit: { id }, disputes }) => disputes.flatMap((says) => lines(`${id}: ${says}`))),
    ...(style.verbosity <= 1 ? [] : reasons(judged).map(lines)),
    unjudged.flatMap(({ id }) => lines(`${id}: not judged; ${unexpressed[id]}`)),
  ]);
}

function agreed(judged: readonly JudgedMutant[]): string {
  const expressed = judged.filter(({ left }) => left === undefined);
  const fair = ({ disputes }: JudgedMutant): boolean => disputes.length === 0;
  const says = `mutants: the solver, the search and the walks agree on ${expressed.filter(fair).length} of ${expressed.length}`;
  const others = judged.length - expressed.length;
  return others === 0
    ? says
    : `${says}; ${others} more ${others === 1 ? "is" : "are"} about what a theory leaves out`;
}

const rows = (judged: readonly JudgedMutant[]): readonly (readonly string[])[] =>
  judged.flatMap((one) =>
    one.left === undefined
      ? [[one.exhibit.id, one.exhibit.model, one.caught, one.by, duration(one.seconds)]]
      : [],
  );

/** Mutants that no formulas have and that break nothing that a theory states, each with others of the same reason. */
function reasons(judged: readonly JudgedMutant[]): readonly string[] {
  const found = new Map<string, string[]>();
  for (const { exhibit, left, disputes } of judged)
    if (left !== undefined && disputes.length === 0)
      found.set(left, [...(found.get(left) ?? []), `${exhibit.id} (${exhibit.property})`]);
  const head = "A search and walks break nothing that the theory states with any of these:";
  const each = [...found].map(([left, of]) => `${of.join(", ")}: ${left}`);
  return each.length === 0 ? [] : [head, ...each];
}
