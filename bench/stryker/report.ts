/**
 * The score: how many mutants are killed of those that can be. equivalent.json lists those that cannot, each with the
 * argument; what it lists must have survived.
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { foundIn, type Mutant } from "./found.js";

const LIST = "bench/stryker/equivalent.json";
/** Of the mutants that are not equivalent, so many must be killed. */
const ENOUGH = 0.95;

const equivalent = v.strictObject({
  file: v.string(),
  /** The line of the source, without the space around it. */
  code: v.string(),
  /** What of it is replaced, and by what. */
  was: v.string(),
  is: v.string(),
  why: v.string(),
});
type Equivalent = v.InferOutput<typeof equivalent>;

/** A mutant in its file, in words. */
type Told = Omit<Equivalent, "why"> & { readonly line: number; readonly mutant: Mutant };

const keyOf = ({ file, code, was, is }: Omit<Equivalent, "why">): string =>
  `${file}: ${was} -> ${is} in ${code}`;

const ofStatus = (all: readonly Told[], ...statuses: readonly string[]): readonly Told[] =>
  all.filter(({ mutant }) => statuses.includes(mutant.status));

export interface Report {
  readonly lines: readonly string[];
  readonly isEnough: boolean;
}

/** Has it survived, or did no test come to it? */
export const isSurvivor = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage";

/** What was found of these files. */
export function report(files: readonly string[]): Report {
  const listed = v.parse(v.array(equivalent), JSON.parse(readFileSync(LIST, "utf8")));
  const known = new Set(listed.map(keyOf));
  const tried = files.filter((file) => foundIn(file) !== undefined);
  const all = tried.flatMap(toldIn);
  const left = all.filter(({ mutant }) => isSurvivor(mutant));
  const keys = new Set(left.map(keyOf));
  const stale = listed.filter((its) => tried.includes(its.file) && !keys.has(keyOf(its)));
  const rest = left.filter((its) => !known.has(keyOf(its)));
  const lines = [
    ...tried.map((file) => `${file}: ${words(toldIn(file), known)}`),
    `in ${tried.length} of ${files.length} files: ${words(all, known)}`,
    killers(all),
    ...rest.map((its) => `${its.file}:${its.line}: survives: ${keyOf(its)}`),
    ...stale.map((its) => `listed as equivalent, and does not survive: ${keyOf(its)}`),
  ];
  return { lines, isEnough: score(all, known) >= ENOUGH && stale.length === 0 };
}

/** The mutants of a file that were tried. */
function toldIn(file: string): readonly Told[] {
  const { source, mutants } = foundIn(file) ?? { source: "", mutants: [] };
  const lines = source.split("\n");
  return mutants
    .filter(({ status }) => status !== "Ignored")
    .map((mutant) => ({
      file,
      mutant,
      line: mutant.location.start.line,
      code: lines[mutant.location.start.line - 1]?.trim() ?? "",
      was: textAt(lines, mutant),
      is: oneLine(mutant.replacement),
    }));
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

function textAt(lines: readonly string[], { location: { start, end } }: Mutant): string {
  const its = lines.slice(start.line - 1, end.line);
  const last = its.length - 1;
  const cut = its.map((line, n) =>
    line.slice(n === 0 ? start.column - 1 : 0, n === last ? end.column - 1 : line.length),
  );
  return oneLine(cut.join(" "));
}

/** Killed of those that are not equivalent: 1 is all. */
function score(all: readonly Told[], known: ReadonlySet<string>): number {
  const killed = ofStatus(all, "Killed", "Timeout", "RuntimeError").length;
  const others = all.filter((its) => isSurvivor(its.mutant) && !known.has(keyOf(its))).length;
  return killed + others === 0 ? 1 : killed / (killed + others);
}

function words(all: readonly Told[], known: ReadonlySet<string>): string {
  const late = ofStatus(all, "Timeout").length;
  const survivors = all.filter(({ mutant }) => isSurvivor(mutant));
  const equivalents = survivors.filter((its) => known.has(keyOf(its))).length;
  return (
    `${all.length} mutants, ${ofStatus(all, "Killed", "RuntimeError").length} killed, ${late} by a timeout, ` +
    `${survivors.length} survive, ${equivalents} of them equivalent: ${(100 * score(all, known)).toFixed(2)} %`
  );
}

/** How many a judge complains of, and how many differ in figures alone. */
function killers(all: readonly Told[]): string {
  const killed = ofStatus(all, "Killed");
  const pinned = killed.filter(({ mutant }) => /snapshot/i.test(mutant.statusReason)).length;
  return `${killed.length - pinned} killed by a complaint, ${pinned} by a pinned figure`;
}
