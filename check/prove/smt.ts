/** Formulas as SMT-LIB 2 over uninterpreted sorts. This text goes to the solver, and to whoever checks the answers. */
import type { Statement, Theory, Update } from "./theory.js";
import type { Declaration, Formula, Term, Variable } from "./vocabulary.js";

/** A name as SMT-LIB writes it. */
export const quoted = (name: string): string => (/^[A-Za-z][\w-]*$/.test(name) ? name : `|${name}|`);

const symbolText = ({ name }: Declaration, isAfter: boolean): string =>
  quoted(isAfter ? `${name} after` : name);

const bindings = (variables: readonly Variable[]): string =>
  variables.map(({ name, sort }) => `(${quoted(name)} ${sort.name})`).join(" ");

/** What a variable is written as, where it stands for one thing. */
type Names = ReadonlyMap<string, string>;

const NONE: Names = new Map();

/**
 * A term on one line. With at most so many things of each sort, a quantifier is written out, thing by thing: a solver
 * that need not look for instances is fast.
 */
export function termText(term: Term, most?: number, names: Names = NONE): string {
  switch (term.kind) {
    case "variable":
      return names.get(term.variable.name) ?? quoted(term.variable.name);
    case "apply":
      return applied(symbolText(term.symbol, term.after), term.args, most, names);
    case "join":
      return applied(term.by, term.args, most, names);
    case "quantify":
      return most === undefined
        ? `(${term.by} (${bindings(term.variables)}) ${termText(term.body)})`
        : writtenOut(term, most, names);
  }
}

const applied = (name: string, args: readonly Term[], most: number | undefined, names: Names): string =>
  args.length === 0 ? name : `(${[name, ...args.map((one) => termText(one, most, names))].join(" ")})`;

/** Every instance of a quantifier. */
function writtenOut({ by, variables, body }: Quantified, most: number, names: Names): string {
  const all = variables.reduce<readonly Names[]>(
    (sofar, { name, sort }) =>
      sofar.flatMap((its) => thingNames(sort.name, most).map((thing) => new Map([...its, [name, thing]]))),
    [names],
  );
  return `(${by === "forall" ? "and" : "or"} ${all.map((its) => termText(body, most, its)).join(" ")})`;
}

type Quantified = Extract<Term, { readonly kind: "quantify" }>;

/** The sorts and symbols of a theory; those that steps change have a second name for the state after. */
export function declarations({ sorts, symbols }: Pick<Theory, "sorts" | "symbols">): readonly string[] {
  return [
    ...sorts.map(({ sort }) => `(declare-sort ${sort.name} 0)`),
    ...symbols.map(({ symbol, says }) => {
      const takes = symbol.takes.map((one) => one.name).join(" ");
      return `(declare-fun ${symbolText(symbol, false)} (${takes}) ${symbol.gives.name}) ; ${says}`;
    }),
  ];
}

export const constants = (variables: readonly Variable[]): readonly string[] =>
  variables.map(({ name, sort }) => `(declare-fun ${quoted(name)} () ${sort.name})`);

/** What a step makes of the symbols: those that it does not name stay as they are. */
export function updateText(
  { symbols }: Pick<Theory, "symbols">,
  updates: readonly Update[],
  most?: number,
): readonly string[] {
  return symbols
    .filter(({ symbol }) => !symbol.fixed)
    .map(({ symbol }) => {
      if (symbol.free) return declared(symbol);
      const made = updates.find((one) => one.symbol === symbol);
      const variables = made?.variables ?? symbol.takes.map((sort, i) => ({ name: `x${i}`, sort }));
      const value = made === undefined ? staying(symbol, variables) : termText(made.value, most);
      return `(define-fun ${symbolText(symbol, true)} (${bindings(variables)}) ${symbol.gives.name} ${value})`;
    });
}

/** Anything may have become of it. */
const declared = (symbol: Declaration): string =>
  `(declare-fun ${symbolText(symbol, true)} (${symbol.takes.map(({ name }) => name).join(" ")}) ${symbol.gives.name})`;

const staying = (symbol: Declaration, variables: readonly Variable[]): string => {
  const names = variables.map(({ name }) => quoted(name));
  return names.length === 0
    ? symbolText(symbol, false)
    : `(${[symbolText(symbol, false), ...names].join(" ")})`;
};

/** An assumption, with a name by which the solver says that it was needed. */
export const assumption = (name: string, formula: Formula, most?: number): string =>
  `(assert (! ${termText(formula, most)} :named ${quoted(name)}))`;

/** The same of several. */
export const assumptions = (statements: readonly Statement[], most?: number): readonly string[] =>
  statements.map(({ id, formula }) => assumption(id, formula, most));

/** At most so many things of each sort have names, and what a function or a parameter denotes is one of them. */
export const things = ({ sorts }: Pick<Theory, "sorts">, most: number): readonly string[] =>
  sorts.flatMap(({ sort }) =>
    thingNames(sort.name, most).map((name) => `(declare-fun ${name} () ${sort.name})`),
  );

export const bounds = (
  { symbols }: Pick<Theory, "symbols">,
  params: readonly Variable[],
  most: number,
): readonly string[] => [
  ...params.map(({ name, sort }) => isThing(quoted(name), sort.name, most)),
  ...symbols
    .filter(({ symbol }) => symbol.gives.name !== "Bool")
    .flatMap(({ symbol }) => tuplesText(symbol, most).map((text) => isThing(text, symbol.gives.name, most))),
];

const isThing = (text: string, sort: string, most: number): string =>
  `(assert (or false ${thingNames(sort, most)
    .map((name) => `(= ${text} ${name})`)
    .join(" ")}))`;

/** A symbol, applied to every tuple of named things, the last of them fastest. */
export const tuplesText = (symbol: Declaration, most: number): readonly string[] =>
  symbol.takes
    .reduce<readonly string[]>(
      (sofar, one) => sofar.flatMap((text) => thingNames(one.name, most).map((name) => `${text} ${name}`)),
      [""],
    )
    .map((text) => (text === "" ? quoted(symbol.name) : `(${quoted(symbol.name)}${text})`));

/** The names of the things of a sort, where there are at most so many. */
export const thingNames = (sort: string, most: number): readonly string[] =>
  Array.from({ length: most }, (_, i) => `|${sort} ${i + 1}|`);
