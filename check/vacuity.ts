/**
 * Vacuity: what a run did not exercise. A rule never taken, a clause never false or never true, a premise never
 * true, a witness never seen, a claim never refuted: each is a failure, for the rest then says less than it seems to.
 */
import type { Counts, Instance } from "../model/index.js";

/** How often each part of a model was exercised. */
export interface Coverage {
  readonly rules: readonly {
    readonly rule: string;
    /** Enabled requests that were taken. */
    readonly taken: number;
    readonly clauses: readonly {
      readonly clause: string;
      readonly true: number;
      /** Times it was the first false clause, and so the refusal. */
      readonly falseFirst: number;
    }[];
  }[];
  readonly premises: readonly { readonly property: string; readonly true: number }[];
}

/** Read the coverage off an executor's counts. */
export function coverageOf<S>(instance: Instance<S>, counts: Counts): Coverage {
  const rules = instance.rules.map(({ rule, clauses, index }) => {
    const refused = [...(counts.refused[index] ?? [])];
    const taken = counts.taken[index] ?? 0;
    const passed = (i: number) => refused.slice(i + 1).reduce((n, later) => n + later, taken);
    return {
      rule: rule.name,
      taken,
      clauses: clauses.map((clause, i) => ({ clause, true: passed(i), falseFirst: refused[i] ?? 0 })),
    };
  });
  const premises = instance.properties.map(({ property, index }) => ({
    property: property.id,
    true: counts.premises[index] ?? 0,
  }));
  return { rules, premises };
}

/** Add two coverages of one instance. */
export const addCoverage = (a: Coverage, b: Coverage): Coverage => ({
  rules: a.rules.map((r, i) => ({
    rule: r.rule,
    taken: r.taken + (b.rules[i]?.taken ?? 0),
    clauses: r.clauses.map((c, j) => {
      const other = b.rules[i]?.clauses[j];
      return {
        clause: c.clause,
        true: c.true + (other?.true ?? 0),
        falseFirst: c.falseFirst + (other?.falseFirst ?? 0),
      };
    }),
  })),
  premises: a.premises.map((p, i) => ({ property: p.property, true: p.true + (b.premises[i]?.true ?? 0) })),
});

/** What was never exercised, a sentence each. `shown` holds the witnesses seen and the claims refuted. */
export function vacuities<S>(
  instance: Instance<S>,
  coverage: Coverage,
  shown: readonly { readonly property: string }[],
): string[] {
  const ofRules = coverage.rules.flatMap(({ rule, taken, clauses }) => [
    ...(taken === 0 ? [`rule ${rule} is never taken`] : []),
    ...clauses.flatMap((c) => [
      ...(c.true === 0 ? [`clause ${rule}.${c.clause} is never true`] : []),
      ...(c.falseFirst === 0 && !isAlways(c.clause) ? [`clause ${rule}.${c.clause} is never false`] : []),
    ]),
  ]);
  const ofProperties = instance.properties.flatMap(({ property, index }) => {
    if (shown.some((s) => s.property === property.id)) return [];
    switch (property.kind) {
      case "witness":
      case "step-witness":
        return [`witness ${property.id} is never seen`];
      case "refuted":
      case "refuted-step":
        return [`claim ${property.id} is never refuted`];
      default:
        return coverage.premises[index]?.true === 0 ? [`premise of ${property.id} is never true`] : [];
    }
  });
  return [...ofRules, ...ofProperties];
}

/** A rule that is always enabled has the one clause `always`, which cannot be false. */
const isAlways = (clause: string): boolean => clause === "always";
