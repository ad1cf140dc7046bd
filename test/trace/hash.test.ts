/** The fingerprint of a model: the same each time, another when the text of the model changes. */
import { describe, expect, it } from "vitest";
import { modelHash } from "../../check/index.js";
import { instantiate, type Model, NIL, type Nil, type Rule } from "../../model/index.js";
import { map, type Sigma, sigma } from "../../spec/sigma/index.js";

const scope = { spaces: 3, pages: 2 };
const hashOf = (model: Model<Sigma>, at = scope): string => modelHash(instantiate(model, at));
const changed = (part: Partial<Model<Sigma>>): string => hashOf({ ...sigma, ...part });
const rules = (edited: Rule<Sigma>) => ({
  rules: sigma.rules.map((rule) => (rule.name === "map" ? edited : rule)),
});

describe("the hash of a model", () => {
  const hash = hashOf(sigma);

  it("is 16 hexadecimal digits, the same each time", () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf(sigma)).toBe(hash);
    expect(hashOf({ ...sigma })).toBe(hash);
  });

  it("is another for a changed guard, effect, order, property, view, start or scope", () => {
    const { "target-not-root": _dropped, ...fewer } = map.requires;
    const [first, ...others] = sigma.properties;
    if (first === undefined) throw new Error("sigma has properties");
    const nothing = Array.from({ length: 6 }, (): Nil => NIL);
    const hashes = [
      hash,
      changed(rules({ ...map, requires: { ...map.requires, "source-mapped": () => true } })),
      changed(rules({ ...map, requires: fewer })),
      changed(rules({ ...map, effect: () => {} })),
      changed({ rules: sigma.rules.toReversed() }),
      changed({ properties: others }),
      changed({ properties: [{ ...first, when: () => false }, ...others] }),
      changed({ views: {} }),
      changed({ mayEnd: () => true }),
      changed({ initial: (at: never) => ({ ...sigma.initial(at), origin: nothing }) }),
      hashOf(sigma, { spaces: 2, pages: 2 }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("does not depend on prose", () => {
    expect(changed({ says: "Address spaces." })).toBe(hash);
    expect(changed(rules({ ...map, says: "{from} is mapped to {to}", source: "ours" }))).toBe(hash);
  });
});
