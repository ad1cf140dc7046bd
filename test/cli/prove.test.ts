/** The command `prove`: reports, files of questions, exit codes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "../../cli/exit.js";
import { root } from "../../cli/package.js";
import { folder, sigma486 } from "./command.js";

test("a proof: a line for each obligation, the agreement, the guards; and each question as a file", async () => {
  const cwd = folder();
  const { code, stdout, stderr } = await sigma486(["prove", "sigma", "--smtlib", "questions"], { cwd });
  expect([code, stderr]).toEqual([EXIT.holds, ""]);
  expect(stdout).toContain("sigma: 8 properties proved for any number of pages, real pages and spaces");
  expect(stdout).toMatch(/^map {6}keeps SIG-ORIGIN {8}proved {3}SIG-ORIGIN, /m);
  expect(stdout).toContain("20,890");
  expect(stdout).toMatch(/^grant without target-not-above: SIG-GRANT is broken, from this state$/m);
  const files = readdirSync(join(cwd, "questions", "sigma"));
  expect(files).toContain("map-SIG-ORIGIN.smt2");
  expect(files).toContain("map-without-target-not-above-SIG-ORIGIN.smt2");
  const text = readFileSync(join(cwd, "questions", "sigma", "map-SIG-ORIGIN.smt2"), "utf8");
  expect(text).toMatch(/^; answer: unsat\n; map of sigma keeps SIG-ORIGIN: every origin is mapped\n/);
  expect(text).toMatch(/\(check-sat\)\n$/);
});

test("--json: an element for each theory", async () => {
  const { code, stdout } = await sigma486(["prove", "tlb-one-thread", "--json"]);
  expect(code).toBe(EXIT.holds);
  const [result] = JSON.parse(stdout);
  expect(result).toMatchObject({ model: "tlb-one-thread", judge: "prove", verdict: "holds", violated: [] });
  expect(result.agreement[0]).toMatchObject({ distinct: 516, transitions: 3234 });
});

test("a bug is refuted, with the state that shows it", async () => {
  const { code, stdout } = await sigma486(["prove", "sigma", "--mutant", "demap-takes-owner"]);
  expect(code).toBe(EXIT.violation);
  expect(stdout).toMatch(/^demap has SIG-DEMAP: refuted, from this state$/m);
});

test("what has no theory, and a bug that no theory has", async () => {
  const without = await sigma486(["prove", "kernel"]);
  expect(without.code).toBe(EXIT.unreadable);
  expect(without.stderr).toContain("there is no theory of kernel");
  const gallery = await sigma486(["prove", "tlb-slides", "--gallery"]);
  expect(gallery.code).toBe(EXIT.unreadable);
  expect(gallery.stderr).toContain("the gallery has no bug of tlb-slides");
  const cwd = folder({
    "mine.diff": readFileSync(join(root, "mutants/spec/rehang-first-only.diff"), "utf8"),
  });
  const bug = await sigma486(["prove", "sigma", "--mutant", "mine.diff"], { cwd });
  expect(bug.code).toBe(EXIT.disagreement);
});

test("a folder that cannot be made is told before anything is proved", async () => {
  const cwd = folder({ taken: "" });
  const { code, stdout, stderr } = await sigma486(["prove", "sigma", "--smtlib", "taken"], { cwd });
  expect([code, stdout]).toEqual([EXIT.system, ""]);
  expect(stderr).toBe("sigma486: taken cannot be written (EEXIST)\n");
});
