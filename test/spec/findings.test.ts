/** Each literal statement is a variant whose search holds: what it is said to break is refuted, with a true trace. */
import { describe, expect, test } from "vitest";
import { search } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { findings } from "../../spec/sigma/findings/index.js";
import { sigma } from "../../spec/sigma/index.js";
import { isEvidence } from "../search/replay.js";

describe("findings", () => {
  for (const model of findings)
    test(model.name, () => {
      const instance = instantiate(model, model.scopes.quick);
      const { verdict, traces, vacuous } = search(instance);
      expect({ verdict, vacuous }).toEqual({ verdict: "holds", vacuous: [] });
      const claims = model.properties.filter((p) => p.kind === "refuted" || p.kind === "refuted-step");
      const refuted = traces.filter((t) => t.kind === "refuted");
      expect(refuted.map((t) => t.property).toSorted()).toEqual(claims.map((c) => c.id).toSorted());
      for (const trace of traces) expect(isEvidence(instance, trace)).toBe(true);
      for (const trace of traces) expect(trace.minimal?.certified).toBe(true);
    });

  test("each guard of sigma is taken away once", () => {
    const guards = sigma.rules.flatMap((r) => Object.keys(r.requires).map((c) => `${r.name}-without-${c}`));
    const names = findings.map((model) => model.name).filter((name) => name.includes("-without-"));
    expect(names).toEqual(guards);
  });

  test("sigma's own witnesses are seen in every variant that asks for all of sigma's properties", () => {
    const witnesses = sigma.properties.filter((p) => p.kind === "witness" || p.kind === "step-witness");
    for (const model of findings.filter((m) => m.properties.length > 1))
      for (const witness of witnesses) expect(model.properties).toContain(witness);
  });
});
