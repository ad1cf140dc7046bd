/** `sigma486 export itf|dot|mermaid FILE-or-MODEL`: traces and small models for other tools. */
import { toDot, toMermaid } from "../check/trace/export.js";
import { type Graph, modelGraph, traceGraph } from "../check/trace/graph.js";
import { EXIT, Failure } from "./exit.js";
import { traceFileText } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { openTrace } from "./open-trace.js";
import { findTarget, instanceAt } from "./target.js";
import { print } from "./terminal.js";

const GRAPHS: Readonly<Record<string, (graph: Graph) => string>> = { dot: toDot, mermaid: toMermaid };

/** A trace has a name that ends in .json; anything else is a model. */
const isTrace = (name: string): boolean => /\.json$/i.test(name);

export const main: Main = async ([format = "", name = ""], flags) => {
  await print(format === "itf" ? await itf(name, flags) : await graph(format, name, flags));
  return EXIT.holds;
};

async function itf(name: string, flags: Flags): Promise<string> {
  if (!isTrace(name))
    throw new Failure(EXIT.usage, `export itf ${name}: is no trace (search MODEL --out-itf FILE makes one)`);
  const opened = await openTrace(name, flags);
  if ("kernel" in opened) return (await import("./open-joint.js")).fileOf(opened, opened.trace);
  const { instance, target, trace, meta } = opened;
  return traceFileText(instance, trace, target.name, meta.seed);
}

async function graph(format: string, name: string, flags: Flags): Promise<string> {
  const draw = Object.hasOwn(GRAPHS, format) ? GRAPHS[format] : undefined;
  if (draw === undefined)
    throw new Failure(EXIT.usage, `export ${format}: the formats are itf, dot and mermaid`);
  if (!isTrace(name)) {
    const target = await findTarget(name, flags);
    return draw(modelGraph(instanceAt(target, flags, target.model.scopes.quick)));
  }
  const opened = await openTrace(name, flags);
  if ("kernel" in opened) return draw((await import("./open-joint.js")).graphOf(opened));
  return draw(traceGraph(opened.instance, opened.trace));
}
