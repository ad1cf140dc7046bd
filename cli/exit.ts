/** Exit codes: TLC's where it has one, so that scripts carry over. */
import { oneLine } from "../check/trace/error.js";

export const EXIT = {
  holds: 0,
  stale: 10,
  deadlock: 11,
  violation: 12,
  refinement: 15,
  vacuity: 16,
  missed: 17,
  disagreement: 18,
  usage: 64,
  specification: 75,
  interrupted: 130,
  unreadable: 150,
  configuration: 151,
  limit: 152,
  system: 153,
  other: 255,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each code means, in the order of `--help`. */
export const MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.holds, "holds; of a replay: fixed, or still shown"],
  [EXIT.stale, "a trace's steps no longer apply"],
  [EXIT.deadlock, "deadlock"],
  [EXIT.violation, "an invariant or a step property is violated"],
  [EXIT.refinement, "a model does not refine a more abstract one"],
  [EXIT.vacuity, "a part of the model is never exercised"],
  [EXIT.missed, "a published figure is missed"],
  [EXIT.disagreement, "two judges disagree"],
  [EXIT.usage, "bad command line"],
  [EXIT.specification, "the specification threw while being evaluated"],
  [EXIT.interrupted, "interrupted; what was covered is printed"],
  [EXIT.unreadable, "a model, a trace or a diff is missing or malformed"],
  [EXIT.configuration, "a scope or property that the model does not have"],
  [EXIT.limit, "a limit given was reached"],
  [EXIT.system, "a file cannot be written, or memory is short"],
  [EXIT.other, "anything else"],
];

/** Ends the command: one line for people, one code for scripts. */
export class Failure extends Error {
  override name = "Failure";
  readonly code: ExitCode;
  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Errors of the layers below, by name: the classes themselves would have to be loaded to be compared. */
const BY_NAME: Readonly<Record<string, ExitCode>> = {
  ScopeError: EXIT.configuration,
  SchemaError: EXIT.unreadable,
  DomainError: EXIT.unreadable,
  TraceError: EXIT.unreadable,
  DiffError: EXIT.unreadable,
  TooManyStates: EXIT.limit,
};

/** The code of anything that was thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Failure) return error.code;
  if (!(error instanceof Error)) return EXIT.other;
  if ("syscall" in error || isOutOfMemory(error)) return EXIT.system;
  return BY_NAME[error.name] ?? EXIT.other;
}

const isOutOfMemory = (error: Error): boolean =>
  error instanceof RangeError && /allocation failed|Invalid (typed )?array length/.test(error.message);

/** What an error says, on one line, in characters that leave the terminal alone. */
export function errorText(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return oneLine(message).trim();
}

/** The one line that tells an error. */
export const errorLine = (error: unknown): string => `sigma486: ${errorText(error)}`;
