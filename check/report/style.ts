/** How text is laid out for the reader at hand. */
import { wrap } from "../trace/explain-text.js";

/** Colours, or nothing at all where there are none. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly faint: (text: string) => string;
}

export interface Style {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}

/** Stands for a space at which no line is broken, until the lines are made. */
export const TIE = "\ue000";

/** Lines of `label  text`, the texts aligned and wrapped; a label that is repeated is written once. */
export function labelled(facts: readonly (readonly [string, string])[], { width, paint }: Style): string[] {
  const margin = 2;
  const column = margin + 2 + Math.max(0, ...facts.map(([label]) => label.length));
  const hanging = " ".repeat(column);
  return facts.flatMap(([label, text], i) => {
    const [first = "", ...rest] = wrap(text, width, hanging, hanging).map((line) =>
      line.replaceAll(TIE, " "),
    );
    const shown = facts[i - 1]?.[0] === label ? "" : label;
    const head = `${" ".repeat(margin)}${shown}`.padEnd(column);
    return [`${paint.faint(head)}${first.slice(column)}`, ...rest];
  });
}
