/** Scenes by name: short runs of our own models, told as a trace is. */
import { wrap } from "../check/trace/explain-text.js";
import type { Trace } from "../check/trace/trace.js";
import { type Instance, instantiate, type Model, type Scene } from "../model/index.js";
import { ownModels } from "./models.js";

export interface FoundScene {
  /** The model at the scene's scope, with what the scene shows as its only property. */
  readonly instance: Instance;
  readonly trace: Trace;
}

/** The scene, as an instance and a trace that shows its end. */
const played = (model: Model, scene: Scene<unknown>): FoundScene => ({
  instance: instantiate({ ...model, properties: [scene.shows] }, scene.scope),
  trace: { kind: "witnessed", property: scene.shows.id, actions: scene.actions },
});

/** The scene of this name, of any model of ours; undefined when there is none. */
export async function findScene(name: string): Promise<FoundScene | undefined> {
  for (const model of await ownModels()) {
    const scene = model.scenes?.find((one) => one.name === name);
    if (scene !== undefined) return played(model, scene);
  }
  return undefined;
}

/** The scenes of the model of this name, wrapped at `columns`; undefined when it is no model of ours, or has none. */
export async function scenesOf(name: string, columns: number): Promise<string | undefined> {
  const { scenes = [] } = (await ownModels()).find((model) => model.name === name) ?? {};
  const longest = Math.max(0, ...scenes.map((scene) => scene.name.length));
  const lines = scenes.flatMap((scene) =>
    wrap(scene.says, columns, `${scene.name.padEnd(longest)}  `, " ".repeat(longest + 2)),
  );
  return lines.length === 0 ? undefined : `${lines.join("\n")}\n`;
}
