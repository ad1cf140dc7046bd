/**
 * The fast executor: a model at a scope, run in place on scratch states.
 *
 * The guards, effects and properties are the model's own functions; only the loops around them are generated, one
 * function a rule, so that each function has one caller and the compiler can inline it. `step.ts` runs the same
 * text through immer; a test shows that the two agree on every transition.
 */
import { Binder } from "./generate.js";
import { assignmentCount, type Instance, type RuleAt } from "./instance.js";
import {
  blankArgs,
  type Counts,
  loops,
  type Shared,
  setArgs,
  stateJudge,
  stepJudgeSource,
} from "./judging.js";
import { encoder, type Renaming } from "./pack.js";
import type { Schema } from "./schema.js";
import { type Scratch, scratch, unpackSource } from "./unpack.js";

/** Where an expansion tells what it finds, while the successor stands in the scratch state `after`. */
export interface Sink {
  /** An enabled request; its successor is packed in `key`. True if it is to be judged as a state. */
  visit(request: number): boolean;
  /** The successor shows a property of states. */
  state(property: number): void;
  /** The step shows a property of steps. */
  step(property: number, request: number): void;
}
/** Take every enabled request of one rule in a packed state; gives how many there are. */
export type Expand = (from: Int32Array, at: number, key: Int32Array, sink: Sink) => number;
/** Called with the index of a property that a state or step breaks or, for a witness, shows. */
export type Report = (property: number) => void;

export interface Executor<S> {
  readonly instance: Instance<S>;
  /** 32-bit words of a packed state, and the bits of them that are used. */
  readonly words: number;
  readonly bits: number;
  readonly before: Scratch<S>;
  readonly after: Scratch<S>;
  readonly encode: (state: S, into: Int32Array, at: number) => void;
  readonly encodeRenamed: (state: S, into: Int32Array, at: number, renaming: Renaming) => void;
  /** The expansion of each rule, generated once. If steps are to be judged, `before` must hold the state expanded. */
  readonly expansions: (judgeSteps: boolean) => readonly Expand[];
  /** For each rule: the index of the first false clause in `after` for these arguments, or -1. It is not counted. */
  readonly refusal: readonly ((picks: readonly number[]) => number)[];
  /** For each rule: apply its effect to `after`. */
  readonly apply: readonly ((picks: readonly number[]) => void)[];
  /** Judge `after` by every active property of states. */
  readonly judgeState: (report: Report) => void;
  /** For each rule: judge the step from `before` to `after` by every active step property. */
  readonly judgeStep: readonly ((picks: readonly number[], report: Report) => void)[];
  readonly counts: Counts;
}

/**
 * How many of the parameters a clause can see, read off its parameter list: `(s, { from }) => ...` sees `from`
 * alone, so that it need not be asked again for each value of the parameters after it. Any other form sees all.
 */
export function parametersSeen(clause: (...args: never) => unknown, names: readonly string[]): number {
  const pattern = /^\(?\s*[\w$]+\s*(?:,\s*\{([\w\s,]*)\}\s*)?\)?\s*=>/.exec(clause.toString());
  if (pattern === null) return names.length;
  const seen = (pattern[1] ?? "").split(",").map((name) => names.indexOf(name.trim()) + 1);
  return Math.max(0, ...seen);
}

/** The generated text of one rule's expansion. `encode` and `judge` name what the innermost loop calls. */
function expander<S>(at: RuleAt<S>, shared: Shared, encode: string, judge: InnerJudge): unknown {
  const { binder, counts, after } = shared;
  const { rule, variables, index } = at;
  const names = variables.map((v) => v.name);
  let deepest = 0;
  const clauses = Object.values(rule.requires).map((test, i) => {
    deepest = Math.max(deepest, parametersSeen(test, names));
    return { level: deepest, test: binder.bind(test), i };
  });
  const { head, body } = shared.source;
  const restore = head === "" ? `${binder.bind(shared.unpack)}(b, at);` : body;
  const innermost = (): string => {
    const number =
      variables.map((_, n) => `i${n} * ${assignmentCount(variables.slice(n + 1))}`).join(" + ") || "0";
    return `taken++;
      ${binder.bind(rule)}.effect(s, a);
      ${encode}(s, key, 0);
      const request = ${at.first} + ${number};
      if (sink.visit(request)) ${judge.state}(sink);
      ${judge.steps}
      ${restore}`;
  };
  const source = loops("a", variables, binder, "i", (level) => {
    const skip = level === 0 ? "break all" : "continue";
    const many = assignmentCount(variables.slice(level));
    const guards = clauses
      .filter((c) => c.level === level)
      .map((c) => `if (!${c.test}(s, a)) { refused${c.i} += ${many}; ${skip}; }`);
    return guards.join("\n") + (level === variables.length ? innermost() : "");
  });
  const locals = `const s = ${after}, a = ${binder.bind(blankArgs(variables))};
    let taken = 0${clauses.map((c) => `, refused${c.i} = 0`).join("")};`;
  const refused = binder.bind(counts.refused[index]);
  const add = clauses.map((c) => `${refused}[${c.i}] += refused${c.i};`).join(" ");
  const account = `${binder.bind(counts.taken)}[${index}] += taken; ${add} return taken;`;
  return binder.compile(
    `(b, at, key, sink) => { ${locals} ${head}\n${restore}\nall: { ${source} }\n${account} }`,
  );
}

/** How the innermost loop judges: a function for new states, statements for steps. */
interface InnerJudge {
  readonly state: string;
  readonly steps: string;
}

/** The expansion of each rule, all telling one sink. */
function expansions<S>(
  instance: Instance<S>,
  shared: Shared,
  encode: unknown,
  judgeSteps: boolean,
): readonly Expand[] {
  const { binder } = shared;
  const [packs, state] = [
    binder.bind(encode),
    binder.bind(stateJudge(instance, shared, "sink", "sink.state(#)")),
  ];
  const texts = { pick: "i#", report: "sink.step(#, request)" };
  return instance.rules.map((rule) => {
    const steps = judgeSteps ? stepJudgeSource(instance, rule, shared, texts) : "";
    return expander(rule, shared, packs, { state, steps }) as Expand;
  });
}

/** A rule's guards and its effect, one request at a time. */
function singleStep<S>(at: RuleAt<S>, shared: Shared): { refusal: unknown; apply: unknown } {
  const { binder, counts, after } = shared;
  const args = binder.bind(blankArgs(at.variables));
  const set = setArgs(at, args, "picks[#]", binder);
  const clauses = Object.values(at.rule.requires).map(
    (test, i) => `if (!${binder.bind(test)}(${after}, ${args})) return ${i};`,
  );
  const effect = `${binder.bind(at.rule)}.effect(${after}, ${args}); ${binder.bind(counts.taken)}[${at.index}]++;`;
  return {
    refusal: binder.compile(`(picks) => { ${set} ${clauses.join("\n")} return -1; }`),
    apply: binder.compile(`(picks) => { ${set} ${effect} }`),
  };
}

/** Generate the executor of a model at a scope. */
export function compile<S>(instance: Instance<S>): Executor<S> {
  const { schema, rules, properties } = instance;
  const plain = encoder(schema, false);
  const counts: Counts = {
    taken: new Float64Array(rules.length),
    refused: rules.map((r) => new Float64Array(r.clauses.length)),
    premises: new Float64Array(properties.length),
    active: new Uint8Array(properties.length).fill(1),
  };
  const before = scratch(schema, new Binder());
  const shared = sharedScratch(schema, counts, before.state);
  const made = new Map<boolean, readonly Expand[]>();
  const singles = rules.map((rule) => singleStep(rule, shared));
  return {
    instance,
    words: plain.words,
    bits: plain.bits,
    before,
    after: { state: shared.source.state as S, unpack: shared.unpack },
    encode: plain.encode,
    encodeRenamed: encoder(schema, true).encode as Executor<S>["encodeRenamed"],
    expansions: (judgeSteps) => {
      const found = made.get(judgeSteps) ?? expansions(instance, shared, plain.encode, judgeSteps);
      made.set(judgeSteps, found);
      return found;
    },
    refusal: singles.map((s) => s.refusal) as Executor<S>["refusal"],
    apply: singles.map((s) => s.apply) as Executor<S>["apply"],
    judgeState: stateJudge(instance, shared, "report", "report(#)") as Executor<S>["judgeState"],
    judgeStep: rules.map((rule) => {
      const source = stepJudgeSource(instance, rule, shared, { pick: "picks[#]", report: "report(#)" });
      return shared.binder.compile(`(picks, report) => { ${source} }`);
    }) as Executor<S>["judgeStep"],
    counts,
  };
}

function sharedScratch(schema: Schema, counts: Counts, before: unknown): Shared {
  const binder = new Binder();
  const source = unpackSource(schema, binder);
  const unpack = binder.compile(`(b, at) => { ${source.head}\n${source.body} }`) as Shared["unpack"];
  return { binder, counts, source, unpack, after: binder.bind(source.state), before: binder.bind(before) };
}
