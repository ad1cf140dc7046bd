/** An explanation as lines for a terminal: wrapped, indented, never cut. */
import type { ExplainedStep, Explanation } from "./explain.js";
import { count } from "./words.js";

/**
 * The explanation as text, wrapped between words at `width` columns; a word longer than that stands alone on its line.
 * Ends with a newline.
 */
export function explainText(explanation: Explanation, width = 80): string {
  const { title, steps, untold, ending, minimality } = explanation;
  const digits = String(steps.length - 1).length;
  const { id, says, source, offenders, behind = [], absent } = ending;
  const lines = [
    ...wrap(title, width, "", "  "),
    "",
    ...steps.flatMap((step) => stepLines(step, digits, width)),
    ...(untold === 0 ? [] : [`${" ".repeat(digits + 2)}(${untold} more not taken)`]),
    "",
    ...wrap(`${id}: ${says}`, width, "", "  "),
    ...(source === undefined ? [] : wrap(`source: ${source}`, width, "  ", "    ")),
    ...[...offenders, ...(absent === undefined ? [] : [absent])].flatMap((text) =>
      wrap(text, width, "  ", "    "),
    ),
    ...(behind.length === 0 ? [] : ["words of memory behind it"]),
    ...behind.flatMap((text) => wrap(text, width, "  ", "    ")),
    ...(minimality === undefined ? [] : wrap(minimality, width, "", "  ")),
  ];
  return `${lines.join("\n")}\n`;
}

function stepLines(step: ExplainedStep, digits: number, width: number): string[] {
  const { number, above, action, says, clocks, changes, views, cells, obstacle } = step;
  const number_ = `${String(number).padStart(digits)}  `;
  const indent = " ".repeat(number_.length + 2);
  const told = (text: string) => wrap(text, width, indent, `${indent}  `);
  const changed = [...changes, ...views].flatMap((c) => told(`${c.cell}: ${c.from} -> ${c.to}`));
  const still = number > 0 && changed.length === 0 && obstacle === undefined ? told("nothing changes") : [];
  return [
    ...(above === undefined ? [] : wrap(aboveText(above), width, number_, indent)),
    ...wrap(action, width, above === undefined ? number_ : " ".repeat(number_.length), indent),
    ...(says === "" ? [] : told(says)),
    ...(clocks === undefined ? [] : told(count(clocks, "clock"))),
    ...changed,
    ...still,
    ...(obstacle === undefined ? [] : told(obstacle)),
    ...(cells ?? []).flatMap((c) => told(`${c.cell} = ${c.value}`)),
  ];
}

/** The level above: `counter: add(by: 10), add(by: 1)` */
const aboveText = ({ model, steps }: NonNullable<ExplainedStep["above"]>): string =>
  `${model}: ${steps.join(", ") || "no step"}`;

/** The text in lines of at most `width` columns where its words allow it. */
export function wrap(text: string, width: number, first: string, hanging: string): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
