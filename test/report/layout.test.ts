/** Tables, labels, numbers and XML: everything fits, and nothing is lost. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkText } from "../../check/report/check-text.js";
import { junitXml } from "../../check/report/junit.js";
import { afterSteps, bytes, compact, count, duration, rate } from "../../check/report/numbers.js";
import { resultOf } from "../../check/report/result.js";
import { labelled } from "../../check/report/style.js";
import { fitted, verdictTable } from "../../check/report/table.js";
import type { Model } from "../../model/index.js";
import { invariant, type Sigma, sigma } from "../../spec/sigma/index.js";
import { searched, trace, walked } from "./outcomes.js";
import { paint } from "./plain.js";

describe("numbers", () => {
  it.each([
    [count(1, "state"), "1 state"],
    [count(268_714, "state"), "268,714 states"],
    [afterSteps(0), "in the initial state"],
    [afterSteps(1), "after 1 step"],
    [compact(184_310), "184,310"],
    [compact(12_400_000), "12.4 M"],
    [compact(1_234_000_000), "1.2 G"],
    [rate(9_800_000, 1), "9.8 M/s"],
    [rate(184_000, 1, "steps"), "184 k steps/s"],
    [rate(940, 1), "940/s"],
    [rate(1, 0), "1,000/s"],
    [bytes(1), "1 byte"],
    [bytes(1536), "1.5 KiB"],
    [bytes(312 * 2 ** 20), "312 MiB"],
    [bytes(2 ** 32), "4.00 GiB"],
    [duration(0.158), "0.16 s"],
    [duration(13.44), "13.4 s"],
    [duration(125), "2 min 5 s"],
  ])("%s", (text, wanted) => {
    expect(text).toBe(wanted);
  });
});

describe("a table", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 6 });
  const cell = words.map((all) => all.join("-"));
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });

  it("fits the width, or is as narrow as its longest words", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 120 }), (all, width) => {
        const widths = fitted(all, width);
        const least = fitted(all, 0);
        const total = (of: readonly number[]): number => of.reduce((sum, w) => sum + w + 2, -2);
        expect(total(widths)).toBeLessThanOrEqual(Math.max(width, total(least)));
        expect(widths.every((w, i) => w >= (least[i] ?? 0))).toBe(true);
      }),
    );
  });

  it.each([60, 80, 120])("of verdicts loses nothing at %i columns", async (width) => {
    const outcomes = [searched(), await walked()];
    const text = verdictTable(outcomes, { width, paint });
    expect(text.split("\n").filter((line) => line.length > width || line.endsWith(" "))).toEqual([]);
    for (const word of ["sigma", "search", "random", "spaces=3,", "pages=2", "holds", "689", "1.3 s", "200"])
      expect(text).toContain(word);
  });
});

describe("labels", () => {
  it("stand once, before texts that are wrapped and aligned", () => {
    const facts = [
      ["depth", "4"],
      ["not covered", "scopes other than those above"],
      ["not covered", "what the walks did not come to"],
    ] as const;
    expect(labelled(facts, { width: 34, paint })).toEqual([
      "  depth        4",
      "  not covered  scopes other than",
      "               those above",
      "               what the walks did",
      "               not come to",
    ]);
  });
});

describe("the report of a check", () => {
  it("begins with how many verdicts there are of each kind", () => {
    const style = { width: 80, paint, verbosity: 1, witnesses: false };
    const holds = searched();
    const bad = searched({ verdict: "violated", traces: [trace("violated", "SIG-ROOT")] });
    expect(checkText([holds], [], style)).toBe("check: it holds\n");
    expect(checkText([holds, holds], [], style)).toBe("check: all 2 hold\n");
    expect(checkText([holds, bad, holds], [], style)).toBe("check: of 3, 1 violated, 2 hold\n");
    expect(checkText([holds], [], style, "check", ["holds"])).toBe("check: all 2 hold\n");
    expect(checkText([holds], [], style, "check", ["violated"])).toBe("check: of 2, 1 violated, 1 holds\n");
  });
});

describe("JSON", () => {
  it("has the numbers of a search", () => {
    expect(resultOf(searched())).toMatchObject({
      model: "sigma",
      judge: "search",
      verdict: "holds",
      scope: { spaces: 3, pages: 2 },
      seconds: 1.25,
      distinct: 689,
      transitions: 20_890,
      peakBytes: 2 ** 26,
      violated: [],
      vacuous: [],
    });
  });

  it("has the path and the length of the trace of a violation", () => {
    const minimal = { certified: true, length: 1, searchedDepth: 0, states: 5 };
    const traces = [{ ...trace("violated", "SIG-ROOT"), minimal }];
    const files = new Map([["SIG-ROOT", { path: "x.itf.json", command: "sigma486 replay x.itf.json" }]]);
    expect(resultOf(searched({ verdict: "violated", traces, files }))).toMatchObject({
      violated: ["SIG-ROOT"],
      trace: "x.itf.json",
      minimal,
    });
  });
});

describe("JUnit XML", () => {
  const says = "a \u0000 <b> & ]]> \u001b[31m \ud800 end";
  const odd = invariant("ODD\u0007", { says, source: "a test", holds: () => false });
  const model: Model<Sigma> = { ...sigma, properties: [odd] };

  it("has no character that XML forbids", () => {
    const xml = junitXml([searched({}, model)]);
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="sigma486">\n/);
    expect(xml).toContain('name="ODD?"');
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
    expect(xml).not.toContain("<b>");
    expect(xml).not.toContain("]]>");
  });

  it("counts what failed, and skips what was not decided", () => {
    const xml = junitXml([searched({ verdict: "violated", traces: [trace("violated", "SIG-ROOT")] })]);
    expect(xml).toContain('tests="15" failures="1" errors="0"');
    expect(xml).toMatch(
      /name="SIG-FRAME">\s*<skipped message="not decided: sigma: violated: SIG-ROOT after 1 step/,
    );
  });
});
