/** Scopes: how large a model is when it is judged. */
import type { Model, Scope, ScopeValue } from "./model.js";
import { domainText } from "./print.js";
import { fits } from "./values.js";

/** A scope that a model does not have; the message is one line that names the key and what it may be. */
export class ScopeError extends Error {
  override name = "ScopeError";
}

/** The scope wanted, checked; what it leaves out is taken from the model's scope called `full`. */
export function resolveScope<S>(model: Model<S>, wanted: Scope): Scope {
  const scope: Record<string, ScopeValue> = {};
  for (const [key, schema] of Object.entries(model.scope)) {
    const value = Object.hasOwn(wanted, key) ? wanted[key] : model.scopes.full[key];
    if (value === undefined || !fits(schema, value))
      throw new ScopeError(`scope ${key}=${String(value)} of ${model.name}: not in ${domainText(schema)}`);
    scope[key] = value;
  }
  const unknown = Object.keys(wanted).find((key) => !Object.hasOwn(model.scope, key));
  if (unknown !== undefined)
    throw new ScopeError(`scope ${unknown}: ${model.name} has no such key; it has ${keys(model)}`);
  return scope;
}

const keys = <S>(model: Model<S>): string => Object.keys(model.scope).join(", ") || "none";

/** Read `spaces=3,pages=3` or the name of one of the model's scopes. Throws ScopeError. */
export function parseScope<S>(model: Model<S>, text: string): Scope {
  const named = Object.hasOwn(model.scopes, text) ? model.scopes[text] : undefined;
  if (named !== undefined) return resolveScope(model, named);
  const scope = new Map<string, ScopeValue>();
  for (const part of text.split(",")) {
    const [key = "", value, ...rest] = part.split("=");
    if (value === undefined || rest.length > 0)
      throw new ScopeError(
        `scope ${part}: not of the form key=value, nor one of ${Object.keys(model.scopes).join(", ")}`,
      );
    if (scope.has(key)) throw new ScopeError(`scope ${key}: given twice`);
    const schema = Object.hasOwn(model.scope, key) ? model.scope[key] : undefined;
    scope.set(key, schema === undefined ? value : parseValue(schema.kind, value));
  }
  return resolveScope(model, Object.fromEntries(scope));
}

function parseValue(kind: string, text: string): ScopeValue {
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (kind === "choice") return text;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

/** `spaces=3,pages=3`: what `--scope` reads. */
export const scopeText = (scope: Scope): string =>
  Object.entries(scope)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
