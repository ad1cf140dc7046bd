/**
 * What must be proved of a theory: the initial state satisfies each invariant; each rule keeps each invariant; each step
 * by a rule has the properties of steps. An obligation is refuted by a state, and proved if there is none of any size.
 */
import {
  assumption,
  assumptions,
  bounds,
  constants,
  declarations,
  quoted,
  termText,
  thingNames,
  things,
  tuplesText,
  updateText,
} from "./smt.js";
import type { RuleTheory, Statement, StepStatement, Theory } from "./theory.js";
import { after, type Formula, implies, not, variable } from "./vocabulary.js";

export interface Obligation {
  /** The rule, or `initial`. */
  readonly rule: string;
  /** The invariant or the property of steps. */
  readonly property: string;
  readonly kind: "initial" | "inductive" | "step";
  /** In SMT-LIB 2. If it is given, with at most so many things of each sort; then all invariants are assumed. */
  readonly text: (most?: number) => string;
  /** What is to be proved, of the state before, the one after, and the parameters. */
  readonly goal: Formula;
}

/** Everything that is to be proved, rule by rule. */
export function obligations(theory: Theory): readonly Obligation[] {
  return [
    ...theory.invariants.map((one) => initially(theory, one)),
    ...theory.rules.flatMap((rule) => obligationsOf(theory, rule)),
  ];
}

/** What is to be proved of one rule. */
export function obligationsOf(theory: Theory, rule: RuleTheory): readonly Obligation[] {
  return [
    ...theory.invariants.map((one) => inductive(theory, rule, one)),
    ...theory.steps.filter(({ on }) => on.includes(rule.name)).map((one) => ofSteps(theory, rule, one)),
  ];
}

const initially = (theory: Theory, { id, says, formula }: Statement): Obligation => {
  const goal = after(formula);
  const head = `the initial state of ${theory.model.name} satisfies ${id}: ${says}`;
  const text = (most?: number): string =>
    written(head, [...presumed(theory, [], most), ...updateText(theory, theory.initial, most)], goal, most);
  return { rule: "initial", property: id, kind: "initial", goal, text };
};

const inductive = (theory: Theory, rule: RuleTheory, statement: Statement): Obligation => {
  const { id, says, formula } = statement;
  const goal = after(formula);
  const head = `${rule.name} of ${theory.model.name} keeps ${id}: ${says}`;
  const text = (most?: number): string => written(head, premises(theory, rule, statement, most), goal, most);
  return { rule: rule.name, property: id, kind: "inductive", goal, text };
};

const ofSteps = (theory: Theory, rule: RuleTheory, { id, says, formula }: StepStatement): Obligation => {
  const goal = formula(Object.fromEntries(rule.params.map((one) => [one.name, variable(one)])));
  const head = `each step by ${rule.name} of ${theory.model.name} has ${id}: ${says}`;
  const text = (most?: number): string => written(head, premises(theory, rule, undefined, most), goal, most);
  return { rule: rule.name, property: id, kind: "step", goal, text };
};

/** What the symbols and the parameters are. */
const presumed = (theory: Theory, params: RuleTheory["params"], most?: number): readonly string[] => [
  ...declarations(theory),
  ...constants(params),
  ...(most === undefined ? [] : [...things(theory, most), ...bounds(theory, params, most)]),
  ...assumptions(theory.axioms, most),
];

/** The invariants hold before the step, as far as they may be assumed, and no guard refuses it. */
function premises(
  theory: Theory,
  rule: RuleTheory,
  goal: Statement | undefined,
  most?: number,
): readonly string[] {
  const assumed = theory.invariants.filter(
    (one) => one === goal || (!one.claimed && (!one.aside || goal?.aside || most !== undefined)),
  );
  return [
    ...presumed(theory, rule.params, most),
    ...assumptions(assumed, most),
    ...Object.entries(rule.guards).map(([name, guard]) => assumption(guardName(name), guard, most)),
    ...updateText(theory, rule.updates, most),
  ];
}

/** What a guard is called among assumptions. */
export const guardName = (clause: string): string => `guard ${clause}`;

const written = (head: string, lines: readonly string[], goal: Formula, most?: number): string =>
  [
    `; ${head}`,
    ...(most === undefined ? [] : [`; with at most ${most} things of each sort`]),
    "(set-option :produce-unsat-cores true)",
    "(set-logic ALL)",
    ...lines,
    `(assert ${termText(not(goal), most)})`,
    "(check-sat)",
    "",
  ].join("\n");

/** The terms whose values make up a countermodel: the things of each sort, the symbols of the state, the parameters. */
export function wanted(theory: Theory, { rule }: Obligation, most: number): readonly string[] {
  const params = theory.rules.find(({ name }) => name === rule)?.params ?? [];
  return [
    ...theory.sorts.flatMap(({ sort }) => thingNames(sort.name, most)),
    ...params.map(({ name }) => quoted(name)),
    ...theory.symbols.flatMap(({ symbol }) => tuplesText(symbol, most)),
  ];
}

/** The rule without one of its guards. */
export const lacking = (rule: RuleTheory, clause: string): RuleTheory => ({
  ...rule,
  guards: Object.fromEntries(Object.entries(rule.guards).filter(([name]) => name !== clause)),
});

/** A weaker sentence: what is said, where the premise is true. */
export const weaker = (statement: Statement, premise: Formula): Statement => ({
  ...statement,
  formula: implies(premise, statement.formula),
});
