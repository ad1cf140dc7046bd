/** Reading a trace file, which anyone may have written: what can be checked without knowing the model. */
import { readFileSync, statSync } from "node:fs";
import * as v from "valibot";
import type { ScopeValue } from "../../model/index.js";
import { TraceError } from "./error.js";
import { messageOf } from "./follow.js";
import { inspectJson, parseJson, pathText } from "./json.js";
import { type Minimal, TRACE_KINDS, type TraceKind } from "./trace.js";

/** What a trace file says of itself, beside the format's own entries. */
export interface TraceMeta {
  /** The model's name, and the scope at which the trace was found. */
  readonly model: string;
  readonly scope: Readonly<Record<string, ScopeValue>>;
  readonly kind: TraceKind;
  /** The property's id; `deadlock` or `error` for those kinds; the simulation's name where a trace diverged. */
  readonly property: string;
  readonly seed?: string;
  readonly minimal?: Minimal;
  /** What was thrown, for kind `error`. */
  readonly message?: string;
  readonly modelHash?: string;
  readonly mutant?: string;
  /** Of a machine that stands for the model: its name, its design, and what of it was judged. */
  readonly machine?: string;
  readonly design?: string;
  readonly profile?: string;
  /** The program that wrote the file, such as `sigma486 0.1.0`. */
  readonly tool?: string;
  readonly source?: string;
  readonly status?: string;
  readonly description?: string;
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
}

/** A trace file of the right shape; `checkTrace` makes it a trace of a model. */
export interface ParsedTrace {
  readonly meta: TraceMeta;
  readonly vars: readonly string[];
  /** At least one; each has a value for every variable. */
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

const MOST_STATES = 1_000_000;

const whole = v.pipe(v.number(), v.safeInteger("is not a whole number"));
const text = v.exactOptional(v.string());

const meta: v.GenericSchema<unknown, TraceMeta> = v.object({
  format: v.exactOptional(v.literal("ITF")),
  model: v.string(),
  scope: v.record(v.string(), v.union([v.number(), v.boolean(), v.string()])),
  kind: v.picklist(TRACE_KINDS),
  property: v.string(),
  seed: text,
  minimal: v.exactOptional(
    v.object({
      certified: v.boolean(),
      length: whole,
      searchedDepth: whole,
      states: whole,
      interrupts: v.exactOptional(v.array(whole)),
    }),
  ),
  message: text,
  modelHash: text,
  mutant: text,
  machine: text,
  design: text,
  profile: text,
  tool: text,
  source: text,
  status: text,
  description: text,
  timestamp: v.exactOptional(v.number()),
});

const states = v.pipe(
  v.array(v.unknown()),
  v.minLength(1, "there is no state"),
  v.maxLength(MOST_STATES, `more than ${MOST_STATES} states`),
  v.array(v.record(v.string(), v.unknown())),
);

const file = v.object({
  "#meta": meta,
  params: v.exactOptional(v.array(v.string())),
  vars: v.array(v.string()),
  states,
  loop: v.exactOptional(whole),
});

/** Most bytes of a trace file. */
const LARGEST = 32 * 2 ** 20;

/** Read a trace file. Throws TraceError, with the path in front. */
export function readTraceFile(path: string): ParsedTrace {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new TraceError("is not a file");
    if (stat.size > LARGEST) throw new TraceError("is larger than 32 MiB");
    return readTrace(readFileSync(path, "utf8"));
  } catch (error) {
    const why = error instanceof TraceError ? error.message : `cannot be read (${messageOf(error)})`;
    throw new TraceError(`${path}: ${why}`);
  }
}

/** Read the text of a trace file. Throws TraceError. */
export function readTrace(json: string): ParsedTrace {
  const value = parseJson(json);
  inspectJson(value);
  const result = v.safeParse(file, value, { abortEarly: true });
  if (!result.success) throw new TraceError(complaint(result.issues[0]));
  const { "#meta": meta, vars, params = [], states, loop = 0 } = result.output;
  if (loop < 0 || loop >= states.length)
    throw new TraceError(`loop: there is no state ${loop}, the last is ${states.length - 1}`);
  checkNames(states, new Set(vars), new Set(params));
  return { meta, vars, states };
}

/** One line that names the part: `#meta.kind: expected ("violated" | ...) but received "broken"`. */
function complaint(issue: v.BaseIssue<unknown>): string {
  const path = pathText(issue.path?.map((item) => item.key) ?? []) || "the file";
  if (issue.kind === "schema" && issue.received === "undefined") return `${path}: is missing`;
  const why = issue.message.replace(/^Invalid [\w ]+: E/, "e");
  return `${path}: ${why}`;
}

/** Every state has every variable and nothing else. (Quint names some variables twice, so that `vars` is a set.) */
function checkNames(
  states: readonly Readonly<Record<string, unknown>>[],
  vars: ReadonlySet<string>,
  params: ReadonlySet<string>,
): void {
  states.forEach((state, i) => {
    for (const name of vars)
      if (!Object.hasOwn(state, name)) throw new TraceError(`states[${i}].${name}: is missing`);
    for (const name of Object.keys(state))
      if (name !== "#meta" && !vars.has(name) && !params.has(name))
        throw new TraceError(`states[${i}].${name}: is neither in vars nor in params`);
  });
}
