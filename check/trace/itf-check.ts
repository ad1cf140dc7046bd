/** From a trace file to a trace of a model: every state and argument read by the model's own schemas. */
import {
  type Action,
  DomainError,
  fromItf,
  type Instance,
  ItfError,
  member,
  type Schema,
} from "../../model/index.js";
import { TraceError } from "./error.js";
import type { ParsedTrace, TraceMeta } from "./itf-read.js";
import { ACTION, INIT, PICKS } from "./itf-write.js";
import type { Trace } from "./trace.js";
import { stateVariables, viewVariables } from "./vars.js";

/** A trace with the states that were recorded with it. */
export interface RecordedTrace<S> extends Trace {
  /** The initial state, then the state after each action; where the model failed, the one before it again. */
  readonly states: readonly S[];
}

type RawState = ParsedTrace["states"][number];

/**
 * The trace of this instance that a file holds. Throws TraceError when it is of another model or scope, or when a
 * recorded state is not in its domain. A rule or an argument that the model does not have is no error here: `replay`
 * calls such a trace stale. `more`: variables that it must have besides.
 */
export function checkTrace<S>(
  instance: Instance<S>,
  { meta, vars, states }: ParsedTrace,
  more: readonly string[] = [],
): RecordedTrace<S> {
  checkMeta(instance, meta);
  checkVars(instance, vars, more);
  const found = states.map((state, i) => readState(instance, state, `states[${i}]`));
  if (states[0]?.[ACTION] !== INIT) throw new TraceError(`states[0].${ACTION}: is not ${INIT}`);
  const actions = states.slice(1).map((state, i) => readAction(instance, state, `states[${i + 1}]`));
  const { kind, property, minimal, message } = meta;
  return {
    kind,
    property,
    actions,
    states: found,
    ...(minimal === undefined ? {} : { minimal }),
    ...(message === undefined ? {} : { message }),
  };
}

function checkMeta<S>({ model, scope }: Instance<S>, meta: TraceMeta): void {
  if (meta.model !== model.name)
    throw new TraceError(`#meta.model: the trace is of ${meta.model}, not of ${model.name}`);
  for (const [key, value] of Object.entries(meta.scope)) {
    if (!Object.hasOwn(scope, key)) throw new TraceError(`#meta.scope.${key}: ${model.name} has no such key`);
    if (scope[key] !== value)
      throw new TraceError(
        `#meta.scope.${key}: the trace is of ${value}, the model at hand of ${scope[key]}`,
      );
  }
}

/** A view that the file does not have was added to the model since; all else must be there. */
function checkVars<S>(instance: Instance<S>, vars: readonly string[], more: readonly string[]): void {
  const needed = [...stateVariables(instance).map((v) => v.name), ACTION, PICKS, ...more];
  const known = [...needed, ...viewVariables(instance).map((v) => v.name)];
  const missing = needed.find((name) => !vars.includes(name));
  if (missing !== undefined) throw new TraceError(`vars: ${missing} is missing`);
  const extra = vars.find((name) => !known.includes(name));
  if (extra !== undefined) throw new TraceError(`vars: ${extra} is no variable of ${instance.model.name}`);
}

function readState<S>(instance: Instance<S>, state: RawState, path: string): S {
  for (const { name, schema, tags } of viewVariables(instance))
    if (Object.hasOwn(state, name))
      asTraceError(() => fromItf(schema, member(state, name), `${path}.${name}`, tags));
  const { schema } = instance;
  const names = stateVariables(instance).map((v) => v.name);
  return asTraceError(() =>
    schema.kind === "record"
      ? fromItf(schema, Object.fromEntries(names.map((name) => [name, member(state, name)])), path)
      : fromItf(schema, member(state, names[0] ?? ""), `${path}.${names[0]}`),
  );
}

function readAction<S>(instance: Instance<S>, state: RawState, path: string): Action {
  const name = member(state, ACTION);
  if (typeof name !== "string") throw new TraceError(`${path}.${ACTION}: is not the name of a rule`);
  const picks = member(state, PICKS);
  if (typeof picks !== "object" || picks === null || Array.isArray(picks))
    throw new TraceError(`${path}.${PICKS}: is not a record of arguments`);
  const variables = instance.rules.find((r) => r.rule.name === name)?.variables ?? [];
  const args = Object.entries(picks).flatMap(([parameter, pick]: [string, unknown]) => {
    const at = `${path}.${PICKS}.${parameter}`;
    const tag = member(pick, "tag");
    if (tag !== "Some" && tag !== "None") throw new TraceError(`${at}: the tag is neither Some nor None`);
    const schema = variables.find((v) => v.name === parameter)?.schema;
    return tag === "Some" ? [[parameter, readArgument(schema, member(pick, "value"), at)] as const] : [];
  });
  return { rule: name, args: Object.fromEntries(args) };
}

/** An argument; one that the model does not have, or not at this scope, as a value that is in no domain. */
function readArgument(schema: Schema | undefined, itf: unknown, path: string): unknown {
  if (schema === undefined) return plain(itf);
  try {
    return fromItf(schema, itf, path);
  } catch (error) {
    if (error instanceof DomainError) return plain(itf);
    throw error instanceof ItfError ? new TraceError(error.message) : error;
  }
}

/** A value to be shown, not used. */
function plain(itf: unknown): unknown {
  const whole = member(itf, "#bigint");
  if (typeof whole === "string") return Number(whole);
  const tuple = member(itf, "#tup");
  if (Array.isArray(tuple)) return `(${tuple.map(plain).join(",")})`;
  return typeof itf === "object" ? JSON.stringify(itf) : itf;
}

function asTraceError<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    throw error instanceof DomainError || error instanceof ItfError ? new TraceError(error.message) : error;
  }
}
