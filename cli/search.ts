/** `sigma486 search MODEL`: every reachable state. */

import { reportText } from "../check/report/text.js";
import { checkWritable } from "./files.js";
import type { Main } from "./flags.js";
import { searchModel } from "./judging.js";
import { deliver } from "./output.js";
import { openSession } from "./session.js";
import { findTarget, instanceAt } from "./target.js";

export const main: Main = async ([name = ""], flags) => {
  checkWritable(flags);
  const target = await findTarget(name, flags);
  const instance = instanceAt(target, flags);
  const session = await openSession(flags);
  const outcome = await searchModel(session, target, instance);
  return deliver(session, [{ outcome, source: target.name }], ([made = outcome], style) =>
    reportText(made, style),
  );
};
