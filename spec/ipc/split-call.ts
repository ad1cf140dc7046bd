/**
 * A design that fails: to send and to receive the answer in two calls.  [slides 45, 46; X0 ipc]
 *
 * Between the two calls the client does not wait yet. A server that does not trust its clients answers with timeout 0,
 * so that none of them can hold it up; and then its answer misses. The same claim is made of both designs: the model
 * whole-call keeps it, the model split-call must break it.
 */
import {
  type Domains,
  type Model,
  NIL,
  type Nil,
  optional,
  over,
  type Property,
  type Rule,
  record,
  table,
  type Value,
} from "../../model/index.js";
import { ipc as call, wait } from "./calls.js";
import { ipc } from "./index.js";
import { NONE } from "./repertoire.js";
import { fields, type Ipc, initial } from "./state.js";
import { type Asked, callOf, codeOf, told } from "./steps.js";
import { createTask, exRegs } from "./tasks.js";
import { type Scope, type Thread, thread } from "./threads.js";

// ------------------------------------------------------------------------------------------------------- history

/** The state, and what the claim needs to know of the past. No rule reads it. */
const state = (scope: Scope) =>
  record({
    ...fields(scope),
    /** The thread that asked each thread last, as long as it was told nothing since; or NIL. */
    askedBy: table(thread(scope), optional(thread(scope))),
  });
type Asking = Value<ReturnType<typeof state>>;

const { step, refutedStep } = over(state);

/** The word of a message that asks for an answer.  [repertoires.ts] */
const ASKS = 1;

/** Who has asked `t`, after a step. */
function asker(s: Asking, t: Thread): Thread | Nil {
  const [{ from, word }, last] = [told(s, t), s.askedBy[t] ?? NIL];
  if (from !== NIL && word === ASKS) return from;
  return last !== NIL && codeOf(s, last) === NONE ? last : NIL;
}

/** The rule, which keeps the history besides. */
const remembered = <D extends Domains<Scope>>(rule: Rule<Ipc, D>): Rule<Asking, D> => ({
  ...rule,
  effect(s, args) {
    rule.effect(s, args);
    for (const t of s.everyThread) s.askedBy[t] = asker(s, t);
  },
});

// -------------------------------------------------------------------------------------------------- step property

type Answer = Asked & { readonly by: Thread; readonly partner: Thread };

/** Does `by` answer, with timeout 0, the partner that has asked it? */
function answersAtOnce(before: Asking, _after: Asking, asked: Answer): boolean {
  const { send } = callOf(before, asked, asked.by);
  return before.askedBy[asked.by] === asked.partner && before.calls.sends[send]?.within === 0;
}

/** What follows from IPC-NOGAP for a server, as an invariant or as a claim. */
const answerHits = {
  says: "a server that answers with timeout 0 a thread that has asked it, and was told nothing since, does not miss",
  source: "X0 ipc (no time between the two phases, so that a server may reply with timeout 0)",
  on: [remembered(call)] as const,
  when: answersAtOnce,
  holds: (_before: Asking, after: Asking, { by }: Answer) => codeOf(after, by) !== "send timeout",
};

// --------------------------------------------------------------------------------------------------------- models

const variant = (
  name: string,
  says: string,
  calls: "whole" | "split",
  property: Property<Asking>,
): Model<Asking> => {
  const scope = { ...ipc.scopes.quick, calls };
  return {
    name,
    says,
    scope: ipc.scope,
    scopes: { quick: scope, full: scope },
    state,
    initial: (scope: Scope) => ({ ...initial(scope), askedBy: initial(scope).everyThread.map(() => NIL) }),
    rules: [remembered(call), remembered(wait), remembered(createTask), remembered(exRegs)],
    properties: [property],
    mayEnd: () => true,
  };
};

export const wholeCall = variant(
  "whole-call",
  "Clients ask and receive the answer in one call.",
  "whole",
  step("IPC-ANSWER-HITS", answerHits),
);

export const splitCall = variant(
  "split-call",
  "Clients ask in one call and receive the answer in a second one.",
  "split",
  refutedStep("IPC-ANSWER-HITS", answerHits),
);
