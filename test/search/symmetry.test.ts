/** With symmetry and without it, the same verdicts and the same properties shown; and true traces, not renamed ones. */
import { beforeAll, describe, expect, test } from "vitest";
import { type SearchOptions, type SearchResult, search } from "../../check/index.js";
import { instantiate, interchangeable, type Model, NIL, optional, over, record } from "../../model/index.js";
import { findings } from "../../spec/sigma/findings/index.js";
import { sigma } from "../../spec/sigma/index.js";
import * as jugs from "../toys/die-hard.js";
import * as graphs from "../toys/graphs.js";
import * as processes from "../toys/peterson.js";
import { twoPhaseCommit } from "../toys/two-phase-commit.js";
import { searchEachBuilt } from "./native.js";
import { isEvidence } from "./replay.js";

const toys: readonly Model[] = [
  twoPhaseCommit,
  ...Object.values(jugs),
  ...Object.values(processes),
  ...Object.values(graphs),
];

const searched = (model: Model, options: SearchOptions) => {
  const instance = instantiate(model, model.scopes.quick);
  return { instance, ...search(instance, options) };
};

/** The property and length of each trace; whether it is violated, refuted or witnessed follows from the property. */
const shown = ({ verdict, traces }: SearchResult) => ({
  verdict,
  traces: traces.map((t) => `${t.property} ${t.actions.length}`).toSorted(),
});

describe("toys: the same verdict, the same properties shown, and true traces", () => {
  for (const model of toys)
    test(model.name, () => {
      const canonical = searched(model, { symmetry: true });
      expect(canonical.verdict).toBe(searched(model, {}).verdict);
      for (const trace of canonical.traces) expect(isEvidence(canonical.instance, trace)).toBe(true);
      for (const { id } of model.properties) {
        const alone = { properties: [id] };
        expect(shown(searched(model, { ...alone, symmetry: true }))).toEqual(shown(searched(model, alone)));
      }
    });
});

// Nothing stops the search of a model that holds, so that one search shows all that it has to show.
describe("models that hold: the same, in one search", () => {
  const models = [sigma, ...findings];
  let [plain, canonical]: (readonly SearchResult[])[] = [];
  beforeAll(async () => {
    [plain, canonical] = await Promise.all([
      searchEachBuilt(models),
      searchEachBuilt(models, { symmetry: true }),
    ]);
  }, 120_000);

  for (const [i, model] of models.entries())
    test(model.name, () => {
      const [without, found] = [plain?.[i], canonical?.[i]];
      if (without === undefined || found === undefined) throw new Error("not searched");
      expect(found.verdict).toBe("holds");
      expect(shown(found)).toEqual(shown(without));
      const instance = instantiate(model, model.scopes.quick);
      for (const trace of found.traces) expect(isEvidence(instance, trace), trace.property).toBe(true);
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

describe("a model that is less symmetric than its schema says", () => {
  const thread = () => interchangeable("thread", 3);
  const { rule } = over(() => record({ last: optional(thread()) }));
  const says = "{t} goes";
  const go = (test: (t: number) => boolean) =>
    rule(
      "go",
      { t: thread },
      {
        says,
        source: "ours",
        requires: { may: (_s, { t }) => test(t) },
        effect(s, { t }) {
          s.last = t;
        },
      },
    );
  const model = (test: (t: number) => boolean): Model<{ readonly last: number }> => ({
    name: "favourite",
    says: "Threads take turns.",
    scope: {},
    scopes: { quick: {}, full: {} },
    state: () => record({ last: optional(thread()) }),
    initial: () => ({ last: NIL }),
    rules: [go(test)],
    properties: [],
  });

  test("is not searched under symmetry", () => {
    const odd = instantiate(model((t) => t !== 1));
    expect(search(odd).distinct).toBe(3);
    expect(() => search(odd, { symmetry: true })).toThrow(
      /favourite is not as symmetric as its schema says: go\(t: \d\) and go\(t: \d\)/,
    );
    expect(search(instantiate(model(() => true)), { symmetry: true }).distinct).toBe(2);
  });
});
