/** `sigma486 explain FILE-or-SCENE`: a trace in prose. */
import { existsSync } from "node:fs";
import { type Explanation, explain } from "../check/trace/explain.js";
import { explainText } from "../check/trace/explain-text.js";
import { EXIT, type ExitCode } from "./exit.js";
import type { Flags, Main } from "./flags.js";
import { openTrace } from "./open-trace.js";
import { findScene, scenesOf } from "./scenes.js";
import { print, terminalWidth } from "./terminal.js";

export const main: Main = async ([name = ""], flags) => {
  const scenes = existsSync(name) ? undefined : await scenesOf(name, terminalWidth());
  if (scenes === undefined) return tell(name, flags);
  await print(scenes);
  return EXIT.holds;
};

async function tell(name: string, flags: Flags): Promise<ExitCode> {
  const all = flags.all ?? flags.verbosity >= 4;
  await print(explainText(await explanation(name, flags, all), terminalWidth()));
  return EXIT.holds;
}

/** A file comes before a scene of the same name. */
async function explanation(name: string, flags: Flags, all: boolean): Promise<Explanation> {
  const scene = existsSync(name) ? undefined : await findScene(name);
  const found = scene ?? (await openTrace(name, flags));
  if (!("kernel" in found)) return explain(found.instance, found.trace, { all });
  return (await import("./open-joint.js")).explanationOf(found, found.trace, all);
}
