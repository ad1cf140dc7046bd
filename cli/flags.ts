/** Flags: what they are called, and their values, read from text. A value that has not its flag's form is code 64. */
import * as v from "valibot";
import { EXIT, type ExitCode, Failure } from "./exit.js";

const whole = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^-?\d{1,15}$/, `is not a whole number from ${least} to ${most}`),
    v.transform(Number),
    v.minValue(least, `is not a whole number from ${least} to ${most}`),
    v.maxValue(most, `is not a whole number from ${least} to ${most}`),
  );

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

const memory = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,11}[KMGT]?$/i, "is not a number of bytes such as 512M or 2G"),
  v.transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/\d/g, "").toUpperCase()] ?? 1)),
);

const workers = v.union(
  [
    v.pipe(
      v.literal("auto"),
      v.transform(() => "auto" as const),
    ),
    whole(1, 256),
  ],
  "is neither a whole number from 1 to 256 nor auto",
);

const text = v.pipe(v.string(), v.nonEmpty("is empty"));
const optional = v.exactOptional;

const schema = v.object({
  scope: optional(v.string()),
  maxSamples: optional(whole(1, 1_000_000_000)),
  maxSteps: optional(whole(1, 1_000_000)),
  maxDepth: optional(whole(0, 1_000_000_000)),
  maxMemory: optional(memory),
  seed: optional(whole(-(2 ** 31), 2 ** 32 - 1)),
  workers: optional(workers),
  invariant: optional(v.array(text)),
  outItf: optional(text),
  junit: optional(text),
  html: optional(text),
  smtlib: optional(text),
  model: optional(text),
  mutant: optional(text),
  onto: optional(text),
  design: optional(text),
  profile: optional(text),
  witnesses: optional(v.boolean()),
  symmetry: optional(v.boolean()),
  all: optional(v.boolean()),
  gallery: optional(v.boolean()),
  json: optional(v.boolean()),
  verbosity: optional(whole(0, 5), "2"),
});

/** The flags of a command line, those that were given. */
export type Flags = v.InferOutput<typeof schema>;

/** What a verb does with its operands and flags; gives the exit code. */
export type Main = (operands: readonly string[], flags: Flags) => Promise<ExitCode>;

/** Read what the command line parser collected. Throws Failure with code 64. */
export function readFlags(raw: Readonly<Record<string, unknown>>): Flags {
  const result = v.safeParse(schema, raw, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = String(issue.path?.[0].key);
  const given = Object.hasOwn(raw, key) ? String(raw[key]) : "";
  throw new Failure(EXIT.usage, `${flagName(key)} ${given}: ${issue.message}`);
}

/** `maxSteps` is `--max-steps`. */
const flagName = (key: string): string => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
