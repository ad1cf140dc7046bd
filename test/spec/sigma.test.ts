/** sigma's vocabulary on states that are no forests, and what sigma's invariants say together. */
import { fc, test } from "@fast-check/vitest";
import { produce } from "immer";
import { describe, expect } from "vitest";
import { search } from "../../check/index.js";
import { type Instance, id, instantiate, NIL, offenders } from "../../model/index.js";
import {
  derivesFrom,
  initial,
  isBelow,
  isMapped,
  originOf,
  type Page,
  realPage,
  rehang,
  revoke,
  type Sigma,
  sigma,
  sigmaRelease,
} from "../../spec/sigma/index.js";
import { naiveSearch } from "../search/naive.js";

const scope = { spaces: 3, pages: 2 };
const origins = (numbers: readonly number[]): Sigma => ({
  ...initial(scope),
  origin: numbers.map((n) => (n < 0 ? NIL : id<"page">(n))),
});
/** Any typed state at all: chains may dangle and run in circles, in sigma0 too. */
const anyState = fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 6, maxLength: 6 }).map(origins);
const anyPage = fc.integer({ min: 0, max: 5 }).map((n): Page => id(n));

// ---------------------------------------------------------------------------------------------------- vocabulary

describe("the vocabulary ends on any typed state", () => {
  test.prop([anyState, anyPage, anyPage])("derivesFrom, isBelow, realPage", (s, p, q) => {
    expect(typeof derivesFrom(s, p, q)).toBe("boolean");
    expect(isBelow(s, p, p)).toBe(false);
    expect([NIL, 0, 1]).toContain(realPage(s, p));
  });

  test.prop([anyState, anyPage])("revoke: nothing is left below the page", (s, from) => {
    const after = produce(s, (draft) => revoke(draft, from));
    for (const p of s.everyPage) expect(p !== from && originOf(after, p) === from).toBe(false);
    for (const p of s.everyPage) expect([NIL, originOf(s, p)]).toContain(originOf(after, p));
  });

  test.prop([anyState, anyPage, anyPage])("rehang: who hung on the one hangs on the other", (s, from, to) => {
    const after = produce(s, (draft) => rehang(draft, from, to));
    for (const p of s.everyPage)
      expect(originOf(after, p)).toBe(originOf(s, p) === from ? to : originOf(s, p));
  });
});

const reached = naiveSearch(instantiate(sigma, scope)).states;

describe("revoke on reachable states", () => {
  const reachable = fc.constantFrom(...reached);
  test.prop([reachable, anyPage])("takes what is below the page, and nothing else", (s, from) => {
    const after = produce(s, (draft) => revoke(draft, from));
    for (const p of s.everyPage) expect(originOf(after, p)).toBe(isBelow(s, p, from) ? NIL : originOf(s, p));
    expect(isMapped(after, from)).toBe(isMapped(s, from));
  });
});

// ---------------------------------------------------------------------------------------------------- invariants

/** Does the state satisfy the invariants with these ids? */
const satisfies = (instance: Instance<Sigma>, state: Sigma, ids: readonly string[]): boolean =>
  instance.properties.every(
    (at) => !ids.includes(at.property.id) || offenders(instance, at, state, undefined).length === 0,
  );

/** Every typed state: each of six pages nil or mapped from one of six. */
function* everyTypedState(): Generator<Sigma> {
  for (let n = 0; n < 7 ** 6; n++)
    yield origins(Array.from({ length: 6 }, (_, i) => (Math.floor(n / 7 ** i) % 7) - 1));
}

describe("SIG-ROOT, SIG-ORIGIN and SIG-ACYCLIC say exactly which states are reachable", () => {
  const instance = instantiate(sigma, scope);
  const three = ["SIG-ROOT", "SIG-ORIGIN", "SIG-ACYCLIC"];
  const inside = [...everyTypedState()].filter((s) => satisfies(instance, s, three));

  test("of 117,649 typed states, 689 satisfy the three, and these are the 689 that are reachable", () => {
    const key = (s: Sigma) => s.origin.join();
    expect(inside.length).toBe(search(instance).distinct);
    expect(new Set(inside.map(key))).toEqual(new Set(reached.map(key)));
  });

  test("SIG-FRAME follows from them", () => {
    expect(inside.every((s) => satisfies(instance, s, ["SIG-FRAME"]))).toBe(true);
  });

  for (const dropped of three)
    test(`${dropped} does not follow from the other two`, () => {
      const others = three.filter((each) => each !== dropped);
      const counterexample = [...everyTypedState()].find(
        (s) => satisfies(instance, s, others) && !satisfies(instance, s, [dropped]),
      );
      expect(counterexample).toBeDefined();
    });
});

// ------------------------------------------------------------------------------------------------------- release

test("sigma-release: the 689 states of sigma, and besides a release of each mapped page outside sigma0", () => {
  const mapped = reached.flatMap((s) => s.everyPage.filter((p) => isMapped(s, p) && p >= scope.pages));
  const [plain, wider] = [sigma, sigmaRelease].map((model) => search(instantiate(model, scope)));
  expect(wider).toMatchObject({ verdict: "holds", vacuous: [], distinct: 689, depth: 4 });
  expect(wider?.transitions).toBe((plain?.transitions ?? 0) + mapped.length);
});
