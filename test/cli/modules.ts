/** Modules as users write them: models of their own, good and bad. */

/** sigma with one more invariant, which fails. */
export const ALONE = `
import type { Model } from "sigma486";
import { invariant, isMapped, page, type Sigma, sigma, spaceOf } from "sigma486/spec/sigma";

const alone = invariant("MY-ALONE", {
  says: "a space holds at most one mapped page, besides sigma0",
  source: "a test",
  forAll: { p: page, q: page },
  when: (s, { p, q }) => p < q && spaceOf(s, p) > 0 && spaceOf(s, p) === spaceOf(s, q),
  holds: (s, { p, q }) => !isMapped(s, p) || !isMapped(s, q),
});

export const alone486: Model<Sigma> = { ...sigma, name: "alone", properties: [...sigma.properties, alone] };
`;

/** A whole model in TypeScript: a traffic light for two roads. */
export const LIGHTS = `
import { int, type Model, oneOf, over, type ScopeOf, type Value, identifier, record, table, values } from "sigma486";

const scope = { roads: int(1, 4) };
type Scope = ScopeOf<typeof scope>;
const road = ({ roads }: Scope) => identifier("road", roads);
const state = (scope: Scope) => record({ light: table(road(scope), oneOf("red", "green")) });
type Lights = Value<ReturnType<typeof state>>;
const { rule, invariant, witness } = over(state);

const go = rule("go", { r: road }, {
  says: "road {r} turns green",
  source: "a test",
  requires: { "all-red": (s) => s.light.every((l) => l === "red") },
  effect(s, { r }) { s.light[r] = "green"; },
});
const stop = rule("stop", { r: road }, {
  says: "road {r} turns red",
  source: "a test",
  requires: { "is-green": (s, { r }) => s.light[r] === "green" },
  effect(s, { r }) { s.light[r] = "red"; },
});
const safe = invariant("LIGHTS-SAFE", {
  says: "at most one road is green",
  source: "a test",
  holds: (s) => s.light.filter((l) => l === "green").length <= 1,
});
const last = witness("LIGHTS-LAST", {
  says: "the last road is green",
  source: "a test",
  when: (s) => s.light.at(-1) === "green",
});

export const lights: Model<Lights> = {
  name: "lights",
  says: "Traffic lights at a crossing.",
  scope,
  scopes: { quick: { roads: 2 }, full: { roads: 4 } },
  state,
  initial: (scope: Scope) => ({ light: values(road(scope)).map(() => "red" as const) }),
  rules: [go, stop],
  properties: [safe, last],
};
`;

/** JavaScript: map, once only, so that runs end. */
export const STUCK = `
import { map, sigma } from "sigma486/spec/sigma";
const unused = (s) => s.origin.every((o, p) => o === -1 || p < s.pagesPerSpace);
const once = { ...map, requires: { unused, ...map.requires } };
export const stuck = { ...sigma, name: "stuck", rules: [once], properties: [] };
`;

/** A rule that throws for one argument. */
export const THROWING = `
import { demap, grant, map, sigma } from "sigma486/spec/sigma";
const buggy = {
  ...map,
  effect(s, args) {
    if (args.to === 5) throw new TypeError("a bug\\nin the model");
    map.effect(s, args);
  },
};
export default { ...sigma, name: "throwing", rules: [buggy, grant, demap] };
`;

/** A rule that can never be taken. */
export const IDLE = `
import { demap, grant, map, sigma } from "sigma486/spec/sigma";
const never = { ...demap, name: "never", requires: { no: () => false } };
export default { ...sigma, name: "idle", rules: [map, grant, demap, never] };
`;

/** An invariant that remembers how often it was asked, so that nobody can reproduce what a judge saw. */
export const FICKLE = `
import { invariant, sigma } from "sigma486/spec/sigma";
let calls = 0;
const fickle = invariant("FICKLE", { says: "the moon is not full", source: "a test", holds: () => ++calls !== 100 });
export default { ...sigma, name: "fickle", properties: [...sigma.properties, fickle] };
`;

/** A rule that treats one of the interchangeable names as special. */
export const ODD = `
import { demap, grant, map, sigma } from "sigma486/spec/sigma";
const choosy = { ...map, requires: { ...map.requires, "not-five": (s, { to }) => to !== 5 } };
export default { ...sigma, name: "odd", rules: [choosy, grant, demap] };
`;

/** A row of decimal digits that stands for a number; the ones carry if \`carries\` says so. */
export const digits = (carries: boolean): string => `
import { action, array, int, over, record } from "sigma486";
const source = "a test";
const model = (name, state, initial, rules) =>
  ({ name, says: "Counts.", scope: {}, scopes: { quick: {}, full: {} }, state, initial, rules, properties: [] });

const numberState = () => record({ count: int(0, 99) });
const above = over(numberState);
const add = above.rule("add", { by: () => int(1, 1) }, {
  says: "the number grows by {by}",
  source,
  requires: { room: (s, { by }) => s.count + by <= 99 },
  effect(s, { by }) { s.count += by; },
});
const reset = above.rule("reset", {}, {
  says: "the number becomes 0",
  source,
  requires: { always: () => true },
  effect(s) { s.count = 0; },
});
const number = model("number", numberState, () => ({ count: 0 }), [add, reset]);

const digitState = () => record({ digit: array(2, int(0, 9)) });
const below = over(digitState);
const value = (s) => 10 * s.digit[1] + s.digit[0];
const tick = below.rule("tick", {}, {
  says: "the row counts on",
  source,
  requires: { room: (s) => value(s) < 99 },
  effect(s) {
    s.digit[0] = (s.digit[0] + 1) % 10;
    if (s.digit[0] === 0 && ${carries}) s.digit[1]++;
  },
});
const leap = below.rule("leap", {}, {
  says: "the row counts on, five at a time",
  source,
  requires: { room: (s) => value(s) < 95 && s.digit[0] < 5 },
  effect(s) { s.digit[0] += 5; },
});
const clear = below.rule("clear", {}, {
  says: "all digits become 0",
  source,
  requires: { full: (s) => value(s) === 99 },
  effect(s) { s.digit = [0, 0]; },
});
const one = action(add, { by: 1 });
export const digits = {
  ...model("digits", digitState, () => ({ digit: [0, 0] }), [tick, leap, clear]),
  simulations: {
    value: {
      onto: number,
      says: "the digits are the number in the decimal system",
      source,
      scope: () => ({}),
      of: (s) => ({ count: value(s) }),
      steps: [
        below.stands([tick], () => [one]),
        below.stands([leap], () => [one, one, one, one, one]),
        below.stands([clear], () => [action(reset, {})]),
      ],
    },
  },
};
`;

/** A model of sigma with \`change\` made to it. */
export const changed = (change: string): string => `
import { sigma } from "sigma486/spec/sigma";
export const changed = { ...sigma, ${change} };
`;
