/** What a judge found of a model at a scope, and what it took to find it: every report is made from this. */
import type { Instance } from "../../model/index.js";
import type { WalkResult } from "../random/walks.js";
import type { SearchResult } from "../search/search.js";
import type { Trace } from "../trace/trace.js";

/** `stale` is the answer of a replay alone. */
export type Verdict =
  | "holds"
  | "violated"
  | "vacuous"
  | "limit"
  | "interrupted"
  | "missed"
  | "disagree"
  | "stale";

/** The gravest first: judges that cannot be trusted, then what is wrong with a model, then what is not known. */
export const GRAVITY: readonly Verdict[] = [
  "disagree",
  "violated",
  "missed",
  "vacuous",
  "stale",
  "interrupted",
  "limit",
  "holds",
];

/** A trace that was written to a file, and the command that replays it. */
export interface Written {
  readonly path: string;
  readonly command: string;
}

interface Judged {
  readonly instance: Instance;
  readonly verdict: Verdict;
  /** Ids of the properties that were judged; all unless given. */
  readonly properties?: readonly string[] | undefined;
  /** What was shown: shrunk and certified, where there was time for it. */
  readonly traces: readonly Trace[];
  /** The files of traces, by property. */
  readonly files: ReadonlyMap<string, Written>;
  readonly seconds: number;
  /** Most memory that the process held so far. */
  readonly peakBytes: number;
  /** For verdict `disagree`: what the judges disagree about, a sentence each. */
  readonly disputes: readonly string[];
}

export interface Searched extends Judged {
  readonly judge: "search";
  readonly found: SearchResult;
  readonly symmetry: boolean;
  readonly maxBytes: number;
}

export interface Walked extends Judged {
  readonly judge: "random";
  readonly found: WalkResult;
  readonly maxSteps: number;
  /** Of `seconds`, those spent on walking; the rest went into shrinking. */
  readonly walkSeconds: number;
}

export type Outcome = Searched | Walked;

/** The outcome with the gravest verdict. */
export const gravest = (outcomes: readonly Outcome[]): Outcome | undefined =>
  GRAVITY.flatMap((verdict) => outcomes.filter((outcome) => outcome.verdict === verdict))[0];

/** Was this property judged? */
export const isJudged = ({ properties }: Outcome, id: string): boolean => properties?.includes(id) ?? true;
