/** Judging a model: from flags to a judge's options, from its result to an outcome. */
import { availableParallelism } from "node:os";
import type { WalksOptions } from "../check/random/options.js";
import type { WalkResult } from "../check/random/walks.js";
import type { Searched, Walked } from "../check/report/outcome.js";
import { type SearchResult, searching } from "../check/search/search.js";
import { minimise } from "../check/shrink/shrink.js";
import type { Trace } from "../check/trace/trace.js";
import { vacuities } from "../check/vacuity.js";
import type { Instance } from "../model/index.js";
import type { Flags } from "./flags.js";
import { searchLine, walkLine } from "./progress.js";
import { drive, type Session } from "./session.js";
import { selected, type Target } from "./target.js";

/** The seed unless told: walks that are to be the same each time. */
export const SEED = 486;

/** What is asked of the judges unless the flags say. */
export const USUAL = { maxBytes: 4 * 2 ** 30, samples: 10_000, maxSteps: 100 };

export const secondsSince = (start: number): number => (performance.now() - start) / 1000;
export const peakBytes = (): number => process.resourceUsage().maxRSS * 1024;
/** The line, with the model in front where there are several. */
export const labelledLine = ({ many }: Session, { model }: Target, line: string): string =>
  many ? `${model.name} · ${line}` : line;

/** Search every state. */
export async function searchModel(session: Session, target: Target, instance: Instance): Promise<Searched> {
  const { maxMemory: maxBytes = USUAL.maxBytes, maxDepth, symmetry = false } = session.flags;
  const properties = selected(target, session.flags);
  const options = {
    maxBytes,
    symmetry,
    ...(maxDepth === undefined ? {} : { maxDepth }),
    ...(properties === undefined ? {} : { properties }),
  };
  const start = performance.now();
  const found = await drive(session, searching(instance, options), (progress, seconds) =>
    labelledLine(session, target, searchLine(progress, seconds)),
  );
  return {
    judge: "search",
    instance,
    properties,
    ...judgedVacuity(instance, properties, found),
    traces: found.traces,
    seconds: secondsSince(start),
    peakBytes: peakBytes(),
    symmetry,
    maxBytes,
    files: new Map(),
    disputes: [],
  };
}

/** Walk at random, then shrink and certify what is to be shown of it. */
export async function walkModel(
  session: Session,
  target: Target,
  instance: Instance,
  seed: number,
): Promise<Walked> {
  const options = walkOptions(target, session.flags, seed);
  const { runWalks } = await import("../check/random/walks.js");
  const start = performance.now();
  const found = await drive(session, runWalks(instance, options), (progress, seconds) =>
    labelledLine(session, target, walkLine(progress, seconds)),
  );
  const walkSeconds = secondsSince(start);
  const traces: Trace[] = [];
  for (const trace of found.traces) {
    const isShown = trace.kind !== "witnessed" || session.flags.witnesses === true;
    traces.push(isShown ? await shortest(session, target, instance, trace) : trace);
  }
  return {
    judge: "random",
    instance,
    properties: options.properties,
    ...judgedVacuity(instance, options.properties, found),
    traces,
    seconds: secondsSince(start),
    walkSeconds,
    peakBytes: peakBytes(),
    maxSteps: options.maxSteps,
    files: new Map(),
    disputes: [],
  };
}

/** The trace shrunk and certified; as it is, once the session is to stop. */
export async function shortest(
  session: Session,
  target: Target,
  instance: Instance,
  trace: Trace,
): Promise<Trace> {
  if (session.signal.aborted) return trace;
  return drive(session, minimise(instance, trace), (progress, seconds) =>
    labelledLine(session, target, `shrinking · ${searchLine(progress, seconds)}`),
  );
}

function walkOptions(
  target: Target,
  flags: Flags,
  seed: number,
): WalksOptions & { readonly maxSteps: number } {
  const { maxSamples: samples = USUAL.samples, maxSteps = USUAL.maxSteps } = flags;
  const properties = selected(target, flags);
  return {
    seed,
    samples,
    maxSteps,
    ...threads(target, flags),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** How many threads, and where each of them finds the model: `findModel` of the module beside this one. */
function threads({ name }: Target, { workers = 1 }: Flags): Partial<WalksOptions> {
  const wanted = workers === "auto" ? availableParallelism() : workers;
  const source = {
    module: new URL("./models.js", import.meta.url).href,
    name: "findModel",
    argument: name,
  };
  return wanted === 1 ? {} : { workers: wanted, source };
}

/**
 * A judge looks for vacuity when it judges all properties. Of those selected it is asked here: a claim must be
 * refuted, a witness seen, a premise true.
 */
function judgedVacuity<F extends SearchResult | WalkResult>(
  instance: Instance,
  properties: readonly string[] | undefined,
  found: F,
): { readonly verdict: F["verdict"] | "vacuous"; readonly found: F } {
  if (properties === undefined || found.verdict !== "holds") return { verdict: found.verdict, found };
  const some = instance.properties.filter(({ property }) => properties.includes(property.id));
  const vacuous = vacuities(
    { ...instance, properties: some },
    { ...found.coverage, rules: [] },
    found.traces,
  );
  return { verdict: vacuous.length > 0 ? "vacuous" : "holds", found: { ...found, vacuous } };
}
