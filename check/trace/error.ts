/** What is wrong with a trace or its file, and text from outside made safe to show. */

/** Controls, surrogates without a partner, line separators, and marks that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const LONGEST = 400;

/** The text in printable characters on one line: a file must not be able to steer the terminal that shows it. */
export const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(UNPRINTABLE, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);

/** A trace that cannot be read or written: one line that names the part and says what is wrong with it. */
export class TraceError extends Error {
  override name = "TraceError";
  constructor(message: string) {
    const line = oneLine(message);
    super(line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line);
  }
}
