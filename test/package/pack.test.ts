/** The package as users get it: packed, installed in another folder, and run there. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
let folder = "";

const inFolder = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sigma486-pack-"));
  // The global set-up has built dist/; packing must not build it anew under the other tests.
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    stdio: "ignore",
  });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "user", private: true, type: "module" }),
  );
  inFolder("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "./sigma486-0.1.0.tgz");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed package, installed in another folder", () => {
  it("runs search sigma", () => {
    const printed = inFolder("npx", "sigma486", "search", "sigma", "--scope", "spaces=3,pages=2", "--json");
    expect(JSON.parse(printed)).toMatchObject([
      { model: "sigma", judge: "search", verdict: "holds", distinct: 689 },
    ]);
  });

  it("walks on two threads", () => {
    const printed = inFolder(
      "npx",
      "sigma486",
      "run",
      "sigma",
      "--max-samples",
      "300",
      "--workers",
      "2",
      "--json",
    );
    expect(JSON.parse(printed)).toMatchObject([
      { model: "sigma", judge: "random", verdict: "holds", samples: 300 },
    ]);
  });

  it("applies a mutant of its gallery, and a diff of one's own, on several threads too", () => {
    const printed = inFolder(
      "npx",
      "sigma486",
      "mutants",
      "run",
      "demap-one-level",
      "grant-leaves-page",
      "--json",
    );
    expect(JSON.parse(printed)).toMatchObject([{ verdict: "holds" }, { verdict: "holds" }]);
    copyFileSync(join(root, "mutants/spec/grant-leaves-page.diff"), join(folder, "my.diff"));
    const { status, stdout } = spawnSync(
      "npx",
      ["sigma486", "run", "sigma", "--mutant", "my.diff", "--workers", "2", "--json"],
      { cwd: folder, encoding: "utf8" },
    );
    expect({ status, model: JSON.parse(stdout)[0].model }).toEqual({ status: 12, model: "sigma+my" });
  });

  it("is a library: a model, a search, and a property in one line", () => {
    const program = `
      import fc from "fast-check";
      import { instantiate } from "sigma486";
      import { search, walks } from "sigma486/check";
      import { sigma } from "sigma486/spec/sigma";
      fc.assert(walks(sigma));
      console.log(search(instantiate(sigma, { spaces: 2, pages: 2 })).distinct);`;
    writeFileSync(join(folder, "use.mjs"), program);
    expect(inFolder("node", "use.mjs").trim()).toBe("13");
  });

  it("has types that a strict TypeScript program accepts", () => {
    const program = `
      import { search, type SearchResult } from "sigma486/check";
      import { instantiate, type Model } from "sigma486";
      import { type Sigma, sigma } from "sigma486/spec/sigma";
      const model: Model<Sigma> = { ...sigma, name: "mine" };
      export const result: SearchResult = search(instantiate(model, model.scopes.quick));`;
    writeFileSync(join(folder, "use.mts"), program);
    const options = ["--strict", "--module", "nodenext", "--target", "es2022", "--noEmit", "--skipLibCheck"];
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    expect(inFolder("node", tsc, ...options, "use.mts")).toBe("");
  });
});
