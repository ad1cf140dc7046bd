/** Random values of a schema, for fast-check: any typed value, reachable or not, shrinking towards the first one. */
import * as fc from "fast-check";
import { elements } from "./print.js";
import type { NumberSchema, RecordSchema, Schema, SetSchema } from "./schema.js";
import { setOf } from "./sets.js";
import { absent } from "./values.js";

/** Every value of the schema may come; constants and what is transient are as the schema says. */
export const arbitrary = <T>(schema: Schema<T>): fc.Arbitrary<T> => any(schema) as fc.Arbitrary<T>;

function any(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case "number":
      return numbers(schema);
    case "boolean":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...schema.options);
    case "identifier":
    case "pair":
      return fc.nat(schema.size - 1);
    case "optional":
      return fc.option(any(schema.of), { nil: absent(schema.of) });
    case "record":
      return fields(schema);
    case "array":
      return lists(schema.of, schema.length, schema.length);
    case "table":
      return lists(schema.of, schema.by.size, schema.by.size);
    case "sequence":
      return lists(schema.of, 0, schema.max);
    case "set":
      return subsets(schema);
    case "union":
      return fc.oneof(
        ...Object.entries(schema.variants).map(([kind, variant]) =>
          fields(variant).map((record) => ({ kind, ...record })),
        ),
      );
    case "constant":
    case "transient":
      return fc.constant(schema.value);
  }
}

/** Measured from the low end, so that shrinking leads there and not to 0, which the range may not hold. */
const numbers = ({ lo, hi }: NumberSchema): fc.Arbitrary<number> => fc.nat(hi - lo).map((n) => lo + n);

const lists = (of: Schema, minLength: number, maxLength: number): fc.Arbitrary<unknown[]> =>
  fc.array(any(of), { minLength, maxLength, size: "max" });

const fields = (schema: RecordSchema): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, any(field)])), {
    noNullPrototype: true,
  });

const subsets = ({ of }: SetSchema): fc.Arbitrary<number> => {
  const [lo, hi] = of.kind === "number" ? [of.lo, of.hi] : [0, of.size - 1];
  const domain = elements(2 ** (hi + 1) - 1).filter((e) => e >= lo);
  return fc.subarray([...domain]).map((chosen) => setOf(...chosen));
};
