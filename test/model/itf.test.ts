/** The Informal Trace Format: what is written, what is read back, and what is refused, with the part named. */
import { test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  array,
  boolean,
  constant,
  DomainError,
  fromItf,
  ItfError,
  type ItfValue,
  id,
  identifier,
  int,
  NIL,
  oneOf,
  optional,
  pair,
  record,
  type Schema,
  sequence,
  set,
  setOf,
  table,
  toItf,
  union,
} from "../../model/index.js";
import { withValues } from "./random-schema.js";

const space = identifier("space", 2);
const page = pair("page", space, identifier("virtual page", 3));
const UNIT = { "#tup": [] };
const big = (n: number): ItfValue => ({ "#bigint": String(n) });
const tup = (...parts: number[]): ItfValue => ({ "#tup": parts.map(big) });

const examples: readonly (readonly [string, Schema, unknown, ItfValue])[] = [
  ["a number", int(-5, 5), -3, { "#bigint": "-3" }],
  ["an identifier", space, 1, { "#bigint": "1" }],
  ["true", boolean, true, true],
  ["a word", oneOf("ready", "waiting"), "waiting", "waiting"],
  ["a pair", page, 5, tup(1, 2)],
  ["a present optional value", optional(space), 1, { tag: "Some", value: big(1) }],
  ["an absent number", optional(space), NIL, { tag: "None", value: UNIT }],
  ["an absent record", optional(record({ n: int(0, 1) })), null, { tag: "None", value: UNIT }],
  [
    "a record, without its constants",
    record({ k: constant([1]), n: int(0, 9) }),
    { k: [1], n: 4 },
    { n: big(4) },
  ],
  ["an array", array(2, boolean), [true, false], [true, false]],
  ["a sequence", sequence(3, int(0, 9)), [7, 7], [big(7), big(7)]],
  [
    "a table",
    table(space, int(0, 9)),
    [3, 4],
    {
      "#map": [
        [big(0), big(3)],
        [big(1), big(4)],
      ],
    },
  ],
  ["a set", set(int(0, 9)), setOf(7, 2), { "#set": [big(2), big(7)] }],
  ["a set of pairs", set(page), setOf(1, 5), { "#set": [tup(0, 1), tup(1, 2)] }],
  [
    "a union",
    union({ idle: {}, busy: { left: int(0, 3) } }),
    { kind: "busy", left: 2 },
    { tag: "busy", value: { left: big(2) } },
  ],
  [
    "a union's empty variant",
    union({ idle: {}, busy: { left: int(0, 3) } }),
    { kind: "idle" },
    { tag: "idle", value: {} },
  ],
];

describe("a value as ITF", () => {
  it.each(examples)("%s", (_what, schema, value, itf) => {
    expect(toItf(schema, value)).toEqual(itf);
    expect(fromItf(schema, itf)).toEqual(value);
  });

  test.prop([withValues()], { numRuns: 300 })("is read back as it was, through JSON", ({ schema, one }) => {
    const itf: unknown = JSON.parse(JSON.stringify(toItf(schema, one)));
    expect(fromItf(schema, itf)).toEqual(one);
  });

  it("has the names given for a present and an absent value", () => {
    const real = { some: "Real", none: "Nil" };
    const schema = array(2, optional(space));
    const itf = [
      { tag: "Real", value: big(0) },
      { tag: "Nil", value: UNIT },
    ];
    expect(toItf(schema, [0, NIL], real)).toEqual(itf);
    expect(fromItf(schema, itf, "view", real)).toEqual([0, NIL]);
    expect(() => fromItf(schema, itf, "view")).toThrow("view[0]: the tag is neither Some nor None");
  });

  it("is read from plain whole numbers too", () => {
    expect(fromItf(page, { "#tup": [1, 2] })).toBe(id(5));
    expect(fromItf(int(0, 9), 9)).toBe(9);
    expect(Object.is(fromItf(int(0, 9), { "#bigint": "-0" }), 0)).toBe(true);
    expect(Object.is(fromItf(int(0, 9), -0), 0)).toBe(true);
  });

  it("has its entries in any order", () => {
    expect(
      fromItf(table(space, boolean), {
        "#map": [
          [big(1), true],
          [big(0), false],
        ],
      }),
    ).toEqual([false, true]);
    expect(fromItf(set(int(0, 9)), { "#set": [big(7), big(2)] })).toBe(setOf(2, 7));
  });
});

const map = (...entries: [ItfValue, ItfValue][]): ItfValue => ({ "#map": entries });
const origin = record({ origin: table(page, optional(page)) });
const all = (bad: Record<number, ItfValue>): ItfValue => ({
  origin: map(
    ...[tup(0, 0), tup(0, 1), tup(0, 2), tup(1, 0), tup(1, 1), tup(1, 2)].map(
      (key, i): [ItfValue, ItfValue] => [key, bad[i] ?? { tag: "None", value: UNIT }],
    ),
  ),
});
const named = (key: string): unknown => JSON.parse(`{"n": {"#bigint": "1"}, "${key}": {"#bigint": "1"}}`);
const small = record({ n: int(0, 9) });

const refused: readonly (readonly [string, Schema, unknown, string])[] = [
  ["a number outside its domain", int(0, 8), big(9), "here: 9 is not in 0..8"],
  [
    "a number beyond all domains",
    int(0, 8),
    { "#bigint": "9".repeat(30) },
    `here: ${"9".repeat(30)} is not in 0..8`,
  ],
  ["a fraction", int(0, 8), 0.5, "here: is not a #bigint"],
  [
    "digits that are none",
    int(0, 8),
    { "#bigint": "0x8" },
    "here: a #bigint is a string of digits, with a minus sign or none",
  ],
  ["a bare string for a number", int(0, 8), "8", "here: is not a #bigint"],
  ["a number for a word", oneOf("a", "b"), 1, "here: 1 is not in a or b"],
  ["another word", oneOf("a", "b"), "__proto__", "here: __proto__ is not in a or b"],
  ["a string for a boolean", boolean, "true", "here: true is not in true or false"],
  ["half a pair", page, { "#tup": [1] }, "here: a pair is a #tup of 2, this one has 1"],
  ["a pair with a part outside", page, tup(2, 0), "here.#tup[0]: 2 is not in 0..1"],
  [
    "a cell outside",
    origin,
    all({ 5: { tag: "Some", value: tup(0, 3) } }),
    "here.origin[5].#tup[1]: 3 is not in 0..2",
  ],
  ["a missing entry", table(space, boolean), map([big(0), true]), "here[1]: is missing"],
  [
    "an entry given twice",
    table(space, boolean),
    map([big(0), true], [big(0), true]),
    'here.#map[1]: the key {"#bigint":"0"} is given twice',
  ],
  ["a key outside", table(space, boolean), map([big(2), true]), "here.#map[0]: 2 is not in 0..1"],
  [
    "an entry without value",
    table(space, boolean),
    { "#map": [[big(0)]] },
    "here.#map[0]: an entry is a list of key and value",
  ],
  ["an object for a map", table(space, boolean), { 0: true, 1: true }, "here: is not a #map"],
  ["an element given twice", set(int(0, 9)), { "#set": [1, 1] }, "here.#set[1]: 1 is given twice"],
  ["an element outside", set(int(0, 9)), { "#set": [10] }, "here.#set[0]: 10 is not in 0..9"],
  ["a list too long", sequence(1, boolean), [true, true], "here: a list of 2 is not in a list of at most 1"],
  ["a list too short", array(3, boolean), [true, true], "here: a list of 2 is not in a list of 3"],
  ["no list", sequence(1, boolean), { length: 1 }, "here: is not a list"],
  ["a missing field", small, {}, "here.n: is missing"],
  ["a field too many", small, { n: 1, m: 1 }, "here.m: there is no such field"],
  ["a constant", record({ k: constant(1) }), { k: big(1) }, "here.k: there is no such field"],
  ["a list for a record", small, [1], "here: is not a record"],
  ["nothing for a record", small, null, "here: is not a record"],
  [
    "an absent value that has one",
    optional(space),
    { tag: "None", value: tup(1) },
    "here: None has a value of its own",
  ],
  ["a variant without value", optional(space), { tag: "None" }, "here: is not a variant, {tag, value}"],
  [
    "an unknown variant",
    union({ a: {} }),
    { tag: "constructor", value: {} },
    "here: constructor is not in a record of kind a",
  ],
  [
    "a field of another variant",
    union({ a: {}, b: { n: int(0, 1) } }),
    { tag: "a", value: { n: 1 } },
    "here.n: there is no such field",
  ],
  ["the key __proto__", small, named("__proto__"), "here.__proto__: there is no such field"],
  ["the key constructor", small, named("constructor"), "here.constructor: there is no such field"],
  ["the key toString", small, named("toString"), "here.toString: there is no such field"],
];

describe("ITF that is no value of the schema", () => {
  it.each(refused)("is refused: %s", (_what, schema, itf, message) => {
    let thrown: unknown;
    try {
      fromItf(schema, itf, "here");
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof DomainError || thrown instanceof ItfError).toBe(true);
    expect(String(thrown)).toMatch(/^(Domain|Itf)Error: /);
    expect(String(thrown).replace(/^\w+: /, "")).toBe(message);
  });

  it("does not reach the prototype of what is read", () => {
    const itf: unknown = JSON.parse('{"__proto__": {"n": {"#bigint": "1"}}}');
    expect(() => fromItf(small, itf)).toThrow(ItfError);
    expect(() => fromItf(small, Object.create({ n: 1 }))).toThrow("n: is missing");
  });
});
