/** A thread that performs tasks. It finds each model by its name, and keeps those that it has found. */
import type { MessagePort } from "node:worker_threads";
import type { Outcome } from "../check/report/outcome.js";
import { instantiate, type Model, type Scope } from "../model/index.js";
import { type ExitCode, errorText, exitCodeOf } from "./exit.js";
import type { Flags } from "./flags.js";
import { machineTarget } from "./machines.js";
import { findModel } from "./models.js";
import { type Judge, perform, type Task } from "./tasks.js";

/** A task, in words that can be sent to a thread. */
export interface Order {
  readonly task: Judge & { readonly name: string; readonly scope: Scope };
  readonly flags: Flags;
  /** Takes the lines of the progress. */
  readonly port: MessagePort;
  /** Not 0 once the run is to stop. */
  readonly stop: Int32Array;
}

/** What comes back: an outcome without the models, which cannot be sent; or what was thrown. */
export type Answer =
  | { readonly outcome: Omit<Outcome, "instance"> }
  | { readonly failure: { readonly code: ExitCode; readonly message: string; readonly stack: string } };

const models = new Map<string, Promise<Model>>();

function modelNamed(name: string): Promise<Model> {
  const found = models.get(name) ?? findModel(name);
  models.set(name, found);
  return found;
}

/** What is judged. */
async function judgedIn(task: Order["task"]): Promise<Pick<Task, "target" | "instance">> {
  if (task.judge === "machine") return machineTarget(task.setup);
  const model = await modelNamed(task.name);
  return { target: { name: task.name, model }, instance: instantiate(model, task.scope) };
}

export default async function answer({ task, flags, port, stop }: Order): Promise<Answer> {
  const session = {
    flags,
    progress: { show: (line: string) => port.postMessage(line), clear: () => undefined },
    signal: {
      get aborted() {
        return Atomics.load(stop, 0) !== 0;
      },
    },
    many: true,
  };
  try {
    const made = await perform(session, { ...task, ...(await judgedIn(task)), weight: 1 });
    const { instance: _ours, ...outcome } = made;
    return { outcome: "onto" in outcome ? { ...outcome, onto: undefined } : outcome } as Answer;
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? "") : "";
    return { failure: { code: exitCodeOf(error), message: errorText(error), stack } };
  }
}
