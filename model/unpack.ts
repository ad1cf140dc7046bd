/**
 * Unpacking: the statements that turn packed words back into a state, in place.
 *
 * The objects of a scratch state are made once. Unpacking fills them in and puts each back where it belongs, for an
 * effect may have replaced some by objects of its own. A sequence has one array for each length, so that nothing is
 * allocated when lengths change.
 */
import { type Cell, cellOf } from "./cells.js";
import { type Binder, Cursor, overlapped, widthOf } from "./generate.js";
import type { Schema, SchemaNode, UnionSchema } from "./schema.js";
import { absent } from "./values.js";

/** Source that unpacks from `b` at `at`. */
export interface UnpackSource {
  /** The object that is filled in. */
  readonly state: unknown;
  /** For a state of at most 40 cells at fixed places: declarations that hold every cell in a local. Else empty. */
  readonly head: string;
  /** Statements that write the whole state. */
  readonly body: string;
}

class DecoderSource {
  readonly cursor = new Cursor();
  lines: string[] = [];
  readonly cells: string[] = [];
  readonly binder: Binder;
  readonly fixed: boolean;
  private isWithin = false;
  constructor(binder: Binder, fixed: boolean) {
    this.binder = binder;
    this.fixed = fixed;
  }
  /** What `body` writes has local names in reach, and so cannot stand in another function. */
  within(body: () => void): void {
    const { isWithin } = this;
    this.isWithin = true;
    body();
    this.isWithin = isWithin;
  }
  /** What `body` writes stands in a function of its own, if it can. */
  apart(body: () => void): void {
    if (this.isWithin) return body();
    const { lines } = this;
    this.lines = [];
    this.within(body);
    const written = this.binder.compile(`(b, at) => {\n${this.lines.join("\n")}\n}`);
    this.lines = [...lines, `${this.binder.bind(written)}(b, at);`];
  }
  /** The expression of the next field's value. */
  cell(cell: Cell): string {
    const width = widthOf(cell.count);
    if (width === 0) return cell.value("0");
    const { word, shift } = this.cursor.take(width);
    const raw = `b[at + ${word}]`;
    if (width === 32) return cell.value(`(${raw} >>> 0)`);
    return cell.value(`(${raw} >>> ${shift} & ${2 ** width - 1})`);
  }
}

function decodeInto(out: DecoderSource, node: SchemaNode, place: string, object: unknown): void {
  const cell = cellOf(node, out.binder);
  if (cell) {
    const value = out.cell(cell);
    out.lines.push(`${place} = ${out.fixed ? `c${out.cells.length}` : value};`);
    out.cells.push(value);
    return;
  }
  const fields = (of: Readonly<Record<string, Schema>>, into: object): void => {
    const name = out.binder.bind(into);
    out.lines.push(`${place} = ${name};`);
    for (const [key, field] of Object.entries(of))
      if (field.kind !== "constant")
        decodeInto(out, field, `${name}[${JSON.stringify(key)}]`, Reflect.get(into, key));
  };
  const each = (of: Schema, into: readonly unknown[]): void => {
    const name = out.binder.bind(into);
    out.lines.push(`${place} = ${name};`);
    into.forEach((element, i) => {
      decodeInto(out, of, `${name}[${i}]`, element);
    });
  };
  switch (node.kind) {
    case "record":
      return fields(node.fields, object as object);
    case "array":
    case "table":
      return each(node.of, object as readonly unknown[]);
    case "optional":
      return decodeOptional(out, node.of, place);
    case "sequence":
      return decodeSequence(out, node.of, node.max, place);
    case "union":
      return out.apart(() => decodeUnion(out, node, place));
    case "transient":
      return putBack(out, place, object);
    default:
      return;
  }
}

function decodeOptional(out: DecoderSource, of: Schema, place: string): void {
  const present = out.cell({ count: 2, code: (x) => x, value: (c) => c });
  out.lines.push(`if (${present}) {`);
  decodeInto(out, of, place, blank(of));
  out.lines.push(`} else ${place} = null;`);
}

/** A transient value comes from nowhere: each part of it is put back, for an effect may have changed any of them. */
function putBack(out: DecoderSource, place: string, value: unknown): void {
  if (typeof value !== "object" || value === null) {
    out.lines.push(`${place} = ${JSON.stringify(value)};`);
    return;
  }
  const name = out.binder.bind(value);
  out.lines.push(`${place} = ${name};`);
  if (Array.isArray(value))
    out.lines.push(`if (${name}.length !== ${value.length}) ${name}.length = ${value.length};`);
  for (const [key, part] of Object.entries(value))
    putBack(out, `${name}[${Array.isArray(value) ? key : JSON.stringify(key)}]`, part);
}

function decodeSequence(out: DecoderSource, of: Schema, max: number, place: string): void {
  const elements = Array.from({ length: max }, () => blank(of));
  const arrays = out.binder.bind(Array.from({ length: max + 1 }, (_, n) => elements.slice(0, n)));
  const length = out.cell({ count: max + 1, code: (x) => x, value: (c) => c });
  const n = `n${out.lines.length}`;
  const q = `q${out.lines.length}`;
  out.lines.push(`const ${n} = ${length}; const ${q} = ${arrays}[${n}];`);
  out.lines.push(`if (${q}.length !== ${n}) ${q}.length = ${n}; ${place} = ${q};`);
  out.within(() => {
    elements.forEach((element, i) => {
      out.lines.push(`if (${n} > ${i}) {`);
      decodeInto(out, of, `${q}[${i}]`, element);
      out.lines.push("}");
    });
  });
}

function decodeUnion(out: DecoderSource, node: UnionSchema, place: string): void {
  const variants = Object.entries(node.variants);
  const tag = out.cell({ count: variants.length, code: (x) => x, value: (c) => c });
  out.lines.push(`switch (${tag}) {`);
  overlapped(
    out.cursor,
    variants.map((v, i) => [i, ...v] as const),
    ([i, kind, variant]) => {
      out.lines.push(`case ${i}: {`);
      const object = { kind, ...(blank(variant) as object) };
      decodeInto(out, variant, place, object);
      out.lines.push(`${place}.kind = ${JSON.stringify(kind)}; break; }`);
    },
  );
  out.lines.push("}");
}

const isFixed = (node: SchemaNode): boolean => {
  switch (node.kind) {
    case "sequence":
    case "union":
      return false;
    case "optional":
      return absent(node.of) !== null;
    case "record":
      return Object.values(node.fields).every(isFixed);
    case "array":
    case "table":
      return isFixed(node.of);
    default:
      return true;
  }
};

function cellCount(node: SchemaNode): number {
  switch (node.kind) {
    case "record":
      return Object.values(node.fields).reduce((n, field) => n + cellCount(field), 0);
    case "array":
      return node.length * cellCount(node.of);
    case "table":
      return node.by.size * cellCount(node.of);
    case "transient":
      return cellCount(node.of);
    default:
      return 1;
  }
}

/** The source that unpacks into a scratch state of its own. */
export function unpackSource(schema: Schema, binder: Binder): UnpackSource {
  const out = new DecoderSource(binder, isFixed(schema) && cellCount(schema) <= 40);
  const holder = { state: blank(schema) };
  decodeInto(out, schema, `${binder.bind(holder)}.state`, holder.state);
  const head = out.fixed ? out.cells.map((value, i) => `const c${i} = ${value};`).join(" ") : "";
  // The first line only stores the root object where nobody reads it.
  return { state: holder.state, head, body: out.lines.slice(1).join("\n") };
}

/** A scratch state and the function that unpacks into it. */
export interface Scratch<S> {
  readonly state: S;
  readonly unpack: (from: Int32Array, at: number) => void;
}

export function scratch<S>(schema: Schema<S>, binder: Binder): Scratch<S> {
  const { state, head, body } = unpackSource(schema, binder);
  const unpack = binder.compile(`(b, at) => { ${head}\n${body} }`);
  return { state: state as S, unpack: unpack as Scratch<S>["unpack"] };
}

/** A value of the schema with every cell at its first value: the object that decoding fills in. */
export function blank(node: SchemaNode): unknown {
  switch (node.kind) {
    case "number":
      return node.lo;
    case "boolean":
      return false;
    case "choice":
      return node.options[0];
    case "identifier":
    case "pair":
    case "set":
      return 0;
    case "optional":
      return absent(node.of);
    case "record":
      return Object.fromEntries(Object.entries(node.fields).map(([name, field]) => [name, blank(field)]));
    case "array":
      return packed(node.length, node.of);
    case "table":
      return packed(node.by.size, node.of);
    case "sequence":
      return [];
    case "union": {
      const [[kind, variant] = ["", undefined]] = Object.entries(node.variants);
      return variant && { kind, ...(blank(variant) as object) };
    }
    case "constant":
      return node.value;
    case "transient":
      return copyOf(node.value);
  }
}

/** Whole: no part of it is shared with the value, nor with another part. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)]));
}

/** Grown by push: an array made at its full length counts as one with holes, and is slower to read for ever. */
function packed(length: number, of: Schema): unknown[] {
  const list: unknown[] = [];
  while (list.length < length) list.push(blank(of));
  return list;
}
