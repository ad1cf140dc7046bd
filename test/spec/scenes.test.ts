/** Every scene can be played step by step, and what it is to show is seen at its end, and not before. */
import { expect, test } from "vitest";
import { type Instance, instantiate, offenders, propertyAt, type Scene, step } from "../../model/index.js";
import { kernel } from "../../spec/kernel/index.js";
import { scenes } from "../../spec/kernel/scenes/index.js";
import type { Kernel } from "../../spec/kernel/state.js";

/** For each step, whether it shows what the scene is to show. */
function play({ shows, actions }: Scene<Kernel>, instance: Instance<Kernel>): boolean[] {
  let before = instance.initial;
  return actions.map((action, i) => {
    const outcome = step(instance, before, action);
    if (!outcome.ok) throw new Error(`step ${i + 1}, ${action.rule}: ${outcome.refusal} is false`);
    const taken = { before, action, after: outcome.state };
    before = outcome.state;
    expect(shows.kind).toBe("step-witness");
    return offenders(instance, propertyAt(instance, 0), outcome.state, taken).length > 0;
  });
}

test("there are ten scenes, each by a name of its own", () => {
  expect(new Set(scenes.map(({ name }) => name)).size).toBe(10);
});

for (const scene of scenes)
  test(`scene ${scene.name}`, () => {
    const shown = play(scene, instantiate({ ...kernel, properties: [scene.shows] }, scene.scope));
    expect(shown.indexOf(true)).toBe(scene.actions.length - 1);
  });
