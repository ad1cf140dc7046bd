/** What every specification has: sources, sentences, and files that one can read at a sitting. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Model } from "../../model/index.js";
import { ipc } from "../../spec/ipc/index.js";
import { splitCall, wholeCall } from "../../spec/ipc/split-call.js";
import { kernel } from "../../spec/kernel/index.js";
import { findings } from "../../spec/sigma/findings/index.js";
import { sigma, sigmaRelease } from "../../spec/sigma/index.js";
import { findings as designs } from "../../spec/tlb/findings/index.js";
import { tlb } from "../../spec/tlb/index.js";

const root = join(import.meta.dirname, "../..");
const files = readdirSync(join(root, "spec"), { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

describe("spec/", () => {
  test("there are files to look at", () => expect(files.length).toBeGreaterThan(5));

  for (const name of files) {
    const lines = readFileSync(join(root, "spec", name), "utf8")
      .trimEnd()
      .split("\n");
    test(`${name}: at most 200 lines, and it begins by saying what it is`, () => {
      expect(lines.length).toBeLessThanOrEqual(200);
      expect(lines[0]).toMatch(/^\/\*\*/);
    });
    test(`${name}: Greek and mathematics in comments only`, () => {
      const code = lines.filter((line) => !/^\s*(\/\*\*|\*|\/\/)/.test(line));
      for (const line of code) expect(line).toMatch(/^[\x20-\x7e]*$/);
    });
  }
});

const models: readonly Model[] = [
  ...[sigma, sigmaRelease, ...findings],
  ...[ipc, wholeCall, splitCall],
  ...[tlb, ...designs],
  kernel,
];

describe("models", () => {
  for (const model of models)
    test(`${model.name}: every rule and property has a sentence and a source`, () => {
      expect(model.says).toMatch(/\.$/);
      for (const { says, source } of [...model.rules, ...model.properties, ...(model.scenes ?? [])]) {
        expect(says.trim()).not.toBe("");
        expect(source.trim()).not.toBe("");
      }
    });

  for (const { name, rules } of models)
    test(`${name}: sentences of rules name their arguments, and only those`, () => {
      for (const { says, params } of rules) {
        const named = [...says.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
        expect(new Set(named)).toEqual(new Set(Object.keys(params)));
      }
    });

  test("names of models are unique, and can be typed", () => {
    const names = models.map((model) => model.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
  });
});
