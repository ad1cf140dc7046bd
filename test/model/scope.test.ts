/** Scopes as they are typed on a command line. */
import { describe, expect, it } from "vitest";
import {
  boolean,
  int,
  type Model,
  oneOf,
  parseScope,
  record,
  resolveScope,
  ScopeError,
  scopeText,
} from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";

const lamp: Model = {
  name: "lamp",
  says: "A scope with a word and a flag.",
  scope: { lamps: int(1, 3), lit: boolean, colour: oneOf("red", "green") },
  scopes: {
    quick: { lamps: 1, lit: false, colour: "red" },
    full: { lamps: 3, lit: true, colour: "green" },
  },
  state: () => record({}),
  initial: () => ({}),
  rules: [],
  properties: [],
};

describe("a scope", () => {
  it("is read from key=value, in any order, the rest taken from full", () => {
    expect(parseScope(sigma, "spaces=4,pages=2")).toEqual({ spaces: 4, pages: 2 });
    expect(parseScope(sigma, "pages=2")).toEqual({ spaces: 3, pages: 2 });
    expect(parseScope(lamp, "colour=red,lit=false")).toEqual({ lamps: 3, lit: false, colour: "red" });
  });

  it("is read from its name", () => {
    expect(parseScope(sigma, "quick")).toEqual({ spaces: 3, pages: 2 });
    expect(parseScope(lamp, "quick")).toEqual(lamp.scopes.quick);
  });

  it("is written as it is read", () => {
    expect(scopeText({ spaces: 4, pages: 2 })).toBe("spaces=4,pages=2");
    expect(parseScope(lamp, scopeText(lamp.scopes.quick))).toEqual(lamp.scopes.quick);
  });
});

const bad: readonly (readonly [string, string])[] = [
  ["spaces=17", "scope spaces=17 of sigma: not in 1..16"],
  ["spaces=0", "scope spaces=0 of sigma: not in 1..16"],
  ["spaces=2.5", "scope spaces=2.5 of sigma: not in 1..16"],
  ["spaces=", "scope spaces= of sigma: not in 1..16"],
  ["spaces=three", "scope spaces=three of sigma: not in 1..16"],
  ["spaces=1e1", "scope spaces=1e1 of sigma: not in 1..16"],
  ["spaces=99999999999999999999", "scope spaces=99999999999999999999 of sigma: not in 1..16"],
  ["threads=2", "scope threads: sigma has no such key; it has spaces, pages"],
  ["__proto__=2", "scope __proto__: sigma has no such key; it has spaces, pages"],
  ["toString=2", "scope toString: sigma has no such key; it has spaces, pages"],
  ["spaces=2,spaces=3", "scope spaces: given twice"],
  ["spaces", "scope spaces: not of the form key=value, nor one of quick, full"],
  ["constructor", "scope constructor: not of the form key=value, nor one of quick, full"],
  ["spaces=2=3", "scope spaces=2=3: not of the form key=value, nor one of quick, full"],
  ["", "scope : not of the form key=value, nor one of quick, full"],
  ["spaces=2,", "scope : not of the form key=value, nor one of quick, full"],
];

describe("a scope that is none", () => {
  it.each(bad)("is told: %j", (text, message) => {
    expect(() => parseScope(sigma, text)).toThrow(ScopeError);
    expect(() => parseScope(sigma, text)).toThrow(new ScopeError(message));
  });

  it("is told of flags and words too", () => {
    expect(() => parseScope(lamp, "lit=yes")).toThrow("scope lit=yes of lamp: not in true or false");
    expect(() => parseScope(lamp, "colour=blue")).toThrow("scope colour=blue of lamp: not in red or green");
    expect(() => resolveScope(lamp, { lit: 1 })).toThrow("scope lit=1 of lamp: not in true or false");
  });
});
