/** sigma is searched at every small scope and compared with a count made without searching. */
import { describe, expect, test } from "vitest";
import { Store, search } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { type Scope, type Sigma, sigma } from "../../spec/sigma/index.js";
import { compared, levels, sum } from "./forests.js";
import { naiveSearch } from "./naive.js";
import { searchSigma } from "./native.js";

const threeByTwo = { spaces: 3, pages: 2 };

// -------------------------------------------------------------------------------------------------- the closed form

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

// ------------------------------------------------------------------------------------------- a bug of the engine's

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

// ------------------------------------------------------------------------------------------------------- symmetry

/** The origins with spaces and virtual pages renamed, worked out by hand. */
function renamed(s: Sigma, spaces: readonly number[], pages: readonly number[]): number[] {
  const v = s.pagesPerSpace;
  const to = (p: number) => (p < 0 ? p : (spaces[Math.floor(p / v)] ?? 0) * v + (pages[p % v] ?? 0));
  const origin: number[] = [];
  s.origin.forEach((from, p) => {
    origin[to(p)] = to(from);
  });
  return origin;
}

const permutations = (of: readonly number[]): number[][] =>
  of.length === 0
    ? [[]]
    : of.flatMap((x) => permutations(of.filter((y) => y !== x)).map((rest) => [x, ...rest]));

/** How many classes of states there are that differ in names only. */
function classes(states: readonly Sigma[], { spaces, pages }: Scope): number {
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
  const ofSpaces = permutations(upTo(spaces).slice(1)).map((rest) => [0, ...rest]);
  const ofPages = permutations(upTo(pages));
  const least = states.map((s) => {
    const all = ofSpaces.flatMap((a) => ofPages.map((b) => renamed(s, a, b).join()));
    return all.toSorted()[0];
  });
  return new Set(least).size;
}

describe("symmetry", () => {
  for (const [scope, count] of [
    [{ spaces: 3, pages: 1 }, 4],
    [{ spaces: 2, pages: 3 }, 33],
    [{ spaces: 3, pages: 2 }, 185],
  ] as const)
    test(`${scope.spaces} spaces x ${scope.pages} pages: ${count} classes of states`, () => {
      const instance = instantiate(sigma, scope);
      const result = search(instance, { symmetry: true, properties: [] });
      expect(result).toMatchObject({
        verdict: "holds",
        distinct: count,
        depth: levels(scope).length - 1,
      });
      expect(classes(naiveSearch(instance).states, scope)).toBe(count);
    });
});
