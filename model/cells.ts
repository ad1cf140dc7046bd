/** Schemas that pack into one bit field: the expressions from value to code and back. */
import type { Binder } from "./generate.js";
import type { ChoiceSchema, OptionalSchema, SchemaNode, SetSchema } from "./schema.js";
import { absent } from "./values.js";

export interface Cell {
  /** Codes are 0 .. count-1. */
  readonly count: number;
  /** From a value's text to its code's; what is outside the domain becomes a code outside the range. */
  readonly code: (value: string) => string;
  /** From a code's text to its value's. */
  readonly value: (code: string) => string;
}

/** The text that looks up where identifiers of a sort go, or undefined when nothing is renamed. */
type Renamed = (sort: string) => string | undefined;

/** The cell of a schema, or undefined if it needs more than one. `renaming` names a Renaming in the generated code. */
export function cellOf(node: SchemaNode, binder: Binder, renaming?: string): Cell | undefined {
  const renamed: Renamed = (sort) => renaming && `${renaming}.to[${JSON.stringify(sort)}]`;
  switch (node.kind) {
    case "number": {
      const { lo, hi } = node;
      return { count: hi - lo + 1, code: (x) => `${x} - ${lo}`, value: (c) => `${c} + ${lo}` };
    }
    case "boolean": {
      const code = (x: string) => `${x} === true ? 1 : ${x} === false ? 0 : -1`;
      return { count: 2, code, value: (c) => `(${c}) === 1` };
    }
    case "choice":
      return choiceCell(node, binder);
    case "identifier":
    case "pair": {
      const map = renamed(node.sort);
      return { count: node.size, code: (x) => (map ? `${map}[${x}]` : x), value: (c) => c };
    }
    case "set":
      return setCell(node, binder, renamed);
    case "optional":
      return optionalCell(node, binder, renaming);
    default:
      return undefined;
  }
}

/** So many options are told apart by comparing with one after another; more are looked up, lest the text grow too long. */
const FEW = 6;

function choiceCell({ options }: ChoiceSchema, binder: Binder): Cell {
  const words = binder.bind(options);
  const value = (c: string) => `${words}[${c}]`;
  if (options.length > FEW) {
    const codes = binder.bind(new Map(options.map((option, code) => [option, code])));
    return { count: options.length, code: (x) => `(${codes}.get(${x}) ?? -1)`, value };
  }
  const tests = (x: string) => options.map((o, i) => `${x} === ${JSON.stringify(o)} ? ${i} : `).join("");
  return { count: options.length, code: (x) => `${tests(x)}-1`, value };
}

function setCell({ of }: SetSchema, binder: Binder, renamed: Renamed): Cell {
  const [lo, hi] = of.kind === "number" ? [of.lo, of.hi] : [0, of.size - 1];
  const map = of.kind === "number" ? undefined : renamed(of.sort);
  const rename = map ? binder.bind(renameSet) : "";
  const below = 2 ** lo - 1;
  const code = (x: string) => (map ? `${rename}(${x}, ${map})` : below ? `(${x} & ${below} ? -2 : ${x})` : x);
  return { count: 2 ** (hi + 1), code, value: (c) => c };
}

/** Nothing is code 0, and every other code is one more; only numbers have a place for it beside them. */
function optionalCell(
  { of }: OptionalSchema,
  binder: Binder,
  renaming: string | undefined,
): Cell | undefined {
  const inner = absent(of) === null ? undefined : cellOf(of, binder, renaming);
  if (inner === undefined) return undefined;
  const count = inner.count + 1;
  if (of.kind === "number") {
    const code = (x: string) => `${x} === -1 ? 0 : ${x} < ${of.lo} ? -1 : ${inner.code(x)} + 1`;
    return { count, code, value: (c) => `((${c}) === 0 ? -1 : ${inner.value(c)} - 1)` };
  }
  const plain = renaming === undefined && of.kind !== "set";
  const code = (x: string) => (plain ? `${inner.code(x)} + 1` : `${x} === -1 ? 0 : (${inner.code(x)}) + 1`);
  return { count, code, value: (c) => `${c} - 1` };
}

/** The set of the new names. */
export function renameSet(bits: number, to: Int32Array | undefined): number {
  let out = 0;
  for (let e = 0; e <= 30; e++) if ((bits >>> e) & 1) out |= 1 << (to?.[e] ?? e);
  return out;
}
