/** PROOFS.md has every invariant of the concrete kernel, and what was judged of it. */
import { expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import type { Result } from "../../check/report/result.js";
import { l3 } from "../../impl/kernel/index.js";
import { invariants } from "../../impl/kernel/invariants.js";
import { correspondence } from "../../refinement/correspondence.js";
import { kernelImplementation } from "../../refinement/kernel.js";
import { type Extent, searches, searchNames } from "../../refinement/searches.js";
import { sigma486 } from "../cli/command.js";
import { blocksOf } from "./blocks.js";
import { number, plural, table } from "./render.js";

const three = {
  spaces: 3,
  pages: 2,
  threads: 2,
  lines: 2,
  drivers: 2,
  nesting: 2,
  regions: 2,
  values: 2,
  touched: 2,
};
const weights = { ipc: 8, wait: 2, exRegs: 4, createTask: 2, write: 2, tick: 2, copy: 4 };

/** What the command finds in its searches, which it runs as users run them. */
async function searched(extent: Extent): Promise<Result[]> {
  const args = ["refine", "small", "--design", "l3", "--scope", extent, "--max-samples", "1", "--json"];
  const { code, stdout } = await sigma486(args);
  expect(code).toBe(0);
  const results: Result[] = JSON.parse(stdout);
  return results.filter(({ by }) => by === "search");
}

const HEAD = ["search", "of", "states", "stand for", "steps", "refused", "depth"];

/** What was found in the search of this name. */
function row(name: keyof typeof searches, results: readonly Result[]): string[] {
  const found = results.find(({ profile }) => profile === `searches/${name}`);
  expect(found).toMatchObject({ verdict: "holds", vacuous: [] });
  const { spaces, threads, pages, calls } = searches[name].orders;
  const size = [plural(spaces, "task"), plural(threads, "thread"), plural(pages, "page")].join(" x ");
  const { distinct = 0, abstractStates = 0, transitions = 0, refused = 0, depth, scope } = found ?? {};
  const counts = [distinct, abstractStates, transitions, refused].map(number);
  const bound = scope?.depth === undefined ? "" : ", and no farther";
  return [name, `${searches[name].says}: ${size}, calls "${calls}"`, ...counts, `${depth}${bound}`];
}

async function searchTable(extent: Extent): Promise<string> {
  const results = await searched(extent);
  const names = searchNames.filter((name) => searches[name].extent === extent);
  expect(results).toHaveLength(names.length);
  return table([HEAD, ...names.map((name) => row(name, results))]);
}

function walked(kind: "small" | "i486", samples: number): string[] {
  const its = correspondence(kind, l3, { ...three, calls: "many" });
  const found = jointWalks(kernelImplementation(its), { seed: 486, samples, maxSteps: 100, weights });
  expect(found.failure).toBeUndefined();
  return [
    `walks, \`${kind}\`: 3 tasks of 2 threads and 2 pages, all calls, ticks and devices, seed 486`,
    `${number(found.samples)} walks of ${number(found.steps)} steps, ${number(found.refused)} of them refused`,
  ];
}

const same = (made: Readonly<Record<string, string>>): void => {
  const found = blocksOf("PROOFS.md", made);
  for (const [name, text] of Object.entries(made)) expect(found[name]).toBe(text);
};

test("PROOFS.md has every invariant, and what was judged along walks", () => {
  same({
    "machine-invariants": table([
      ["invariant", "says", "source"],
      ...Object.entries(invariants).map(([name, { says, source }]) => [name, says, source]),
    ]),
    "machine-joint": table([["judge", "found"], walked("small", 200), walked("i486", 100)]),
  });
});

test("PROOFS.md has what was searched", { timeout: 600_000 }, async () => {
  same({ "machine-searches": await searchTable("quick") });
});

/** About ten minutes on two cores: FULL=1 npx vitest run test/docs/machine.test.ts */
test.runIf(process.env.FULL)("PROOFS.md has what was searched in full", { timeout: 7_200_000 }, async () => {
  same({ "machine-searches-full": await searchTable("full") });
});
