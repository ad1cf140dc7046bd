/** A theory: what is proved of a model at every size, and how its words are read in the executable model. */
import type { Action, Loose, Model, Scope } from "../../model/index.js";
import type { Structure } from "./structure.js";
import {
  type Declaration,
  type Formula,
  type Sign,
  type Sort,
  type Sorts,
  type Term,
  type TermsBy,
  termsOf,
  type Variable,
  variable,
  variablesOf,
} from "./vocabulary.js";

/** A sort, and how many things of it a state has; they are numbered from 0. */
export interface SortReading<S> {
  readonly sort: Sort;
  readonly size: Loose<[S], number>;
  /** What a report calls one of them. */
  readonly name: string;
}

/** A symbol, and the number of the thing that a state has there; 0 or 1 for a relation. */
export interface Reading<S> {
  readonly symbol: Declaration;
  /** What it is, in a sentence. */
  readonly says: string;
  readonly read: Loose<[S, readonly number[]], number | boolean>;
}

/** What a step makes of a symbol: its value after the step for the variables, in terms of the state before. */
export interface Update {
  readonly symbol: Declaration;
  readonly variables: readonly Variable[];
  readonly value: Term;
}

/** A sentence of a theory. */
export interface Statement {
  /** The id of the property of the model that it states, or a name of its own. */
  readonly id: string;
  readonly says: string;
  readonly formula: Formula;
  /** It is proved from the others, and none of them from it: what it says that there is would lead a solver astray. */
  readonly aside?: true;
  /** Somebody claims it, and it is to be refuted. It helps in no other proof. */
  readonly claimed?: true;
}

/** A sentence about steps by the rules in `on`, in terms of a rule's parameters. */
export interface StepStatement {
  readonly id: string;
  readonly says: string;
  readonly on: readonly string[];
  readonly formula: (args: Arguments) => Formula;
}

/** What a rule's parameters stand for, by their names. */
export type Arguments = Readonly<Record<string, Term>>;

/** A rule: its guards, with the names that they have in the model; and what it makes of each symbol that it changes. */
export interface RuleTheory {
  readonly name: string;
  readonly params: readonly Variable[];
  readonly guards: Readonly<Record<string, Formula>>;
  readonly updates: readonly Update[];
}

export interface Theory<S = unknown> {
  readonly model: Model<S>;
  /** The scopes at which it is compared with the model unless told. */
  readonly scopes: readonly Scope[];
  readonly sorts: readonly SortReading<S>[];
  readonly symbols: readonly Reading<S>[];
  /** What is presumed of symbols that are fixed or free, before each step. The comparison sees whether it is so. */
  readonly axioms: readonly Statement[];
  /** The initial state, in terms of fixed symbols. */
  readonly initial: readonly Update[];
  readonly rules: readonly RuleTheory[];
  readonly invariants: readonly Statement[];
  readonly steps: readonly StepStatement[];
  /** What it leaves out of states, if it does: two states may then be read alike. */
  readonly view?: string;
  /** Properties of the model that are left to the other judges, and why. */
  readonly left: Readonly<Record<string, string>>;
  /** Guards that no property needs, by `rule guard`, and what each is for. Without it no guard is taken away. */
  readonly spare?: Readonly<Record<string, string>>;
  /** A countermodel in the words of the model, if it can be told so. */
  readonly told?: Loose<[Structure, string], Told>;
}

/** A structure as a state of the model, and how the model comes to it. */
export interface Told {
  readonly scope: Scope;
  /** From the initial state to the structure's, and then the request that fails. */
  readonly actions: readonly Action[];
  /** The state before the request as a person would draw it, a line each. */
  readonly drawn: readonly string[];
}

/** The names that an update's own variables have. */
const NAMES = ["x", "y", "z"] as const;

/** The symbol becomes what `value` says of its arguments. */
export function update<A extends readonly Sort[], N extends string>(
  symbol: Sign<A, Sort<N>>,
  value: Loose<Parameters<Sign<A, Sort<N>>>, Term<N>>,
): Update {
  const variables = symbol.declared.takes.map((sort, i) => ({ name: NAMES[i] ?? "w", sort }));
  const terms = variables.map(variable) as unknown as Parameters<Sign<A, Sort<N>>>;
  return { symbol: symbol.declared, variables, value: value(...terms) };
}

/** A rule of a theory, in the same shape as a rule of a model. */
export function ruleTheory<P extends Sorts>(
  name: string,
  params: P,
  body: {
    readonly requires: (args: TermsBy<P>) => Readonly<Record<string, Formula>>;
    readonly effect: (args: TermsBy<P>) => readonly Update[];
  },
): RuleTheory {
  const args = termsOf(params);
  return { name, params: variablesOf(params), guards: body.requires(args), updates: body.effect(args) };
}

/** How a symbol is read in a state. */
export const reading = <S>(
  { declared }: Pick<Sign, "declared">,
  says: string,
  read: Loose<[S, readonly number[]], number | boolean>,
): Reading<S> => ({ symbol: declared, says, read });

type Said = Pick<Statement, "id" | "says">;

/** A property of the model, as a sentence of its theory. */
export const stated = ({ id, says }: Said, formula: Formula): Statement => ({ id, says, formula });

/** A step property of the model, said of a rule's parameters. */
export const ofSteps = (
  { id, says, on }: Said & Pick<StepStatement, "on">,
  formula: StepStatement["formula"],
): StepStatement => ({ id, says, on, formula });

const isOf = <N extends string>(term: Term | undefined, { name }: Sort<N>): term is Term<N> =>
  term?.sort.name === name;

/** A parameter of the rule. Throws RangeError if the rule has none of that name and sort. */
export function argument<N extends string>(args: Arguments, name: string, sort: Sort<N>): Term<N> {
  const its = args[name];
  if (!isOf(its, sort)) throw new RangeError(`the rule has no parameter ${name} of sort ${sort.name}`);
  return its;
}
