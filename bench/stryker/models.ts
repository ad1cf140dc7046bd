/**
 * What kills mutants of the specification: small searches, simulations and walks, each pinned to what it gives; scenes; and
 * what the models say of states that none of these reaches, because a property that asks for less holds where it held.
 */
import { describe, expect, test } from "vitest";
import { runWalks, search, simulate, type WalkResult } from "../../check/index.js";
import {
  type Instance,
  instantiate,
  type Model,
  offenders,
  propertyAt,
  type Scene,
  step,
} from "../../model/index.js";
import { ipc } from "../../spec/ipc/index.js";
import { splitCall, wholeCall } from "../../spec/ipc/split-call.js";
import { kernel } from "../../spec/kernel/index.js";
import { scenes } from "../../spec/kernel/scenes/index.js";
import type { Kernel } from "../../spec/kernel/state.js";
import { findings as ofSigma } from "../../spec/sigma/findings/index.js";
import { sigma, sigmaRelease } from "../../spec/sigma/index.js";
import { findings as ofTlb } from "../../spec/tlb/findings/index.js";
import { tlb } from "../../spec/tlb/index.js";
import { digest, propertiesOf, stepsOf } from "./arbitrary.js";

const SEED = 486;

const small = <S>(model: Model<S>, scope: object): Instance<S> =>
  instantiate(model, { ...model.scopes.quick, ...scope });

/** What a judge gives, but for the bytes that it needs; of a trace, what it shows and how long it is. */
function pinned<R extends Pick<WalkResult, "traces">>({ traces, ...found }: R): unknown {
  const shown = traces.map(({ kind, property, actions }) => `${kind} ${property} ${actions.length}`);
  return { ...found, bytes: undefined, coverage: undefined, shown, details: digest(found) };
}

async function walked<S>(instance: Instance<S>, samples: number): Promise<WalkResult> {
  const walks = runWalks(instance, { seed: SEED, samples });
  for (let next = await walks.next(); ; next = await walks.next()) if (next.done) return next.value;
}

/** For each step of a scene, whether it shows what the scene is to show. */
function played({ shows, actions, scope }: Scene<Kernel>): readonly boolean[] {
  const instance = instantiate({ ...kernel, properties: [shows] }, scope);
  let before = instance.initial;
  return actions.map((action) => {
    const outcome = step(instance, before, action);
    if (!outcome.ok) throw new Error(`${action.rule}: ${outcome.refusal} is false`);
    const taken = { before, action, after: outcome.state };
    before = outcome.state;
    return offenders(instance, propertyAt(instance, 0), outcome.state, taken).length > 0;
  });
}

/** The tests; a mutant may throw before there are any, so they are not declared where this file is loaded. */
export function suite(): void {
  describe("searches", () => {
    const judged = <S>(model: Model<S>, scope: object, maxDepth = Number.POSITIVE_INFINITY): unknown =>
      pinned(search(small(model, scope), { maxDepth }));
    test("sigma", () => expect(judged(sigma, {})).toMatchSnapshot());
    test("sigma-release", () => expect(judged(sigmaRelease, {})).toMatchSnapshot());
    test("tlb", () => expect(judged(tlb, { spaces: 2, threads: 3 })).toMatchSnapshot());
    test("ipc, its system calls", () =>
      expect(judged(ipc, { spaces: 2, calls: "system" })).toMatchSnapshot());
    test("ipc, threads of a task", () => expect(judged(ipc, { spaces: 1, threads: 2 })).toMatchSnapshot());
    test("kernel", () => expect(judged(kernel, { spaces: 2, pages: 1 }, 6)).toMatchSnapshot());
    test("ipc, two tasks", () => expect(judged(ipc, { spaces: 2 })).toMatchSnapshot());
    test("tlb, the first steps", () => expect(judged(tlb, {}, 5)).toMatchSnapshot());
  });

  describe("simulations", () => {
    const judged = <S>(model: Model<S>, scope: object, maxDepth = Number.POSITIVE_INFINITY): unknown =>
      Object.keys(model.simulations ?? {}).map((name) =>
        pinned(simulate(small(model, scope), name, { maxDepth })),
      );
    test("of tlb", () => expect(judged(tlb, { spaces: 2, threads: 3 })).toMatchSnapshot());
    test("of ipc", () => expect(judged(ipc, { spaces: 2, calls: "system" })).toMatchSnapshot());
    test("of the kernel", () => expect(judged(kernel, { spaces: 2, pages: 1 }, 5)).toMatchSnapshot());
  });

  describe("walks", () => {
    test("sigma", async () => expect(pinned(await walked(instantiate(sigma), 20))).toMatchSnapshot());
    test("tlb", async () => expect(pinned(await walked(instantiate(tlb), 20))).toMatchSnapshot());
    test("ipc", async () =>
      expect(pinned(await walked(instantiate(ipc, ipc.scopes.large ?? {}), 20))).toMatchSnapshot());
    test("kernel", async () =>
      expect(pinned(await walked(instantiate(kernel, kernel.scopes.large ?? {}), 20))).toMatchSnapshot());
  });

  describe("scenes", () => {
    test.each(scenes.map((scene) => ({ name: scene.name, scene })))("$name", ({ scene }) => {
      expect(played(scene).indexOf(true)).toBe(scene.actions.length - 1);
    });
  });

  describe("searches of the quick scopes, the first steps", () => {
    const judged = <S>(model: Model<S>, maxDepth: number): unknown =>
      pinned(search(small(model, {}), { maxDepth }));
    test("kernel", () => expect(judged(kernel, 12)).toMatchSnapshot());
    test("ipc", () => expect(judged(ipc, 8)).toMatchSnapshot());
  });

  describe("searches of the findings", () => {
    const judged = <S>(model: Model<S>, scope: object, maxDepth?: number): unknown =>
      pinned(search(small(model, scope), maxDepth === undefined ? {} : { maxDepth }));
    test.each(ofSigma.map((model) => ({ name: model.name, model })))("$name", ({ model }) => {
      expect(judged(model, {})).toMatchSnapshot();
    });
    test.each(ofTlb.map((model) => ({ name: model.name, model })))("$name", ({ model }) => {
      expect(judged(model, { spaces: 2, threads: 3 })).toMatchSnapshot();
    });
    test.each([wholeCall, splitCall].map((model) => ({ name: model.name, model })))("$name", ({ model }) => {
      expect(judged(model, {}, 6)).toMatchSnapshot();
    });
  });

  describe("arbitrary states", () => {
    test("sigma", () => expect(propertiesOf(instantiate(sigmaRelease))).toMatchSnapshot());
    test("tlb", () => expect(propertiesOf(instantiate(tlb))).toMatchSnapshot());
    test("ipc", () => expect(propertiesOf(instantiate(ipc))).toMatchSnapshot());
    test("kernel", () => expect(propertiesOf(instantiate(kernel))).toMatchSnapshot());
    test("steps of sigma", () => expect(stepsOf(instantiate(sigmaRelease))).toMatchSnapshot());
    test("steps of tlb", () => expect(stepsOf(instantiate(tlb))).toMatchSnapshot());
    test("steps of ipc", () => expect(stepsOf(instantiate(ipc))).toMatchSnapshot());
    test("steps of the kernel", () => expect(stepsOf(instantiate(kernel))).toMatchSnapshot());
  });
}
