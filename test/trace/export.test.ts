/** Graphs for drawing programs: the same text each time, and no label that breaks the language. */
import { describe, expect, it } from "vitest";
import { modelGraph, reachable, TooManyStates, toDot, toMermaid, traceGraph } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { add, cases, counter } from "./counter.js";

const tiny = instantiate(sigma, { spaces: 2, pages: 1 });

describe("the graph of a trace", () => {
  const graph = traceGraph(tiny, {
    kind: "witnessed",
    property: "SIG-ANY",
    actions: [
      { rule: "map", args: { from: 0, to: 1 } },
      { rule: "demap", args: { from: 1 } },
    ],
  });

  it("in DOT", () => {
    expect(toDot(graph)).toBe(`\
digraph "sigma (spaces=2,pages=1): SIG-ANY is shown after 2 steps" {
  label="sigma (spaces=2,pages=1): SIG-ANY is shown after 2 steps";
  node [shape=box];
  s0 [label="init", style=bold];
  s1 [label="origin(1,0) = (0,0)\\nsigma(1,0) = 0"];
  s2 [label="nothing changes", peripheries=2];
  s0 -> s1 [label="map(from: (0,0), to: (1,0))"];
  s1 -> s2 [label="demap(from: (1,0))"];
}
`);
  });

  it("in Mermaid", () => {
    expect(toMermaid(graph)).toBe(`\
---
title: "sigma (spaces=2,pages=1): SIG-ANY is shown after 2 steps"
---
flowchart TD
  s0["init"]:::initial
  s1["origin(1,0) = (0,0)<br/>sigma(1,0) = 0"]
  s2["nothing changes"]:::shown
  s0 -->|"map(from: (0,0), to: (1,0))"| s1
  s1 -->|"demap(from: (1,0))"| s2
  classDef initial stroke-width:2px
  classDef shown stroke-width:4px
  classDef failed stroke-dasharray:4
`);
  });

  it("ends where a step does not apply", () => {
    const { nodes, edges } = traceGraph(counter({ limit: 3 }), cases.violated.trace);
    expect(nodes.at(-1)).toEqual({ id: "s2", lines: ["is refused: room"], mark: "failed" });
    expect(edges).toHaveLength(2);
    const one = traceGraph(counter(), { ...cases.violated.trace, actions: [] });
    expect(one.nodes).toEqual([{ id: "s0", lines: ["init"], mark: "shown" }]);
  });
});

describe("the graph of a model", () => {
  it("has every reachable state and transition", () => {
    const { states, transitions } = reachable(instantiate(sigma, { spaces: 3, pages: 2 }), 1000);
    expect(states).toHaveLength(689);
    expect(transitions).toHaveLength(20_890);
  });

  it("is drawn with one edge for all actions between two states", () => {
    expect(toDot(modelGraph(counter({ limit: 2 })))).toBe(`\
digraph "counter" {
  label="counter";
  node [shape=box];
  s0 [label="init", style=bold];
  s1 [label="n = 1"];
  s2 [label="n = 2"];
  s0 -> s1 [label="add(by: 1)"];
  s0 -> s2 [label="add(by: 2)"];
  s1 -> s2 [label="add(by: 1)"];
}
`);
    const { nodes, edges } = modelGraph(tiny);
    expect(nodes.map(({ lines }) => lines)).toEqual([["init"], ["origin(1,0) = (0,0)"]]);
    expect(edges.find(({ from, to }) => from === "s1" && to === "s1")?.lines).toEqual([
      "map(from: (0,0), to: (1,0))",
      "demap(from: (1,0))",
    ]);
  });

  it("is the same text each time", () => {
    const draw = () => toMermaid(modelGraph(instantiate(sigma, { spaces: 2, pages: 2 })));
    expect(draw()).toBe(draw());
  });

  it("is refused when it is too large to draw", () => {
    const large = () => modelGraph(instantiate(sigma, { spaces: 3, pages: 2 }));
    expect(large).toThrow(TooManyStates);
    expect(large).toThrow("sigma (spaces=3,pages=2) has more than 500 states, too many to draw");
    expect(() => modelGraph(tiny, 2)).not.toThrow();
    expect(() => modelGraph(tiny, 1)).toThrow("more than 1 state, too");
  });
});

describe("labels", () => {
  const odd = {
    title: 'a "b" \\ c',
    nodes: [{ id: "s0", lines: ['say "no"', "a\\nb", "x < y & `z` #1; | *_~ 100%", ""] }],
    edges: [{ from: "s0", to: "s0", lines: ['"'] }],
  };

  it("are escaped in DOT", () => {
    expect(toDot(odd).split("\n")).toEqual([
      'digraph "a \\"b\\" \\\\ c" {',
      '  label="a \\"b\\" \\\\ c";',
      "  node [shape=box];",
      '  s0 [label="say \\"no\\"\\na\\\\nb\\nx < y & `z` #1; | *_~ 100%\\n"];',
      '  s0 -> s0 [label="\\""];',
      "}",
      "",
    ]);
  });

  it("are escaped in Mermaid", () => {
    const lines = toMermaid(odd).split("\n");
    expect(lines[1]).toBe('title: "a \\"b\\" \\\\ c"');
    expect(lines[4]).toBe(
      '  s0["say #34;no#34;<br/>a#92;nb<br/>x #60; y #38; #96;z#96; #35;1#59; #124; #42;#95;#126; 100#37;<br/>"]',
    );
    expect(lines[5]).toBe('  s0 -->|"#34;"| s0');
  });

  it("name actions of any model", () => {
    const { edges } = traceGraph(counter(), { ...cases.violated.trace, actions: add(1) });
    expect(edges).toEqual([{ from: "s0", to: "s1", lines: ["add(by: 1)"] }]);
  });
});
