/** Renamings of interchangeable identifiers, and the canonical form that they share. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  canonicaliser,
  compile,
  compose,
  identifier,
  instantiate,
  interchangeable,
  inverse,
  type Model,
  optional,
  pair,
  type Renaming,
  record,
  rename,
  renamings,
  type Schema,
  SchemaError,
  table,
  validate,
} from "../../model/index.js";
import { encoder } from "../../model/pack.js";
import { sigma } from "../../spec/sigma/index.js";
import { schemas, withValues } from "./random-schema.js";

/** A model that only has states. */
const idle = (schema: Schema, initial: unknown): Model => ({
  name: "idle",
  says: "Nothing happens.",
  scope: {},
  scopes: { quick: {}, full: {} },
  state: () => schema,
  initial: () => initial,
  rules: [],
  properties: [],
});

/** Schemas with few enough renamings to try them all on every value. */
const symmetric = withValues(schemas.map((schema) => record({ value: schema })));

/** The words of the canonical form of a state. */
function canonicalForm(schema: Schema, state: unknown): number[] {
  const executor = compile(instantiate(idle(schema, state)));
  const key = new Int32Array(executor.words);
  executor.encode(state, key, 0);
  executor.after.unpack(key, 0);
  canonicaliser(executor, renamings(schema))(key);
  return [...key];
}

function packed(schema: Schema, state: unknown, by?: Renaming): number[] {
  const { encode, words } = encoder(schema, by !== undefined);
  const key = new Int32Array(words);
  encode(state, key, 0, by);
  return [...key];
}

describe("a random value, renamed", () => {
  test.prop([symmetric, fc.nat()], { numRuns: 100 })(
    "has the canonical form it had",
    ({ schema, one }, n) => {
      const group = renamings(schema);
      const by = group[n % group.length];
      if (by === undefined) throw new Error("there is always the identity");
      const renamed = rename(schema, one, by);
      expect(() => validate(schema, renamed)).not.toThrow();
      expect(canonicalForm(schema, renamed)).toEqual(canonicalForm(schema, one));
    },
  );

  test.prop([symmetric], { numRuns: 60 })("packs as the renaming encoder packs it", ({ schema, one }) => {
    for (const by of renamings(schema))
      expect(packed(schema, one, by)).toEqual(packed(schema, rename(schema, one, by)));
  });

  test.prop([symmetric, fc.nat(), fc.nat()], { numRuns: 60 })(
    "goes back, and on",
    ({ schema, one }, n, m) => {
      const group = renamings(schema);
      const [f, g] = [group[n % group.length], group[m % group.length]];
      if (f === undefined || g === undefined) throw new Error("there is always the identity");
      expect(rename(schema, rename(schema, one, f), inverse(f))).toEqual(one);
      expect(rename(schema, one, compose(f, g))).toEqual(rename(schema, rename(schema, one, f), g));
    },
  );
});

describe("renamings", () => {
  const node = interchangeable("node", 4, 1);
  const colour = identifier("colour", 5);

  it("are all orders of what is interchangeable, the identity first", () => {
    const group = renamings(table(node, optional(colour)));
    expect(group).toHaveLength(6);
    expect(group[0]?.to).toEqual({ node: Int32Array.of(0, 1, 2, 3), colour: Int32Array.of(0, 1, 2, 3, 4) });
    expect(group.every(({ to }) => to.node?.[0] === 0)).toBe(true);
    expect(new Set(group.map(({ to }) => to.node?.join())).size).toBe(6);
  });

  it("of pairs follow from those of their parts", () => {
    const link = pair("link", node, colour);
    for (const { to } of renamings(link))
      for (let n = 0; n < link.size; n++)
        expect(to.link?.[n]).toBe((to.node?.[Math.floor(n / 5)] ?? 0) * 5 + (n % 5));
  });

  it("of sigma swap all spaces but sigma0, and all virtual pages", () => {
    const { schema } = instantiate(sigma, { spaces: 4, pages: 3 });
    expect(renamings(schema)).toHaveLength(6 * 6);
  });

  it("are refused when there are too many to try", () => {
    expect(() => renamings(interchangeable("thread", 9))).toThrow(SchemaError);
    expect(() => renamings(interchangeable("thread", 9))).toThrow("362880 renamings are more than");
  });
});
