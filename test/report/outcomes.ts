/** Outcomes to report on: a real search and real walks of a small sigma, changed as a test needs it. */
import { runWalks, search, type Trace, type WalkResult } from "../../check/index.js";
import type { Searched, Walked } from "../../check/report/outcome.js";
import { type Instance, instantiate, type Model } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";

const small = { spaces: 3, pages: 2 };

/** What a search of the model found, with `changes` made to it. */
export function searched(changes: Partial<Searched> = {}, model: Model = sigma): Searched {
  const instance: Instance = instantiate(model, model.scopes.quick);
  const found = search(instance);
  const { traces, verdict } = found;
  const costs = { seconds: 1.25, peakBytes: 2 ** 26, maxBytes: 2 ** 30 };
  const own = { judge: "search", instance, found, traces, verdict, symmetry: false } as const;
  return { ...own, ...costs, files: new Map(), disputes: [], ...changes };
}

/** What 200 walks of sigma found, with `changes` made to it. */
export async function walked(changes: Partial<Walked> = {}): Promise<Walked> {
  const instance: Instance = changes.instance ?? instantiate(sigma, small);
  const found = await walks(instance);
  const { traces, verdict } = found;
  const costs = { seconds: 2.5, walkSeconds: 2, peakBytes: 2 ** 26 };
  const own = { judge: "random", instance, found, traces, verdict, maxSteps: 50 } as const;
  return { ...own, ...costs, files: new Map(), disputes: [], ...changes };
}

async function walks(instance: Instance): Promise<WalkResult> {
  const steps = runWalks(instance, { seed: 486, samples: 200, maxSteps: 50 });
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

/** A trace of one map, as evidence of whatever is asked for. */
export const trace = (kind: Trace["kind"], property: string, length = 1): Trace => ({
  kind,
  property,
  actions: Array.from({ length }, () => ({ rule: "map", args: { from: 0, to: 2 } })),
});
