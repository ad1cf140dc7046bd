/** Writing a trace as a file in the Informal Trace Format. */
import {
  type Action,
  fits,
  type Instance,
  type Itf,
  type ItfState,
  type ItfValue,
  toItf,
} from "../../model/index.js";
import { TraceError } from "./error.js";
import { actionText, follow, hindranceText } from "./follow.js";
import { modelHash } from "./hash.js";
import type { TraceMeta } from "./itf-read.js";
import { isBad, type Trace } from "./trace.js";
import { stateVariables, type TraceVariable, viewVariables } from "./vars.js";
import { headline } from "./words.js";

/** The variables in which Quint keeps the action that led to a state, and its arguments. */
export const ACTION = "mbt::actionTaken";
export const PICKS = "mbt::nondetPicks";
/** The action of the first state. */
export const INIT = "init";

/** What a trace file tells of its making. Entries that are undefined are left out. */
export interface WriteOptions {
  /** The model's name or the path of its module. */
  readonly source: string;
  readonly seed?: string | undefined;
  /** `modelHash(instance)` unless given. */
  readonly modelHash?: string | undefined;
  /** The mutant's id. */
  readonly mutant?: string | undefined;
  /** Milliseconds since 1970; left out unless given, so that equal traces make equal files. */
  readonly timestamp?: number | undefined;
  /** The program and its version, such as `sigma486 0.1.0`. */
  readonly tool?: string | undefined;
}

/**
 * The trace as ITF: state 0 is the initial one, and every other state stands with the action that led to it. Where the
 * model failed there is no state to write: the one before stands again, with the action that failed.
 * Throws TraceError when the actions do not apply to this instance.
 */
export function writeTrace<S>(instance: Instance<S>, trace: Trace, options: WriteOptions): Itf {
  const state = stateWriter(instance);
  const states = [state(instance.initial, undefined)];
  for (const { number, action, before, came } of follow(instance, trace.actions)) {
    if (came.kind === "taken") states.push(state(came.state, action));
    else if (came.kind === "failed" && trace.kind === "error") states.push(state(before, action));
    else throw new TraceError(`step ${number}, ${actionText(instance, action)}, ${hindranceText(came)}`);
  }
  const vars = [...variables(instance).map((v) => v.name), ACTION, PICKS];
  return { "#meta": metaOf(instance, trace, options), vars, states: states.map(numbered) };
}

/** The state with its number in front. */
const numbered = (state: ItfState, index: number): ItfState => ({ "#meta": { index }, ...state });

/** What a trace has of a state. */
export const variables = <S>(instance: Instance<S>): TraceVariable<S>[] => [
  ...stateVariables(instance),
  ...viewVariables(instance),
];

/** The function that writes a state and the action that led to it. */
export function stateWriter<S>(instance: Instance<S>): (state: S, action: Action | undefined) => ItfState {
  const all = variables(instance);
  const parameters = new Set(instance.rules.flatMap((r) => r.variables.map((v) => v.name)));
  const sorted = [...parameters].toSorted();
  return (state, action) => ({
    ...Object.fromEntries(all.map((v) => [v.name, toItf(v.schema, v.of(state), v.tags)])),
    [ACTION]: action?.rule ?? INIT,
    [PICKS]: Object.fromEntries(sorted.map((name) => [name, pick(instance, action, name)])),
  });
}

/** A parameter as an optional value: a name that rules share is read by the schema of the rule taken. */
function pick<S>(instance: Instance<S>, action: Action | undefined, name: string): ItfValue {
  const rule = instance.rules.find((r) => r.rule.name === action?.rule);
  const variable = rule?.variables.find((v) => v.name === name);
  if (variable === undefined || !fits(variable.schema, action?.args[name]))
    return { tag: "None", value: { "#tup": [] } };
  return { tag: "Some", value: toItf(variable.schema, action?.args[name]) };
}

export const FORMAT = {
  format: "ITF",
  "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
} as const;

function metaOf<S>(
  instance: Instance<S>,
  trace: Trace,
  options: WriteOptions,
): Readonly<Record<string, unknown>> {
  const { source, seed, mutant, timestamp, tool } = options;
  const meta: { [K in keyof TraceMeta]: TraceMeta[K] | undefined } = {
    source,
    status: isBad(trace) ? "violation" : "ok",
    description: headline(instance, trace),
    timestamp,
    tool,
    model: instance.model.name,
    scope: instance.scope,
    seed,
    mutant,
    kind: trace.kind,
    property: trace.property,
    message: trace.message,
    minimal: trace.minimal,
    modelHash: options.modelHash ?? modelHash(instance),
  };
  return {
    ...FORMAT,
    ...Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined)),
  };
}

/** The text of a trace file: one line for each variable of each state, so that versions compare line by line. */
export const traceText = (itf: Itf): string => `${layout(itf, 3, "")}\n`;

/** JSON with the uppermost `levels` spread over lines. */
function layout(value: unknown, levels: number, indent: string): string {
  if (levels === 0 || typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const inner = (part: unknown) => layout(part, levels - 1, deeper);
  const [open, close, parts] = Array.isArray(value)
    ? ["[", "]", value.map(inner)]
    : ["{", "}", Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${inner(part)}`)];
  if (parts.length === 0) return open + close;
  return `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}
