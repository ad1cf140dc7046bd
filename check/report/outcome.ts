/** What a judge found of a model at a scope, and what it took to find it: every report is made from this. */
import type { Instance, Itf } from "../../model/index.js";
import type { WalkResult } from "../random/walks.js";
import type { SearchResult } from "../search/search.js";
import type { JointFailure } from "../simulate/joint-tell.js";
import type { SimulationSearchResult } from "../simulate/search.js";
import type { SimulationWalkResult } from "../simulate/walks.js";
import type { JointTrace } from "../trace/joint.js";
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

/** A simulation, judged by a search or along walks. */
export type Refined = RefinedBySearch | RefinedByWalks;

interface Simulates extends Judged {
  readonly judge: "refine";
  /** The simulation's name, and the abstract model at its scope. */
  readonly simulation: string;
  readonly onto: Instance;
  /** Given if it is a machine that stands for the model, and no model. */
  readonly machine?: JudgedMachine | undefined;
}
export interface RefinedBySearch extends Simulates, Pick<Searched, "maxBytes"> {
  readonly by: "search";
  readonly found: SimulationSearchResult;
}
export interface RefinedByWalks extends Simulates, Pick<Walked, "maxSteps" | "walkSeconds"> {
  readonly by: "random";
  readonly found: SimulationWalkResult;
}

/** What else is told of a machine. */
export interface JudgedMachine {
  readonly design: string;
  readonly profile: string;
  /** The bug that it has: the id of a mutant, or the path of a diff. */
  readonly mutant?: string | undefined;
  /** What it did that the model does not: told step by step, as a trace, and as its file has it. */
  readonly failure?: JointFailure | undefined;
  readonly trace?: JointTrace | undefined;
  readonly itf?: Itf | undefined;
  /** What it threw. */
  readonly threw?: string | undefined;
  /**
   * Given if it was judged from arbitrary states: how many were made, and how many of them satisfied the invariants; the
   * state from which it fails, by the cells that are not as in the initial one.
   */
  readonly states?: {
    readonly made: number;
    readonly kept: number;
    readonly from?: readonly string[] | undefined;
  };
  /** The command that finds it again. */
  readonly command: string;
}

export type Outcome = Searched | Walked | Refined;

/** What judges by search found, and what judges by walks found. */
export type BySearch = Searched | RefinedBySearch;
export type ByWalks = Walked | RefinedByWalks;

export const isBySearch = (outcome: Outcome): outcome is BySearch =>
  outcome.judge === "search" || (outcome.judge === "refine" && outcome.by === "search");

/** The judge, and of what if there may be several: `search`, `refine sigma`. */
export const judgeName = (outcome: Outcome): string =>
  outcome.judge === "refine" ? `refine ${outcome.simulation}` : outcome.judge;

/** The machine that was judged, if it was one. */
export const machineOf = (outcome: Outcome): JudgedMachine | undefined =>
  outcome.judge === "refine" ? outcome.machine : undefined;

/** Did both judge the same, the properties of a model or a simulation of it? */
export const haveOneSubject = (a: Outcome, b: Outcome): boolean =>
  a.instance.model === b.instance.model &&
  (a.judge === "refine" ? a.simulation : "") === (b.judge === "refine" ? b.simulation : "");

/** The outcome with the gravest verdict. */
export const gravest = (outcomes: readonly Outcome[]): Outcome | undefined =>
  GRAVITY.flatMap((verdict) => outcomes.filter((outcome) => outcome.verdict === verdict))[0];

/** Was this property judged? */
export const isJudged = ({ properties }: Outcome, id: string): boolean => properties?.includes(id) ?? true;
