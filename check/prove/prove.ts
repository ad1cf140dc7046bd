/** Proving a theory: each obligation is asked of the solver; one that fails is shown by a state as small as can be. */
import { structureOf } from "./countermodel.js";
import { lacking, type Obligation, obligations, obligationsOf, wanted } from "./obligations.js";
import type { Solver } from "./solver.js";
import type { Structure } from "./structure.js";
import type { RuleTheory, Theory } from "./theory.js";

/** What came of an obligation. */
export type Finding =
  | {
      readonly verdict: "proved" /** What the solver needed of what was assumed. */;
      readonly given: readonly string[];
    }
  | { readonly verdict: "refuted"; readonly from: Structure }
  | { readonly verdict: "unknown"; readonly reason: string };

export type Judged = Pick<Obligation, "rule" | "property" | "kind"> &
  Finding & {
    readonly seconds: number;
    /** Each question asked of the solver, in SMT-LIB 2, and the answer. */
    readonly asked: readonly { readonly text: string; readonly answer: string }[];
  };

/** How long the solver may think, and how many things of each sort a countermodel may have. */
export interface Effort {
  readonly milliseconds: number;
  readonly most: number;
}

export const USUAL: Effort = { milliseconds: 8000, most: 6 };

/** Ask one obligation: for any size, and if that fails for sizes 1, 2, ... */
export async function judge(
  solver: Solver,
  theory: Theory,
  obligation: Obligation,
  effort: Effort = USUAL,
): Promise<Judged> {
  const start = performance.now();
  const asked: { text: string; answer: string }[] = [];
  const { rule, property, kind } = obligation;
  const finding = await found({ solver, theory, obligation, effort, asked });
  return { rule, property, kind, ...finding, seconds: (performance.now() - start) / 1000, asked };
}

interface Asking {
  readonly solver: Solver;
  readonly theory: Theory;
  readonly obligation: Obligation;
  readonly effort: Effort;
  readonly asked: { text: string; answer: string }[];
}

/** For any size, not for long; where that is no proof, for small ones; and then for any size once more. */
async function found(asking: Asking): Promise<Finding> {
  const quick = await atAnySize(asking, asking.effort.milliseconds / 8);
  if (quick.verdict === "proved") return quick;
  return (await atSmallSizes(asking)) ?? (await atAnySize(asking, asking.effort.milliseconds));
}

async function atAnySize(
  { solver, obligation, effort, asked }: Asking,
  milliseconds: number,
): Promise<Finding> {
  const text = obligation.text();
  const found = await solver.ask({ text, terms: [], milliseconds: Math.ceil(milliseconds) });
  if (found.answer === "unsat") {
    asked.push({ text, answer: found.answer });
    return { verdict: "proved", given: found.core };
  }
  const why = found.answer === "sat" ? "there is a large state" : found.reason;
  return { verdict: "unknown", reason: `${why}; no state of at most ${effort.most} things of each sort` };
}

/** The smallest state that refutes it, if there is a small one. */
async function atSmallSizes({
  solver,
  theory,
  obligation,
  effort,
  asked,
}: Asking): Promise<Finding | undefined> {
  for (let most = 1; most <= effort.most; most++) {
    const text = obligation.text(most);
    const terms = wanted(theory, obligation, most);
    const found = await solver.ask({ text, terms, milliseconds: effort.milliseconds });
    if (found.answer !== "sat") continue;
    asked.push({ text, answer: found.answer });
    const params = theory.rules.find(({ name }) => name === obligation.rule)?.params ?? [];
    return { verdict: "refuted", from: structureOf(theory, params, most, found.values) };
  }
  return undefined;
}

/** Judge everything, yielding what came of each obligation. */
export async function* proving(solver: Solver, theory: Theory): AsyncGenerator<Judged, void> {
  for (const obligation of obligations(theory)) yield await judge(solver, theory, obligation);
}

/** A guard taken away: what fails without it, each shown by a state; nothing, if no property needs it. */
export interface Guardless {
  readonly rule: string;
  readonly clause: string;
  readonly fails: Judged | undefined;
}

/**
 * Take the guards of a rule away, each alone. Properties of the model come before what only helps to prove them, so that
 * what is shown is what a person would miss.
 */
export async function* withoutGuards(
  solver: Solver,
  theory: Theory,
  rule: RuleTheory,
): AsyncGenerator<Guardless, void> {
  for (const clause of Object.keys(rule.guards)) {
    const open = lacking(rule, clause);
    const changed = { ...theory, rules: theory.rules.map((one) => (one === rule ? open : one)) };
    yield { rule: rule.name, clause, fails: await firstFailure(solver, changed, open) };
  }
}

async function firstFailure(solver: Solver, theory: Theory, rule: RuleTheory): Promise<Judged | undefined> {
  const ids = theory.model.properties.map(({ id }) => id);
  const all = obligationsOf(theory, rule);
  const ordered = [
    ...all.filter(({ property }) => ids.includes(property)),
    ...all.filter(({ property }) => !ids.includes(property)),
  ];
  for (const obligation of ordered) {
    const found = await judge(solver, theory, obligation);
    if (found.verdict === "refuted") return found;
  }
  return undefined;
}
