/** The packed encoding: one for each value, and back again, whatever an effect did to the scratch state. */
import { isDeepStrictEqual } from "node:util";
import { test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { Binder } from "../../model/generate.js";
import {
  array,
  boolean,
  compile,
  DomainError,
  id,
  identifier,
  instantiate,
  int,
  NIL,
  oneOf,
  optional,
  record,
  type Schema,
  set,
  setOf,
  union,
  validate,
} from "../../model/index.js";
import { encoder } from "../../model/pack.js";
import { scratch } from "../../model/unpack.js";
import { sigma } from "../../spec/sigma/index.js";
import { outside, spoil, withValues } from "./random-schema.js";

const AT = 3;

let rubbish = 0x5eadbeef;

/** The packed words of a value, written at an offset over rubbish that is new each time. */
function pack(schema: Schema, value: unknown): Int32Array {
  const { encode, words } = encoder(schema, false);
  rubbish = ~rubbish;
  const buffer = new Int32Array(AT + words + 1).fill(rubbish);
  encode(value, buffer, AT);
  expect(buffer[AT + words]).toBe(rubbish);
  return buffer.slice(AT, AT + words);
}

function unpack(schema: Schema, words: Int32Array): unknown {
  const { state, unpack: fill } = scratch(record({ value: schema }), new Binder());
  fill(words, 0);
  return state.value;
}

describe("packing a random value of a random schema", () => {
  test.prop([withValues()], { numRuns: 300 })("gives the value back", ({ schema, one }) => {
    expect(unpack(schema, pack(schema, one))).toEqual(one);
  });

  test.prop([withValues()], { numRuns: 300 })(
    "gives equal values equal words, different ones different",
    (v) => {
      const same = isDeepStrictEqual(v.one, v.other);
      expect(pack(v.schema, structuredClone(v.one))).toEqual(pack(v.schema, v.one));
      expect(isDeepStrictEqual(pack(v.schema, v.one), pack(v.schema, v.other))).toBe(same);
    },
  );

  test.prop([withValues()], { numRuns: 200 })(
    "is undone rightly after an effect spoilt the scratch state",
    (v) => {
      const schema = record({ value: v.schema });
      const { state, unpack: fill } = scratch<{ value: unknown }>(schema, new Binder());
      const [one, other] = [pack(v.schema, v.one), pack(v.schema, v.other)];
      fill(one, 0);
      spoil(schema, state);
      fill(other, 0);
      expect(state.value).toEqual(v.other);
      spoil(schema, state);
      fill(one, 0);
      expect(state.value).toEqual(v.one);
    },
  );

  test.prop([withValues()], { numRuns: 60 })("refuses what validate refuses, naming the same part", (v) => {
    expect(messageOf(() => validate(v.schema, v.one, "value"))).toBe("accepted");
    const { encode, words } = encoder(record({ value: v.schema }), false);
    const into = new Int32Array(words);
    for (const bad of outside(v.schema, v.one)) {
      const validated = messageOf(() => validate(v.schema, bad, "value"));
      expect(validated).toMatch(/^value.*: .* is not in /);
      // Of an optional word, validate alone says that it may be nil too.
      const packed = messageOf(() => encode({ value: bad }, into, 0));
      expect(packed.replaceAll(" or nil", "")).toBe(validated.replaceAll(" or nil", ""));
    }
  });
});

describe("packing", () => {
  const encoded = (schema: Schema, value: unknown) => () => {
    const { encode, words } = encoder(schema, false);
    encode(value, new Int32Array(words), 0);
  };

  it("names the cell of sigma that is outside its domain", () => {
    const { encode, words, instance } = compile(instantiate(sigma, { spaces: 3, pages: 3 }));
    const { initial } = instance;
    const bad = { ...initial, origin: initial.origin.with(5, id<"page">(9)) };
    expect(() => encode(bad, new Int32Array(words), 0)).toThrow(
      new DomainError("origin[5]", 9, "0..8 or nil"),
    );
    expect(messageOf(() => encode(bad, new Int32Array(words), 0))).toBe("origin[5]: 9 is not in 0..8 or nil");
  });

  it("does not take a set with too small an element for an absent one", () => {
    const schema = record({ some: optional(set(int(3, 5))) });
    expect(encoded(schema, { some: setOf(3, 5) })).not.toThrow();
    expect(encoded(schema, { some: NIL })).not.toThrow();
    expect(messageOf(encoded(schema, { some: setOf(1) }))).toBe("some: 2 is not in a set of 3..5 or nil");
  });

  it("spends no bits on domains of one value, and few on others", () => {
    const bits = (schema: Schema) => encoder(schema, false).bits;
    expect(bits(int(7, 7))).toBe(0);
    expect(bits(record({ one: oneOf("only"), none: array(0, boolean) }))).toBe(0);
    expect(bits(int(-3, 4))).toBe(3);
    expect(bits(optional(identifier("page", 8)))).toBe(4);
    expect(bits(union({ a: { x: int(0, 7) }, b: { y: int(0, 15) } }))).toBe(1 + 4);
    expect(bits(record({ a: int(0, 2 ** 31 - 3), b: int(0, 2 ** 31 - 3) }))).toBe(32 + 31);
  });
});

/** What was thrown; only DomainErrors are expected. */
function messageOf(act: () => void): string {
  try {
    act();
    return "accepted";
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return error instanceof DomainError ? error.message : "";
  }
}
