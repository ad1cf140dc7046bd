/** The questions as files, asked of the plain z3 program where it is installed: any solver can check what is proved. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, sigma486 } from "../cli/command.js";

const isInstalled = spawnSync("z3", ["--version"]).status === 0;

test.runIf(isInstalled).each(["sigma", "tlb"])("z3 answers as the solver of prove: %s", async (model) => {
  const cwd = folder();
  await sigma486(["prove", model, "--smtlib", "questions"], { cwd });
  const at = join(cwd, "questions", model);
  const files = readdirSync(at);
  expect(files.length).toBeGreaterThan(40);
  const answers = files.map((file) => {
    const [first] = spawnSync("z3", ["-T:20", file], { cwd: at, encoding: "utf8" }).stdout.split("\n");
    return `${file}: ${first}`;
  });
  const ours = files.map((file) => {
    const [, answer] = /^; answer: (\w+)/.exec(readFileSync(join(at, file), "utf8")) ?? [];
    return `${file}: ${answer}`;
  });
  expect(answers).toEqual(ours);
});
