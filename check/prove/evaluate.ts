/** Formulas computed in finite structures. Each is compiled to a function once, and then run for every state or step. */
import { Binder } from "../../model/generate.js";
import { sizeOf } from "./structure.js";
import type { Declaration, Term, Variable } from "./vocabulary.js";

/** Where the tables of the symbols lie in the cells of a reading. */
export interface Layout {
  readonly sizes: ReadonlyMap<string, number>;
  /** The first cell of each symbol, by its name. */
  readonly starts: ReadonlyMap<string, number>;
  readonly cells: number;
}

type Cells = ArrayLike<number>;
/** The value of a term: of the cells before, from a place on; of the cells after, from a place on; of the arguments. */
export type Evaluated = (
  before: Cells,
  at: number,
  after: Cells,
  then: number,
  args: readonly number[],
) => number;

/** Compile a term whose free variables are these, in this order. */
export function compileTerm(term: Term, layout: Layout, free: readonly Variable[]): Evaluated {
  const names = free.map(({ name }, i) => `const ${variableText(name)} = args[${i}];`).join(" ");
  const source = `(b, at, a, then, args) => { ${names} return ${text(term, layout)}; }`;
  return new Binder().compile(source) as Evaluated;
}

const variableText = (name: string): string => `v_${name.replace(/\W/g, "_")}`;

function text(term: Term, layout: Layout): string {
  switch (term.kind) {
    case "variable":
      return variableText(term.variable.name);
    case "apply":
      return cellText(term.symbol, term.after, term.args, layout);
    case "join":
      return joined(
        term.by,
        term.args.map((one) => text(one, layout)),
      );
    case "quantify":
      return looped(term.by, term.variables, text(term.body, layout), layout);
  }
}

function cellText(symbol: Declaration, isAfter: boolean, args: readonly Term[], layout: Layout): string {
  const place = args.reduce(
    (sofar, one) => `(${sofar}) * ${sizeOf(layout.sizes, one.sort)} + ${text(one, layout)}`,
    "0",
  );
  const start = layout.starts.get(symbol.name) ?? 0;
  return isAfter ? `a[then + ${start} + (${place})]` : `b[at + ${start} + (${place})]`;
}

function joined(by: string, args: readonly string[]): string {
  const [first = "", second = "", third = ""] = args;
  switch (by) {
    case "true":
      return "1";
    case "false":
      return "0";
    case "not":
      return `(${first} ? 0 : 1)`;
    case "and":
      return `(${args.join(" && ")} ? 1 : 0)`;
    case "or":
      return `(${args.join(" || ")} ? 1 : 0)`;
    case "=>":
      return `(!${first} || ${second} ? 1 : 0)`;
    case "=":
      return `(${first} === ${second} ? 1 : 0)`;
    default:
      return `(${first} ? ${second} : ${third})`;
  }
}

/** A quantifier is loops that end with the first value that decides. */
function looped(
  by: "forall" | "exists",
  variables: readonly Variable[],
  body: string,
  layout: Layout,
): string {
  const heads = variables.map(({ name, sort }) => {
    const v = variableText(name);
    return `for (let ${v} = 0; ${v} < ${sizeOf(layout.sizes, sort)}; ${v}++)`;
  });
  const [test, found, otherwise] = by === "forall" ? [`!${body}`, 0, 1] : [body, 1, 0];
  return `(() => { ${heads.join(" ")} if (${test}) return ${found}; return ${otherwise}; })()`;
}
