/** The first line of a report, word for word. */
import { describe, expect, it } from "vitest";
import { verdictLine } from "../../check/report/verdict.js";
import { searched, trace, walked } from "./outcomes.js";

const search = searched();
const { found } = search;

describe("a search", () => {
  it("that ends well says of how many states", () => {
    expect(verdictLine(search)).toBe("sigma: holds in all 689 states of spaces=3,pages=2");
    expect(verdictLine({ ...search, symmetry: true })).toBe(
      "sigma: holds in all 689 states of spaces=3,pages=2, up to renaming",
    );
  });

  it("of some properties names them, and what was shown", () => {
    const some = { ...search, properties: ["SIG-ROOT", "SIG-FRAME"], traces: [] };
    expect(verdictLine(some)).toBe("sigma: SIG-ROOT, SIG-FRAME hold in all 689 states of spaces=3,pages=2");
    const witness = {
      ...search,
      properties: ["SIG-THROUGH-TWO"],
      traces: [trace("witnessed", "SIG-THROUGH-TWO", 2)],
    };
    expect(verdictLine(witness)).toBe("sigma: SIG-THROUGH-TWO is seen after 2 steps (spaces=3,pages=2)");
    const both = { ...witness, properties: ["SIG-ROOT", "SIG-THROUGH-TWO"] };
    expect(verdictLine(both)).toBe(
      "sigma: SIG-ROOT holds in all 689 states of spaces=3,pages=2; SIG-THROUGH-TWO is seen after 2 steps (spaces=3,pages=2)",
    );
  });

  it.each([
    [trace("violated", "SIG-DEMAP", 3), "violated: SIG-DEMAP after 3 steps"],
    [trace("violated", "SIG-ROOT", 0), "violated: SIG-ROOT in the initial state"],
    [trace("deadlock", "deadlock"), "deadlock after 1 step"],
    [trace("error", "error", 2), "the specification fails at step 2"],
    [trace("error", "error", 0), "the specification fails in the initial state"],
  ])("that finds %s says what", (bad, line) => {
    expect(verdictLine({ ...search, verdict: "violated", traces: [bad] })).toBe(
      `sigma: ${line} (spaces=3,pages=2)`,
    );
  });

  it("that is cut short says where, and what it excludes", () => {
    const at = { ...found, distinct: 1024, depth: 3 };
    expect(verdictLine({ ...search, verdict: "interrupted", found: at })).toBe(
      "sigma: interrupted at 1,024 states of spaces=3,pages=2; nothing violated within 3 steps",
    );
    expect(verdictLine({ ...search, verdict: "limit", found: { ...at, limit: "memory" } })).toBe(
      "sigma: limit: 1.00 GiB used up at 1,024 states of spaces=3,pages=2; nothing violated within 3 steps",
    );
    expect(verdictLine({ ...search, verdict: "limit", found: { ...at, limit: "depth" } })).toBe(
      "sigma: limit: stopped at depth 3, 1,024 states of spaces=3,pages=2; nothing violated within 3 steps",
    );
  });
});

describe("walks", () => {
  it("never say that they saw everything", async () => {
    expect(verdictLine(await walked())).toBe(
      "sigma: holds in 200 random walks of at most 50 steps, spaces=3,pages=2",
    );
  });

  it("say how many parts of the model they did not come to", async () => {
    const walk = await walked();
    const idle = {
      ...walk,
      verdict: "vacuous" as const,
      found: { ...walk.found, vacuous: ["rule x is never taken"] },
    };
    expect(verdictLine(idle)).toBe(
      "sigma: vacuous: 1 part of the model is never exercised, in 200 random walks of at most 50 steps, spaces=3,pages=2",
    );
  });
});
