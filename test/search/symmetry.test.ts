/** With symmetry and without it, the same verdicts and the same properties shown; and true traces, not renamed ones. */
import { describe, expect, test } from "vitest";
import { search } from "../../check/index.js";
import { instantiate, type Model } from "../../model/index.js";
import { findings } from "../../spec/sigma/findings/index.js";
import { sigma } from "../../spec/sigma/index.js";
import * as jugs from "../toys/die-hard.js";
import * as graphs from "../toys/graphs.js";
import * as processes from "../toys/peterson.js";
import { twoPhaseCommit } from "../toys/two-phase-commit.js";
import { isEvidence } from "./replay.js";

const toys: readonly Model[] = [
  twoPhaseCommit,
  ...Object.values(jugs),
  ...Object.values(processes),
  ...Object.values(graphs),
];

/** The property and length of each trace; kinds `violated`, `refuted` and so on follow from the property. */
const shown = <S>(model: Model<S>, symmetry: boolean, properties?: readonly string[]) => {
  const { verdict, traces } = search(instantiate(model, model.scopes.quick), {
    symmetry,
    ...(properties && { properties }),
  });
  return { verdict, traces: traces.map((t) => `${t.property} ${t.actions.length}`).toSorted() };
};

describe("symmetry changes no verdict", () => {
  for (const model of toys)
    test(model.name, () => {
      expect(shown(model, true).verdict).toBe(shown(model, false).verdict);
      for (const { id } of model.properties)
        expect(shown(model, true, [id])).toEqual(shown(model, false, [id]));
    });

  // Nothing stops the search of a model that holds, so that one search shows all it has to show.
  for (const model of [sigma, ...findings])
    test(model.name, () => {
      expect(shown(model, true).verdict).toBe("holds");
      expect(shown(model, true)).toEqual(shown(model, false));
    });
});

describe("traces found under symmetry replay as they stand", () => {
  for (const model of [...toys, sigma, ...findings])
    test(model.name, () => {
      const instance = instantiate(model, model.scopes.quick);
      for (const trace of search(instance, { symmetry: true }).traces)
        expect(isEvidence(instance, trace), trace.property).toBe(true);
    });
});

describe("symmetric counts", () => {
  /** [model, distinct states without symmetry and with it] */
  const counts: readonly (readonly [Model, number, number])[] = [
    [twoPhaseCommit, 288, 80],
    [processes.peterson, 20, 10],
    [jugs.dieHard, 16, 16],
    [graphs.lasso, 4, 4],
  ];
  for (const [model, all, classes] of counts)
    test(`${model.name}: ${all} states in ${classes} classes`, () => {
      const instance = instantiate(model, model.scopes.quick);
      expect(search(instance).distinct).toBe(all);
      expect(search(instance, { symmetry: true }).distinct).toBe(classes);
    });

  test("two-phase commit with five resource managers: 8,832 states in 314 classes", () => {
    const instance = instantiate(twoPhaseCommit, { managers: 5 });
    expect(search(instance, { symmetry: true })).toMatchObject({ verdict: "holds", distinct: 314 });
  });
});
