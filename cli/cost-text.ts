/** What was measured, as text: a verdict, tables, and what the numbers do not say. */
import { labelled } from "../check/report/style.js";
import { gridText } from "../check/report/table.js";
import { paragraphs, type ReportStyle } from "../check/report/text.js";
import { wrap } from "../check/trace/explain-text.js";
import { type Entry, i486, type Ledger, microseconds, type Sum } from "../impl/i486/index.js";
import type { Figure, Sureness } from "../impl/programs/figures.js";
import type { Path } from "../impl/programs/paths.js";
import type { MeasuredPath, Priced, PricedDesign } from "./cost-result.js";

const format = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const number = (n: number): string => format.format(n);

/** What no run of ours can tell. */
const NOT_COVERED: readonly (readonly [string, string])[] = [
  [
    "not covered",
    "what a 486 loses in its pipeline and its write buffers: an instruction has the clocks of its table, and those of its misses",
  ],
];

/** Head line and tables; the head line alone if no more is wanted. */
function report(
  head: string,
  paint: (text: string) => string,
  parts: readonly (readonly string[])[],
  style: ReportStyle,
): string {
  const first = wrap(head, style.width, "", "  ").map(paint);
  if (style.verbosity <= 1) return `${first.join("\n")}\n`;
  return paragraphs([first, ...parts]);
}

const lines = (text: string): string[] => text.trimEnd().split("\n");

const interrupted = (skipped: readonly string[]): string =>
  skipped.length === 0 ? "" : `interrupted; not measured: ${skipped.join(", ")}; `;

// ---------------------------------------------------------------------------------------------------------- figures

/** What stands in a source's place, by how sure it is. */
const SURENESS: readonly (readonly [Sureness, string])[] = [
  ["P-tr", "read in a translation of the paper"],
  ["slides", "read in the lecture's slides alone, which quote the paper"],
];

/** The table of figures. */
export function figuresText(
  figures: readonly Figure[],
  skipped: readonly string[],
  style: ReportStyle,
): string {
  const { paint } = style;
  const missed = figures.filter(({ verdict }) => verdict === "missed").length;
  const { length } = figures;
  const met =
    missed === 0
      ? `all ${length} published figures are met`
      : `of ${length} published figures ${length - missed} are met, ${missed} missed`;
  const rows = figures.map((its, i) => [String(i + 1), ...figureCells(its)]);
  const table = gridText(
    ["", "figure", "says", "ours", "verdict", "source", "sure"],
    rows,
    style,
    (cell, row, column) =>
      column === 4 ? (figures[row]?.verdict === "missed" ? paint.bad : paint.good)(cell) : cell,
  );
  const notes = figures.flatMap(({ note }, i) =>
    note === undefined ? [] : [[String(i + 1), note] as const],
  );
  const parts = [lines(table), labelled(notes, style), labelled([...SURENESS, ...NOT_COVERED], style)];
  return report(`cost: ${interrupted(skipped)}${met}`, missed === 0 ? paint.good : paint.bad, parts, style);
}

function figureCells({
  name,
  relation,
  value,
  within,
  ours,
  unit,
  verdict,
  source,
  sureness,
}: Figure): string[] {
  const bound = relation === "within" ? ` ± ${within}` : "";
  const says = `${relation === "at most" ? "at most " : ""}${number(value)}${bound}`;
  return [name, says, `${number(ours)} ${unit}`, verdict, source, sureness];
}

// ------------------------------------------------------------------------------------------------------------ paths

/** A path, hot and cold side by side: by phase, and by instruction. */
export function pathText(
  path: Path,
  measured: readonly MeasuredPath[],
  skipped: readonly string[],
  style: ReportStyle,
): string {
  const geometry = i486();
  const sums = measured.map(({ heat, ledger }) => {
    const { clocks } = ledger.total();
    return `${number(clocks)} clocks ${heat} (${microseconds(geometry, clocks).toFixed(1)} us)`;
  });
  const head = `${path.name}: ${interrupted(skipped)}${path.says}: ${sums.join(", ")}`;
  const parts = [
    ...besides(measured, style).map(phaseTable),
    ...aligned(measured, style).map(instructionTable),
  ];
  const tables = parts.map((table) => lines(table(style)));
  return report(head, style.paint.good, [...tables, labelled(NOT_COVERED, style)], style);
}

/** Columns that hot and cold need side by side. */
const SIDE_BY_SIDE = 72;

/** Side by side, where there is room. */
const besides = (
  measured: readonly MeasuredPath[],
  { width }: ReportStyle,
): readonly (readonly MeasuredPath[])[] => (width < SIDE_BY_SIDE ? measured.map((its) => [its]) : [measured]);

type Counts = Pick<Sum, "clocks" | "tlbMisses" | "cacheMisses">;

/** Cells for what each side has; nothing where a side has none. */
const counts = (sides: readonly (Counts | undefined)[]): string[] =>
  sides.flatMap((its) =>
    [its?.clocks, its?.tlbMisses || undefined, its?.cacheMisses || undefined].map((n) =>
      n === undefined ? "" : number(n),
    ),
  );

const headOf = (measured: readonly MeasuredPath[]): string[] =>
  measured.flatMap(({ heat }) => [heat, "TLB", "cache"]);

const phaseTable =
  (measured: readonly MeasuredPath[]) =>
  (style: ReportStyle): string => {
    const phases = [...new Set(measured.flatMap(({ ledger }) => ledger.byPhase().map(({ phase }) => phase)))];
    const row = (name: string, sumOf: (ledger: Ledger) => Sum | undefined): string[] => {
      const sums = measured.map(({ ledger }) => sumOf(ledger));
      return [name, String(sums[0]?.instructions ?? ""), ...counts(sums)];
    };
    const rows = [
      ...phases.map((name) => row(name, (ledger) => ledger.byPhase().find(({ phase }) => phase === name))),
      row("total", (ledger) => ledger.total()),
    ];
    return gridText(["phase", "instr.", ...headOf(measured)], rows, style);
  };

/** The same, but sides that do not run the same instructions are each by itself. */
function aligned(
  measured: readonly MeasuredPath[],
  style: ReportStyle,
): readonly (readonly MeasuredPath[])[] {
  const texts = measured.map(({ ledger }) => ledger.entries.map(({ instruction }) => instruction).join("\n"));
  return texts.every((text) => text === texts[0]) ? besides(measured, style) : measured.map((its) => [its]);
}

/** Each instruction, under the name of its phase. */
const instructionTable =
  (sides: readonly MeasuredPath[]) =>
  (style: ReportStyle): string => {
    const entries: readonly Entry[] = sides[0]?.ledger.entries ?? [];
    const rows = entries.map(({ phase, instruction }, i) => [
      entries[i - 1]?.phase === phase ? "" : phase,
      instruction,
      ...counts(sides.map(({ ledger }) => ledger.entries[i])),
    ]);
    return gridText(["phase", "instruction", ...headOf(sides)], rows, style);
  };

// ----------------------------------------------------------------------------------------------------------- prices

/** Why four of the prices are as high as they are. */
const NO_SHORT_PATH: readonly [string, string] = [
  "note",
  "without direct switch, lazy scheduling, lazy wake-ups or registers there is no short path: every call " +
    "takes the long one, and that is most of the price at 8 bytes. 512 bytes take it with any design",
];

/** `+173%`; nothing if it costs as much. */
export function moreText(n: number, base: number): string {
  const more = Math.round((100 * (n - base)) / base);
  return more === 0 ? "" : `${more > 0 ? "+" : ""}${number(more)}%`;
}

/** The prices: clocks, and TLB misses. */
export function pricesText(
  designs: readonly PricedDesign[],
  skipped: readonly string[],
  style: ReportStyle,
): string {
  const base: readonly Priced[] = designs[0]?.prices ?? [];
  const head = ["without", ...base.map(({ work }) => work.name)];
  const clocks = designs.map(({ without, prices }) => [
    without.name,
    ...prices.map(({ price }, i) => {
      const own = base[i]?.price.clocks ?? price.clocks;
      return `${number(price.clocks)} ${moreText(price.clocks, own)}`.trimEnd();
    }),
  ]);
  const misses = designs.map(({ without, prices }) => [
    without.name,
    ...prices.map(({ price }) => String(price.tlbMisses)),
  ]);
  const facts = [
    ...designs.slice(1).map(({ without }) => [`without ${without.name}`, without.says] as const),
    ...base.map(({ work }) => [work.name, work.says] as const),
  ];
  const parts = [
    ["clocks, and how much more than with all techniques"],
    lines(gridText(head, clocks, style)),
    ["TLB misses among them"],
    lines(gridText(head, misses, style)),
    labelled([...facts, NO_SHORT_PATH, ...NOT_COVERED], style),
  ];
  const first = `prices: ${interrupted(skipped)}what each technique is worth, turned off alone; all hot`;
  return report(first, style.paint.good, parts, style);
}
