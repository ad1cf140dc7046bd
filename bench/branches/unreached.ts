/** unreached.json: the ways in the kernel that its judges never take, each with the reason; held to what was counted. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { Arm } from "./arms.js";

const LIST = "bench/branches/unreached.json";

const listed = v.array(
  v.strictObject({
    file: v.string(),
    /** The line of the source, without the space around it. */
    code: v.string(),
    /** Which way in it. */
    way: v.string(),
    reason: v.string(),
  }),
);

const keyOf = ({ file, code, way }: Pick<Arm, "file" | "code" | "way">): string =>
  `${file}: ${way} in ${code}`;

/** What the list says that was not counted, and what was counted that it does not say, a sentence each. */
export function differences(arms: readonly Arm[]): readonly string[] {
  const known = new Set(v.parse(listed, JSON.parse(readFileSync(LIST, "utf8"))).map(keyOf));
  const unreached = arms.filter(({ times }) => times === 0);
  const found = new Set(unreached.map(keyOf));
  return [
    ...unreached
      .filter((arm) => !known.has(keyOf(arm)))
      .map(({ file, line, code, way }) => `${file}:${line}: never taken, and not listed: ${way} in ${code}`),
    ...[...known].filter((key) => !found.has(key)).map((key) => `listed as never taken, and it is: ${key}`),
  ];
}
