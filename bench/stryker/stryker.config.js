// Mutants that Stryker generates from the kernel and the specification, and what must kill them: *.kill.ts.
export default {
  // main.ts says which file is mutated.
  mutate: [],
  mutator: {
    excludedMutations: [
      // Names of instructions, sentences and sources. The compiler knows the strings that are values.
      "StringLiteral",
    ],
  },
  testRunner: "vitest",
  // Named, because the modules of a linked node_modules are not looked through.
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "bench/stryker/vitest.config.js", related: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 10_000,
  incremental: true,
  incrementalFile: ".sigma486/stryker/incremental.json",
  tempDirName: ".sigma486/stryker/sandbox",
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
  reporters: ["clear-text", "progress"],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  thresholds: { high: 95, low: 95, break: null },
};
