/** A mutant as the solver judges it: what of its theory is proved no more; and whether a search and walks say so too. */
import type { Theory } from "../check/prove/index.js";
import { judging, type Proof } from "../check/prove/proof.js";
import type { Solver } from "../check/prove/solver.js";
import { runWalks } from "../check/random/walks.js";
import { searching } from "../check/search/search.js";
import { isBad } from "../check/trace/trace.js";
import { instantiate } from "../model/index.js";
import type { Exhibit } from "../mutants/diff.js";
import { SEED, secondsSince } from "./judging.js";
import { loadMutatedTheory } from "./mutated-theory.js";
import { drive, type Session } from "./session.js";

/** What came of one mutant. */
export type JudgedMutant = Outcome & (Expressed | LeftOut);

interface Outcome {
  readonly exhibit: Exhibit;
  /** What the judges disagree about, a sentence each. */
  readonly disputes: readonly string[];
  readonly seconds: number;
}

/** Its formulas have the bug. */
interface Expressed {
  readonly left?: undefined;
  /** Properties of the model that are not proved any more. */
  readonly refuted: readonly string[];
  /** What is broken: the gallery's property, if the theory states it; else another sentence of the theory. */
  readonly caught: string;
  /** The rule and the invariant or property that fail first. */
  readonly by: string;
}

/** There are no formulas of it: it is about something that the theory leaves out. */
interface LeftOut {
  /** What that is. */
  readonly left: string;
}

const WALKS = { samples: 300, maxSteps: 100, seed: SEED };

/** The theory with the bug: what of it is proved still; and whether a search and walks find nothing wrong with that. */
export async function judgeExpressed(
  session: Session,
  solver: Solver,
  exhibit: Exhibit,
): Promise<JudgedMutant> {
  const start = performance.now();
  const theory = await loadMutatedTheory({ model: exhibit.model, mutant: exhibit.path });
  const line = (progress: string): string => `${exhibit.id} · ${progress}`;
  const proof = await drive(session, judging(solver, theory, { guards: false }), line);
  const caught = await caughtBy(session, exhibit, proof);
  const mine = caught === undefined ? [unseen(exhibit, proof)] : [];
  const broken = await brokenIn(session, theory, propertiesOf(proof, "proved"));
  const theirs = broken.map(({ property, judge }) => `${property} is proved, and ${judge} it`);
  return {
    exhibit,
    refuted: propertiesOf(proof, "refuted"),
    caught: caught ?? "nothing",
    by: firstFailure(proof),
    disputes: [...proof.disputes, ...mine, ...theirs],
    seconds: secondsSince(start),
  };
}

/** A bug about what the theory leaves out: nothing that the theory states may be broken by a search or walks. */
export async function judgeLeft(session: Session, exhibit: Exhibit, left: string): Promise<JudgedMutant> {
  const start = performance.now();
  const theory = await loadMutatedTheory({ model: exhibit.model, mutant: exhibit.path });
  const properties = theory.model.properties.map(({ id }) => id).filter((id) => states(theory, id));
  const broken = await brokenIn(session, theory, properties);
  const disputes = broken.map(({ property, judge }) => `${judge} ${property}, and no formulas have the bug`);
  return { exhibit, left, disputes, seconds: secondsSince(start) };
}

const states = ({ invariants, steps }: Theory, property: string): boolean =>
  [...invariants, ...steps].some(({ id }) => id === property);

/** Properties of the model of which this came. */
const propertiesOf = ({ standings }: Proof, verdict: "proved" | "refuted"): readonly string[] =>
  standings.filter((one) => one.isProperty && one.verdict === verdict).map(({ id }) => id);

/**
 * What the solver refutes: the gallery's property. Where the theory does not state it, another one that a search or walks
 * break; or, if all the properties of the model are proved, a sentence of the theory's own, of which they know nothing.
 */
async function caughtBy(session: Session, { property }: Exhibit, proof: Proof): Promise<string | undefined> {
  const refuted = propertiesOf(proof, "refuted");
  if (states(proof.theory, property)) return refuted.find((id) => id === property);
  if (refuted.length === 0) return proof.standings.find(({ verdict }) => verdict === "refuted")?.id;
  const [broken] = await brokenIn(session, proof.theory, refuted);
  return broken?.property;
}

function unseen({ property }: Exhibit, proof: Proof): string {
  if (states(proof.theory, property))
    return `the gallery says that ${property} is broken, the solver does not`;
  const refuted = propertiesOf(proof, "refuted");
  if (refuted.length === 0) return "the formulas have the bug, and all that the theory states is proved";
  return `the solver refutes ${refuted.join(", ")}; no search and no walks break any of them`;
}

function firstFailure({ obligations }: Proof): string {
  const found = obligations.find(({ verdict }) => verdict === "refuted");
  return found === undefined ? "nothing" : `${found.rule}, ${found.property}`;
}

/** Which of these properties a search or walks break. */
async function brokenIn(
  session: Session,
  theory: Theory,
  properties: readonly string[],
): Promise<readonly { readonly property: string; readonly judge: string }[]> {
  const found: { property: string; judge: string }[] = [];
  for (const scope of properties.length === 0 ? [] : theory.scopes) {
    const instance = instantiate(theory.model, scope);
    const searched = await drive(
      session,
      searching(instance, { properties, deadlock: false }),
      () => "search",
    );
    const walked = await drive(session, runWalks(instance, { ...WALKS, properties }), () => "walks");
    for (const [judge, { traces }] of [
      ["a search breaks", searched],
      ["walks break", walked],
    ] as const)
      for (const { property } of traces.filter(isBad))
        if (properties.includes(property)) found.push({ property, judge });
  }
  return found;
}
