/** The files that a run leaves behind: traces and reports. */
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isBySearch, type Outcome, type Written } from "../check/report/outcome.js";
import { traceText, writeTrace } from "../check/trace/itf-write.js";
import { isBad, type Trace } from "../check/trace/trace.js";
import type { Instance } from "../model/index.js";
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
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** An outcome, and the words that name its model on the command line. */
export interface Sourced {
  readonly outcome: Outcome;
  readonly source: string;
}

/** Does something that may fail, and keeps the failure until the report is printed. */
export type Attempt = <T>(act: () => T) => T | undefined;

/**
 * Write the traces of violations, each property of a model once, and what `--out-itf` asks for: the first violation,
 * or else the first claim refuted, or else the first witness. Gives the outcomes with their files.
 */
export async function writeTraces(
  judged: readonly Sourced[],
  { outItf }: Flags,
  attempt: Attempt,
): Promise<Outcome[]> {
  const asked = outItf === undefined ? undefined : mainTrace(judged);
  if (outItf !== undefined && asked === undefined) tell(`there is no trace to write to ${outItf}`);
  const files = new Map<string, Written | undefined>();
  for (const { outcome, source } of judged)
    for (const trace of outcome.traces) {
      const key = keyOf(outcome, trace);
      if (files.has(key) || !(isBad(trace) || trace === asked)) continue;
      const text = () => traceFileText(outcome.instance, trace, source, seedOf(outcome));
      const path = trace === asked ? attempt(() => save(outItf ?? "", text())) : saveByDefault(key, text);
      files.set(
        key,
        path === undefined ? undefined : { path, command: await traceCommand("replay", path, source) },
      );
    }
  return judged.map(({ outcome }) => ({ ...outcome, files: filesOf(outcome, files) }));
}

const keyOf = ({ instance }: Outcome, { property }: Trace): string => `${instance.model.name}-${property}`;
const seedOf = (outcome: Outcome): string | undefined =>
  isBySearch(outcome) ? undefined : String(outcome.found.seed);

const filesOf = (
  outcome: Outcome,
  files: ReadonlyMap<string, Written | undefined>,
): ReadonlyMap<string, Written> =>
  new Map(
    outcome.traces.flatMap((trace) => {
      const file = files.get(keyOf(outcome, trace));
      return file === undefined ? [] : [[trace.property, file] as const];
    }),
  );

/** The trace that is most worth a file. */
function mainTrace(judged: readonly Sourced[]): Trace | undefined {
  const traces = judged.flatMap(({ outcome }) => outcome.traces);
  return traces.find(isBad) ?? traces.find((t) => t.kind === "refuted") ?? traces[0];
}

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
