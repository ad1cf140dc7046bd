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
import { findings as findingsOfSigma } from "../../spec/sigma/findings/index.js";
import { sigma, sigmaRelease } from "../../spec/sigma/index.js";
import { findings as findingsOfTlb } from "../../spec/tlb/findings/index.js";
import { tlb } from "../../spec/tlb/index.js";
import { digest, propertiesNear, propertiesOf, stepsOf } from "./arbitrary.js";

const SEED = 486;

/** What is mutated; undefined: nothing, and all is pinned. */
const { MUTATED } = process.env;

/** A test that a mutant of one of these parts of the specification might fail. Others need not be made. */
const of = (...parts: readonly Part[]) =>
  test.runIf(MUTATED === undefined || parts.includes(partOf(MUTATED)));
type Part = "sigma" | "ipc" | "tlb" | "kernel" | "findings of sigma" | "findings of tlb";

function partOf(file: string): Part {
  const isOf = (part: string): boolean => file.startsWith(`spec/${part}/`);
  if (isOf("sigma")) return isOf("sigma/findings") ? "findings of sigma" : "sigma";
  if (isOf("tlb")) return isOf("tlb/findings") ? "findings of tlb" : "tlb";
  return isOf("ipc") ? "ipc" : "kernel";
}

const ofSigma = of("sigma");
const ofTlb = of("tlb", "sigma");
const ofIpc = of("ipc", "sigma");
const ofKernel = of("kernel", "ipc", "tlb", "sigma");

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
  describe("arbitrary states", () => {
    ofSigma("sigma", () => expect(propertiesOf(instantiate(sigmaRelease))).toMatchSnapshot());
    ofTlb("tlb", () => expect(propertiesOf(instantiate(tlb))).toMatchSnapshot());
    ofIpc("ipc", () => expect(propertiesOf(instantiate(ipc))).toMatchSnapshot());
    ofKernel("kernel", () => expect(propertiesOf(instantiate(kernel))).toMatchSnapshot());
    ofSigma("steps of sigma", () => expect(stepsOf(instantiate(sigmaRelease))).toMatchSnapshot());
    ofTlb("steps of tlb", () => expect(stepsOf(instantiate(tlb))).toMatchSnapshot());
    ofIpc("steps of ipc", () => expect(stepsOf(instantiate(ipc))).toMatchSnapshot());
    ofKernel("steps of the kernel", () => expect(stepsOf(instantiate(kernel))).toMatchSnapshot());
  });

  describe("searches", () => {
    const judged = <S>(model: Model<S>, scope: object, maxDepth = Number.POSITIVE_INFINITY): unknown =>
      pinned(search(small(model, scope), { maxDepth }));
    ofSigma("sigma", () => expect(judged(sigma, {})).toMatchSnapshot());
    ofIpc("ipc, its system calls", () =>
      expect(judged(ipc, { spaces: 2, calls: "system" })).toMatchSnapshot(),
    );
    ofIpc("ipc, threads of a task", () => expect(judged(ipc, { spaces: 1, threads: 2 })).toMatchSnapshot());
    ofKernel("kernel", () => expect(judged(kernel, { spaces: 2, pages: 1 }, 6)).toMatchSnapshot());
    ofIpc("ipc, two tasks", () => expect(judged(ipc, { spaces: 2 })).toMatchSnapshot());
    ofTlb("tlb, the first steps", () => expect(judged(tlb, {}, 5)).toMatchSnapshot());
  });

  describe("simulations", () => {
    const judged = <S>(model: Model<S>, scope: object, maxDepth = Number.POSITIVE_INFINITY): unknown =>
      Object.keys(model.simulations ?? {}).map((name) =>
        pinned(simulate(small(model, scope), name, { maxDepth })),
      );
    ofTlb("of tlb", () => expect(judged(tlb, { spaces: 2, threads: 3 })).toMatchSnapshot());
    ofIpc("of ipc", () => expect(judged(ipc, { spaces: 2, calls: "system" })).toMatchSnapshot());
    ofIpc("of ipc, few calls", () => expect(judged(ipc, {}, 7)).toMatchSnapshot());
    ofKernel("of the kernel, its quick scope", () => expect(judged(kernel, {}, 9)).toMatchSnapshot());
    ofKernel("of the kernel", () => expect(judged(kernel, { spaces: 2, pages: 1 }, 5)).toMatchSnapshot());
  });

  describe("walks", () => {
    ofSigma("sigma", async () => expect(pinned(await walked(instantiate(sigma), 20))).toMatchSnapshot());
    ofTlb("tlb", async () => expect(pinned(await walked(instantiate(tlb), 20))).toMatchSnapshot());
    ofIpc("ipc", async () =>
      expect(pinned(await walked(instantiate(ipc, ipc.scopes.large ?? {}), 20))).toMatchSnapshot(),
    );
    ofKernel("kernel", async () =>
      expect(pinned(await walked(instantiate(kernel, kernel.scopes.large ?? {}), 20))).toMatchSnapshot(),
    );
  });

  describe("scenes", () => {
    ofKernel.each(scenes.map((scene) => ({ name: scene.name, scene })))("$name", ({ scene }) => {
      expect(played(scene).indexOf(true)).toBe(scene.actions.length - 1);
    });
  });

  describe("searches, and what is almost a step of their traces", () => {
    function judged<S extends object>(model: Model<S>, scope: object, maxDepth = 99): unknown {
      const instance = small(model, scope);
      const found = search(instance, { maxDepth });
      return [pinned(found), propertiesNear(instance, found.traces)];
    }
    ofSigma("sigma", () => expect(judged(sigmaRelease, {})).toMatchSnapshot());
    ofTlb("tlb", () => expect(judged(tlb, { spaces: 2, threads: 3 })).toMatchSnapshot());
    ofKernel("kernel", () => expect(judged(kernel, {}, 12)).toMatchSnapshot());
    ofIpc("ipc", () => expect(judged(ipc, {}, 8)).toMatchSnapshot());
  });

  describe("searches of the findings", () => {
    const judged = <S>(model: Model<S>, scope: object, maxDepth?: number): unknown =>
      pinned(search(small(model, scope), maxDepth === undefined ? {} : { maxDepth }));
    const models = [...findingsOfSigma, ...findingsOfTlb, wholeCall, splitCall];
    of(
      "findings of sigma",
      "findings of tlb",
      "ipc",
    )("which there are", () => {
      expect(models.map(({ name, scopes }) => ({ name, scopes }))).toMatchSnapshot();
    });
    of("sigma", "findings of sigma").each(findingsOfSigma.map((model) => ({ name: model.name, model })))(
      "$name",
      ({ model }) => {
        expect(judged(model, {})).toMatchSnapshot();
      },
    );
    of("tlb", "findings of tlb").each(findingsOfTlb.map((model) => ({ name: model.name, model })))(
      "$name",
      ({ model }) => {
        expect(judged(model, { spaces: 2, threads: 3 })).toMatchSnapshot();
      },
    );
    of("ipc").each([wholeCall, splitCall].map((model) => ({ name: model.name, model })))(
      "$name",
      ({ model }) => {
        expect(judged(model, {}, 6)).toMatchSnapshot();
      },
    );
  });
}
