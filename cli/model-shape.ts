/** What a model of a user's must look like: a value of unknown origin, checked part by part. */
import * as v from "valibot";
import { list, type Model, member } from "../model/index.js";

const text = v.pipe(v.string(), v.nonEmpty("is empty"));
const functions = v.record(v.string(), v.function());
const optional = v.exactOptional;

const parameter = v.looseObject({ kind: v.picklist(["number", "boolean", "choice"]) });
const scope = v.record(v.string(), v.union([v.number(), v.boolean(), v.string()]));

const rule = v.looseObject({
  name: text,
  says: v.string(),
  source: v.string(),
  params: functions,
  requires: v.pipe(
    functions,
    v.check((clauses) => Object.keys(clauses).length > 0, "has no clause"),
  ),
  effect: v.function(),
});

const sentence = { id: text, says: v.string(), source: v.string(), forAll: functions };
const test = v.function();
const property = v.variant("kind", [
  v.looseObject({
    ...sentence,
    kind: v.picklist(["invariant", "refuted"]),
    when: optional(test),
    holds: test,
  }),
  v.looseObject({
    ...sentence,
    kind: v.picklist(["step", "refuted-step"]),
    on: v.array(text),
    when: optional(test),
    holds: test,
  }),
  v.looseObject({ ...sentence, kind: v.literal("witness"), when: test }),
  v.looseObject({ ...sentence, kind: v.literal("step-witness"), on: v.array(text), when: test }),
]);

const simulation = v.looseObject({
  onto: v.looseObject({ name: text, state: test, initial: test, rules: v.array(rule) }),
  says: v.string(),
  source: v.string(),
  scope: test,
  of: test,
  steps: v.array(v.looseObject({ on: v.array(text), run: test })),
});

const model = v.looseObject({
  name: text,
  says: v.string(),
  scope: v.record(v.string(), parameter),
  scopes: v.objectWithRest({ quick: scope, full: scope }, scope),
  state: v.function(),
  initial: v.function(),
  rules: v.pipe(v.array(rule), v.nonEmpty("is empty")),
  properties: v.array(property),
  views: optional(functions),
  mayEnd: optional(v.function()),
  simulations: optional(v.record(v.string(), simulation)),
});

/** Is this meant to be a model? Three of its parts are a sign. */
export const looksLikeModel = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(model.entries).filter((key) => key in value).length >= 3;

/** What is wrong with a model, in one line: `rule 2 (map): requires.foo is not a function`. Undefined if nothing is. */
export function modelComplaint(value: unknown): string | undefined {
  const result = v.safeParse(model, value, { abortEarly: true });
  if (result.success) return undefined;
  const [issue] = result.issues;
  const path = issue.path?.map((item) => item.key) ?? [];
  return `${place(value, path)} ${reason(issue)}`;
}

/** A value that `modelComplaint` has nothing against. */
export function toModel(value: unknown): Model {
  v.assert(model, value);
  return value as unknown as Model;
}

const PARTS = { rules: ["rule", "name"], properties: ["property", "id"] } as const;

/** `rule 2 (map): requires.foo` for rules[1].requires.foo */
function place(value: unknown, path: readonly unknown[]): string {
  const [head, index, ...rest] = path;
  if ((head !== "rules" && head !== "properties") || typeof index !== "number") return path.join(".") || "it";
  const [what, key] = PARTS[head];
  const name = member(list(member(value, head))[index], key);
  const known = typeof name === "string" && name !== "" ? ` (${name})` : "";
  return `${what} ${index + 1}${known}${rest.length === 0 ? "" : `: ${rest.join(".")}`}`;
}

const KINDS: Readonly<Record<string, string>> = {
  Function: "a function",
  string: "text",
  Array: "a list",
  Object: "an object",
};

function reason({ kind, expected, received, message }: v.BaseIssue<unknown>): string {
  if (kind !== "schema") return message;
  if (received === "undefined") return "is missing";
  if (expected?.includes("|")) return `is none of ${expected.replace(/[()"]/g, "").replaceAll(" | ", ", ")}`;
  if (expected?.includes("|")) return `is none of ${expected.replace(/[()"]/g, "").replaceAll(" | ", ", ")}`;
  return `is not ${KINDS[expected ?? ""] ?? expected ?? "right"}`;
}
