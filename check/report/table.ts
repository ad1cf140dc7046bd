/** The verdicts of many judges, a row each, as wide as the terminal. */
import { getBorderCharacters, table } from "table";
import { count, duration } from "./numbers.js";
import { isBySearch, judgeName, machineOf, type Outcome } from "./outcome.js";
import { type Style, TIE } from "./style.js";
import { painter } from "./text.js";
import { scopeName } from "./verdict.js";

const HEAD = ["model", "judge", "scope", "verdict", "covered"] as const;
const GAP = 2;

/** One row for each outcome, in the order given. */
export const verdictTable = (outcomes: readonly Outcome[], style: Style): string =>
  gridText(HEAD, outcomes.map(cells), style, (cell, row, column) =>
    column === 3 ? painter(outcomes[row]?.verdict ?? "holds", style.paint)(cell) : cell,
  );

/** Rows of cells below a head, as wide as the terminal. Cells wrap between words; nothing is cut. */
export function gridText(
  head: readonly string[],
  plain: readonly (readonly string[])[],
  { width, paint }: Style,
  painted: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const widths = fitted([head, ...plain], width);
  const rows = plain.map((row, i) => row.map((cell, column) => painted(cell, i, column)));
  const text = table([head.map(paint.faint), ...rows], {
    border: getBorderCharacters("void"),
    columnDefault: { paddingLeft: 0, paddingRight: GAP, wrapWord: true },
    columns: widths.map((columns) => ({ width: columns })),
    drawHorizontalLine: () => false,
  });
  return text.replaceAll(TIE, " ").replace(/ +$/gm, "");
}

function cells(outcome: Outcome): string[] {
  const { instance, verdict } = outcome;
  return [instance.model.name, judgeName(outcome), scopeName(outcome), verdict, covered(outcome)];
}

/** `268,714 states, 13.4 s` */
const covered = (outcome: Outcome): string => `${extent(outcome)}, ${tied(duration(outcome.seconds))}`;

function extent(outcome: Outcome): string {
  if (!isBySearch(outcome))
    return count(outcome.found.samples, machineOf(outcome)?.states === undefined ? "walk" : "state");
  const { transitions, distinct } = outcome.found;
  return outcome.judge === "refine" ? count(transitions, "transition") : count(distinct, "state");
}

/** Text that is not broken at its spaces. */
export const tied = (text: string): string => text.replaceAll(" ", TIE);

/** A column is at least as wide as its longest piece that does not break. */
const longestPiece = (cell: string): number =>
  Math.max(...cell.split(/(?<=[\s\\|/_.,;-])/).map((p) => p.trim().length));

/** Widths of columns that fit the terminal: the widest column gives way first, down to its longest piece. */
export function fitted(rows: readonly (readonly string[])[], width: number): number[] {
  const columns = (rows[0] ?? []).map((_, i) => rows.map((row) => row[i] ?? ""));
  const least = columns.map((cells) => Math.max(...cells.map(longestPiece)));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const total = (): number => widths.reduce((sum, w) => sum + w + GAP, -GAP);
  while (total() > width) {
    const slack = widths.map((w, i) => w - (least[i] ?? 0));
    const most = Math.max(...slack);
    if (most <= 0) break;
    const giving = slack.indexOf(most);
    widths[giving] = (widths[giving] ?? 0) - 1;
  }
  return widths;
}
