/** `sigma486 run MODEL`: random walks, with shrinking. */

import { randomInt } from "node:crypto";
import { reportText } from "../check/report/text.js";
import { checkWritable } from "./files.js";
import type { Main } from "./flags.js";
import { walkModel } from "./judging.js";
import { deliver } from "./output.js";
import { openSession } from "./session.js";
import { findTarget, instanceAt } from "./target.js";

export const main: Main = async ([name = ""], flags) => {
  checkWritable(flags);
  const target = await findTarget(name, flags);
  const instance = instanceAt(target, flags);
  const session = await openSession(flags);
  const outcome = await walkModel(session, target, instance, flags.seed ?? randomInt(2 ** 31));
  return deliver(session, [{ outcome, source: target.name }], ([made = outcome], style) =>
    reportText(made, style),
  );
};
