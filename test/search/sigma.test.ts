/** sigma is searched at every small scope and compared with a count made without searching. */
import { describe, expect, test } from "vitest";
import { Store, search } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { compared, forestClasses, levels, sum } from "./forests.js";
import { searchSigma } from "./native.js";

const threeByTwo = { spaces: 3, pages: 2 };

// ----------------------------------------------------------------------------------------------- the closed form

describe("sigma has as many states as there are forests", () => {
  test("the closed form itself: 689, 101,961 and 268,714", () => {
    expect(levels(threeByTwo)).toEqual([1, 8, 48, 200, 432]);
    expect(
      [levels(threeByTwo), levels({ spaces: 4, pages: 2 }), levels({ spaces: 3, pages: 3 })].map(sum),
    ).toEqual([689, 101_961, 268_714]);
  });

  for (const scope of compared)
    test(`${scope.spaces} spaces x ${scope.pages} pages`, { timeout: 60_000 }, async () => {
      const sizes = levels(scope);
      const result = await searchSigma(scope, { properties: [] });
      expect(result).toMatchObject({ verdict: "holds", distinct: sum(sizes), depth: sizes.length - 1 });
    });

  test("level by level", () => {
    const instance = instantiate(sigma, threeByTwo);
    const upTo = [0, 1, 2, 3, 4].map((maxDepth) => search(instance, { maxDepth, properties: [] }).distinct);
    expect(upTo.map((n, i) => n - (upTo[i - 1] ?? 0))).toEqual(levels(threeByTwo));
  });
});

// ----------------------------------------------------------------------------------------- a bug of the engine's

/** Takes the 500th state for one that is known, whenever it comes. */
class ForgetfulStore extends Store {
  private readonly met = new Set<string>();
  private forgotten = "";
  override add(key: Int32Array, parent: number, renaming?: number): boolean {
    const name = key.join();
    if (this.met.size === 499 && !this.met.has(name)) this.forgotten = name;
    this.met.add(name);
    return name !== this.forgotten && super.add(key, parent, renaming);
  }
}

/** Compares the first word of a state and ignores the others. */
class NearSightedStore extends Store {
  override add(key: Int32Array, parent: number, renaming?: number): boolean {
    return super.add(
      key.map((word, i) => (i === 0 ? word : 0)),
      parent,
      renaming,
    );
  }
}

describe("an engine that loses states is noticed by its count", () => {
  test("one state forgotten", () => {
    const { distinct } = search(instantiate(sigma, threeByTwo), { store: ForgetfulStore, properties: [] });
    expect(distinct).toBe(sum(levels(threeByTwo)) - 1);
  });
  test("states taken for one another", () => {
    const wide = { spaces: 3, pages: 3 };
    const { distinct } = search(instantiate(sigma, wide), { store: NearSightedStore, properties: [] });
    expect(distinct).toBeLessThan(sum(levels({ spaces: 3, pages: 3 })));
  });
});

// ------------------------------------------------------------------------------------------------------ symmetry

/** [scope, classes of states that differ in names only] */
const symmetric = [
  [{ spaces: 3, pages: 1 }, 4],
  [{ spaces: 2, pages: 3 }, 33],
  [{ spaces: 3, pages: 2 }, 185],
  [{ spaces: 3, pages: 3 }, 22_574],
] as const;

describe("under symmetry, as many states as classes of forests", () => {
  for (const [scope, classes] of symmetric)
    test(`${scope.spaces} spaces x ${scope.pages} pages: ${classes}`, async () => {
      const result = await searchSigma(scope, { symmetry: true, properties: [] });
      expect(result).toMatchObject({ verdict: "holds", distinct: classes, depth: levels(scope).length - 1 });
      expect(forestClasses(scope)).toEqual({ forests: sum(levels(scope)), classes });
    });
});
