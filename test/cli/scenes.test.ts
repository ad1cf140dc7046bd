/** Scenes of the kernel, listed and told. */
import { describe, expect, it } from "vitest";
import { scenes } from "../../spec/kernel/scenes/index.js";
import { folder, lines, sigma486 } from "./command.js";

describe.concurrent("explain", () => {
  it("lists the scenes of a model, in 60 columns if there are no more", async () => {
    const { code, stdout, stderr } = await sigma486(["explain", "kernel"], { env: { COLUMNS: "60" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const { name } of scenes) expect(stdout).toMatch(new RegExp(`^${name} `, "m"));
    expect(Math.max(...lines(stdout).map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it.each(scenes.map(({ name, actions }) => [name, actions.length] as const))(
    "tells the scene %s, with what it shows",
    async (name, steps) => {
      const { code, stdout, stderr } = await sigma486(["explain", name]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`is shown after ${steps} steps`);
      expect(stdout).not.toContain("fails");
    },
  );

  it("does not take a file for a scene", async () => {
    const cwd = folder({ "call-and-reply": "no trace" });
    const { code, stderr } = await sigma486(["explain", "call-and-reply"], { cwd });
    expect(code).toBe(150);
    expect(lines(stderr)).toHaveLength(1);
  });
});
