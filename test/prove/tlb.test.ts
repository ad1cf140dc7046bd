/** The theories of tlb and of the sources' designs: what they prove, what they refute, and that they are about the models. */
import { describe, expect, test } from "vitest";
import { agree } from "../../check/prove/agreement.js";
import type { Theory } from "../../check/prove/index.js";
import { judging, type Proof } from "../../check/prove/proof.js";
import { l4Theories, oneThreadTheory, slidesTheory, tlbTheory } from "../../proofs/tlb/index.js";
import type { Tlb } from "../../spec/tlb/index.js";
import { solving } from "./solving.js";

const solver = solving();

async function proofOf(theory: Theory<Tlb>, guards = false): Promise<Proof> {
  const steps = judging(solver(), theory, { guards });
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

const properties = ({ standings }: Proof, verdict: string): readonly string[] =>
  standings.filter((one) => one.isProperty && one.verdict === verdict).map(({ id }) => id);

describe("what is proved", () => {
  test("every property of tlb, each guard needed or said to be spare, each countermodel found in the model", async () => {
    const proof = await proofOf(tlbTheory, true);
    expect(proof.disputes).toEqual([]);
    expect(proof.verdict).toBe("holds");
    expect(properties(proof, "proved")).toHaveLength(10);
    const needed = proof.guards.filter(({ fails }) => fails !== undefined);
    expect(needed.map(({ rule, clause, fails }) => `${rule} ${clause}: ${fails?.property}`)).toEqual([
      "access not-kernel-only: TLB-COHERENT",
      "begin other-space: TLB-PAIRED",
      "begin sender-free: TLB-PAIRED",
      "begin receiver-free: TLB-PAIRED",
      "copy copying: TLB-PAIRED",
      "copy translated: TLB-DELIVER",
      ...["map", "grant", "demap", "release"].map((rule) => `${rule} user-level: TLB-OWNER`),
    ]);
    expect(needed.every(({ replay }) => replay?.by === "searched")).toBe(true);
  });

  test("one thread in each space, with no mark and no flush", async () => {
    const proof = await proofOf(oneThreadTheory);
    expect([proof.verdict, proof.disputes]).toEqual(["holds", []]);
    expect(properties(proof, "proved")).toHaveLength(8);
  });
});

describe("what is refuted, by the solver and by a search", () => {
  test("three claims of the slides' rules for several threads", async () => {
    const proof = await proofOf(slidesTheory);
    expect([proof.verdict, proof.disputes]).toEqual(["holds", []]);
    expect([...proof.claims.keys()]).toEqual(["TLB-OWNER", "TLB-CLEAN", "TLB-DELIVER"]);
  });

  test("five claims of the kernel of 1996, whoever is next", async () => {
    for (const theory of l4Theories) {
      const proof = await proofOf(theory);
      expect([proof.verdict, proof.disputes]).toEqual(["holds", []]);
      expect([...proof.claims.keys()].sort()).toEqual(
        ["CLEAN", "CLOSED", "DELIVER", "MARKED", "OWNER"].map((name) => `TLB-${name}`),
      );
    }
  });
});

describe("that it is about tlb", () => {
  const [scope = {}] = tlbTheory.scopes;

  test("an update that forgets what is changed underneath is told", () => {
    const deaf = tlbTheory.rules.map((rule) =>
      rule.name === "demap"
        ? { ...rule, updates: rule.updates.filter(({ symbol }) => symbol.name !== "tlb") }
        : rule,
    );
    expect(agree({ ...tlbTheory, rules: deaf }, scope).differences[0]).toMatch(
      /^demap\(\d\) changes tlb, and the theory has no update of it$/,
    );
  });

  test("a wrong start is told, and a symbol said to be fixed that is not", () => {
    const initial = tlbTheory.initial.filter(({ symbol }) => symbol.name !== "used");
    expect(agree({ ...tlbTheory, initial }, scope).differences).toEqual([
      "used is at start not as the theory says",
    ]);
    const symbols = tlbTheory.symbols.map((one) =>
      one.symbol.name === "used" ? { ...one, symbol: { ...one.symbol, fixed: true } } : one,
    );
    expect(agree({ ...tlbTheory, symbols }, scope).differences[0]).toBe(
      "used changes, and the theory says that no step changes it",
    );
  });
});
