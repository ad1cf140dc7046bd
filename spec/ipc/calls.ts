/**
 * The system call.  [L93; slides 45-47; X0 ipc]
 *
 * There is one: an optional send phase and then an optional receive phase, with nothing between. Call, reply-and-wait,
 * send, receive, wait and sleep are its forms. A request that names a partner, one that names none, and the one that
 * names an interrupt are written as three rules, because their parameters differ.
 */
import type { Draft } from "immer";
import { excluding, NIL, type Nil } from "../../model/index.js";
import { isInterrupted, isReady, lineOf, taskOf } from "./observers.js";
import { end, receivePhase, sendPhase, takeInterrupt } from "./phases.js";
import { NONE, type Request } from "./repertoire.js";
import { type Ipc, rule } from "./state.js";
import { line, request, type Thread, thread, waitRequest } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** The thread makes the call. */
export function invoke(s: Draft<Ipc>, t: Thread, partner: Thread | Nil, call: Request | undefined): void {
  const { send = NONE, receive = NONE } = call ?? {};
  if (send !== NONE && partner !== NIL) sendPhase(s, t, partner, send, receive);
  else receivePhase(s, t, receive, partner);
}

// --------------------------------------------------------------------------------------------------------- rules

/** The forms with a partner: call, reply-and-wait, send, and receive from one.  [X0 ipc; slide 46] */
export const ipc = rule(
  "ipc",
  { by: thread, partner: thread, request },
  {
    says: "{by} makes the call {request} with {partner}",
    source: "X0 ipc; slides 45, 46",
    requires: { "caller-ready": (s, { by }) => isReady(s, by) },
    effect(s, { by, partner, request }) {
      invoke(s, by, partner, s.calls.requests[request]);
    },
  },
);

/** The forms without: wait for anybody, for one's interrupt, for nobody.  [X0 ipc] */
export const wait = rule(
  "wait",
  { by: thread, request: waitRequest },
  {
    says: "{by} makes the call {request}",
    source: "X0 ipc; slides 45, 46",
    requires: { "caller-ready": (s, { by }) => isReady(s, by) },
    effect(s, { by, request }) {
      invoke(s, by, NIL, s.calls.waits[request]);
    },
  },
);

/** Receive from an interrupt line, at once: the line is attached to the caller, if to nobody else.  [X0 interrupts] */
export const attach = rule(
  "attach",
  { by: thread, line },
  {
    says: "{by} asks for the interrupts of {line}",
    source: "X0 interrupts (associate: success is told as a receive timeout)",
    requires: { "caller-ready": (s, { by }) => isReady(s, by) },
    effect(s, { by, line }) {
      const [old, owner] = [lineOf(s, by), s.attached[line]];
      const free = owner === NIL || owner === by;
      if (!free || taskOf(s, by) >= s.drivers) return end(s, by, "no partner");
      if (old === line && isInterrupted(s, by)) return takeInterrupt(s, by);
      if (old !== NIL && old !== line) {
        s.attached[old] = NIL;
        s.pending = excluding(s.pending, old);
      }
      s.attached[line] = by;
      end(s, by, "receive timeout");
    },
  },
);
