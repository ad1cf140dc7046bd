/** What a proof came to, as text and as data. */
import { printAction, type Scope, scopeText } from "../../model/index.js";
import { instantiate } from "../../model/instance.js";
import type { Agreement } from "../prove/agreement.js";
import type { Guard, Proof, Standing } from "../prove/proof.js";
import type { Judged } from "../prove/prove.js";
import type { Replayed } from "../prove/replayed.js";
import { tuple } from "../prove/structure.js";
import { wrap } from "../trace/explain-text.js";
import type { Fact } from "./facts.js";
import type { Suite } from "./junit.js";
import { count, duration, number } from "./numbers.js";
import { labelled, TIE } from "./style.js";
import { gridText } from "./table.js";
import { painter, paragraphs, type ReportStyle } from "./text.js";

/** `sigma: 8 properties proved for any number of pages, real pages and spaces` */
export const proofLine = (proof: Proof): string => `${proof.model.name}: ${sentence(proof)}`;

function sentence({ verdict, standings, obligations, disputes, theory, model }: Proof): string {
  const of = (wanted: Standing["verdict"], isClaim = false) =>
    standings
      .filter((one) => one.isProperty && one.isClaim === isClaim && one.verdict === wanted)
      .map(({ id }) => id);
  const sizes = theory.sorts.map(({ name }) => `${name}s`);
  const any = `any number of ${sizes.slice(0, -1).join(", ")} and ${sizes.at(-1)}`;
  const claims = of("refuted", true);
  switch (verdict) {
    case "disagree":
      return `the theory and ${model.name} disagree: ${disputes.join("; ")}`;
    case "interrupted":
      return `interrupted after ${count(obligations.length, "obligation")}`;
    case "holds":
      return `${count(of("proved").length, "property").replace("propertys", "properties")} proved for ${any}${claims.length === 0 ? "" : `; the claims ${claims.join(", ")} refuted`}`;
    case "violated":
      return `not as it should be: ${[...of("refuted"), ...of("unknown"), ...of("proved", true)].join(", ") || "what helps in proofs"}`;
    case "limit":
      return `not decided: ${[...of("unknown"), ...of("unknown", true)].join(", ") || "what helps in proofs"}`;
  }
}

/** A line for each proof; ends with a newline. */
export function proofLines(proofs: readonly Proof[], { width, paint }: ReportStyle): string {
  const lines = proofs.flatMap((proof) =>
    wrap(`${proofLine(proof)}, in ${duration(proof.seconds)}`, width, "  ", "    ").map(
      painter(proof.verdict, paint),
    ),
  );
  return ["proved by a solver, at every size", ...lines, ""].join("\n");
}

const VERBS = { initial: "satisfies", inductive: "keeps", step: "has" } as const;

/** The whole report; ends with a newline. */
export function proofText(proof: Proof, style: ReportStyle): string {
  const { width, paint, verbosity } = style;
  const verdict = wrap(proofLine(proof), width, "", "  ").map(painter(proof.verdict, paint));
  if (verbosity <= 1) return `${verdict.join("\n")}\n`;
  return paragraphs([
    verdict,
    obligationLines(proof.obligations, style),
    labelled(facts(proof), style),
    ...proof.obligations
      .filter(({ verdict: its }) => its !== "proved")
      .filter(({ property }) => verbosity >= 3 || !proof.claims.has(property))
      .map((one) => failureLines(proof, one, style)),
    ...[...proof.claims].map(([id, run]) =>
      run === undefined ? [] : runLines(proof, `claim ${id} refuted`, run, style),
    ),
    ...proof.guards.map((guard) => guardLines(proof, guard, style)),
  ]);
}

function obligationLines(obligations: readonly Judged[], style: ReportStyle): string[] {
  const rows = obligations.map((one) => [
    one.rule,
    `${VERBS[one.kind]}${TIE}${one.property}`,
    one.verdict,
    "given" in one ? givenText(one) : one.verdict === "unknown" ? one.reason : "a state, below",
    duration(one.seconds).replace(" ", TIE),
  ]);
  const head = ["rule", "obligation", "verdict", "given", "time"];
  return gridText(head, rows, style, (cell, row, column) =>
    column === 2 && obligations[row]?.verdict !== "proved" ? style.paint.bad(cell) : cell,
  )
    .trimEnd()
    .split("\n");
}

/** The invariants and guards that the solver used. */
const givenText = ({ given }: { readonly given: readonly string[] }): string =>
  given.map((name) => name.replace(/^guard /, "").replaceAll(" ", TIE)).join(", ");

function facts({ agreements, theory, standings, seconds }: Proof): Fact[] {
  const helpers = standings.filter(({ isProperty }) => !isProperty).map(({ id }) => id);
  return [
    ...agreements.flatMap((one) => agreementFacts(one, theory.view)),
    ...(helpers.length === 0 ? [] : ([["helped by", helpers.join(", ")]] as const)),
    ["time", duration(seconds)],
    ...leftOf(theory.left).map(([why, ids]): Fact => ["not covered", `${ids.join(", ")}: ${why}`]),
  ];
}

/** What is left to other judges, by the reason. */
function leftOf(left: Proof["theory"]["left"]): readonly (readonly [why: string, ids: readonly string[]])[] {
  const all = Object.entries(left);
  return [...new Set(all.map(([, why]) => why))].map((why) => [
    why,
    all.filter(([, its]) => its === why).map(([id]) => id),
  ]);
}

function agreementFacts(
  { scope, states, views, transitions, refused, cells, arbitrary, differences, seconds }: Agreement,
  view: string | undefined,
): Fact[] {
  if (differences.length > 0) return [];
  const told = `${count(transitions, "transition")}, ${count(refused, "refused request")}, ${count(cells, "value")} of successors`;
  const { states: made, steps, compared, broken } = arbitrary;
  const chance = `in ${count(made, "arbitrary state")} and ${count(steps, "step")} from them, statements were compared with properties ${number(compared)} times; ${number(broken)} times both were false`;
  const apart =
    view === undefined
      ? "no two states are read alike"
      : `a view without ${view}: ${number(views)} states are told apart`;
  return [
    ["agreement", `with the model in all ${count(states, "state")} of ${scopeText(scope)}: ${told}`],
    ["agreement", `${chance}; ${apart}; in ${duration(seconds)}`],
  ];
}

/** An obligation that fails, and the state from which it does. */
function failureLines({ theory }: Proof, one: Judged, { width }: ReportStyle): string[] {
  const head = `${one.rule} ${VERBS[one.kind]} ${one.property}: ${one.verdict}`;
  if (one.verdict === "unknown") return wrap(`${head}, ${one.reason}`, width, "", "  ");
  if (one.verdict !== "refuted") return [];
  const drawn = theory.told?.(one.from, one.rule).drawn ?? tableLines(theory, one, width);
  return [...wrap(`${head}, from this state`, width, "", "  "), ...drawn.map((line) => `  ${line}`)];
}

/** A state that nobody draws: for which things each relation is true, and what each function has for them. */
function tableLines(
  { symbols, sorts }: Proof["theory"],
  { from }: Judged & { readonly verdict: "refuted" },
  width: number,
): string[] {
  const thing = (sort: string, n: number): string =>
    `${sorts.find((one) => one.sort.name === sort)?.name ?? sort} ${n}`;
  const lines = symbols.map(({ symbol }) => {
    const { takes, gives, name } = symbol;
    const values = Array.from(from.tables.get(name) ?? [], (value, n) => {
      const args = tuple(from.sizes, symbol, n).map((one, i) => thing(takes[i]?.name ?? "", one));
      if (gives.name === "Bool") return value === 1 ? args.join(" and ") || "yes" : "";
      return [args.join(" and "), thing(gives.name, value)].filter((text) => text !== "").join(": ");
    });
    return `${name}: ${values.filter((text) => text !== "").join("; ") || "none"}`;
  });
  const args = Object.entries(from.args).map(([name, value]) => `the request's ${name} is number ${value}`);
  return [...lines, ...args].flatMap((line) => wrap(line, width - 2, "", "  "));
}

/** What is broken without a guard: the state, and the run of the model that ends with the property broken. */
function guardLines(
  { model }: Proof,
  { rule, clause, fails, replay, spare }: Guard,
  style: ReportStyle,
): string[] {
  const head = `${rule} without ${clause}`;
  if (fails === undefined)
    return wrap(
      `${head}: no property needs it; ${spare ?? "what it is for is not said"}`,
      style.width,
      "",
      "  ",
    );
  if (replay === undefined)
    return wrap(`${head}: breaks ${fails.property} in the theory alone`, style.width, "", "  ");
  const drawn = replay.drawn.length > 0 ? ", from this state" : "";
  return runLines({ model }, `${head}: ${fails.property} is broken${drawn}`, replay, style);
}

/** A run of the model, with the state before its last step if that was drawn. */
function runLines(
  { model }: Pick<Proof, "model">,
  head: string,
  { scope, actions, drawn, by }: Replayed,
  { width }: ReportStyle,
): string[] {
  const instance = instantiate(model, scope);
  const steps = actions.map((action) => printAction(instance, action)).join("; ");
  const how = by === "built" ? "replayed" : "found";
  return [
    ...wrap(head, width, "", "  "),
    ...drawn.map((line) => `  ${line}`),
    ...wrap(`${how} in ${model.name} (${scopeText(scope)}): ${steps}`, width, "  ", "    "),
  ];
}

/** An element of `--json`. */
export interface ProofResult {
  readonly model: string;
  readonly judge: "prove";
  readonly verdict: Proof["verdict"];
  readonly seconds: number;
  /** Where the theory was compared with the model. */
  readonly agreement: readonly {
    readonly scope: Scope;
    readonly distinct: number;
    readonly transitions: number;
    readonly refused: number;
  }[];
  readonly violated: readonly string[];
  readonly proved: readonly { readonly property: string; readonly given: readonly string[] }[];
  readonly obligations: readonly {
    readonly rule: string;
    readonly property: string;
    readonly kind: Judged["kind"];
    readonly verdict: Judged["verdict"];
    readonly seconds: number;
  }[];
  readonly guards: readonly {
    readonly rule: string;
    readonly guard: string;
    readonly breaks?: string | undefined;
  }[];
  readonly disputes?: readonly string[] | undefined;
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

export function proofResult(proof: Proof): ProofResult {
  const { agreements, standings, obligations, disputes } = proof;
  const named = (verdict: Standing["verdict"]) => standings.filter((one) => one.verdict === verdict);
  return {
    model: proof.model.name,
    judge: "prove",
    verdict: proof.verdict,
    seconds: rounded(proof.seconds),
    agreement: agreements.map(({ scope, states, transitions, refused }) => ({
      scope,
      distinct: states,
      transitions,
      refused,
    })),
    violated: named("refuted").map(({ id }) => id),
    proved: named("proved").map(({ id, given }) => ({ property: id, given })),
    obligations: obligations.map(({ rule, property, kind, verdict, seconds }) => ({
      rule,
      property,
      kind,
      verdict,
      seconds: rounded(seconds),
    })),
    guards: proof.guards.map(({ rule, clause, fails }) => ({ rule, guard: clause, breaks: fails?.property })),
    disputes: disputes.length === 0 ? undefined : disputes,
  };
}

/** A suite for JUnit: a case for each property, and one for the agreement with the model. */
export const proofSuite = (proof: Proof): Suite => ({
  name: `${proof.model.name} prove`,
  seconds: proof.seconds,
  cases: [
    ...proof.standings.map(({ id, verdict, isClaim }) => ({
      name: id,
      wrong: verdict === (isClaim ? "refuted" : "proved") ? undefined : `${id} is ${verdict}`,
    })),
    { name: "the theory is about the model", wrong: proof.disputes[0] },
  ],
});
