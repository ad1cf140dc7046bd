/** The whole judgement of a theory: its obligations, its agreement with the model, and each guard taken away. */
import type { Model, Scope } from "../../model/index.js";
import { type Agreement, agreeing } from "./agreement.js";
import { type Guardless, type Judged, proving, withoutGuards } from "./prove.js";
import { type Replayed, replayed, shortest, without } from "./replayed.js";
import type { Solver } from "./solver.js";
import type { Theory } from "./theory.js";

/** What is known of one invariant or property of steps. */
export interface Standing {
  readonly id: string;
  readonly says: string;
  /** Is it a property of the model? Else it only helps in proofs. */
  readonly isProperty: boolean;
  /** Is it claimed by somebody, and to be refuted? */
  readonly isClaim: boolean;
  readonly verdict: "proved" | "refuted" | "unknown";
  /** The invariants that its proof needs, and those that these need; without itself. */
  readonly given: readonly string[];
}

/** A guard, and what is broken without it. */
export interface Guard extends Guardless {
  readonly replay: Replayed | undefined;
  /** Why it is there, if no property needs it. */
  readonly spare: string | undefined;
}

export interface Proof {
  readonly model: Model;
  readonly theory: Theory;
  readonly verdict: "holds" | "violated" | "limit" | "disagree" | "interrupted";
  readonly obligations: readonly Judged[];
  readonly standings: readonly Standing[];
  /** One for each scope. */
  readonly agreements: readonly Agreement[];
  readonly guards: readonly Guard[];
  /** For each claim that the solver refutes, by its id, the shortest run of the model that does so. */
  readonly claims: ReadonlyMap<string, Replayed | undefined>;
  /** What the theory and the model disagree about, a sentence each. */
  readonly disputes: readonly string[];
  readonly seconds: number;
}

export interface ProofOptions {
  /** At which the theory is compared with the model. */
  readonly scopes?: readonly Scope[];
  /** Take guards away too? */
  readonly guards: boolean;
}

/** Judge a theory, yielding a line of progress now and then. */
export async function* judging<S>(
  solver: Solver,
  theory: Theory<S>,
  { scopes = theory.scopes, guards: wanted }: ProofOptions,
): AsyncGenerator<string, Proof, boolean | undefined> {
  const start = performance.now();
  const judged: Judged[] = [];
  for await (const one of proving(solver, theory as Theory)) {
    judged.push(one);
    if ((yield `${one.rule} · ${one.property}`) === false) return unfinished(theory, judged, start);
  }
  const agreements: Agreement[] = [];
  for (const scope of scopes) {
    const comparing = agreeing(theory, scope);
    let compared = comparing.next();
    while (!compared.done) {
      const { states, found } = compared.value;
      if ((yield `agreement · ${states} of ${found} states`) === false)
        return unfinished(theory, judged, start);
      compared = comparing.next();
    }
    agreements.push(compared.value);
  }
  const guards: Guard[] = [];
  for (const rule of wanted ? theory.rules : [])
    for await (const one of withoutGuards(solver, theory as Theory, rule)) {
      guards.push(guardOf(theory, one));
      if ((yield `${one.rule} without ${one.clause}`) === false) return unfinished(theory, judged, start);
    }
  return whole(theory, judged, agreements, guards, start);
}

function guardOf<S>(theory: Theory<S>, one: Guardless): Guard {
  const { rule, clause, fails } = one;
  const spare = theory.spare?.[`${rule} ${clause}`];
  return { ...one, spare, replay: fails && replayed(theory, without(theory.model, rule, clause), fails) };
}

const seconds = (start: number): number => (performance.now() - start) / 1000;

function whole<S>(
  theory: Theory<S>,
  judged: readonly Judged[],
  agreements: readonly Agreement[],
  guards: readonly Guard[],
  start: number,
): Proof {
  const standings = standingsOf(theory as Theory, judged);
  const proved = standings.every(({ isClaim, verdict: its }) => isClaim || its === "proved");
  const claims = new Map(
    standings
      .filter(({ isClaim, verdict: its }) => isClaim && its === "refuted")
      .map(({ id }) => [id, shortest(theory, theory.model, id)] as const),
  );
  const disputes = [
    ...[...claims]
      .filter(([, run]) => run === undefined)
      .map(([id]) => `the solver refutes ${id}, a search does not`),
    ...agreements.flatMap(({ differences }) => differences),
    ...agreements.filter(({ unlawful }) => proved && unlawful > 0).map(lawless),
    ...untaken(agreements).map((name) => `no step by ${name} was compared`),
    ...guards.flatMap((guard) => disputesOf(guard)),
  ];
  const wrong = standings.filter(({ isClaim, verdict }) => verdict !== (isClaim ? "refuted" : "proved"));
  const isUnknown = wrong.length > 0 && wrong.every(({ verdict }) => verdict === "unknown");
  const verdict =
    disputes.length > 0 ? "disagree" : wrong.length === 0 ? "holds" : isUnknown ? "limit" : "violated";
  const its = { model: theory.model as Model, theory: theory as Theory };
  return {
    ...its,
    verdict,
    obligations: judged,
    standings,
    agreements,
    guards,
    claims,
    disputes,
    seconds: seconds(start),
  };
}

/** Rules that were taken at none of the scopes. */
const untaken = ([first, ...others]: readonly Agreement[]): readonly string[] =>
  first?.untaken.filter((name) => others.every((one) => one.untaken.includes(name))) ?? [];

const lawless = ({ unlawful }: Agreement): string =>
  `the invariants are proved, and ${unlawful} reachable states break one`;

/** A guard that the solver finds needed must be needed in the model; and one that it does not must be said to be spare. */
function disputesOf({ rule, clause, fails, replay, spare }: Guard): readonly string[] {
  const name = `${rule} without ${clause}`;
  if (fails === undefined)
    return spare === undefined ? [`${name} breaks nothing, and the theory does not say what it is for`] : [];
  if (spare !== undefined)
    return [`${name} breaks ${fails.property}, and the theory says that nothing needs it`];
  return replay === undefined ? [`${name}: the solver breaks ${fails.property}, the model does not`] : [];
}

const unfinished = <S>(theory: Theory<S>, judged: readonly Judged[], start: number): Proof => ({
  ...whole(theory, judged, [], [], start),
  verdict: "interrupted",
});

/** What came of each invariant and each property of steps: it is proved if its obligations are, and all that they need. */
export function standingsOf(theory: Theory, judged: readonly Judged[]): readonly Standing[] {
  const properties = theory.model.properties.map(({ id }) => id);
  const claims = theory.model.properties.filter(({ kind }) => /^refuted/.test(kind)).map(({ id }) => id);
  const invariants = theory.invariants.map(({ id }) => id);
  const own = (id: string): readonly Judged[] => judged.filter(({ property }) => property === id);
  const needs = (id: string): readonly string[] =>
    own(id).flatMap((one) =>
      one.verdict === "proved" ? one.given.filter((name) => invariants.includes(name)) : [],
    );
  return [...theory.invariants, ...theory.steps].map(({ id, says }) => {
    const all = [...closure(id, needs)];
    const verdicts = all.flatMap((one) => own(one)).map(({ verdict }) => verdict);
    const verdict = verdicts.includes("refuted")
      ? "refuted"
      : verdicts.includes("unknown")
        ? "unknown"
        : "proved";
    return {
      id,
      says,
      isProperty: properties.includes(id),
      isClaim: claims.includes(id),
      verdict,
      given: all.filter((one) => one !== id),
    };
  });
}

/** The name, and all that is needed, directly or not. */
function closure(id: string, needs: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([id]);
  for (const one of found) for (const more of needs(one)) found.add(more);
  return found;
}
