/** A model at a scope: every domain resolved, every request numbered. What all judges work from. */
import type { Action, Loose, Model, Property, Rule, Scope } from "./model.js";
import { print } from "./print.js";
import { demand, type Schema } from "./schema.js";
import { resolveScope } from "./scope.js";
import { forgetting } from "./transient.js";
import { validate, values } from "./values.js";

/** A named parameter or quantified variable and all its values. */
export interface Variable {
  readonly name: string;
  /** Variables with one domain may stand for each other; re-pointing an argument looks here. */
  readonly domain: unknown;
  readonly schema: Schema;
  readonly values: readonly unknown[];
}

export interface RuleAt<S> {
  readonly index: number;
  readonly rule: Rule<S>;
  readonly variables: readonly Variable[];
  readonly clauses: readonly string[];
  /** The number of its first request; requests of one rule are numbered in the order of its arguments. */
  readonly first: number;
  readonly requests: number;
}

export interface PropertyAt<S> {
  readonly index: number;
  readonly property: Property<S>;
  readonly variables: readonly Variable[];
}

export interface Instance<S = unknown> {
  readonly model: Model<S>;
  readonly scope: Scope;
  readonly schema: Schema<S>;
  readonly initial: S;
  /** The state as guards, effects and properties of states find it: what is transient is forgotten. */
  readonly forget: Loose<[S], S>;
  readonly rules: readonly RuleAt<S>[];
  readonly properties: readonly PropertyAt<S>[];
  /** The number of requests: of (rule, arguments) pairs. */
  readonly requests: number;
}

function variables(of: Readonly<Record<string, unknown>>, scope: Scope): Variable[] {
  return Object.entries(of).map(([name, domain]) => {
    demand(typeof domain === "function", () => `the domain of ${name} is not a function of the scope`);
    const schema: Schema = domain(scope);
    return { name, domain, schema, values: values(schema) };
  });
}

/** How many assignments of values to the variables there are. */
export const assignmentCount = (its: readonly Variable[]): number =>
  its.reduce((n, v) => n * v.values.length, 1);

/** For each variable the index of its value in assignment number `n`; the last variable is fastest. */
export function picksAt(its: readonly Variable[], n: number): number[] {
  const picks = its.map((v) => v.values.length);
  let rest = n;
  for (let i = its.length - 1; i >= 0; i--) {
    const size = picks[i] ?? 1;
    picks[i] = rest % size;
    rest = Math.floor(rest / size);
  }
  return picks;
}

/** Resolve a model at a scope. Throws ScopeError for a bad scope, SchemaError for a bad model. */
export function instantiate<S>(model: Model<S>, wanted: Scope = model.scopes.full): Instance<S> {
  const scope = resolveScope(model, wanted);
  const schema = model.state(scope as never);
  const forget = forgetting(schema);
  const initial = forget(model.initial(scope as never));
  validate(schema, initial);
  let first = 0;
  const rules = model.rules.map((rule, index): RuleAt<S> => {
    const its = variables(rule.params, scope);
    const requests = assignmentCount(its);
    const at = { index, rule, variables: its, clauses: Object.keys(rule.requires), first, requests };
    first += requests;
    return at;
  });
  demand(first < 2 ** 31, () => `${model.name} has ${first} requests, more than can be numbered`);
  unique(
    model.rules.map((r) => r.name),
    "rule",
    model,
  );
  unique(
    model.properties.map((p) => p.id),
    "property",
    model,
  );
  const properties = model.properties.map((property, index) => ({
    index,
    property,
    variables: variables(property.forAll, scope),
  }));
  for (const { property, variables: its } of properties) checkNames(model, property, its);
  return { model, scope, schema, initial, forget, rules, properties, requests: first };
}

function unique(names: readonly string[], what: string, { name }: { name: string }): void {
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  demand(twice === undefined, () => `${name} has two ${what} entries called ${twice}`);
}

/** A step property sees arguments and variables side by side, so that their names must differ. */
function checkNames<S>(model: Model<S>, property: Property<S>, its: readonly Variable[]): void {
  if (!("on" in property)) return;
  for (const name of property.on) {
    const rule = model.rules.find((r) => r.name === name);
    demand(rule !== undefined, () => `${property.id} speaks of ${name}, which is no rule of ${model.name}`);
    const clash = its.find((v) => Object.hasOwn(rule.params, v.name));
    demand(
      clash === undefined,
      () => `${property.id} quantifies over ${clash?.name}, an argument of ${name}`,
    );
  }
}

/** The property with this index. Throws SchemaError when there is none. */
export function propertyAt<S>({ model, properties }: Instance<S>, index: number): PropertyAt<S> {
  const found = properties[index];
  demand(found !== undefined, () => `${model.name} has no property ${index}`);
  return found;
}

/** The rule and the value indices of a numbered request. */
export function decodeRequest<S>(
  instance: Instance<S>,
  request: number,
): { rule: RuleAt<S>; picks: number[] } {
  const rule = instance.rules.findLast((r) => r.first <= request && r.requests > 0);
  demand(rule !== undefined && request < rule.first + rule.requests, () => `there is no request ${request}`);
  return { rule, picks: picksAt(rule.variables, request - rule.first) };
}

/** The number of a request, from its rule and value indices. */
export const encodeRequest = <S>(rule: RuleAt<S>, picks: readonly number[]): number =>
  rule.first + rule.variables.reduce((n, v, i) => n * v.values.length + (picks[i] ?? 0), 0);

/** The arguments of a rule, from value indices. */
export const argsAt = (
  its: readonly Variable[],
  picks: readonly number[],
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(its.map((v, i) => [v.name, v.values[picks[i] ?? 0]]));

/** A numbered request as data. */
export function actionOf<S>(instance: Instance<S>, request: number): Action {
  const { rule, picks } = decodeRequest(instance, request);
  return { rule: rule.rule.name, args: argsAt(rule.variables, picks) };
}

/** The number of an action, or undefined when this instance has no such rule or no such argument. */
export function requestOf<S>(instance: Instance<S>, action: Action): number | undefined {
  const rule = instance.rules.find((r) => r.rule.name === action.rule);
  if (rule === undefined || Object.keys(action.args).length !== rule.variables.length) return undefined;
  const picks = rule.variables.map((v) => {
    const wanted = Object.hasOwn(action.args, v.name) ? print(v.schema, action.args[v.name]) : undefined;
    return v.values.findIndex((value) => print(v.schema, value) === wanted);
  });
  return picks.includes(-1) ? undefined : encodeRequest(rule, picks);
}

/** `map(from: (0,0), to: (1,2))` */
export function printAction<S>(instance: Instance<S>, action: Action): string {
  const rule = instance.rules.find((r) => r.rule.name === action.rule);
  const args = rule?.variables.map((v) => `${v.name}: ${print(v.schema, action.args[v.name])}`) ?? [];
  return `${action.rule}(${args.join(", ")})`;
}
