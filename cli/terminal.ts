/** What is known of the terminal, and writing to it. */
import pc from "picocolors";
import type { Paint } from "../check/report/style.js";

const WIDTH = { usual: 80, least: 40, most: 120 };

/** Columns to lay text out in. A pipe has none, unless COLUMNS says so. */
export function terminalWidth(): number {
  const { columns } = process.stdout;
  const told = Number(process.env.COLUMNS);
  const width = columns ?? (Number.isInteger(told) && told > 0 ? told : WIDTH.usual);
  return Math.min(Math.max(width, WIDTH.least), WIDTH.most);
}

const has = (name: string): boolean => (process.env[name] ?? "") !== "";

/** Colours on a terminal, unless NO_COLOR is set. */
export function terminalPaint(): Paint {
  const colours = pc.createColors(process.stdout.isTTY && !has("NO_COLOR") && process.env.TERM !== "dumb");
  return { good: colours.green, bad: colours.red, warn: colours.yellow, faint: colours.dim };
}

/** Write to standard output; resolves when it is written. What goes wrong is seen by `watchOutput`. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      if (!error) resolve();
    });
  });

/**
 * End the command when its output cannot be written. A reader that has gone, as in `| head -1`, is no error: the
 * command ends quietly with the code it has. Anything else is told by `fail`.
 */
export function watchOutput(fail: (error: unknown) => void): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") fail(error);
      process.exit();
    });
}
