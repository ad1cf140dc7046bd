/** Everything that can be wrong with a command line: an exit code, and one line that says what is wrong and where. */
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folder, lines, sigma486 } from "./command.js";
import { changed } from "./modules.js";

const cwd = folder({
  "throws.ts": 'throw new Error("boom\\nand a second line");',
  "syntax.ts": "export const x: = 1;",
  "lost.ts": 'import "./nowhere.js"; export const x = 1;',
  "nothing.ts": "export const x = 1; export default 3;",
  "several.mjs": `${changed('name: "a"')}\nexport const other = sigma;`,
  "no-initial.mjs": changed("initial: undefined"),
  "bad-clause.ts": changed("rules: [sigma.rules[0], { ...sigma.rules[1], requires: { foo: 3 } }]"),
  "no-clause.ts": changed("rules: [{ ...sigma.rules[0], requires: {} }]"),
  "bad-kind.mjs": changed('properties: [{ ...sigma.properties[0], kind: "silly" }]'),
  "bad-scope.mjs": changed("scopes: { ...sigma.scopes, quick: { spaces: 99, pages: 1 } }"),
  "bad-initial.mjs": changed("initial: (scope) => ({ ...sigma.initial(scope), origin: [9] })"),
  "bad-simulation.mjs": changed("simulations: { above: { says: '', source: '', of() {}, steps: [] } }"),
  "not.itf.json": "this is no JSON",
  "other.itf.json": '{ "a": 1 }',
  folder: "",
});

const unknownVerb = "unknown command";
const CASES: readonly (readonly [what: string, words: string, code: number, line: RegExp])[] = [
  ["no verb", "", 64, /no verb given/],
  ["an unknown verb", "frobnicate", 64, new RegExp(unknownVerb)],
  ["a misspelt verb", "serach sigma", 64, /unknown command 'serach' \(Did you mean search\?\)/],
  ["an unknown flag", "search sigma --frob", 64, /unknown option '--frob'/],
  ["a flag of another verb", "search sigma --workers 2", 64, /unknown option '--workers'/],
  ["no model", "search", 64, /missing required argument 'model'/],
  ["too many models", "search sigma sigma", 64, /too many arguments/],
  ["an unknown model", "search sigmoid", 150, /no model sigmoid: .*one of sigma, sigma-release, /],
  ["an unknown property", "search sigma --invariant SIG-NONE", 151, /SIG-NONE: sigma has no such property/],
  ["an unknown scope key", "search sigma --scope foo=1", 151, /scope foo: sigma has no such key/],
  ["an unknown scope name", "search sigma --scope tiny", 151, /scope tiny: .*nor one of quick, full/],
  ["a scope of 0", "search sigma --scope spaces=0", 151, /scope spaces=0 of sigma: not in 1\.\.16/],
  ["a scope of -1", "search sigma --scope spaces=-1", 151, /scope spaces=-1 of sigma: not in 1\.\.16/],
  ["a scope of 1e9", "search sigma --scope spaces=1e9", 151, /scope spaces=1e9 of sigma: not in 1\.\.16/],
  ["a scope of x", "search sigma --scope spaces=x", 151, /scope spaces=x of sigma: not in 1\.\.16/],
  ["an empty scope value", "search sigma --scope spaces=", 151, /scope spaces= of sigma: not in 1\.\.16/],
  ["an empty scope", "search sigma --scope=", 151, /scope : not of the form key=value/],
  ["a bad seed", "run sigma --seed x", 64, /--seed x: is not a whole number/],
  ["no workers", "run sigma --workers 0", 64, /--workers 0: is not a whole number from 1 to 256/],
  ["workers of no number", "run sigma --workers many", 64, /--workers many: /],
  ["memory of no size", "search sigma --max-memory lots", 64, /--max-memory lots: .*512M or 2G/],
  ["no samples", "run sigma --max-samples 0", 64, /--max-samples 0: is not a whole number/],
  ["a verbosity of 9", "search sigma --verbosity 9", 64, /--verbosity 9: is not a whole number from 0 to 5/],
  ["a module that is missing", "search missing.ts", 150, /missing\.ts: there is no such module/],
  ["a module that is a folder", "search ./", 150, /is not a file/],
  ["a module that throws", "search throws.ts", 150, /throws\.ts: cannot be loaded: boom and a second line/],
  [
    "a module with a syntax error",
    "search syntax.ts",
    150,
    /syntax\.ts: cannot be loaded: .*syntax\.ts:1:16/,
  ],
  ["a module with a lost import", "search lost.ts", 150, /lost\.ts: cannot be loaded: Cannot find module/],
  ["a module without a model", "search nothing.ts", 150, /nothing\.ts: exports no model/],
  [
    "a module of several models",
    "search several.mjs",
    150,
    /choose one of several\.mjs#changed, several\.mjs#other/,
  ],
  [
    "an export that is not there",
    "search several.mjs#third",
    150,
    /has no export third; it has changed, other/,
  ],
  ["an export that is no model", "search nothing.ts#x", 150, /nothing\.ts: export x: it is not an object/],
  ["a model without initial state", "search no-initial.mjs", 150, /export changed: initial is missing/],
  [
    "a clause that is no function",
    "check bad-clause.ts",
    150,
    /rule 2 \(grant\): requires\.foo is not a function/,
  ],
  ["a rule without clauses", "run no-clause.ts", 150, /rule 1 \(map\): requires has no clause/],
  [
    "a property of no kind",
    "search bad-kind.mjs",
    150,
    /property 1 \(SIG-ROOT\): kind is none of invariant, /,
  ],
  ["a simulation of no model", "refine bad-simulation.mjs", 150, /simulations\.above\.onto is missing/],
  ["a scope of its own that is bad", "search bad-scope.mjs", 150, /at its scope quick: scope spaces=99/],
  ["an initial state out of domain", "search bad-initial.mjs", 150, /at its scope quick: origin: /],
  ["a trace that is missing", "replay missing.itf.json", 150, /missing\.itf\.json: cannot be read/],
  [
    "a trace that is no JSON",
    "replay not.itf.json",
    150,
    /not\.itf\.json: line 1, column 1: this is not JSON/,
  ],
  ["a trace that is no ITF", "explain other.itf.json", 150, /other\.itf\.json: #meta: is missing/],
  [
    "a trace of no model of ours",
    "replay stranger.itf.json",
    150,
    /of stranger, no model of ours; .*--model/,
  ],
  [
    "a trace of another model",
    "replay trace.itf.json --model sigma",
    150,
    /#meta\.model: the trace is of demap-by/,
  ],
  [
    "a trace with a state out of domain",
    "replay domain.itf.json",
    150,
    /states\[0\]\.origin.*77 is not in 0\.\.2/,
  ],
  ["a trace at a scope out of domain", "shrink scope.itf.json", 150, /scope spaces=99 of demap-by-value/],
  ["a trace with __proto__ as a key", "replay proto.itf.json", 150, /the key __proto__ is not allowed/],
  ["a trace of 100 MB", "replay large.itf.json", 150, /large\.itf\.json: is larger than 32 MiB/],
  [
    "a trace that cannot be written",
    "search sigma --scope quick --out-itf no/x.json",
    153,
    /no\/x\.json cannot be written/,
  ],
  [
    "a report that cannot be written",
    "search sigma --scope quick --junit no/x.xml",
    153,
    /no\/x\.xml cannot be written/,
  ],
  ["a format that is not known", "export svg sigma", 64, /export svg: the formats are itf, dot and mermaid/],
  ["an ITF of a model", "export itf sigma", 64, /export itf sigma: is no trace/],
  ["a model too large to draw", "export dot sigma", 152, /more than 500 states/],
];

beforeAll(async () => {
  const words = "search demap-by-value --invariant DEMAP-OWNER --out-itf trace.itf.json --verbosity 0";
  expect(await sigma486(words.split(" "), { cwd })).toEqual({ code: 0, stdout: "", stderr: "" });
  const trace = readFileSync(join(cwd, "trace.itf.json"), "utf8");
  const write = (name: string, text: string): void => {
    expect(text).not.toBe(trace);
    writeFileSync(join(cwd, name), text);
  };
  write("stranger.itf.json", trace.replace('"model": "demap-by-value"', '"model": "stranger"'));
  write("domain.itf.json", trace.replace('"#bigint":"0"', '"#bigint":"77"'));
  write("scope.itf.json", trace.replace('"spaces": 3', '"spaces": 99'));
  write("proto.itf.json", trace.replace('"vars"', '"__proto__": { "x": 1 }, "vars"'));
  writeFileSync(join(cwd, "large.itf.json"), "[");
  truncateSync(join(cwd, "large.itf.json"), 100 * 2 ** 20);
});

describe("bad input", () => {
  it.concurrent.each(CASES)("%s: sigma486 %s", async (_what, words, code, line) => {
    const ran = await sigma486(words === "" ? [] : words.split(" "), { cwd });
    expect(lines(ran.stderr)).toHaveLength(1);
    expect(ran.stderr).toMatch(/^sigma486: /);
    expect(ran.stderr).toMatch(line);
    expect(ran.stderr).not.toMatch(/ at .*:\d+:\d+/);
    expect(ran.stdout).toBe("");
    expect(ran.code).toBe(code);
  });

  it("tells the stack with --verbosity 5", async () => {
    const { code, stderr } = await sigma486(["search", "throws.ts", "--verbosity", "5"], { cwd });
    expect(stderr).toMatch(/ at .*throws\.ts:1:/);
    expect(code).toBe(150);
  });
});
