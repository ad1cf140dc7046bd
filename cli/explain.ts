/** `sigma486 explain FILE-or-SCENE`: a trace in prose. */
import { existsSync } from "node:fs";
import { explain } from "../check/trace/explain.js";
import { explainText } from "../check/trace/explain-text.js";
import { EXIT, type ExitCode } from "./exit.js";
import type { Flags, Main } from "./flags.js";
import { openTrace } from "./open-trace.js";
import { type FoundScene, findScene, scenesOf } from "./scenes.js";
import { print, terminalWidth } from "./terminal.js";

export const main: Main = async ([name = ""], flags) => {
  const scenes = existsSync(name) ? undefined : await scenesOf(name, terminalWidth());
  if (scenes === undefined) return tell(name, flags);
  await print(scenes);
  return EXIT.holds;
};

async function tell(name: string, flags: Flags): Promise<ExitCode> {
  const { instance, trace } = await found(name, flags);
  const all = flags.all ?? flags.verbosity >= 4;
  await print(explainText(explain(instance, trace, { all }), terminalWidth()));
  return EXIT.holds;
}

/** A file comes before a scene of the same name. */
const found = async (name: string, flags: Flags): Promise<FoundScene> =>
  (existsSync(name) ? undefined : await findScene(name)) ?? openTrace(name, flags);
