/** The files that a run leaves behind: traces and reports. */
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isBySearch, machineOf, type Outcome, type Written } from "../check/report/outcome.js";
import { traceText, writeTrace } from "../check/trace/itf-write.js";
import { isBad, type Trace } from "../check/trace/trace.js";
import type { Instance, Itf } from "../model/index.js";
import { EXIT, errorText, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { isOurs, mutantIn } from "./models.js";
import { name as tool, version } from "./package.js";

/** Where traces of violations go unless told. */
const TRACES = join(".sigma486", "traces");

/** Before a long run: can the files that were asked for be written at all? Throws Failure with code 153. */
export function checkWritable({ outItf, junit, html }: Flags): void {
  for (const path of [outItf, junit, html].filter((p) => p !== undefined))
    try {
      accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
    } catch (error) {
      throw cannotWrite(path, error);
    }
}

/** A folder that was asked for, and those that it lies in. Throws Failure with code 153. */
export function makeFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return path;
}

/** Write a file that was asked for. Throws Failure with code 153. */
export function writeFile(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): Failure {
  const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new Failure(EXIT.system, `${path} cannot be written (${why})`, { cause: error });
}

/** The text of a trace file. `source` names the model as on the command line. */
export const traceFileText = (instance: Instance, trace: Trace, source: string, seed?: string): string =>
  traceText(
    writeTrace(instance, trace, {
      source,
      seed,
      mutant: mutantIn(source),
      timestamp: Date.now(),
      tool: `${tool} ${version}`,
    }),
  );

/** The text of the file of a machine's trace. */
export const jointFileText = (itf: Itf): string =>
  traceText({ ...itf, "#meta": { ...itf["#meta"], timestamp: Date.now(), tool: `${tool} ${version}` } });

/** The command that does something with the file of a machine's trace. */
export async function jointCommand(verb: string, path: string, mutant: string | undefined): Promise<string> {
  const isKnown = mutant === undefined || (await import("./mutated-model.js")).isExhibit(mutant);
  return `${COMMAND} ${verb} ${quoted(path)}${isKnown ? "" : ` --mutant ${quoted(mutant)}`}`;
}

/** The command that does something with a trace file, to be pasted where this one was typed. */
export async function traceCommand(verb: string, path: string, source: string): Promise<string> {
  const mutant = mutantIn(source);
  const [flag, value] = mutant === undefined ? ["--model", source] : ["--mutant", mutant];
  return `${COMMAND} ${verb} ${quoted(path)}${(await isOurs(source)) ? "" : ` ${flag} ${quoted(value)}`}`;
}

/** Under npx, or a script of npm's, the shell may not find the command by itself. */
const COMMAND = /sigma486|cli.main\.js/.test(process.env.npm_lifecycle_script ?? "")
  ? "npx sigma486"
  : "sigma486";

/** A word as a shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** An outcome, and the words that name its model on the command line. */
export interface Sourced {
  readonly outcome: Outcome;
  readonly source: string;
}

/** Does something that may fail, and keeps the failure until the report is printed. */
export type Attempt = <T>(act: () => T) => T | undefined;

/** A trace that was shown, and the text of its file. */
interface Shown {
  /** The file of traces of one kind is written once. */
  readonly key: string;
  readonly property: string;
  readonly kind: Trace["kind"];
  readonly text: () => string;
  /** The command that replays it from a file. */
  readonly command: (path: string) => Promise<string>;
}

/**
 * Write the traces of violations, each property of a model once, and what `--out-itf` asks for: the first violation,
 * or else the first claim refuted, or else the first witness. Gives the outcomes with their files.
 */
export async function writeTraces(
  judged: readonly Sourced[],
  { outItf }: Flags,
  attempt: Attempt,
): Promise<Outcome[]> {
  const shown = judged.map(shownIn);
  const asked = outItf === undefined ? undefined : mainOf(shown.flat());
  if (outItf !== undefined && asked === undefined) tell(`there is no trace to write to ${outItf}`);
  const files = new Map<string, Written | undefined>();
  for (const one of shown.flat()) {
    if (files.has(one.key) || !(isBad(one) || one === asked)) continue;
    const path =
      one === asked ? attempt(() => save(outItf ?? "", one.text())) : saveByDefault(one.key, one.text);
    files.set(one.key, path === undefined ? undefined : { path, command: await one.command(path) });
  }
  return judged.map(({ outcome }, n) => ({ ...outcome, files: filesOf(shown[n] ?? [], files) }));
}

/** What an outcome has to be written: the traces of a model, or that of a machine. */
function shownIn({ outcome, source }: Sourced): Shown[] {
  const { instance, traces } = outcome;
  const seed = isBySearch(outcome) ? undefined : String(outcome.found.seed);
  const ofModel = traces.map((trace) => ({
    ...{ key: `${instance.model.name}-${trace.property}`, property: trace.property, kind: trace.kind },
    text: () => traceFileText(instance, trace, source, seed),
    command: (path: string) => traceCommand("replay", path, source),
  }));
  const { trace, itf, profile, mutant } = machineOf(outcome) ?? {};
  if (trace === undefined || itf === undefined) return ofModel;
  const key = `${instance.model.name}-${profile}-${trace.property}`;
  const command = (path: string) => jointCommand("replay", path, mutant);
  return [
    ...ofModel,
    { key, property: trace.property, kind: "diverged", text: () => jointFileText(itf), command },
  ];
}

const filesOf = (
  shown: readonly Shown[],
  files: ReadonlyMap<string, Written | undefined>,
): ReadonlyMap<string, Written> =>
  new Map(
    shown.flatMap(({ key, property }) => {
      const file = files.get(key);
      return file === undefined ? [] : [[property, file] as const];
    }),
  );

/** The trace that is most worth a file. */
const mainOf = (all: readonly Shown[]): Shown | undefined =>
  all.find(isBad) ?? all.find((one) => one.kind === "refuted") ?? all[0];

/** Write a trace to the usual folder. */
const saveByDefault = (key: string, text: () => string): string | undefined =>
  saveIfPossible(join(TRACES, `${key.replace(/[^\w.-]/g, "_")}.itf.json`), text);

/** Write a file that nobody asked for: where it cannot be, that is told, and is no reason to stop. */
export function saveIfPossible(path: string, text: () => string): string | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return save(path, text());
  } catch (error) {
    tell(errorText(error));
    return undefined;
  }
}

export function save(path: string, text: string): string {
  writeFile(path, text);
  return path;
}

/** A line for people, beside the report. */
const tell = (line: string): void => {
  process.stderr.write(`sigma486: ${line}\n`);
};
