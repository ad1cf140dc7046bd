/** PROOFS.md has an argument for all that is judged of the machine, and its arguments speak of what there is. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { small } from "../../impl/i486/index.js";
import { l3, sizeFor } from "../../impl/kernel/index.js";
import { invariants } from "../../impl/kernel/invariants.js";
import { layout } from "../../impl/kernel/layout.js";
import { kernelGallery } from "../../mutants/gallery.js";
import { textOf } from "./blocks.js";
import { jointProperties } from "./joint-properties.js";

const root = join(import.meta.dirname, "../..");

/** A part of PROOFS.md, from its heading to the next of the same rank. */
function part(heading: string): string {
  const [, text] = textOf("PROOFS.md").split(`\n## ${heading}\n`);
  return text?.split("\n## ")[0] ?? expect.fail(`there is no part ${heading}`);
}

/** An argument: what it is for, and what it says. */
type Argument = readonly [name: string, says: string];

/** The arguments under a heading of the machine's part, in their order. */
function argumentsUnder(heading: string): readonly Argument[] {
  const [, text = ""] = part("The machine: the concrete kernel").split(`\n### ${heading}\n`);
  const [section = ""] = text.split("\n### ");
  return [...section.matchAll(/^\*\*(\w+)\.\*\* ((?:.+\n)+)/gm)].map(([, name = "", says = ""]) => [
    name,
    says,
  ]);
}

const ofInvariants = argumentsUnder("Invariants of the machine");
const ofSteps = argumentsUnder("The machine and the specification, step by step");

/** What the kernel's sources call by a name: functions and methods, words of memory, and where code goes on. */
function namesOfKernel(): ReadonlySet<string> {
  const folder = join(root, "impl/kernel");
  const sources = readdirSync(folder).filter((file) => !/^(?:invariants|look|footprint|kept)/.test(file));
  const declared = sources.flatMap((file) => [
    ...readFileSync(join(folder, file), "utf8").matchAll(
      /\b(?:function|const|get) (\w+)|^ {2}(\w+)\(.*\{$/gm,
    ),
  ]);
  const { own, code } = layout(small(), sizeFor(small()), l3);
  return new Set([
    ...declared.flatMap(([, name = "", method = ""]) => [name, method]),
    ...Object.keys(own),
    ...Object.keys(code),
    "noTcb",
  ]);
}

describe("the machine's part of PROOFS.md", () => {
  test("has an argument for every invariant, in the order of the table, and for nothing else", () => {
    expect(ofInvariants.map(([name]) => name)).toEqual(Object.keys(invariants));
  });

  test("has one for all that is judged of a step, with what it says, and for nothing else", () => {
    expect(ofSteps.map(([name]) => name).toSorted()).toEqual(jointProperties(root).toSorted());
    for (const [name, says] of ofSteps) expect(says, name).toMatch(/^\*[A-Z][^*]+\.\*\s/);
  });

  test("has one for all that bugs of the gallery break", () => {
    const argued = new Set([...ofInvariants, ...ofSteps].map(([name]) => name));
    for (const { id, property } of kernelGallery(root)) expect(argued.has(property), id).toBe(true);
  });

  test("every routine and every file that an argument names is there", () => {
    const names = namesOfKernel();
    for (const [name, says] of [...ofInvariants, ...ofSteps])
      for (const [, told = ""] of says.matchAll(/`([^`]+)`/g))
        expect(told.includes("/") ? existsSync(join(root, told)) : names.has(told), `${name}: ${told}`).toBe(
          true,
        );
  });

  test("every invariant that an argument leans on is one", () => {
    for (const [name, says] of ofInvariants)
      for (const [, leant = ""] of says.matchAll(/\*([a-zA-Z]+)\*/g))
        expect(Object.keys(invariants), `${name}: ${leant}`).toContain(leant);
  });
});

test.each([
  ["sigma: address spaces", "What sigma assumes"],
  ["ipc: threads, rendezvous and time", "What ipc assumes"],
  ["tlb: page tables, TLB and window", "What tlb assumes"],
  ["kernel: the whole", "What the kernel assumes"],
  ["The machine: the concrete kernel", "What the machine assumes"],
])("PROOFS.md, %s: %s", (heading, assumed) => {
  const [, text] = part(heading).split(`\n### ${assumed}, and what it does not cover\n`);
  expect(text?.match(/^\* \*\*/gm)?.length).toBeGreaterThanOrEqual(3);
});
