/** How values and domains are written for people. One notation, wherever a value is shown. */
import { NIL, type Schema } from "./schema.js";
import { members } from "./sets.js";

/** The values of a domain in a few characters: `0..8`, `0..8 or nil`, `true or false`. */
export function domainText(schema: Schema): string {
  switch (schema.kind) {
    case "number":
      return `${schema.lo}..${schema.hi}`;
    case "boolean":
      return "true or false";
    case "choice":
      return schema.options.join(" or ");
    case "identifier":
    case "pair":
      return `0..${schema.size - 1}`;
    case "optional":
      return `${domainText(schema.of)} or nil`;
    case "record":
      return `a record of ${Object.keys(schema.fields).join(", ") || "nothing"}`;
    case "array":
      return `a list of ${schema.length}`;
    case "table":
      return `a list of ${schema.by.size}`;
    case "sequence":
      return `a list of at most ${schema.max}`;
    case "set":
      return `a set of ${domainText(schema.of)}`;
    case "union":
      return `a record of kind ${Object.keys(schema.variants).join(" or ")}`;
    case "constant":
      return "what the scope says";
    case "transient":
      return domainText(schema.of);
  }
}

/** A value in one line: pairs as (1,2), nothing as nil, records and lists as one would write them. */
export function print(schema: Schema, value: unknown): string {
  switch (schema.kind) {
    case "number":
    case "boolean":
    case "choice":
    case "identifier":
    case "constant":
      return String(value);
    case "pair":
      return printPair(Number(value), schema.second.size);
    case "optional":
      return value === null || value === NIL ? "nil" : print(schema.of, value);
    case "record":
      return `{${printFields(schema.fields, value)}}`;
    case "array":
    case "sequence":
      return `[${list(value)
        .map((v) => print(schema.of, v))
        .join(", ")}]`;
    case "table":
      return `[${list(value)
        .map((v, i) => `${print(schema.by, i)}: ${print(schema.of, v)}`)
        .join(", ")}]`;
    case "set":
      return `{${elements(value)
        .map((e) => print(schema.of, e))
        .join(", ")}}`;
    case "union":
      return printVariant(schema.variants, value);
    case "transient":
      return print(schema.of, value);
  }
}

const printPair = (n: number, width: number): string => `(${Math.floor(n / width)},${n % width})`;

const printFields = (fields: Readonly<Record<string, Schema>>, value: unknown): string =>
  Object.entries(fields)
    .filter(([, field]) => field.kind !== "constant")
    .map(([name, field]) => `${name}: ${print(field, member(value, name))}`)
    .join(", ");

function printVariant(
  variants: Readonly<Record<string, { fields: Readonly<Record<string, Schema>> }>>,
  value: unknown,
): string {
  const tag = String(member(value, "kind"));
  const inside = printFields(variants[tag]?.fields ?? {}, value);
  return inside === "" ? tag : `${tag}{${inside}}`;
}

/** The field `name` of a value that may be anything; undefined when there is none of its own. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;

/** The elements of a value that may be anything; none when it is not a list. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The elements of a set held as a number. */
export const elements = (value: unknown): readonly number[] =>
  typeof value === "number" ? members(value as never) : [];
