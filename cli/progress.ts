/** The one line that shows how far a long run is: on a terminal, once a second, and gone when the run is over. */

import { compact, rate } from "../check/report/numbers.js";
import type { Progress } from "../check/search/search.js";

export interface ProgressLine {
  /** The line from now on; it is drawn when its time has come. */
  show(line: string): void;
  /** Remove the line, so that something else can be written. */
  clear(): void;
}

const SILENT: ProgressLine = { show: () => undefined, clear: () => undefined };

/** A line on standard error; nothing at all where that is no terminal or nothing is wanted. */
export async function progressLine(wanted: boolean): Promise<ProgressLine> {
  if (!wanted || !process.stderr.isTTY) return SILENT;
  const { SingleBar } = await import("cli-progress");
  let line = "";
  const bar = new SingleBar({
    format: () => line,
    stream: process.stderr,
    fps: 1,
    linewrap: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  bar.start(1, 0);
  return {
    show(text) {
      line = text;
    },
    clear() {
      bar.stop();
    },
  };
}

/** `depth 9 · 184,310 states · 12.4 M transitions · 9.8 M/s · queue 20,113` */
export const searchLine = ({ depth, distinct, transitions, queue }: Progress, seconds: number): string =>
  [
    `depth ${depth}`,
    `${compact(distinct)} states`,
    `${compact(transitions)} transitions`,
    rate(transitions, seconds),
    `queue ${compact(queue)}`,
  ].join(" · ");

/** `12,300 walks · 1,107,331 steps · 224 k/s` */
export const walkLine = ({ samples, steps }: { samples: number; steps: number }, seconds: number): string =>
  [`${compact(samples)} walks`, `${compact(steps)} steps`, rate(steps, seconds)].join(" · ");
