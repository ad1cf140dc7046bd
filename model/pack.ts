/**
 * The packed form of a state: bit fields in 32-bit words, encoders and decoders generated from the schema.
 *
 * A field never straddles two words. The variants of a union share their bits, and what a variant or a short
 * sequence leaves over is zero, so that a state has one packed form. The code is generated as JavaScript source
 * because the search packs and unpacks once a transition: unrolled, it costs about a nanosecond a cell. A union has a
 * function of its own: when a variant is met late, the engine compiles that anew, and not the whole.
 */
import { type Cell, cellOf } from "./cells.js";
import { Binder, Cursor, overlapped, widthOf } from "./generate.js";
import { domainText } from "./print.js";
import type { RecordSchema, Schema, SchemaNode, UnionSchema } from "./schema.js";
import { DomainError } from "./values.js";

/** A renaming of identifiers: for each sort, where each identifier goes (`to`) and where it comes from (`from`). */
export interface Renaming {
  readonly to: Readonly<Record<string, Int32Array>>;
  readonly from: Readonly<Record<string, Int32Array>>;
}

/** Writes the statements of an encoder, splitting it into functions small enough for the optimising compiler. */
class EncoderSource {
  readonly cursor = new Cursor();
  readonly functions: string[] = [];
  private lines: string[] = [];
  private touched = new Set<number>();
  private written = new Set<number>();
  private cells = 0;
  private open = 0;
  private locals = 0;
  private bitless = false;
  readonly binder: Binder;
  readonly renamed: string | undefined;
  private readonly fail: string;
  constructor(binder: Binder, renamed: string | undefined, fail: string) {
    this.binder = binder;
    this.renamed = renamed;
    this.fail = fail;
  }
  line(text: string): void {
    this.lines.push(text);
  }
  inBlock(head: string, body: () => void): void {
    this.line(`${head} {`);
    this.open++;
    body();
    this.open--;
    this.line("}");
  }
  /** What stands at `x` is looked up once, for all that `body` does with it. */
  withLocal(x: string, body: (local: string) => void): void {
    const local = `o${this.locals++}`;
    this.inBlock("", () => {
      this.line(`const ${local} = ${x};`);
      body(local);
    });
  }
  /** What `body` writes is looked at, and packed into no bits. */
  withoutBits(body: () => void): void {
    this.bitless = true;
    body();
    this.bitless = false;
  }
  /** Fail unless the condition holds. */
  insist(condition: string, path: string, node: SchemaNode, x = condition): void {
    this.line(`if (!(${condition})) ${this.failure(path, x, node)}`);
  }
  private failure(path: string, x: string, node: SchemaNode): string {
    return `${this.fail}(${JSON.stringify(path)}, ${x}, ${JSON.stringify(domainText(node))});`;
  }
  cell(cell: Cell, x: string, path: string, node: SchemaNode): void {
    if (this.open === 0 && this.cells >= 200) this.flush();
    this.cells++;
    this.line(
      `v = ${cell.code(x)}; if ((v >>> 0) !== v || v > ${cell.count - 1}) ${this.failure(path, x, node)}`,
    );
    const width = widthOf(cell.count);
    if (width === 0 || this.bitless) return;
    const { word, shift } = this.cursor.take(width);
    this.touched.add(word);
    this.line(`w${word} |= v << ${shift};`);
  }
  /** What `body` writes stands in a function of its own, unless it is within a block. */
  apart(body: () => void): void {
    const isOutside = this.open === 0;
    if (isOutside) this.flush();
    body();
    if (isOutside) this.flush();
  }
  /** Close the function being written. */
  flush(): void {
    if (this.lines.length === 0) return;
    const words = [...this.touched];
    const declare = words.map((w) => `let w${w} = 0;`).join("");
    const store = words.map((w) => `b[at + ${w}] ${this.written.has(w) ? "|=" : "="} w${w};`).join("");
    for (const w of words) this.written.add(w);
    this.functions.push(`(s, b, at, r) => { let v = 0; ${declare}\n${this.lines.join("\n")}\n${store} }`);
    this.lines = [];
    this.touched = new Set();
    this.cells = 0;
  }
}

function encodeInto(out: EncoderSource, node: SchemaNode, x: string, path: string): void {
  const cell = cellOf(node, out.binder, out.renamed);
  if (cell) return out.cell(cell, x, path, node);
  const element = (of: Schema, from: string | number, to: number): void =>
    encodeInto(out, of, `${x}[${from}]`, `${path}[${to}]`);
  switch (node.kind) {
    case "optional":
      out.cell(codes(2, `${x} === null ? 0 : 1`), x, path, node);
      return out.inBlock(`if (${x} !== null)`, () => encodeInto(out, node.of, x, path));
    case "record":
      out.insist(x, path, node);
      return encodeFields(out, node, x, path);
    case "array":
      out.insist(`${x} && ${x}.length === ${node.length}`, path, node, x);
      for (let i = 0; i < node.length; i++) element(node.of, i, i);
      return;
    case "table": {
      out.insist(`${x} && ${x}.length === ${node.by.size}`, path, node, x);
      const from = out.renamed && `${out.renamed}.from[${JSON.stringify(node.by.sort)}]`;
      for (let i = 0; i < node.by.size; i++) element(node.of, from ? `${from}[${i}]` : i, i);
      return;
    }
    case "sequence":
      out.insist(`${x} && ${x}.length <= ${node.max}`, path, node, x);
      out.cell(codes(node.max + 1, `${x}.length`), x, path, node);
      for (let i = 0; i < node.max; i++) out.inBlock(`if (${x}.length > ${i})`, () => element(node.of, i, i));
      return;
    case "union":
      return out.apart(() => encodeUnion(out, node, x, path));
    case "transient":
      if (out.renamed === undefined) out.withoutBits(() => encodeInto(out, node.of, x, path));
      return;
    default:
      return;
  }
}

/** A cell whose code is written out; it is never decoded by this text. */
const codes = (count: number, code: string): Cell => ({ count, code: () => code, value: (c) => c });

function encodeFields(out: EncoderSource, { fields }: RecordSchema, x: string, path: string): void {
  for (const [name, field] of Object.entries(fields))
    encodeInto(out, field, `${x}[${JSON.stringify(name)}]`, path === "" ? name : `${path}.${name}`);
}

function encodeUnion(out: EncoderSource, node: UnionSchema, x: string, path: string): void {
  out.withLocal(x, (local) => {
    out.insist(local, path, node);
    encodeVariants(out, node, local, path);
  });
}

function encodeVariants(out: EncoderSource, node: UnionSchema, x: string, path: string): void {
  const variants = Object.entries(node.variants);
  out.line(`const kind = ${x}.kind;`);
  const is = (tag: string) => `kind === ${JSON.stringify(tag)}`;
  out.cell(
    codes(variants.length, `${variants.map(([t], i) => `${is(t)} ? ${i} : `).join("")}-1`),
    x,
    path,
    node,
  );
  overlapped(out.cursor, variants, ([tag, variant]) => {
    out.inBlock(`if (${is(tag)})`, () => encodeFields(out, variant, x, path));
  });
}

type Encoder = (state: unknown, into: Int32Array, at: number, renaming?: Renaming) => void;

/** The encoder of a schema and how many 32-bit words it fills; with `renaming`, one that renames as it goes. */
export function encoder(schema: Schema, renaming: boolean): { encode: Encoder; words: number; bits: number } {
  const binder = new Binder();
  const fail = binder.bind((path: string, value: unknown, domain: string) => {
    throw new DomainError(path, value, domain);
  });
  const out = new EncoderSource(binder, renaming ? "r" : undefined, fail);
  encodeInto(out, schema, "s", "");
  if (out.cursor.position === 0) out.line("b[at] = 0;");
  out.flush();
  const parts = out.functions.map((f) => binder.bind(binder.compile(f)));
  const [only, ...others] = parts;
  const calls = parts.map((f) => `${f}(s, b, at, r);`).join(" ");
  const source = others.length === 0 ? `${only}` : `(s, b, at, r) => { ${calls} }`;
  const words = Math.max(1, Math.ceil(out.cursor.position / 32));
  return { encode: binder.compile(source) as Encoder, words, bits: out.cursor.position };
}
