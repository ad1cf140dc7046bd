// Mutants that Stryker generates from the kernel and the specification, and what must kill them: *.kill.ts.
// main.ts says which file is mutated, and where the report goes.
import { fileURLToPath } from "node:url";

const { MUTATED = "", MUTATION_REPORT = "" } = process.env;

export default {
  mutate: [],
  mutator: {
    excludedMutations: [
      // Names of instructions, sentences and sources. The compiler knows the strings that are values.
      "StringLiteral",
      // `?.` is for the compiler, where an index is of an array of fixed size or of a partner that there is.
      "OptionalChaining",
    ],
  },
  buildCommand: "node bundle.js bench/stryker/rolldown.config.js",
  testRunner: "vitest",
  // Named, because the modules of a linked node_modules are not looked through.
  plugins: ["@stryker-mutator/vitest-runner", fileURLToPath(new URL("unused.js", import.meta.url))],
  ignorers: ["unused"],
  vitest: { configFile: "bench/stryker/vitest.config.js", related: false },
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 5000,
  tempDirName: `.sigma486/stryker/sandbox/${MUTATED}`,
  // The sandbox is a copy: it needs no more than what is run.
  ignorePatterns: [
    "/dist",
    "/.sigma486",
    "/coverage",
    "/mutants/**/*.diff",
    "/cli",
    "/README.md",
    "/PROOFS.md",
  ],
  checkers: [],
  reporters: ["json"],
  jsonReporter: { fileName: MUTATION_REPORT },
  thresholds: { high: 95, low: 95, break: null },
};
