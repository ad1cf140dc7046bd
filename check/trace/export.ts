/** Graphs in the languages of drawing programs. Equal graphs give equal texts. */
import type { Graph, GraphNode } from "./graph.js";

/** The graph in Graphviz's DOT language. */
export function toDot({ title, nodes, edges }: Graph): string {
  const text = (lines: readonly string[]): string => `"${lines.map(dotEscape).join("\\n")}"`;
  return [
    `digraph ${text([title])} {`,
    `  label=${text([title])};`,
    "  node [shape=box];",
    ...nodes.map((node) => `  ${node.id} [label=${text(node.lines)}${DOT_STYLE[node.mark ?? "none"]}];`),
    ...edges.map(({ from, to, lines }) => `  ${from} -> ${to} [label=${text(lines)}];`),
    "}",
    "",
  ].join("\n");
}

const DOT_STYLE = {
  none: "",
  initial: ", style=bold",
  shown: ", peripheries=2",
  failed: ", style=dashed",
} as const;

/** In a DOT string a backslash begins an escape sequence. */
const dotEscape = (line: string): string => line.replace(/[\\"]/g, "\\$&");

/**
 * The graph as a Mermaid flowchart. (Mermaid itself draws at most 500 edges and 50,000 characters unless it is
 * configured otherwise.)
 */
export function toMermaid({ title, nodes, edges }: Graph): string {
  const text = (lines: readonly string[]): string => `"${lines.map(mermaidEscape).join("<br/>")}"`;
  const node = ({ id, lines, mark }: GraphNode): string =>
    `  ${id}[${text(lines)}]${mark === undefined ? "" : `:::${mark}`}`;
  return [
    "---",
    `title: ${JSON.stringify(title)}`,
    "---",
    "flowchart TD",
    ...nodes.map(node),
    ...edges.map(({ from, to, lines }) => `  ${from} -->|${text(lines)}| ${to}`),
    "  classDef initial stroke-width:2px",
    "  classDef shown stroke-width:4px",
    "  classDef failed stroke-dasharray:4",
    "",
  ].join("\n");
}

/** Everything that Mermaid, its Markdown or HTML could read as a sign becomes a character code. */
const mermaidEscape = (line: string): string =>
  line.replace(/[^A-Za-z0-9 .,:=()[\]{}/+-]/gu, (c) => `#${c.codePointAt(0) ?? 0};`);
