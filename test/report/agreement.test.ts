/** Judges that contradict each other are found out; those that only know different things are not. */
import { describe, expect, it } from "vitest";
import { compared } from "../../check/report/agreement.js";
import { instantiate, type Model } from "../../model/index.js";
import { invariant, isMapped, page, type Sigma, sigma } from "../../spec/sigma/index.js";
import { searched, trace, walked } from "./outcomes.js";

const untouched = invariant("UNTOUCHED", {
  says: "nothing is ever mapped but sigma0",
  source: "a test",
  forAll: { p: page },
  holds: (s, { p }) => p < s.pagesPerSpace || !isMapped(s, p),
});
const model: Model<Sigma> = { ...sigma, properties: [...sigma.properties, untouched] };
const instance = instantiate(model, sigma.scopes.quick);

describe("two judges", () => {
  it("agree about sigma", async () => {
    const outcomes = [searched(), await walked()];
    expect(compared(outcomes)).toEqual(outcomes);
  });

  it("agree that an invariant fails, each by a trace of its own", async () => {
    const verdicts = compared([searched({}, model), await walked({ instance })]).map((o) => o.verdict);
    expect(verdicts).toEqual(["violated", "violated"]);
  });

  it("disagree when walks show what a search of all states does not", async () => {
    const search = searched(
      { traces: [], verdict: "holds", found: { ...searched().found, traces: [] } },
      model,
    );
    const [, walk] = compared([search, await walked({ instance: search.instance })]);
    expect(walk).toMatchObject({
      verdict: "disagree",
      disputes: expect.arrayContaining([
        expect.stringMatching(/^walks show UNTOUCHED after \d+ steps?, a search of \d+ states? does not$/),
      ]),
    });
  });

  it("do not disagree where the search did not look so far", async () => {
    const search = searched({}, model);
    const found = { ...search.found, verdict: "interrupted" as const, depth: 0, traces: [] };
    const cut = { ...search, found, verdict: "interrupted" as const, traces: [] };
    const walk = await walked({ instance: search.instance });
    expect(compared([cut, walk])[1]?.verdict).toBe("violated");
  });

  it("do not disagree at different scopes, or about a property that one did not judge", async () => {
    const search = searched({ verdict: "holds", traces: [] }, model);
    const elsewhere = { ...search, instance: instantiate(model, { spaces: 2, pages: 2 }) };
    const selective = {
      ...search,
      properties: ["SIG-ROOT"],
      found: { ...search.found, verdict: "holds" as const },
    };
    const walk = await walked({ instance });
    expect(compared([elsewhere, walk])[1]?.verdict).toBe("violated");
    expect(compared([selective, walk])[1]?.verdict).toBe("violated");
  });
});

describe("a trace", () => {
  it("that does not replay is a dispute by itself", () => {
    const [search] = compared([searched({ verdict: "violated", traces: [trace("violated", "SIG-ROOT")] })]);
    expect(search).toMatchObject({
      verdict: "disagree",
      disputes: [
        "the trace of SIG-ROOT (search) does not replay: every step applies, and SIG-ROOT holds throughout",
      ],
    });
  });
});

describe("walks that did not come to everything", () => {
  it("are excused where a search did", async () => {
    const walk = await walked();
    const vacuous = {
      ...walk,
      verdict: "vacuous" as const,
      found: { ...walk.found, vacuous: ["rule x is never taken"] },
    };
    expect(compared([searched(), vacuous])[1]?.verdict).toBe("holds");
    expect(compared([vacuous])[0]?.verdict).toBe("vacuous");
  });
});
