/** Domains enumerated, values checked and printed: one example of each kind of schema. */
import { test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { arbitrary } from "../../model/arbitrary.js";
import {
  array,
  boolean,
  constant,
  DomainError,
  domainText,
  fits,
  identifier,
  int,
  interchangeable,
  NIL,
  oneOf,
  optional,
  pair,
  print,
  record,
  type Schema,
  SchemaError,
  sequence,
  set,
  setOf,
  table,
  union,
  validate,
  values,
} from "../../model/index.js";
import { schemas, withValues } from "./random-schema.js";

const space = identifier("space", 2);
const page = pair("page", space, identifier("virtual page", 2));
const thread = union({ idle: {}, busy: { left: int(1, 2) } });

/** Each kind: its schema, its values in order, and how they and their domain are written. */
const kinds: readonly (readonly [Schema, readonly unknown[], readonly string[], string])[] = [
  [int(-1, 1), [-1, 0, 1], ["-1", "0", "1"], "-1..1"],
  [boolean, [false, true], ["false", "true"], "true or false"],
  [oneOf("a", "b"), ["a", "b"], ["a", "b"], "a or b"],
  [space, [0, 1], ["0", "1"], "0..1"],
  [page, [0, 1, 2, 3], ["(0,0)", "(0,1)", "(1,0)", "(1,1)"], "0..3"],
  [optional(space), [NIL, 0, 1], ["nil", "0", "1"], "0..1 or nil"],
  [optional(boolean), [null, false, true], ["nil", "false", "true"], "true or false or nil"],
  [
    record({ p: page, k: constant([7]), b: oneOf("x") }),
    [0, 1, 2, 3].map((p) => ({ p, k: [7], b: "x" })),
    ["{p: (0,0), b: x}", "{p: (0,1), b: x}", "{p: (1,0), b: x}", "{p: (1,1), b: x}"],
    "a record of p, k, b",
  ],
  [record({}), [{}], ["{}"], "a record of nothing"],
  [
    array(2, space),
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    ["[0, 0]", "[0, 1]", "[1, 0]", "[1, 1]"],
    "a list of 2",
  ],
  [table(space, oneOf("x")), [["x", "x"]], ["[0: x, 1: x]"], "a list of 2"],
  [
    table(page, oneOf("x")),
    [["x", "x", "x", "x"]],
    ["[(0,0): x, (0,1): x, (1,0): x, (1,1): x]"],
    "a list of 4",
  ],
  [sequence(2, oneOf("x")), [[], ["x"], ["x", "x"]], ["[]", "[x]", "[x, x]"], "a list of at most 2"],
  [
    set(int(3, 4)),
    [setOf(), setOf(3), setOf(4), setOf(3, 4)],
    ["{}", "{3}", "{4}", "{3, 4}"],
    "a set of 3..4",
  ],
  [
    thread,
    [{ kind: "idle" }, { kind: "busy", left: 1 }, { kind: "busy", left: 2 }],
    ["idle", "busy{left: 1}", "busy{left: 2}"],
    "a record of kind idle or busy",
  ],
  [constant([1, 2]), [[1, 2]], ["1,2"], "what the scope says"],
];

describe.each(kinds)("%j", (schema, all, printed, domain) => {
  it("has its values in order", () => {
    expect(values(schema)).toEqual(all);
  });
  it("accepts each of them", () => {
    for (const value of all) expect(() => validate(schema, value)).not.toThrow();
  });
  it("prints them and their domain", () => {
    expect(all.map((value) => print(schema, value))).toEqual(printed);
    expect(domainText(schema)).toBe(domain);
  });
});

describe("a random value of a random schema", () => {
  test.prop([withValues()], { numRuns: 200 })(
    "is in its domain and prints in one line",
    ({ schema, one }) => {
      expect(fits(schema, one)).toBe(true);
      expect(print(schema, one)).not.toContain("\n");
      expect(print(schema, one)).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  test.prop([schemas], { numRuns: 100 })("can be drawn from any schema", (schema) => {
    expect(arbitrary(schema).canShrinkWithoutContext).toBeTypeOf("function");
  });
});

const state = record({
  clock: record({ left: int(0, 3) }),
  slots: array(2, optional(page)),
  who: optional(thread),
  waiting: sequence(2, space),
  pages: constant([{ of: 0, all: [0, 1] }]),
});
const good = {
  clock: { left: 0 },
  slots: [NIL, 3],
  who: { kind: "busy", left: 1 },
  waiting: [1],
  pages: [{ of: 0, all: [0, 1] }],
};

const wrong: readonly (readonly [object, string])[] = [
  [{ clock: { left: 4 } }, "clock.left: 4 is not in 0..3"],
  [{ clock: { left: -0 } }, "clock.left: 0 is not in 0..3"],
  [{ clock: {} }, "clock.left: undefined is not in 0..3"],
  [{ clock: 7 }, "clock: 7 is not in a record of left"],
  [{ slots: [NIL, 4] }, "slots[1]: 4 is not in 0..3 or nil"],
  [{ slots: [NIL] }, "slots: [-1] is not in a list of 2"],
  [{ who: { kind: "busy", left: 0 } }, "who.left: 0 is not in 1..2"],
  [{ who: { kind: "gone" } }, 'who: {"kind":"gone"} is not in a record of kind idle or busy'],
  [{ waiting: [0, 0, 0] }, "waiting: [0,0,0] is not in a list of at most 2"],
  [{ waiting: [1, 2] }, "waiting[1]: 2 is not in 0..1"],
  [{ pages: undefined }, "pages: undefined is not in what the scope says"],
  [{ pages: [{ of: 0, all: [0] }] }, 'pages: [{"of":0,"all":[0]}] is not in what the scope says'],
  [{ pages: [{ all: [0, 1] }] }, 'pages: [{"all":[0,1]}] is not in what the scope says'],
  [{ pages: { 0: good.pages[0] } }, 'pages: {"0":{"of":0,"all":[0,1]}} is not in what the scope says'],
];

describe("validate", () => {
  it("accepts a state", () => {
    expect(() => validate(state, good)).not.toThrow();
  });
  it.each(wrong)("names the part that is wrong: %j", (part, message) => {
    expect(() => validate(state, { ...good, ...part })).toThrow(DomainError);
    expect(() => validate(state, { ...good, ...part })).toThrow(message);
  });
});

const bad: readonly (readonly [string, () => unknown, string])[] = [
  ["an empty range", () => int(1, 0), "int(1, 0) is not a range"],
  ["a range of fractions", () => int(0, 0.5), "int(0, 0.5) is not a range"],
  ["a range too wide", () => int(0, 2 ** 31), "int(0, 2147483648) is not a range"],
  ["a repeated word", () => oneOf("a", "a"), "oneOf(a, a) repeats a word"],
  ["no identifiers", () => identifier("x", 0), "x: 0 is not a number of identifiers"],
  ["too many identifiers", () => interchangeable("x", 2 ** 16), "x: 65536 is not a number of identifiers"],
  ["an optional optional", () => optional(optional(boolean)), "optional(optional) says nothing more"],
  ["an optional negative", () => optional(int(-1, 1)), "a range with negative numbers has no place for NIL"],
  ["a negative length", () => array(-1, boolean), "array: -1 is not a length"],
  ["a negative maximum", () => sequence(-1, boolean), "sequence: -1 is not a maximum"],
  ["a set of large numbers", () => set(int(0, 31)), "set: elements 0..31 are not all in 0..30"],
  [
    "a union with its own kind",
    () => union({ a: { kind: boolean } }),
    "variant a has a field of its own called kind",
  ],
  ["a union of nothing", () => union({}), "union of nothing"],
  ["a domain too large to list", () => values(int(0, 65_536)), "too many to try"],
];

describe("a schema that says nothing sensible", () => {
  it.each(bad)("is refused: %s", (_what, make, message) => {
    expect(make).toThrow(SchemaError);
    expect(make).toThrow(message);
  });
});
