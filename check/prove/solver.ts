/** The solver: text in, an answer out. It is Z3, compiled to WebAssembly. */

import { setTimeout } from "node:timers/promises";

/** Unsat: what is asserted cannot be. */
export type Answer =
  | { readonly answer: "unsat"; readonly core: readonly string[] }
  | { readonly answer: "sat"; readonly values: readonly string[] }
  | { readonly answer: "unknown"; readonly reason: string };

export interface Question {
  /** What is asserted, in SMT-LIB 2. */
  readonly text: string;
  /** Terms whose values are wanted if it can be. */
  readonly terms: readonly string[];
  readonly milliseconds: number;
}

export interface Solver {
  ask(question: Question): Promise<Answer>;
  /** Let the process end. */
  close(): Promise<void>;
}

/** What of the WebAssembly module is used: its memory, and calls that run beside the thread. */
interface Machine {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  UTF8ToString(at: number, most: number): string;
  ccall(name: string, gives: "void", takes: readonly "number"[], args: readonly number[]): void;
  /** Its threads: one that has answered ends a moment later. */
  readonly PThread: { readonly runningWorkers: readonly unknown[] };
  async_call(call: () => void): Promise<string>;
}

/**
 * Evaluate a text beside the thread. The package's own call puts the text on the stack, which is used anew before the
 * text is read: a long one arrives changed. Here it lies on the heap until the answer is there.
 */
async function evaluated(machine: Machine, context: number, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const at = machine._malloc(bytes.length);
  machine.UTF8ToString(at, 0); // The view of the memory is made anew, should the memory have grown.
  machine.HEAPU8.set(bytes, at);
  try {
    const call = () =>
      machine.ccall("async_Z3_eval_smtlib2_string", "void", ["number", "number"], [context, at]);
    return await machine.async_call(call);
  } finally {
    machine._free(at);
  }
}

/** Load the solver, which takes a quarter of a second. */
export async function openSolver(): Promise<Solver> {
  const { init, killThreads } = await import("z3-solver");
  const { Z3, em } = await init();
  const machine: Machine = em;
  const fresh = async (question: Question): Promise<Answer> => {
    const config = Z3.mk_config();
    const context = Z3.mk_context(config);
    try {
      return await answerTo(question, (text) => evaluated(machine, Number(context), text));
    } finally {
      Z3.del_context(context);
      Z3.del_config(config);
    }
  };
  const close = async (): Promise<void> => {
    for (let left = 100; left > 0 && machine.PThread.runningWorkers.length > 0; left--) await setTimeout(5);
    await killThreads(em);
  };
  return { ask: fresh, close };
}

async function answerTo(
  { text, terms, milliseconds }: Question,
  evaluate: (text: string) => Promise<string>,
): Promise<Answer> {
  const said = (await evaluate(`(set-option :timeout ${milliseconds})\n${text}`)).trim();
  switch (said) {
    case "unsat":
      return { answer: "unsat", core: namesIn(await evaluate("(get-unsat-core)")) };
    case "sat":
      return { answer: "sat", values: await valuesOf(terms, evaluate) };
    case "unknown":
      return { answer: "unknown", reason: (await evaluate("(get-info :reason-unknown)")).trim() };
    default:
      throw new Error(`the solver says: ${said}`);
  }
}

/** `(SIG-ROOT |map: guard|)` */
const namesIn = (core: string): readonly string[] =>
  [...core.matchAll(/\|([^|]*)\||([^\s()|]+)/g)].map(([, bars, plain]) => bars ?? plain ?? "");

/** The values in the order of the terms. A pair ends with its value, which is one word. */
async function valuesOf(
  terms: readonly string[],
  evaluate: (text: string) => Promise<string>,
): Promise<readonly string[]> {
  if (terms.length === 0) return [];
  const said = await evaluate(`(get-value (${terms.join(" ")}))`);
  const values = pairs(said);
  if (values.length !== terms.length) throw new Error(`the solver says: ${said.slice(0, 200)}`);
  return values;
}

/** The last word of each pair of `((term value) (term value))`. */
function pairs(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let last = "";
  for (const [token] of text.matchAll(/\|[^|]*\||[()]|[^\s()|]+/g)) {
    if (token === "(") depth++;
    else if (token !== ")") last = token;
    else if (depth-- === 2) found.push(last);
  }
  return found;
}
