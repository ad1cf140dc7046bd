/** How scenes are told: four tasks of two threads and four pages each, and steps in a few words. */
import { type Action, action, id, type Scene, type Scope, type StepWitness } from "../../../model/index.js";
import type { Line, Task, Thread } from "../../ipc/threads.js";
import type { Page, RealPage } from "../../sigma/index.js";
import * as calls from "../calls.js";
import * as events from "../events.js";
import * as memory from "../memory.js";
import { type Kernel, stepWitness } from "../state.js";
import * as control from "../tasks.js";

const [THREADS, PAGES] = [2, 4];

export const scope: Scope = {
  spaces: 4,
  pages: PAGES,
  threads: THREADS,
  lines: 1,
  drivers: 2,
  nesting: 2,
  regions: 2,
  granularity: 0,
  calls: "lesson",
  values: 4,
  touched: PAGES,
};

// -------------------------------------------------------------------------------------------------- who and what

/** Thread n of a task. */
export const thread = (of: number, n = 0): Thread => id(THREADS * of + n);
const task = (n: number): Task => id(n);
/** Page v of a space. */
export const page = (space: number, v: number): Page => id(PAGES * space + v);
const virtualPage = (v: number): RealPage => id(v);

export const sigma0 = thread(0);
export const line: Line = id(0);

// --------------------------------------------------------------------------------------------------------- steps

/** The processor goes to a thread. */
export const run = (next: Thread): Action => action(events.dispatch, { next });
/** The current thread creates a task. */
export const create = (n: number): Action => action(control.createTask, { task: task(n) });
/** It starts a thread. */
export const start = (target: Thread): Action => action(control.exRegs, { target });
export const deleted = (n: number): Action => action(control.deleteTask, { task: task(n) });
/** It makes a call with a partner. */
export const call = (partner: Thread, request: string): Action => action(calls.ipc, { partner, request });
/** It makes a call with none. */
export const wait = (request = "wait"): Action => action(calls.wait, { request });
export const attach = (): Action => action(calls.attach, { line });
export const demap = (v: number): Action => action(calls.demap, { page: virtualPage(v) });
/** It touches a page that is not there. */
export const touch = (v: number): Action => action(memory.fault, { page: virtualPage(v) });
export const read = (v: number): Action => action(memory.read, { page: virtualPage(v) });
export const write = (v: number, value: number): Action =>
  action(memory.write, { page: virtualPage(v), value });
export const copy = (): Action => action(memory.copy, {});
export const restore = (): Action => action(memory.restore, {});
export const interrupt = (): Action => action(events.interrupt, { line });

// -------------------------------------------------------------------------------------------------- longer steps

/** sigma0 creates a task and starts its first thread. */
export const born = (n: number): Action[] => [create(n), start(thread(n))];

/** A thread touches a page, and sigma0, which waits for faults, maps there what it has in page `from`. */
export const given = (to: Thread, v: number, from: 0 | 1): Action[] => [
  ...[run(to), touch(v)],
  ...[run(sigma0), call(to, `map page ${from} and wait`)],
];

// ---------------------------------------------------------------------------------------------------------- scene

/** A scene; what it shows is said of its last step, by a rule that is the same as that of the last action. */
export function scene(
  name: string,
  { says, source, actions, shows }: Omit<Scene<Kernel>, "name" | "scope" | "shows"> & { shows: Shows },
): Scene<Kernel> {
  return {
    name,
    says,
    source,
    scope,
    actions,
    shows: { ...witness(name, says, source, shows), on: [last(actions)] },
  };
}
type Shows = (before: Kernel, after: Kernel) => boolean;

const last = (actions: readonly Action[]): string => actions.at(-1)?.rule ?? "";

const witness = (name: string, says: string, source: string, shows: Shows): StepWitness<Kernel> =>
  stepWitness(`SCENE-${name.toUpperCase()}`, { says, source, on: [], when: shows });
