/** PROOFS.md has every invariant of the concrete kernel, and what was judged of it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { jointWalks } from "../../check/index.js";
import type { Result } from "../../check/report/result.js";
import { invariants } from "../../impl/kernel/invariants.js";
import { kernelGallery } from "../../mutants/gallery.js";
import {
  correspondenceOf,
  implementationOf,
  type MachineName,
  machines,
  walksOf,
} from "../../refinement/machines.js";
import { obligations, type Sizes, sizesFor } from "../../refinement/obligations.js";
import { profileNames, profiles } from "../../refinement/profiles.js";
import { type Extent, searches, searchNames } from "../../refinement/searches.js";
import { kernel as specification } from "../../spec/kernel/index.js";
import { sigma486 } from "../cli/command.js";
import { blocksOf } from "./blocks.js";
import { jointProperties } from "./joint-properties.js";
import { number, plural, table } from "./render.js";

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

function walked(machine: MachineName): string[] {
  const setup = { machine, design: "l3", profile: "everything" } as const;
  const samples = profiles.everything.samples[machine];
  const options = { seed: 486, samples, maxSteps: 200, ...walksOf(setup) };
  const found = jointWalks(implementationOf(setup), options);
  expect([found.failure, found.threw]).toEqual([undefined, undefined]);
  const { spaces, threads, pages } = profiles.everything.orders;
  const size = `${plural(spaces, "task")} of ${plural(threads, "thread")} and ${plural(pages, "page")}`;
  return [
    `walks, \`${machine}\`: ${size}, everything, seed 486`,
    `${plural(found.samples, "walk")} of ${plural(found.steps, "step")}, ${number(found.refused)} of them refused`,
  ];
}

/** What the machine owes for each step, and its price where a page has so many words. */
function obligationTable(): string {
  const [of486, ofSmall] = machines.map(sizesOf).toReversed();
  const rows = specification.rules.map(({ name, says }) => {
    const { event, where, price } = obligations[name] ?? expect.fail(`no obligation for ${name}`);
    const prices = [of486, ofSmall].map((sizes) => (sizes === undefined ? "" : number(price(sizes))));
    return [name, says, event, where, ...prices];
  });
  return table([
    ["step", "says", "event of the machine", "answered by", "clocks, `i486`", "`small`"],
    ...rows,
  ]);
}

function sizesOf(machine: MachineName): Sizes {
  const { geometry, size } = correspondenceOf({ machine, design: "l3", profile: "everything" });
  return sizesFor(geometry, size);
}

/** What is judged of the machine, and which bugs of the gallery each of it must catch, where it is there for any. */
function bugTable(): string {
  const root = join(import.meta.dirname, "../..");
  const bugs = kernelGallery(root);
  const rows = [...Object.keys(invariants), ...jointProperties(root)].flatMap((name) => {
    const its = bugs.filter(({ property }) => property === name);
    return its.length === 0
      ? []
      : [[name, its.map(({ id }) => `[${id}](mutants/impl/${id}.diff)`).join(", ")]];
  });
  return table([["broken", "by"], ...rows]);
}

const same = (made: Readonly<Record<string, string>>): void => {
  const found = blocksOf("PROOFS.md", made);
  for (const [name, text] of Object.entries(made)) expect(found[name]).toBe(text);
};

test("PROOFS.md has every invariant, what the machine owes, and what bugs break", () => {
  same({
    "machine-invariants": table([
      ["invariant", "says", "source"],
      ...Object.entries(invariants).map(([name, { says, source }]) => [name, says, source]),
    ]),
    "machine-obligations": obligationTable(),
    "machine-bugs": bugTable(),
    "machine-profiles": table([
      ["profile", "what is asked for"],
      ...profileNames.map((name) => [name, profiles[name].says]),
    ]),
  });
});

test("PROOFS.md has what was judged along walks", () => {
  same({ "machine-joint": table([["judge", "found"], ...machines.map(walked)]) });
});

test("PROOFS.md has what was searched", { timeout: 600_000 }, async () => {
  same({ "machine-searches": await searchTable("quick") });
});

/** About ten minutes on two cores: FULL=1 npx vitest run test/docs/machine.test.ts */
test.runIf(process.env.FULL)("PROOFS.md has what was searched in full", { timeout: 7_200_000 }, async () => {
  same({ "machine-searches-full": await searchTable("full") });
});
