/** The verbs: what each is called, which flags it takes, an example, and where its code is. It is loaded when needed. */
import type { Flags, Main } from "./flags.js";

export interface Verb {
  readonly name: string;
  /** As commander writes them: `<one>`, `[any...]`. */
  readonly operands: string;
  readonly says: string;
  readonly flags: readonly FlagName[];
  readonly examples: readonly string[];
  readonly load: () => Promise<{ readonly main: Main }>;
}

/** Every flag: its form, and what it does. */
export const FLAGS = {
  scope: ["--scope <scope>", "sizes, such as spaces=3,pages=2, or the name of one of the model's scopes"],
  maxSamples: [
    "--max-samples <n>",
    "random walks to make (default: 10000; 2000 in check, 4000 of mutants, 40 to 600 of machines)",
  ],
  maxSteps: ["--max-steps <n>", "steps of a walk at most (default: 100; of mutants 300, of machines 200)"],
  seed: ["--seed <n>", "seed of the walks, a 32-bit whole number (default: by chance in run, else 486)"],
  invariant: ["--invariant <id>", "judge this property alone, of any kind; may be repeated"],
  witnesses: ["--witnesses", "show the traces of witnesses too"],
  workers: [
    "--workers <n>",
    "threads, or auto (default: 1; of check, refine and mutants, one for each core)",
  ],
  maxMemory: ["--max-memory <size>", "memory for states, such as 512M or 2G (default: 4G)"],
  maxDepth: ["--max-depth <n>", "search no farther than n steps from the initial state"],
  symmetry: ["--symmetry", "take states that differ in interchangeable names only as one"],
  outItf: ["--out-itf <file>", "write the first counterexample, or else what was shown, as an ITF trace"],
  model: [
    "--model <model>",
    "the model that the trace is of, where it is not one of ours; or the machine, to be without its bug",
  ],
  mutant: [
    "--mutant <id>",
    "the model, or the kernel, with a bug: a mutant of the gallery, or the path of a diff",
  ],
  onto: ["--onto <name>", "judge this simulation alone: its name, or that of the abstract model"],
  design: ["--design <name>", "of a machine: l3's, or the name of the technique that is left out"],
  profile: [
    "--profile <name>",
    "of a machine: what is asked of it, such as memory, messages, malformed, scarce or everything; an unknown name lists all",
  ],
  all: ["--all", "show the whole state at each step"],
  json: ["--json", "print JSON, and nothing else"],
  junit: ["--junit <file>", "write the results as JUnit XML"],
  smtlib: ["--smtlib <dir>", "write each question to the solver as a file of SMT-LIB 2"],
  gallery: [
    "--gallery",
    "judge the mutants of the gallery instead, and compare the solver with search and walks",
  ],
  html: ["--html <file>", "write the prices as a page with bar charts"],
  verbosity: [
    "--verbosity <0..5>",
    "0 nothing, 1 verdicts, 2 reports, 3 coverage, 4 whole states, 5 stacks of errors",
  ],
} as const satisfies Readonly<Record<keyof Flags, readonly [string, string]>>;
export type FlagName = keyof typeof FLAGS;

const WALKING = ["maxSamples", "maxSteps", "seed", "workers"] as const;
const SEARCHING = ["maxMemory", "maxDepth", "symmetry"] as const;
const JUDGING = ["scope", "mutant", "invariant", "witnesses"] as const;
const REPORTING = ["outItf", "json", "junit", "verbosity"] as const;

/** Makes the trace that the other examples are about. */
const MAKE = "sigma486 search demap-by-value --invariant DEMAP-OWNER --out-itf owner.itf.json";

export const VERBS: readonly Verb[] = [
  {
    name: "check",
    operands: "[model...]",
    says: "judge models by every judge that applies, and print a table of verdicts",
    flags: [...JUDGING, ...WALKING, ...SEARCHING, ...REPORTING],
    examples: ["sigma486 check", "sigma486 check sigma --junit results.xml", "sigma486 check ./my-model.ts"],
    load: () => import("./check.js"),
  },
  {
    name: "run",
    operands: "<model>",
    says: "walk a model at random; shrink what the walks find",
    flags: [...JUDGING, ...WALKING, ...REPORTING],
    examples: ["sigma486 run sigma --max-samples 1000 --seed 486"],
    load: () => import("./run.js"),
  },
  {
    name: "search",
    operands: "<model>",
    says: "search all reachable states of a model, breadth first",
    flags: [...JUDGING, ...SEARCHING, ...REPORTING],
    examples: [
      "sigma486 search sigma --scope spaces=3,pages=2",
      "sigma486 search demap-by-value --verbosity 3",
    ],
    load: () => import("./search.js"),
  },
  {
    name: "refine",
    operands: "[model-or-machine...]",
    says: "judge whether a model, or the kernel on its machine (small, i486), refines more abstract models",
    flags: [
      "scope",
      "mutant",
      "onto",
      "design",
      "profile",
      ...WALKING,
      "maxMemory",
      "maxDepth",
      ...REPORTING,
    ],
    examples: [
      "sigma486 refine ipc",
      "sigma486 refine tlb --onto sigma --scope quick",
      "sigma486 refine small --design window --max-samples 100",
      "sigma486 refine",
    ],
    load: () => import("./refine.js"),
  },
  {
    name: "prove",
    operands: "[model...]",
    says: "prove by an SMT solver what holds of a model at every size, and that the proof is about the model",
    flags: ["scope", "mutant", "gallery", "smtlib", "json", "verbosity"],
    examples: [
      "sigma486 prove",
      "sigma486 prove sigma",
      "sigma486 prove tlb --smtlib questions",
      "sigma486 prove --gallery",
    ],
    load: () => import("./prove.js"),
  },
  {
    name: "cost",
    operands: "[path]",
    says: "what the kernel costs in clocks: the published figures, one path, or the prices of its techniques",
    flags: ["html", "json", "verbosity"],
    examples: ["sigma486 cost", "sigma486 cost ipc-short", "sigma486 cost prices --html prices.html"],
    load: () => import("./cost.js"),
  },
  {
    name: "mutants",
    operands: "[action] [mutant...]",
    says: "the gallery of bugs: list them, show one, or run all to see that each is caught",
    flags: ["scope", ...WALKING, "maxMemory", "all", "json", "verbosity"],
    examples: [
      "sigma486 mutants",
      "sigma486 mutants show demap-one-level",
      "sigma486 mutants run demap-one-level grant-leaves-page",
      "sigma486 check sigma --mutant demap-one-level",
    ],
    load: () => import("./mutants.js"),
  },
  {
    name: "replay",
    operands: "<file>",
    says: "run a trace again: does it still fail, is it fixed, is it stale?",
    flags: ["model", "mutant", "json", "verbosity"],
    examples: [MAKE, "sigma486 replay owner.itf.json"],
    load: () => import("./replay.js"),
  },
  {
    name: "shrink",
    operands: "<file>",
    says: "make a trace as short as it gets, and certify that it is",
    flags: ["model", "mutant", "outItf", "json", "verbosity"],
    examples: [MAKE, "sigma486 shrink owner.itf.json --out-itf shortest.itf.json"],
    load: () => import("./shrink.js"),
  },
  {
    name: "explain",
    operands: "<file-or-scene>",
    says: "tell a trace in prose, with the cells that changed, or a scene of the kernel; list a model's scenes",
    flags: ["model", "mutant", "all", "verbosity"],
    examples: [
      MAKE,
      "sigma486 explain owner.itf.json --all",
      "sigma486 explain kernel",
      "sigma486 explain call-and-reply",
    ],
    load: () => import("./explain.js"),
  },
  {
    name: "export",
    operands: "<format> <file-or-model>",
    says: "write a trace as itf, dot or mermaid, or a small model's states as dot or mermaid",
    flags: ["model", "mutant", "scope", "verbosity"],
    examples: [
      MAKE,
      "sigma486 export mermaid owner.itf.json",
      "sigma486 export dot sigma --scope spaces=2,pages=1 > sigma.dot",
    ],
    load: () => import("./export.js"),
  },
];
