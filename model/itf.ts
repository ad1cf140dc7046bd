/**
 * Values in the Informal Trace Format (Apalache's ADR-015): written from a schema's values, and read back checked.
 *
 * Numbers and identifiers are `#bigint`s, pairs `#tup`s, sets `#set`s, tables `#map`s; an optional value and a union
 * are variants; a record's constants are left out when it is written and put back when it is read. What is read is
 * not trusted: every part is checked, and an error names the part, `origin[5]: 9 is not in 0..8`. A step into the
 * format itself starts with `#` there: `origin.#map[3].#tup[0]` is in the key of the fourth entry.
 */
import { domainText, elements, list, member } from "./print.js";
import type { PairSchema, RecordSchema, Schema, SetSchema, TableSchema, UnionSchema } from "./schema.js";
import { setOf } from "./sets.js";
import { absent, DomainError, validate } from "./values.js";

/** A value of the format. Whole numbers are written as `#bigint`; plain ones are understood, never written. */
export type ItfValue =
  | boolean
  | string
  | { readonly "#bigint": string }
  | readonly ItfValue[]
  | { readonly "#tup": readonly ItfValue[] }
  | { readonly "#set": readonly ItfValue[] }
  | { readonly "#map": readonly (readonly [ItfValue, ItfValue])[] }
  | { readonly "#unserializable": string }
  | { readonly tag: string; readonly value: ItfValue }
  | { readonly [field: string]: ItfValue };

/** One state: a value for every variable of the trace. */
export interface ItfState {
  readonly "#meta"?: ItfMeta;
  readonly [variable: string]: ItfValue | ItfMeta | undefined;
}
export type ItfMeta = Readonly<Record<string, unknown>>;

/** A trace: `loop` is the index of the state that the last one returns to. */
export interface Itf {
  readonly "#meta"?: ItfMeta;
  readonly params?: readonly string[];
  readonly vars: readonly string[];
  readonly states: readonly ItfState[];
  readonly loop?: number;
}

/** A value that does not have the form its schema asks for; the message is one line that names the path. */
export class ItfError extends Error {
  override name = "ItfError";
  constructor(path: string, why: string) {
    super(`${path || "state"}: ${why}`);
  }
}

/** What a present and an absent optional value are called in a trace. */
export interface Tags {
  readonly some: string;
  readonly none: string;
}
const SOME_OR_NONE: Tags = { some: "Some", none: "None" };

const UNIT = { "#tup": [] } as const;
const bigint = (n: unknown): ItfValue => ({ "#bigint": String(n) });

/** Write a value of the schema; it is not checked. Sets and keys come sorted, so that files compare well. */
export function toItf(schema: Schema, value: unknown, tags: Tags = SOME_OR_NONE): ItfValue {
  switch (schema.kind) {
    case "number":
    case "identifier":
      return bigint(value);
    case "boolean":
      return value === true;
    case "choice":
      return String(value);
    case "pair":
      return pairToItf(schema, Number(value));
    case "optional":
      return value === absent(schema.of)
        ? { tag: tags.none, value: UNIT }
        : { tag: tags.some, value: toItf(schema.of, value, tags) };
    case "record":
      return fieldsToItf(schema, value, tags);
    case "array":
    case "sequence":
      return list(value).map((element) => toItf(schema.of, element, tags));
    case "table":
      return { "#map": list(value).map((v, i) => [toItf(schema.by, i), toItf(schema.of, v, tags)] as const) };
    case "set":
      return { "#set": elements(value).map((e) => toItf(schema.of, e)) };
    case "union": {
      const tag = String(member(value, "kind"));
      const variant = Object.hasOwn(schema.variants, tag) ? schema.variants[tag] : undefined;
      return { tag, value: variant === undefined ? {} : fieldsToItf(variant, value, tags) };
    }
    case "constant":
      return { "#unserializable": "constant" };
    case "transient":
      return toItf(schema.of, value, tags);
  }
}

const pairToItf = ({ second: { size } }: PairSchema, n: number): ItfValue => ({
  "#tup": [bigint(Math.floor(n / size)), bigint(n % size)],
});

const fieldsToItf = ({ fields }: RecordSchema, value: unknown, tags: Tags): ItfValue =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.kind !== "constant")
      .map(([name, field]) => [name, toItf(field, member(value, name), tags)]),
  );

/**
 * Read a value of the schema. Throws DomainError for a value outside its domain and ItfError for one that has another
 * form: both name the part, starting from `path`.
 */
export const fromItf = <T>(schema: Schema<T>, itf: unknown, path = "", tags: Tags = SOME_OR_NONE): T =>
  read(schema, itf, path, tags) as T;

function read(schema: Schema, itf: unknown, path: string, tags: Tags): unknown {
  switch (schema.kind) {
    case "number":
    case "identifier":
      return checked(schema, readWhole(itf, path), path);
    case "boolean":
    case "choice":
      return checked(schema, itf, path);
    case "pair":
      return readPair(schema, itf, path);
    case "optional":
      return readOptional(schema.of, itf, path, tags);
    case "record":
      return readRecord(schema, itf, path, tags);
    case "array":
    case "sequence":
      return readList(schema, itf, path, tags);
    case "table":
      return readTable(schema, itf, path, tags);
    case "set":
      return readSet(schema, itf, path);
    case "union":
      return readUnion(schema, itf, path, tags);
    case "constant":
      return schema.value;
    case "transient":
      return read(schema.of, itf, path, tags);
  }
}

function checked(schema: Schema, value: unknown, path: string): unknown {
  validate(schema, value, path);
  return value;
}

/** A `#bigint` or a plain whole number; one too large for a number is no member of any domain, and told as such. */
function readWhole(itf: unknown, path: string): number | string {
  if (typeof itf === "number" && Number.isSafeInteger(itf)) return itf === 0 ? 0 : itf;
  const text = only(itf, "#bigint", path);
  if (typeof text !== "string" || !/^-?[0-9]+$/.test(text))
    throw new ItfError(path, "a #bigint is a string of digits, with a minus sign or none");
  const n = Number(text);
  return Number.isSafeInteger(n) ? n + 0 : text;
}

function readPair({ first, second }: PairSchema, itf: unknown, path: string): number {
  const parts = items(only(itf, "#tup", path), `${path}.#tup`);
  if (parts.length !== 2) throw new ItfError(path, `a pair is a #tup of 2, this one has ${parts.length}`);
  const [a, b] = [first, second].map((of, i) =>
    Number(checked(of, readWhole(parts[i], `${path}.#tup[${i}]`), `${path}.#tup[${i}]`)),
  );
  return (a ?? 0) * second.size + (b ?? 0);
}

function readOptional(of: Schema, itf: unknown, path: string, tags: Tags): unknown {
  const { tag, value } = variant(itf, path);
  if (tag === tags.some) return read(of, value, path, tags);
  if (tag !== tags.none) throw new ItfError(path, `the tag is neither ${tags.some} nor ${tags.none}`);
  if (items(only(value, "#tup", path), path).length > 0)
    throw new ItfError(path, `${tags.none} has a value of its own`);
  return absent(of);
}

function readRecord({ fields }: RecordSchema, itf: unknown, path: string, tags: Tags): object {
  const dotted = (name: string) => (path === "" ? name : `${path}.${name}`);
  const record = object(itf, path, "a record");
  const written = (name: string) => Object.hasOwn(fields, name) && fields[name]?.kind !== "constant";
  for (const name of Object.keys(record))
    if (!written(name)) throw new ItfError(dotted(name), "there is no such field");
  const entries = Object.entries(fields).map(([name, field]) => {
    if (written(name) && !Object.hasOwn(record, name)) throw new ItfError(dotted(name), "is missing");
    return [name, read(field, member(record, name), dotted(name), tags)] as const;
  });
  return Object.fromEntries(entries);
}

function readList(
  schema: Extract<Schema, { kind: "array" | "sequence" }>,
  itf: unknown,
  path: string,
  tags: Tags,
): readonly unknown[] {
  const all = items(itf, path);
  const right = schema.kind === "array" ? all.length === schema.length : all.length <= schema.max;
  if (!right) throw new DomainError(path, `a list of ${all.length}`, domainText(schema));
  return all.map((element, i) => read(schema.of, element, `${path}[${i}]`, tags));
}

function readTable({ by, of }: TableSchema, itf: unknown, path: string, tags: Tags): readonly unknown[] {
  const found = new Map<number, unknown>();
  items(only(itf, "#map", path), `${path}.#map`).forEach((entry, i) => {
    const at = `${path}.#map[${i}]`;
    const [key, value, ...rest] = items(entry, at);
    if (value === undefined || rest.length > 0) throw new ItfError(at, "an entry is a list of key and value");
    const n = Number(read(by, key, at, tags));
    if (found.has(n)) throw new ItfError(at, `the key ${JSON.stringify(key)} is given twice`);
    found.set(n, read(of, value, `${path}[${n}]`, tags));
  });
  return Array.from({ length: by.size }, (_, n) => {
    if (!found.has(n)) throw new ItfError(`${path}[${n}]`, "is missing");
    return found.get(n);
  });
}

function readSet({ of }: SetSchema, itf: unknown, path: string): number {
  const found = new Set<number>();
  items(only(itf, "#set", path), `${path}.#set`).forEach((element, i) => {
    const e = Number(read(of, element, `${path}.#set[${i}]`, SOME_OR_NONE));
    if (found.has(e)) throw new ItfError(`${path}.#set[${i}]`, `${JSON.stringify(element)} is given twice`);
    found.add(e);
  });
  return setOf(...found);
}

function readUnion(schema: UnionSchema, itf: unknown, path: string, tags: Tags): object {
  const { tag, value } = variant(itf, path);
  const fields = Object.hasOwn(schema.variants, tag) ? schema.variants[tag] : undefined;
  if (fields === undefined) throw new DomainError(path, tag, domainText(schema));
  return { kind: tag, ...readRecord(fields, value, path, tags) };
}

/** The value that stands alone under this key. */
function only(itf: unknown, key: string, path: string): unknown {
  const keys = typeof itf === "object" && itf !== null ? Object.keys(itf) : [];
  if (keys.length !== 1 || keys[0] !== key) throw new ItfError(path, `is not a ${key}`);
  return member(itf, key);
}

function items(itf: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(itf)) throw new ItfError(path, "is not a list");
  return itf;
}

function object(itf: unknown, path: string, what: string): object {
  if (typeof itf !== "object" || itf === null || Array.isArray(itf))
    throw new ItfError(path, `is not ${what}`);
  return itf;
}

function variant(itf: unknown, path: string): { tag: string; value: unknown } {
  const tagged = object(itf, path, "a variant, {tag, value}");
  const tag = member(tagged, "tag");
  if (typeof tag !== "string" || Object.keys(tagged).toSorted().join() !== "tag,value")
    throw new ItfError(path, "is not a variant, {tag, value}");
  return { tag, value: member(tagged, "value") };
}
