/** Every value of a small domain, in order; and whether a given value is one of them. */
import { domainText, elements, list, member } from "./print.js";
import { demand, NIL, type Schema } from "./schema.js";

/** A value outside its domain. The message names the path into the state: `origin[5]: 9 is not in 0..8`. */
export class DomainError extends Error {
  override name = "DomainError";
  constructor(path: string, value: unknown, domain: string) {
    super(`${path || "state"}: ${show(value)} is not in ${domain}`);
  }
}
function show(value: unknown): string {
  const text = typeof value === "object" ? (JSON.stringify(value) ?? "nothing") : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const MOST = 65536;

/** Every value, first to last. Throws SchemaError when there are more than 65,536. */
export function values<T>(schema: Schema<T>): readonly T[] {
  const all = [...enumerate(schema)];
  demand(all.length <= MOST, () => `a parameter with ${all.length} values or more is too many to try`);
  return all as T[];
}

function* range(lo: number, hi: number): Generator<number> {
  for (let n = lo; n <= hi && n - lo <= MOST; n++) yield n;
}

function* enumerate(schema: Schema): Generator<unknown> {
  switch (schema.kind) {
    case "number":
      return yield* range(schema.lo, schema.hi);
    case "identifier":
    case "pair":
      return yield* range(0, schema.size - 1);
    case "boolean":
      return yield* [false, true];
    case "choice":
      return yield* schema.options;
    case "optional":
      yield absent(schema.of);
      return yield* enumerate(schema.of);
    case "record":
      return yield* product(Object.entries(schema.fields), {});
    case "array":
      return yield* lists(schema.of, schema.length);
    case "table":
      return yield* lists(schema.of, schema.by.size);
    case "sequence":
      for (let n = 0; n <= schema.max; n++) yield* lists(schema.of, n);
      return;
    case "set":
      return yield* subsets([...enumerate(schema.of)].map(Number));
    case "union":
      for (const [kind, { fields }] of Object.entries(schema.variants))
        yield* product(Object.entries(fields), { kind });
      return;
    case "constant":
    case "transient":
      return yield schema.value;
  }
}

function* product(fields: readonly (readonly [string, Schema])[], sofar: object): Generator<object> {
  const [first, ...rest] = fields;
  if (first === undefined) return yield sofar;
  for (const value of enumerate(first[1])) yield* product(rest, { ...sofar, [first[0]]: value });
}

function* lists(of: Schema, length: number): Generator<readonly unknown[]> {
  if (length === 0) return yield [];
  for (const head of enumerate(of)) for (const tail of lists(of, length - 1)) yield [head, ...tail];
}

function* subsets(of: readonly number[]): Generator<number> {
  for (let n = 0; n < 2 ** of.length && n <= MOST; n++)
    yield of.reduce((bits, e, i) => (n & (1 << i) ? bits | (1 << e) : bits), 0);
}

/** What stands for nothing in an optional value of this schema. */
export const absent = (of: Schema): typeof NIL | null =>
  of.kind === "number" || of.kind === "identifier" || of.kind === "pair" || of.kind === "set" ? NIL : null;

const inRange = (value: unknown, lo: number, hi: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= lo && value <= hi && !Object.is(value, -0);

/** Throws DomainError at the first part of `value` that is outside `schema`; constants must be as the scope says. */
export function validate(schema: Schema, value: unknown, path = ""): void {
  const wrong = (): never => {
    throw new DomainError(path, value, domainText(schema));
  };
  switch (schema.kind) {
    case "number":
      return inRange(value, schema.lo, schema.hi) ? undefined : wrong();
    case "identifier":
    case "pair":
      return inRange(value, 0, schema.size - 1) ? undefined : wrong();
    case "boolean":
      return typeof value === "boolean" ? undefined : wrong();
    case "choice":
      return typeof value === "string" && schema.options.includes(value) ? undefined : wrong();
    case "optional":
      return value === absent(schema.of) ? undefined : validateInner(schema.of, value, path, wrong);
    case "record":
      return isObject(value) ? validateFields(schema.fields, value, path) : wrong();
    case "array":
    case "table":
    case "sequence":
      return validateList(schema, value, path, wrong);
    case "set":
      return isSet(schema.of, value) ? undefined : wrong();
    case "union": {
      const variant = schema.variants[String(member(value, "kind"))];
      return variant === undefined ? wrong() : validateFields(variant.fields, value, path);
    }
    case "constant":
      return isSame(value, schema.value) ? undefined : wrong();
    case "transient":
      return validate(schema.of, value, path);
  }
}

const isSet = (of: Schema, value: unknown): boolean =>
  inRange(value, 0, 2 ** 31 - 1) && elements(value).every((e) => fits(of, e));

/** Are two values the same, in all their parts? */
function isSame(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(member(a, name), member(b, name)))
  );
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A scalar that does not fit is told with its whole domain, nil included; anything else names the inner path. */
function validateInner(of: Schema, value: unknown, path: string, wrong: () => never): void {
  const scalar = !["record", "array", "table", "sequence", "union"].includes(of.kind);
  if (scalar && !fits(of, value)) wrong();
  validate(of, value, path);
}

function validateFields(fields: Readonly<Record<string, Schema>>, value: unknown, path: string): void {
  for (const [name, field] of Object.entries(fields))
    validate(field, member(value, name), path === "" ? name : `${path}.${name}`);
}

function validateList(
  schema: Extract<Schema, { kind: "array" | "table" | "sequence" }>,
  value: unknown,
  path: string,
  wrong: () => never,
): void {
  const length = list(value).length;
  const right =
    schema.kind === "sequence"
      ? length <= schema.max
      : length === (schema.kind === "array" ? schema.length : schema.by.size);
  if (!Array.isArray(value) || !right) wrong();
  list(value).forEach((element, i) => {
    validate(schema.of, element, `${path}[${i}]`);
  });
}

/** Is the value in the domain? */
export function fits(schema: Schema, value: unknown): boolean {
  try {
    validate(schema, value);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
