/** Traces and small models as graphs: states are nodes, actions are edges. */
import { type Action, enabled, type Instance, step, toItf } from "../../model/index.js";
import { changedCells, changedViews } from "./cells.js";
import { actionText, follow, hindranceText, reached } from "./follow.js";
import type { Trace } from "./trace.js";
import { count, headline, modelAndScope } from "./words.js";

export interface GraphNode {
  /** `s0`, `s1` and so on: the initial state is s0. */
  readonly id: string;
  readonly lines: readonly string[];
  /** initial: where runs begin. shown: the state that a trace is about. failed: no state, an action led nowhere. */
  readonly mark?: "initial" | "shown" | "failed";
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The actions that lead from one to the other. */
  readonly lines: readonly string[];
}
export interface Graph {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A model with more states than a drawing can show. */
export class TooManyStates extends Error {
  override name = "TooManyStates";
}

/** A trace as a chain: each state is labelled by the cells that its action changed. */
export function traceGraph<S>(instance: Instance<S>, trace: Trace): Graph {
  const followed = follow(instance, trace.actions);
  const states = reached(instance, followed);
  const nodes = states.map(({ state, taken }, i): GraphNode => {
    const lines = taken === undefined ? ["init"] : difference(instance, taken.before, state);
    const end = i === trace.actions.length;
    return { id: `s${i}`, lines, ...(end ? { mark: "shown" } : i === 0 ? { mark: "initial" } : {}) };
  });
  const last = followed.at(-1);
  if (last !== undefined && last.came.kind !== "taken")
    nodes.push({ id: `s${nodes.length}`, lines: [hindranceText(last.came)], mark: "failed" });
  const edges = followed.map(({ action }, i) => ({
    from: `s${i}`,
    to: `s${i + 1}`,
    lines: [actionText(instance, action)],
  }));
  return { title: headline(instance, trace), nodes, edges };
}

function difference<S>(instance: Instance<S>, before: S, after: S): string[] {
  const changes = [...changedCells(instance, before, after), ...changedViews(instance, before, after)];
  return changes.length === 0 ? ["nothing changes"] : changes.map(({ cell, to }) => `${cell} = ${to}`);
}

/**
 * All reachable states: each is labelled by the cells in which it differs from the initial one. Actions that lead from
 * one state to the same other share an edge. Throws TooManyStates when there are more than `limit`.
 */
export function modelGraph<S>(instance: Instance<S>, limit = 500): Graph {
  const { states, transitions } = reachable(instance, limit);
  const { initial } = instance;
  const nodes = states.map((state, i): GraphNode => {
    if (i === 0) return { id: "s0", lines: ["init"], mark: "initial" };
    return { id: `s${i}`, lines: changedCells(instance, initial, state).map((c) => `${c.cell} = ${c.to}`) };
  });
  const edges = new Map<string, { from: string; to: string; lines: string[] }>();
  for (const { from, action, to } of transitions) {
    const key = `${from} ${to}`;
    const edge = edges.get(key) ?? { from: `s${from}`, to: `s${to}`, lines: [] };
    edge.lines.push(actionText(instance, action));
    edges.set(key, edge);
  }
  return { title: modelAndScope(instance), nodes, edges: [...edges.values()] };
}

/** A transition between states, by their numbers in the order of discovery. */
export interface Transition {
  readonly from: number;
  readonly action: Action;
  readonly to: number;
}

/**
 * The reachable states, breadth first, and all transitions between them, found by the pure executor. Throws
 * TooManyStates when there are more than `limit`.
 */
export function reachable<S>(
  instance: Instance<S>,
  limit: number,
): { states: readonly S[]; transitions: readonly Transition[] } {
  const keyOf = (state: S): string => JSON.stringify(toItf(instance.schema, state));
  const states: S[] = [instance.initial];
  const numbers = new Map([[keyOf(instance.initial), 0]]);
  const transitions: Transition[] = [];
  // The iterator comes to the states that are pushed meanwhile.
  for (const [from, state] of states.entries())
    for (const action of enabled(instance, state)) {
      const outcome = step(instance, state, action);
      if (!outcome.ok) continue;
      const after = instance.forget(outcome.state);
      const key = keyOf(after);
      const to = numbers.get(key) ?? states.push(after) - 1;
      numbers.set(key, to);
      transitions.push({ from, action, to });
      if (states.length > limit)
        throw new TooManyStates(
          `${modelAndScope(instance)} has more than ${count(limit, "state")}, too many to draw`,
        );
    }
  return { states, transitions };
}
