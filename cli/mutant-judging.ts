/** Judging one mutant of the gallery: by a search and by random walks, for the property that its header names. */
import { runWalks } from "../check/random/walks.js";
import { searching } from "../check/search/search.js";
import type { Scope } from "../model/index.js";
import type { Exhibit } from "../mutants/diff.js";
import { type Complaint, complaints, type Judgement, searchOptions } from "../mutants/judge.js";
import type { Flags } from "./flags.js";
import { SEED, secondsSince, USUAL } from "./judging.js";
import { searchLine, walkLine } from "./progress.js";
import { drive, type Session } from "./session.js";
import { findTarget, instanceAt } from "./target.js";

/** A mutant that was judged, and what is wrong with it: all of it can be sent from thread to thread. */
export interface Judged extends Omit<Judgement, "instance"> {
  /** The name of the model with the bug in it. */
  readonly model: string;
  readonly scope: Scope;
  readonly complaints: readonly Complaint[];
}

/** Fewer walks than elsewhere, and longer ones: some bugs lie deep. */
const WALKS = { samples: 4000, maxSteps: 300 };

/** Judge one mutant at the scope of its header, or at that of the flags. */
export async function judgeMutant(session: Session, exhibit: Exhibit): Promise<Judged> {
  const { flags } = session;
  const target = await findTarget(`${exhibit.model}+${exhibit.path}`, {});
  const scope = flags.scope ?? exhibit.scope;
  const instance = instanceAt(target, scope === undefined ? {} : { scope }, target.model.scopes.quick);
  const options = { ...searchOptions(exhibit), maxBytes: flags.maxMemory ?? USUAL.maxBytes };
  const start = performance.now();
  const search = await drive(session, searching(instance, options), (at, seconds) => searchLine(at, seconds));
  const between = performance.now();
  const walks = await drive(session, runWalks(instance, walksOptions(exhibit, flags)), (at, seconds) =>
    walkLine(at, seconds),
  );
  const seconds = { search: (between - start) / 1000, walks: secondsSince(between) };
  const judgement = { exhibit, instance, search, walks, seconds };
  const { instance: _large, ...rest } = judgement;
  return {
    ...rest,
    model: instance.model.name,
    scope: instance.scope,
    complaints: complaints(judgement),
  };
}

const walksOptions = ({ property }: Exhibit, { seed, maxSamples, maxSteps }: Flags) => ({
  seed: seed ?? SEED,
  samples: maxSamples ?? WALKS.samples,
  maxSteps: maxSteps ?? WALKS.maxSteps,
  properties: [property],
});
