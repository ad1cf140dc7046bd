/**
 * A design that fails: to send and to receive the answer in two calls.  [slides 45, 46; X0 ipc]
 *
 * Between the two calls the client does not wait yet. A server that does not trust its clients answers with timeout 0,
 * so that none of them can hold it up; and then its answer misses. The same claim is made of both designs: the model
 * whole-call keeps it, the model split-call must break it.
 */
import type { Model } from "../../model/index.js";
import { ipc as call, wait } from "./calls.js";
import { ipc } from "./index.js";
import { type Ipc, refutedStep, step } from "./state.js";
import { type Asked, callOf, codeOf, told } from "./steps.js";
import { createTask, exRegs } from "./tasks.js";
import type { Thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The word of a message that asks for an answer.  [repertoire.ts] */
const ASKS = 1;

type Answer = Asked & { readonly by: Thread; readonly partner: Thread };

/** Has `by` just been asked by its partner, and does it answer with timeout 0? */
function answersAtOnce(before: Ipc, _after: Ipc, asked: Answer): boolean {
  const { from, word } = told(before, asked.by);
  const { send } = callOf(before, asked, asked.by);
  return from === asked.partner && word === ASKS && before.calls.sends[send]?.within === 0;
}

// -------------------------------------------------------------------------------------------------- step property

/** What follows from IPC-NOGAP for a server, as an invariant or as a claim. */
const answerHits = {
  says: "a server that answers with timeout 0 the thread that has just asked it does not miss",
  source: "X0 ipc (no time between the two phases, so that a server may reply with timeout 0)",
  on: [call] as const,
  when: answersAtOnce,
  holds: (_before: Ipc, after: Ipc, { by }: Answer) => codeOf(after, by) !== "send timeout",
};

// --------------------------------------------------------------------------------------------------------- models

const variant = (name: string, says: string, calls: "whole" | "split"): Model<Ipc> => {
  const scope = { ...ipc.scopes.quick, calls };
  return {
    ...ipc,
    name,
    says,
    scopes: { quick: scope, full: scope },
    rules: [call, wait, createTask, exRegs],
    mayEnd: () => true,
  };
};

export const wholeCall: Model<Ipc> = {
  ...variant("whole-call", "Clients ask and receive the answer in one call.", "whole"),
  properties: [step("IPC-ANSWER-HITS", answerHits)],
};

export const splitCall: Model<Ipc> = {
  ...variant("split-call", "Clients ask in one call and receive the answer in a second one.", "split"),
  properties: [refutedStep("IPC-ANSWER-HITS", answerHits)],
};
