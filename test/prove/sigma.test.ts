/** The theory of sigma: what it proves, that it is about sigma, and that the judges notice when it is not. */
import { describe, expect, test } from "vitest";
import { agree } from "../../check/prove/agreement.js";
import {
  and,
  differ,
  equal,
  forAll,
  implies,
  no,
  not,
  or,
  type Statement,
  type Theory,
  update,
  valueIn,
} from "../../check/prove/index.js";
import { weaker } from "../../check/prove/obligations.js";
import { judging, type Proof } from "../../check/prove/proof.js";
import type { Solver } from "../../check/prove/solver.js";
import { sigmaReleaseTheory, sigmaTheory } from "../../proofs/sigma/index.js";
import { derives, hangs, mapped, nil, page, real, root, spaceFor } from "../../proofs/sigma/words.js";
import { type Sigma, sigma } from "../../spec/sigma/index.js";
import { judged, solving } from "./solving.js";

const solver = solving();
const { quick } = sigma.scopes;

async function proofOf(theory: Theory<Sigma>): Promise<Proof> {
  const steps = judging(solver(), theory, { guards: true });
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

/** sigma with one more invariant. */
const withInvariant = (one: Statement): Theory<Sigma> => ({
  ...sigmaTheory,
  invariants: [...sigmaTheory.invariants, one],
});

describe("what is proved", () => {
  test("every property of sigma, with every guard needed or said to be spare, and each countermodel replayed", async () => {
    const proof = await proofOf(sigmaTheory);
    expect(proof.disputes).toEqual([]);
    expect(proof.verdict).toBe("holds");
    expect(proof.standings.filter(({ isProperty }) => isProperty).map(({ id }) => id)).toEqual(
      ["ROOT", "ORIGIN", "ACYCLIC", "FRAME", "MAP", "GRANT", "DEMAP", "CONFINE"].map((name) => `SIG-${name}`),
    );
    expect(
      proof.guards.map(({ rule, clause, fails, replay }) => [rule, clause, fails?.property, replay?.by]),
    ).toEqual([
      ["map", "source-mapped", "SIG-ORIGIN", "built"],
      ["map", "target-not-root", "SIG-ROOT", "built"],
      ["map", "target-not-above", "SIG-ORIGIN", "built"],
      ["grant", "source-not-root", "SIG-ROOT", "built"],
      ["grant", "source-mapped", undefined, undefined],
      ["grant", "target-not-root", "SIG-ROOT", "built"],
      ["grant", "target-not-above", "SIG-GRANT", "built"],
      ["demap", "source-mapped", undefined, undefined],
    ]);
  });

  test("SIG-RELEASE, of sigma-release", async () => {
    const [found] = await judged(solver(), sigmaReleaseTheory, "SIG-RELEASE");
    expect(found).toMatchObject({ rule: "release", verdict: "proved" });
  });
});

describe("that it is about sigma", () => {
  test("theory and model agree at every transition of three spaces and two pages", () => {
    const { differences, states, transitions, refused, arbitrary } = agree(sigmaTheory, quick);
    expect(differences).toEqual([]);
    expect({ states, transitions, refused }).toEqual({ states: 689, transitions: 20890, refused: 32852 });
    expect(arbitrary.broken).toBeGreaterThan(1000);
  });

  /** The rule of this name, changed. */
  const changed = (
    name: string,
    change: (rule: (typeof sigmaTheory.rules)[number]) => object,
  ): Theory<Sigma> => ({
    ...sigmaTheory,
    rules: sigmaTheory.rules.map((rule) => (rule.name === name ? { ...rule, ...change(rule) } : rule)),
  });

  test("a wrong update is told: demap that takes the nearest pages only", () => {
    const [demap] = sigmaTheory.rules.filter(({ name }) => name === "demap");
    const [from] = demap?.params ?? [];
    const wrong = changed("demap", ({ updates }) => ({
      updates: [
        ...updates.filter(({ symbol }) => symbol.name !== "mapped"),
        update(mapped, (p) =>
          and(
            mapped(p),
            not(
              and(
                not(root(p)),
                hangs(p, { kind: "variable", sort: page, variable: from ?? { name: "", sort: page } }),
              ),
            ),
          ),
        ),
      ],
    }));
    expect(agree(wrong, quick).differences[0]).toMatch(
      /^demap\(\d\): mapped\(\d\) is 0 in the model, not as the theory says$/,
    );
  });

  test("a forgotten update, a guard that is not the model's, and what only the model has, are told", () => {
    const forgotten = changed("map", ({ updates }) => ({
      updates: updates.filter(({ symbol }) => symbol.name !== "real"),
    }));
    expect(agree(forgotten, quick).differences[0]).toContain(
      "changes real, and the theory has no update of it",
    );
    const open = changed("map", ({ guards }) => ({
      guards: { ...guards, "target-not-above": not(not(and())) },
    }));
    expect(agree(open, quick).differences[0]).toMatch(
      /is refused by nothing in the theory, by target-not-above in the model/,
    );
    const less = changed("grant", ({ guards }) => ({ guards: { "source-mapped": guards["source-mapped"] } }));
    expect(agree(less, quick).differences[0]).toContain(
      "grant: the theory has the guards source-mapped, the model source-not-root",
    );
    const { rules, invariants } = sigmaTheory;
    expect(agree({ ...sigmaTheory, rules: rules.slice(1) }, quick).differences).toEqual([
      "the theory has no rule map",
    ]);
    expect(agree({ ...sigmaTheory, invariants: invariants.slice(1) }, quick).differences).toEqual([
      "the theory says nothing of SIG-ROOT",
    ]);
  });

  test("a statement that says less than its property is told, though both hold in every reachable state", () => {
    const idle = sigmaTheory.invariants.map((one) =>
      one.id === "SIG-ORIGIN" ? { ...one, formula: and() } : one,
    );
    expect(agree({ ...sigmaTheory, invariants: idle }, quick).differences[0]).toBe(
      "SIG-ORIGIN is true in the theory, and false in the model",
    );
  });

  test("a rule that is never taken at the scope is told: of it nothing was compared", async () => {
    const rules = sigma.rules.map((rule) =>
      rule.name === "grant" ? { ...rule, requires: { ...rule.requires, never: () => false } } : rule,
    );
    const idle = changed("grant", ({ guards }) => ({ guards: { ...guards, never: no } }));
    const steps = judging(solver(), { ...idle, model: { ...sigma, rules } }, { guards: false });
    for (let next = await steps.next(); ; next = await steps.next())
      if (next.done) return expect(next.value.disputes).toEqual(["no step by grant was compared"]);
  });

  test("symbols that do not tell two states apart are told", () => {
    const symbols = sigmaTheory.symbols.map((one) =>
      one.symbol === hangs.declared
        ? { ...one, read: () => false }
        : one.symbol.name === "derives"
          ? { ...one, read: () => false }
          : one,
    );
    const rules = sigmaTheory.rules.map((rule) => ({
      ...rule,
      updates: rule.updates.filter(({ symbol }) => symbol !== hangs.declared && symbol.name !== "derives"),
    }));
    const blind = {
      ...sigmaTheory,
      symbols,
      rules,
      initial: [
        ...sigmaTheory.initial.filter(({ symbol }) => symbol !== hangs.declared && symbol.name !== "derives"),
        update(hangs, () => no),
        update(derives, () => no),
      ],
      invariants: [],
      steps: [],
      left: Object.fromEntries(sigmaTheory.model.properties.map(({ id }) => [id, ""])),
    };
    expect(agree(blind, quick).differences.join()).toContain("two states are read alike");
  });
});

describe("what is not proved", () => {
  test("a false property, that a real page is in two spaces at most, with the state that shows it", async () => {
    const inTwo = withInvariant({
      id: "IN-TWO",
      says: "a real page is in two spaces at most",
      formula: forAll({ p: page, q: page, r: page }, ({ p, q, r }) =>
        implies(
          and(equal(real(p), real(q)), equal(real(q), real(r)), differ(real(p), nil())),
          or(
            equal(spaceFor(p), spaceFor(q)),
            equal(spaceFor(q), spaceFor(r)),
            equal(spaceFor(p), spaceFor(r)),
          ),
        ),
      ),
    });
    const found = await judged(solver(), inTwo, "IN-TWO");
    expect(found.map(({ rule, verdict }) => [rule, verdict])).toContainEqual(["map", "refuted"]);
  });

  test("a weakened invariant: origins are mapped where they lie outside sigma0", async () => {
    const weak = sigmaTheory.invariants.map((one) =>
      one.id === "CHAIN-LINKS"
        ? weaker(
            one,
            forAll({ p: page }, ({ p }) => not(root(p))),
          )
        : one,
    );
    const found = await judged(solver(), { ...sigmaTheory, invariants: weak }, "SIG-ORIGIN");
    const refuted = found.find(({ verdict }) => verdict === "refuted");
    expect(refuted?.rule).toBe("map");
    if (refuted?.verdict !== "refuted") return;
    const { from, args } = { from: refuted.from, args: refuted.from.args };
    expect(valueIn(from, mapped.declared, [args.from ?? 0])).toBe(1);
    expect(valueIn(from, root.declared, [args.to ?? 0])).toBe(0);
  });

  test("what the solver does not decide is unknown, and says why", async () => {
    const tired: Solver = {
      ask: async () => ({ answer: "unknown", reason: "timeout" }),
      close: async () => undefined,
    };
    const [found] = await judged(tired, sigmaTheory, "SIG-ROOT");
    expect(found).toMatchObject({
      verdict: "unknown",
      reason: "timeout; no state of at most 6 things of each sort",
    });
  });
});

test("a long text reaches the solver as it was written", async () => {
  const names = Array.from({ length: 4000 }, (_, i) => `|a long name, number ${i}|`);
  const text = [
    ...names.map((name) => `(declare-fun ${name} () Bool)`),
    `(assert (and ${names.join(" ")}))`,
    "(check-sat)",
  ].join("\n");
  for (let i = 0; i < 5; i++)
    expect(await solver().ask({ text, terms: names.slice(-1), milliseconds: 4000 })).toEqual({
      answer: "sat",
      values: ["true"],
    });
});
