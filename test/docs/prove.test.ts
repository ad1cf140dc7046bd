/** PROOFS.md says of each property how far it is known: proved for every size, searched at a scope, walked at another. */
import { expect, test } from "vitest";
import type { Agreement } from "../../check/prove/agreement.js";
import { judging, type Proof } from "../../check/prove/proof.js";
import { openSolver } from "../../check/prove/solver.js";
import { proofText } from "../../check/report/prove-text.js";
import type { Model, Property } from "../../model/index.js";
import { theories } from "../../proofs/index.js";
import { ipc } from "../../spec/ipc/index.js";
import { kernel } from "../../spec/kernel/index.js";
import { releaseEquation, sigma, sigmaRelease } from "../../spec/sigma/index.js";
import { tlb } from "../../spec/tlb/index.js";
import { plain } from "../report/plain.js";
import { blocksOf } from "./blocks.js";
import { isKept, number, sizeText, table } from "./render.js";

async function proofs(): Promise<readonly Proof[]> {
  const solver = await openSolver();
  const all: Proof[] = [];
  for (const theory of theories) {
    const steps = judging(solver, theory, { guards: false });
    for (let next = await steps.next(); ; next = await steps.next())
      if (next.done) {
        all.push(next.value);
        break;
      }
  }
  await solver.close();
  return all;
}

/** How far a property is known: by the solver, or else by a search. */
function standing(all: readonly Proof[], model: string, id: string): string {
  const found = all.find((one) => one.model.name === model)?.standings.find((one) => one.id === id);
  if (found?.verdict !== "proved") return "closed at the scope";
  return found.given.length === 0
    ? "proved for every size"
    : `proved for every size, given ${found.given.join(", ")}`;
}

const rows = <S>(all: readonly Proof[], { name }: Model<S>, of: readonly Property<S>[]): string[][] =>
  of.filter(isKept).map(({ id }) => [id, standing(all, name, id)]);

const own = ({ id }: { readonly id: string }): boolean => id.startsWith("KERNEL-");

const standings = (all: readonly Proof[]): string =>
  table([
    ["property", "how far"],
    ...rows(all, sigma, sigma.properties),
    ...rows(all, sigmaRelease, [releaseEquation]),
    ...rows(all, tlb, tlb.properties),
    ...rows(all, ipc, ipc.properties),
    ...rows(all, kernel, kernel.properties.filter(own)),
  ]);

const scopes = (): string =>
  table([
    ["model", "closed at", "walked at"],
    ...[sigma, sigmaRelease, tlb, ipc, kernel].map((model) => [
      model.name,
      sizeText(model.scopes.quick),
      sizeText(model.scopes.full),
    ]),
  ]);

const agreement = (
  model: string,
  { scope, states, views, transitions, refused, cells, arbitrary }: Agreement,
): string[] => [
  model,
  sizeText(scope),
  ...[states, views, transitions, refused, cells].map(number),
  `${number(arbitrary.broken)} of ${number(arbitrary.compared)}`,
];

const agreements = (all: readonly Proof[]): string =>
  table([
    ["model", "compared at", "states", "told apart", "transitions", "refused", "values", "false in both"],
    ...all.flatMap((proof) => proof.agreements.map((one) => agreement(proof.model.name, one))),
  ]);

const designs = (all: readonly Proof[]): string =>
  table([
    ["theory", "obligations", "proved", "refuted claims"],
    ...all.map(({ model, obligations, standings: its, claims }) => [
      model.name,
      number(obligations.length),
      number(its.filter((one) => one.isProperty && one.verdict === "proved").length),
      [...claims.keys()].join(", ") || "-",
    ]),
  ]);

/** What `prove` prints where only verdicts are asked for. */
function transcript(all: readonly Proof[]): string {
  const printed = all.map((proof) => proofText(proof, { ...plain, verbosity: 1 })).join("\n");
  return `\`\`\`text\n$ npx sigma486 prove --verbosity 1\n${printed}\`\`\``;
}

test("PROOFS.md says how far each property is known, and README.md what the command says", {
  timeout: 400_000,
}, async () => {
  const all = await proofs();
  expect(all.map(({ verdict, disputes }) => [verdict, disputes])).toEqual(all.map(() => ["holds", []]));
  const made = {
    "prove-scopes": scopes(),
    "prove-standings": standings(all),
    "prove-theories": designs(all),
    "prove-agreement": agreements(all),
  };
  const found = Object.entries(blocksOf("PROOFS.md", made)).filter(([name]) => name.startsWith("prove-"));
  expect(Object.fromEntries(found)).toEqual(made);
  const prove = transcript(all);
  expect(blocksOf("README.md", { prove }).prove).toBe(prove);
});
