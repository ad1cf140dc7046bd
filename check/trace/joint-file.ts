/**
 * Traces of machines as files: a state of a file is what the machine stands for, and beside the request that led to it
 * stand the model's steps. Clocks are in the state's `#meta`; what is wrong, and the memory behind it, in that of the last.
 */
import * as v from "valibot";
import { type Instance, type Itf, type ItfMeta, type ItfState, member } from "../../model/index.js";
import { TraceError } from "./error.js";
import { actionText } from "./follow.js";
import { modelHash } from "./hash.js";
import { checkTrace } from "./itf-check.js";
import type { ParsedTrace, TraceMeta } from "./itf-read.js";
import { ACTION, FORMAT, PICKS, stateWriter, variables, type WriteOptions } from "./itf-write.js";
import { type JointRequest, type JointTrace, jointHeadline, type MachineNamed } from "./joint.js";
import type { Played, PlayedStep } from "./joint-play.js";

/** In how many clocks an interrupt came while a request was done; 0: none did. */
const INTERRUPT = "machine::interruptAfter";
/** The model's steps that the machine's stands for. */
const STEPS = "model::steps";

/** The longest time after which an interrupt may come, in clocks. */
const LONGEST = 1_000_000;

// -------------------------------------------------------------------------------------------------------- writing

/** What was played, as ITF: state 0 is what the machine stands for at first, and every other one what it does after a step. */
export function writeJoint<A>(
  instance: Instance<A>,
  played: Played<A>,
  trace: JointTrace,
  of: MachineNamed,
  options: Omit<WriteOptions, "mutant">,
): Itf {
  const write = stateWriter(instance);
  const first = {
    "#meta": { index: 0 },
    ...write(played.initial, undefined),
    [INTERRUPT]: bigint(0),
    [STEPS]: [],
  };
  const states = played.steps.map(
    (step, n): ItfState => ({
      "#meta": stateMeta(step, n + 1, played.behind),
      ...write(step.after, step.request.action),
      [INTERRUPT]: bigint(step.request.variant),
      [STEPS]: step.run.map((action) => actionText(instance, action)),
    }),
  );
  const vars = [...variables(instance).map(({ name }) => name), ACTION, PICKS, INTERRUPT, STEPS];
  return { "#meta": metaOf(instance, trace, of, options), vars, states: [first, ...states] };
}

const bigint = (n: number) => ({ "#bigint": String(n) });

const stateMeta = <A>(
  { clocks, wrong }: PlayedStep<A>,
  index: number,
  behind: readonly string[],
): ItfMeta => ({
  index,
  ...(clocks === undefined ? {} : { clocks: String(clocks) }),
  ...(wrong === undefined ? {} : { wrong, behind }),
});

function metaOf<A>(
  instance: Instance<A>,
  trace: JointTrace,
  of: MachineNamed,
  { source, seed, timestamp, tool, modelHash: hash }: Omit<WriteOptions, "mutant">,
): ItfMeta {
  const { machine, design, profile, mutant } = of;
  const { property, minimal } = trace;
  const model = instance.model.name;
  const meta: { [K in keyof TraceMeta]: TraceMeta[K] | undefined } = {
    ...{ source, status: "violation", description: jointHeadline(of, model, trace), timestamp, tool },
    ...{ machine, design, profile, mutant },
    ...{ model, scope: instance.scope, seed, kind: "diverged", property, minimal },
    modelHash: hash ?? modelHash(instance),
  };
  const known = Object.entries(meta).filter(([, value]) => value !== undefined);
  return { ...FORMAT, ...Object.fromEntries(known) };
}

// -------------------------------------------------------------------------------------------------------- reading

/** A trace with the states that were recorded with it. */
export interface RecordedJoint<A> extends JointTrace {
  /** What the machine stood for at first, and after each request. */
  readonly states: readonly A[];
}

/**
 * The trace of a machine that a file holds; `instance` is the model that it is to stand for. Throws TraceError where the
 * file is of another model or scope, or where what it says has not the form that it must have. A request that there is no
 * more is no error here: `replay` calls such a trace stale.
 */
export function checkJoint<A>(instance: Instance<A>, parsed: ParsedTrace): RecordedJoint<A> {
  if (parsed.meta.kind !== "diverged")
    throw new TraceError(`#meta.kind: is ${parsed.meta.kind}; a machine's trace is diverged`);
  const { property, actions, states, minimal } = checkTrace(instance, parsed, [INTERRUPT, STEPS]);
  if (actions.length === 0) throw new TraceError("states: there is no request");
  const variants = parsed.states.map((state, n) => interruptIn(state, n));
  parsed.states.forEach(checkSteps);
  const metas = parsed.states.map((state, n) => metaIn(state, n));
  const requests = actions.map((action, n): JointRequest => ({ action, variant: variants[n + 1] ?? 0 }));
  const wrong = metas.at(-1)?.wrong;
  if (wrong === undefined) throw new TraceError(`states[${actions.length}].#meta.wrong: is missing`);
  return { property, wrong, requests, states, ...(minimal === undefined ? {} : { minimal }) };
}

type RawState = ParsedTrace["states"][number];

function interruptIn(state: RawState, n: number): number {
  const text = member(member(state, INTERRUPT), "#bigint");
  if (typeof text !== "string" || !/^\d{1,15}$/.test(text))
    throw new TraceError(`states[${n}].${INTERRUPT}: is no #bigint of clocks`);
  if (Number(text) > LONGEST)
    throw new TraceError(`states[${n}].${INTERRUPT}: ${text} is not in 0..${LONGEST}`);
  return Number(text);
}

function checkSteps(state: RawState, n: number): void {
  if (!v.is(v.array(v.string()), member(state, STEPS)))
    throw new TraceError(`states[${n}].${STEPS}: is no list of steps in words`);
}

const stateMetaRead = v.object({
  clocks: v.exactOptional(v.pipe(v.string(), v.regex(/^\d+$/))),
  wrong: v.exactOptional(v.string()),
  behind: v.exactOptional(v.array(v.string())),
});

function metaIn(state: RawState, n: number): v.InferOutput<typeof stateMetaRead> {
  const result = v.safeParse(stateMetaRead, member(state, "#meta") ?? {}, { abortEarly: true });
  if (result.success) return result.output;
  const [{ path }] = result.issues;
  const key = path?.[0]?.key;
  throw new TraceError(`states[${n}].#meta${key === undefined ? "" : `.${String(key)}`}: has not its form`);
}
