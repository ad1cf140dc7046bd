/** A fingerprint of a model, so that a trace can tell whether it was made by the model at hand. */
import { createHash } from "node:crypto";
import type { Instance, PropertyAt, RuleAt, Variable } from "../../model/index.js";

/**
 * 16 hexadecimal digits that stand for the model at this scope: its state, rules, properties and views, with the
 * text of their functions as they are loaded, and without their prose. Functions that those call are not seen: an
 * equal hash is a hint that two models are one, a different hash says that the text of a model has changed.
 */
export function modelHash<S>(instance: Instance<S>): string {
  const { model, scope, schema, initial, rules, properties } = instance;
  const views = Object.entries(model.views ?? {}).map(([name, viewAt]) => {
    const view = viewAt(scope as never);
    return [name, view.schema, view.of];
  });
  const head = [model.name, scope, schema, initial, model.mayEnd];
  const parts = [head, rules.map(ruleParts), properties.map(propertyParts), views];
  return createHash("sha256").update(JSON.stringify(parts, functionsAsText)).digest("hex").slice(0, 16);
}

/** Without this, JSON would leave functions out. */
const functionsAsText = (_key: string, value: unknown): unknown =>
  typeof value === "function" ? value.toString() : value;

const domains = (variables: readonly Variable[]): unknown =>
  variables.map(({ name, schema }) => [name, schema]);

const ruleParts = <S>({ rule, variables }: RuleAt<S>): unknown => [
  rule.name,
  domains(variables),
  Object.entries(rule.requires),
  rule.effect,
];

const propertyParts = <S>({ property, variables }: PropertyAt<S>): unknown => [
  property.id,
  property.kind,
  "on" in property ? property.on : [],
  domains(variables),
  property.when,
  "holds" in property ? property.holds : undefined,
];
