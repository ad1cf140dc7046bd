/** Bugs in the theories: each mutant of sigma and tlb has its formulas, and solver, search and walks say the same of it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { agree } from "../../check/prove/agreement.js";
import { judging, type Proof } from "../../check/prove/proof.js";
import { loadMutatedTheory } from "../../cli/mutated-theory.js";
import { root } from "../../cli/package.js";
import { mutantsOf, theoryDiff, unexpressed } from "../../mutants/theories.js";
import { solving } from "../prove/solving.js";

const solver = solving();
const exhibits = mutantsOf(root, ["sigma", "tlb"]);

test("each mutant has a diff of proofs/, or a reason why not, and each such diff is a mutant's", () => {
  const lacking = exhibits.filter((one) => theoryDiff(root, one) === undefined).map(({ id }) => id);
  expect(lacking.toSorted()).toEqual(Object.keys(unexpressed).toSorted());
  const diffs = readdirSync(join(root, "mutants", "proofs")).map((name) => name.replace(/\.diff$/, ""));
  expect(exhibits.map(({ id }) => id)).toEqual(expect.arrayContaining(diffs));
});

describe("what the solver says of mutants", () => {
  const proofOf = async (model: string, mutant: string): Promise<Proof> => {
    const steps = judging(solver(), await loadMutatedTheory({ model, mutant }), { guards: false });
    for (;;) {
      const { done, value } = await steps.next();
      if (done) return value;
    }
  };

  test.each([
    ["sigma", "demap-one-level", "SIG-ORIGIN"],
    ["sigma", "map-keeps-derived", "SIG-MAP"],
    ["tlb", "cr3-load-forgotten", "TLB-COHERENT"],
    ["tlb", "switch-keeps-tlb", "TLB-DELIVER"],
  ])("%s with %s: %s is refuted, and the theory is about the bug", async (model, mutant, property) => {
    const proof = await proofOf(model, mutant);
    expect(proof.disputes).toEqual([]);
    expect(proof.verdict).toBe("violated");
    expect(proof.standings.find(({ id }) => id === property)?.verdict).toBe("refuted");
  });

  test("a theory without the bug is told apart from a model that has it", async () => {
    const theory = await loadMutatedTheory({ model: "sigma", mutant: "rehang-first-only" });
    const [scope = {}] = theory.scopes;
    expect(agree(theory, scope).differences[0]).toMatch(
      /^grant\(.*\): \w+\(.*\) is \d in the model, not as the theory says$/,
    );
  });
});
