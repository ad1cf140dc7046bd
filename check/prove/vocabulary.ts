/**
 * The language in which proofs speak of states: a small many-sorted first-order logic, as plain data.
 *
 * A formula has two readings. `smt.ts` prints it for a solver, which takes the sorts as sets of any size; `evaluate.ts`
 * computes it in a finite structure that was read from a state of the executable model. It is written once.
 */

/** A set of things that formulas speak of, such as pages. Its size is left open. */
export interface Sort<N extends string = string> {
  readonly name: N;
}

/** The sort of formulas. */
export const truth: Sort<"Bool"> = { name: "Bool" };

export const sort = <N extends string>(name: N): Sort<N> => ({ name });

/** A relation or a function that a state gives a meaning to. */
export interface Declaration {
  readonly name: string;
  readonly takes: readonly Sort[];
  readonly gives: Sort;
  /** Does no step change it? */
  readonly fixed: boolean;
  /** May a step make anything of it? The theory does not say what. */
  readonly free?: true;
}

export interface Variable {
  readonly name: string;
  readonly sort: Sort;
}

/** SMT-LIB's names of what joins terms: `ite` is "if then else". */
type Operator = "not" | "and" | "or" | "=>" | "=" | "ite" | "true" | "false";

type Shape =
  | { readonly kind: "variable"; readonly variable: Variable }
  | {
      readonly kind: "apply";
      readonly symbol: Declaration;
      readonly args: readonly Term[];
      /** In the state after the step, or in the one before it? */
      readonly after: boolean;
    }
  | { readonly kind: "join"; readonly by: Operator; readonly args: readonly Term[] }
  | {
      readonly kind: "quantify";
      readonly by: "forall" | "exists";
      readonly variables: readonly Variable[];
      readonly body: Formula;
    };

/** Something that denotes a thing of its sort. */
export type Term<N extends string = string> = { readonly sort: Sort<N> } & Shape;
export type Formula = Term<"Bool">;

// --------------------------------------------------------------------------------------------------------- symbols

type Named<T> = T extends Sort<infer N> ? N : never;
type TermsOf<A extends readonly Sort[]> = { readonly [K in keyof A]: Term<Named<A[K]>> };

/** A symbol is applied by calling it: `derives(p, q)`. */
export interface Sign<A extends readonly Sort[] = readonly Sort[], R extends Sort = Sort> {
  (...args: TermsOf<A>): Term<Named<R>>;
  readonly declared: Declaration;
  readonly gives: R;
}

function declare<const A extends readonly Sort[], N extends string>(
  name: string,
  takes: A,
  gives: Sort<N>,
  fixed: boolean,
): Sign<A, Sort<N>> {
  const declared = { name, takes, gives, fixed };
  const apply = (...args: TermsOf<A>): Term<N> => ({
    kind: "apply",
    sort: gives,
    symbol: declared,
    args,
    after: false,
  });
  return Object.assign(apply, { declared, gives }) as Sign<A, Sort<N>>;
}

/** A function of the state: its value may be another after a step. */
export const functionOf = <const A extends readonly Sort[], N extends string>(
  name: string,
  takes: A,
  gives: Sort<N>,
) => declare(name, takes, gives, false);

/** A relation of the state. */
export const relation = <const A extends readonly Sort[]>(name: string, takes: A) =>
  declare(name, takes, truth, false);

/** A function that no step changes. Without arguments, a constant. */
export const fixedFunction = <const A extends readonly Sort[], N extends string>(
  name: string,
  takes: A,
  gives: Sort<N>,
) => declare(name, takes, gives, true);

/** A relation that no step changes. */
export const fixedRelation = <const A extends readonly Sort[]>(name: string, takes: A) =>
  declare(name, takes, truth, true);

/** The same symbol, of which the theory does not say what a step makes. What is proved then holds whatever becomes of it. */
export const free = <A extends readonly Sort[], R extends Sort>(sign: Sign<A, R>): Sign<A, R> => {
  const declared = { ...sign.declared, free: true } as const;
  const apply = (...args: TermsOf<A>): Term<Named<R>> => ({ ...sign(...args), ...{ symbol: declared } });
  return Object.assign(apply, { declared, gives: sign.gives });
};

// ------------------------------------------------------------------------------------------------------- formulas

const join = (by: Operator, ...args: readonly Term[]): Formula => ({ kind: "join", sort: truth, by, args });

export const yes: Formula = join("true");
export const no: Formula = join("false");
export const not = (of: Formula): Formula => join("not", of);
export const and = (...of: readonly Formula[]): Formula => (of.length === 0 ? yes : join("and", ...of));
export const or = (...of: readonly Formula[]): Formula => (of.length === 0 ? no : join("or", ...of));
export const implies = (premise: Formula, conclusion: Formula): Formula => join("=>", premise, conclusion);
export const equal = <N extends string>(a: Term<N>, b: Term<N>): Formula => join("=", a, b);
export const iff = (a: Formula, b: Formula): Formula => equal(a, b);
export const differ = <N extends string>(a: Term<N>, b: Term<N>): Formula => not(equal(a, b));

/** `then` where `test` is true, and `otherwise` elsewhere. */
export const choose = <N extends string>(test: Formula, then: Term<N>, otherwise: Term<N>): Term<N> => ({
  kind: "join",
  sort: then.sort,
  by: "ite",
  args: [test, then, otherwise],
});

/** Variables by name, as a rule's parameters or those of a quantifier. */
export type Sorts = Readonly<Record<string, Sort>>;
export type TermsBy<V extends Sorts> = { readonly [K in keyof V]: Term<Named<V[K]>> };

export const variablesOf = (of: Sorts): readonly Variable[] =>
  Object.entries(of).map(([name, its]) => ({ name, sort: its }));

export const variable = ({ name, sort: its }: Variable): Term => ({
  kind: "variable",
  sort: its,
  variable: { name, sort: its },
});

/** The variables as terms. */
export const termsOf = <V extends Sorts>(of: V): TermsBy<V> =>
  Object.fromEntries(variablesOf(of).map((one) => [one.name, variable(one)])) as TermsBy<V>;

const quantify = <V extends Sorts>(
  by: "forall" | "exists",
  of: V,
  body: (its: TermsBy<V>) => Formula,
): Formula => ({ kind: "quantify", sort: truth, by, variables: variablesOf(of), body: body(termsOf(of)) });

/** For all values of the variables. */
export const forAll = <V extends Sorts>(of: V, body: (its: TermsBy<V>) => Formula): Formula =>
  quantify("forall", of, body);

/** For some values of the variables. */
export const exists = <V extends Sorts>(of: V, body: (its: TermsBy<V>) => Formula): Formula =>
  quantify("exists", of, body);

/** The same, said of the state after the step. */
export function after<N extends string>(term: Term<N>): Term<N> {
  switch (term.kind) {
    case "variable":
      return term;
    case "apply":
      return { ...term, args: term.args.map((one) => after(one)), after: !term.symbol.fixed };
    case "join":
      return { ...term, args: term.args.map((one) => after(one)) };
    case "quantify":
      return { ...term, body: after(term.body) };
  }
}

/** The symbol in the state after the step, of things that are named in the state before. */
export const later =
  <A extends readonly Sort[], N extends string>(sign: Sign<A, Sort<N>>): ((...args: TermsOf<A>) => Term<N>) =>
  (...args) => ({ kind: "apply", sort: sign.gives, symbol: sign.declared, args, after: true });
