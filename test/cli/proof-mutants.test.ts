/** Bugs in the theories: mutants of sigma, tlb and ipc have formulas, and solver, search and walks say the same of each. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { agree } from "../../check/prove/agreement.js";
import { judging, type Proof } from "../../check/prove/proof.js";
import { judgeExpressed, judgeLeft } from "../../cli/mutant-proof.js";
import { loadMutatedTheory } from "../../cli/mutated-theory.js";
import { root } from "../../cli/package.js";
import type { Session } from "../../cli/session.js";
import type { Exhibit } from "../../mutants/diff.js";
import { leftOut, mutantsOf, theoryDiff, unexpressed } from "../../mutants/theories.js";
import { theories } from "../../proofs/index.js";
import { solving } from "../prove/solving.js";
import { folder } from "./command.js";

const solver = solving();
const exhibits = mutantsOf(
  root,
  theories.map(({ model }) => model.name),
);

function exhibit(wanted: string): Exhibit {
  const found = exhibits.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`there is no mutant ${wanted}`);
  return found;
}

test("each mutant has a diff of proofs/, or a reason why not, and each such diff is a mutant's", () => {
  const lacking = exhibits.filter((one) => theoryDiff(root, one) === undefined);
  const unexplained = lacking.filter(
    (one) => !theories.some(({ left }) => leftOut(root, one, left) !== undefined),
  );
  expect(unexplained.map(({ id }) => id)).toEqual([]);
  expect(lacking.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(unexpressed)));
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
    ["sigma", "rehang-first-only", "SIG-ORIGIN"],
    ["sigma", "revoke-upwards-only", "SIG-ORIGIN"],
    ["tlb", "cr3-load-forgotten", "TLB-COHERENT"],
    ["tlb", "switch-keeps-tlb", "TLB-DELIVER"],
  ])("%s with %s: %s is refuted, and the theory is about the bug", async (model, mutant, property) => {
    const proof = await proofOf(model, mutant);
    expect(proof.disputes).toEqual([]);
    expect(proof.verdict).toBe("violated");
    expect(proof.standings.find(({ id }) => id === property)?.verdict).toBe("refuted");
  });

  test("a theory without the bug is told apart from a model that has it", async () => {
    const mutant = unwritten("rehang-first-only");
    const theory = await loadMutatedTheory({ model: "sigma", mutant });
    const [scope = {}] = theory.scopes;
    expect(agree(theory, scope).differences[0]).toMatch(
      /^grant\(.*\): \w+\(.*\) is \d in the model, not as the theory says$/,
    );
  });
});

/** The path of a mutant of the gallery under another name, which no formulas go with. */
function unwritten(id: string): string {
  const text = readFileSync(join(root, "mutants", "spec", `${id}.diff`), "utf8");
  return join(folder({ "unwritten.diff": text }), "unwritten.diff");
}

describe("what the judges say of mutants together", () => {
  const session: Session = {
    flags: { verbosity: 0 },
    progress: { show: () => undefined, clear: () => undefined },
    signal: { aborted: false },
    many: false,
  };

  test("a property that the theory does not state: a stated one is refuted, and a search breaks it too", async () => {
    const judged = await judgeExpressed(session, solver(), exhibit("abort-told-to-one"));
    expect(judged).toMatchObject({ caught: "IPC-PAIR", by: "copyFault, IPC-PAIR", disputes: [] });
  });

  test("no property of the model is refuted, but a sentence of the theory's own", async () => {
    const judged = await judgeExpressed(session, solver(), exhibit("queue-at-the-head"));
    expect(judged).toMatchObject({
      refuted: [],
      caught: "QUEUE-ORDER",
      by: "ipc, QUEUE-ORDER",
      disputes: [],
    });
  });

  test("formulas without the bug: they are not about the model, and what they prove is broken", async () => {
    const its = exhibit("demap-one-level");
    const { disputes } = await judgeExpressed(session, solver(), { ...its, path: unwritten(its.id) });
    expect(disputes[0]).toMatch(/^demap\(\d\): \w+\(.*\) is \d in the model, not as the theory says$/);
    expect(disputes).toContain("the gallery says that SIG-ORIGIN is broken, the solver does not");
    expect(disputes).toContain("SIG-ORIGIN is proved, and a search breaks it");
    expect(disputes).toContain("SIG-ORIGIN is proved, and walks break it");
  });

  test("a bug that is said to be left out of the theory must break nothing that it states", async () => {
    const { disputes } = await judgeLeft(session, exhibit("abort-told-to-one"), "left out");
    expect(disputes).toContain("a search breaks IPC-PAIR, and no formulas have the bug");
    const away = await judgeLeft(session, exhibit("cut-told-to-receiver"), "left out");
    expect(away).toMatchObject({ left: "left out", disputes: [] });
  });
});
