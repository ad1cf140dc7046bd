/** `sigma486 explain FILE`: a trace in prose. */

import { explain } from "../check/trace/explain.js";
import { explainText } from "../check/trace/explain-text.js";
import { EXIT } from "./exit.js";
import type { Main } from "./flags.js";
import { openTrace } from "./open-trace.js";
import { print, terminalWidth } from "./terminal.js";

export const main: Main = async ([path = ""], flags) => {
  const { instance, trace } = await openTrace(path, flags);
  const all = flags.all ?? flags.verbosity >= 4;
  await print(explainText(explain(instance, trace, { all }), terminalWidth()));
  return EXIT.holds;
};
