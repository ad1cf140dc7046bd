/** README, "Break it yourself": each command finds a bug, and the answer to it is in the gallery. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { folder, sigma486 } from "../cli/command.js";

const cwd = folder();
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section = ""] = /^## Break it yourself$([\s\S]*?)^## /m.exec(readme) ?? [];
const commandsOf = (row: string): string[][] =>
  [...row.matchAll(/`npx sigma486 ([^`]+)`/g)].map(([, command = ""]) => command.split(" "));
const exercises = section
  .split("\n")
  .filter((line) => /^\| \d \|/.test(line))
  .map(commandsOf);

test("there are five", () => {
  expect(exercises).toHaveLength(5);
});

test.each(exercises)("exercise: %j", { timeout: 120_000 }, async (run = [], answer = []) => {
  const found = await sigma486(run, { cwd });
  expect([12, 15]).toContain(found.code);
  expect(found.stdout).toMatch(/shortest \(no |locally shortest/);
  expect(answer.slice(0, 2)).toEqual(["mutants", "show"]);
  expect(run).toContain(answer[2]);
  expect(readFileSync(new URL("../../mutants/README.md", import.meta.url), "utf8")).toContain(
    `[${answer[2]}]`,
  );
});
