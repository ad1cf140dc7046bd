/** Performing tasks, one after another or on several threads. What comes of them does not depend on how many. */
import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import type { Outcome } from "../check/report/outcome.js";
import { abstractInstance, simulationOf } from "../check/simulate/simulator.js";
import type { Instance } from "../model/index.js";
import { Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { modelAt } from "./places.js";
import type { OpenSession } from "./session.js";
import type { Answer, Order } from "./task-worker.js";
import { perform, type Task } from "./tasks.js";

/** A task that was begun, and what came of it. */
export interface Performed {
  readonly task: Task;
  readonly outcome: Outcome;
}

/**
 * Perform the tasks on as many threads as the flags say, one for each core unless they do; the longest first. Gives
 * those that were begun before the session was to stop, in the order of the list. Throws what the first of them threw.
 */
export async function performAll(
  session: OpenSession,
  tasks: readonly Task[],
): Promise<readonly Performed[]> {
  const { workers = "auto" } = session.flags;
  const threads = Math.min(tasks.length, workers === "auto" ? availableParallelism() : workers);
  return threads > 1 ? inThreads(session, tasks, threads) : inTurn(session, tasks);
}

/** A judge within a task has the one thread of the task. */
const within = (flags: Flags): Flags => ({ ...flags, workers: 1 });

async function inTurn(session: OpenSession, tasks: readonly Task[]): Promise<readonly Performed[]> {
  const done: Performed[] = [];
  for (const task of tasks) {
    if (session.signal.aborted) break;
    done.push({ task, outcome: await perform({ ...session, flags: within(session.flags) }, task) });
  }
  return done;
}

async function inThreads(
  session: OpenSession,
  tasks: readonly Task[],
  threads: number,
): Promise<readonly Performed[]> {
  const { Piscina } = await import("piscina");
  const filename = new URL("./task-worker.js", import.meta.url).href;
  const pool = new Piscina<Order, Answer>({ filename, minThreads: threads, maxThreads: threads });
  const stop = new Int32Array(new SharedArrayBuffer(4));
  session.signal.addEventListener("abort", () => Atomics.store(stop, 0, 1));
  const lines = new Lines(session, tasks.length);
  const answers = new Map<number, Answer>();
  const waiting = [...tasks.entries()].toSorted(([, a], [, b]) => b.weight - a.weight);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !session.signal.aborted; next = waiting.shift()) {
      const [i, task] = next;
      const show = (line: string): void => lines.show(i, line);
      answers.set(i, await ask(pool, { task: sent(task), flags: within(session.flags), stop }, show));
      lines.done(i);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    await pool.destroy();
  }
  return tasks.flatMap((task, i) => {
    const answer = answers.get(i);
    return answer === undefined ? [] : [{ task, outcome: read(task, answer) }];
  });
}

const sent = ({ target, instance, weight: _weight, ...judge }: Task): Order["task"] => ({
  ...judge,
  name: target.name,
  scope: instance.scope,
});

async function ask(
  pool: Piscina<Order, Answer>,
  order: Omit<Order, "port">,
  show: (line: string) => void,
): Promise<Answer> {
  const { port1, port2 } = new MessageChannel();
  port1.on("message", show);
  try {
    return await pool.run({ ...order, port: port2 }, { transferList: [port2] });
  } finally {
    port1.close();
  }
}

/** The outcome, with the models of this thread. What came is what a thread of ours made of the task. */
function read(task: Task, answer: Answer): Outcome {
  if ("failure" in answer) {
    const { code, message, stack } = answer.failure;
    throw new Failure(code, message, { cause: Object.assign(new Error(message), { stack }) });
  }
  return { ...answer.outcome, instance: task.instance, ...ontoOf(task) } as Outcome;
}

/** The more abstract model, of a task that has one. */
function ontoOf(task: Task): { readonly onto?: Instance } {
  if (task.judge === "machine") return { onto: modelAt(task.setup) };
  if (task.judge !== "refine") return {};
  return { onto: abstractInstance(task.instance, simulationOf(task.instance, task.simulation)) };
}

/** One line for all that runs: how many tasks are done, and how far the first is that is not. */
class Lines {
  private readonly session: OpenSession;
  private readonly all: number;
  private readonly running = new Map<number, string>();
  private finished = 0;
  constructor(session: OpenSession, all: number) {
    this.session = session;
    this.all = all;
  }
  show(task: number, line: string): void {
    this.running.set(task, line);
    const first = Math.min(...this.running.keys());
    this.session.progress.show(`${this.finished} of ${this.all} done · ${this.running.get(first)}`);
  }
  done(task: number): void {
    this.running.delete(task);
    this.finished++;
  }
}
