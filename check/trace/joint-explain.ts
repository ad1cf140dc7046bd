/** A trace of a machine told in prose, the model's steps above the machine's; and drawn as a graph. */
import type { Instance } from "../../model/index.js";
import { allCells, changedCells, changedViews } from "./cells.js";
import { type ExplainedStep, type ExplainOptions, type Explanation, sentenceOf } from "./explain.js";
import { actionText } from "./follow.js";
import type { Graph, GraphNode } from "./graph.js";
import { type JointTrace, jointHeadline, type MachineNamed } from "./joint.js";
import { type Played, type PlayedStep, requestText } from "./joint-play.js";
import { minimality } from "./words.js";

/** Tell what was played of a trace. */
export function explainJointly<A>(
  instance: Instance<A>,
  played: Played<A>,
  trace: JointTrace,
  of: MachineNamed,
  { all = false }: ExplainOptions = {},
): Explanation {
  const { initial, steps, obstacle } = played;
  const cells = (state: A) => (all ? { cells: allCells(instance, state) } : {});
  const init = { number: 0, action: "init", says: "the initial state", changes: [], views: [] };
  const next = trace.requests[steps.length];
  const told: ExplainedStep[] = steps.map((step, n) => ({
    ...toldStep(instance, step, n + 1),
    ...cells(step.after),
  }));
  if (obstacle !== undefined && next !== undefined)
    told.push({
      ...{ number: steps.length + 1, action: requestText(instance, next), says: "" },
      ...{ changes: [], views: [], obstacle },
    });
  return {
    title: jointHeadline(of, instance.model.name, trace),
    steps: [{ ...init, ...cells(initial) }, ...told],
    untold: trace.requests.length - told.length,
    ending: endingOf(played, trace),
    ...(trace.minimal === undefined ? {} : { minimality: minimality({ kind: "diverged" }, trace.minimal) }),
  };
}

const toldStep = <A>(
  instance: Instance<A>,
  { request, run, before, after, clocks }: PlayedStep<A>,
  number: number,
): ExplainedStep => ({
  number,
  above: { model: instance.model.name, steps: run.map((action) => actionText(instance, action)) },
  action: requestText(instance, request),
  says: sentenceOf(instance, request.action),
  ...(clocks === undefined ? {} : { clocks }),
  changes: changedCells(instance, before, after),
  views: changedViews(instance, before, after),
});

/** What is wrong at the end; where nothing is, what was recorded. */
function endingOf<A>({ steps, behind }: Played<A>, { property, wrong }: JointTrace): Explanation["ending"] {
  const found = steps.at(-1)?.wrong;
  if (found !== undefined) return { id: property, says: found, offenders: [], behind };
  return { id: property, says: wrong, offenders: [], absent: `not shown after step ${steps.length}` };
}

/** What was played as a chain: each state is labelled by the cells that its request changed. */
export function jointGraph<A>(
  instance: Instance<A>,
  { steps, obstacle }: Played<A>,
  trace: JointTrace,
  of: MachineNamed,
): Graph {
  const nodes = steps.map(({ before, after, wrong }, n): GraphNode => {
    const changes = [...changedCells(instance, before, after), ...changedViews(instance, before, after)];
    const lines = changes.map(({ cell, to }) => `${cell} = ${to}`);
    const said = wrong === undefined ? lines : [...lines, wrong];
    return {
      id: `s${n + 1}`,
      lines: said.length === 0 ? ["nothing changes"] : said,
      ...(wrong === undefined ? {} : { mark: "shown" as const }),
    };
  });
  const edges = steps.map(({ request, run }, n) => ({
    from: `s${n}`,
    to: `s${n + 1}`,
    lines: [
      requestText(instance, request),
      `${instance.model.name}: ${run.map((action) => actionText(instance, action)).join(", ") || "no step"}`,
    ],
  }));
  const title = jointHeadline(of, instance.model.name, trace);
  const first: GraphNode = { id: "s0", lines: ["init"], mark: "initial" };
  const next = trace.requests[steps.length];
  if (obstacle === undefined || next === undefined) return { title, nodes: [first, ...nodes], edges };
  const last = { id: `s${steps.length + 1}`, lines: [obstacle], mark: "failed" as const };
  const edge = { from: `s${steps.length}`, to: last.id, lines: [requestText(instance, next)] };
  return { title, nodes: [first, ...nodes, last], edges: [...edges, edge] };
}
