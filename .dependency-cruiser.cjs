/**
 * The arrows between the folders. The folder tree is the refinement diagram, so an arrow that must not be
 * is an error, whether it carries values or only types.
 */
const OURS = "^(model|spec|check|impl|refinement|proofs|mutants|cli|test|bench)/";
const PUBLISHED = "^(model|spec|check|impl|refinement|proofs|mutants|cli)/";

/** `from` must not import `to`. */
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    never(
      "spec-imports-only-model",
      "The specification stands on the vocabulary in model/ and on nothing else of ours.",
      { path: "^spec/" },
      { path: OURS, pathNot: "^(model|spec)/" },
    ),
    never(
      "model-imports-nothing-of-ours",
      "The vocabulary knows no specification, no judge and no kernel.",
      { path: "^model/" },
      { path: OURS, pathNot: "^model/" },
    ),
    never(
      "check-knows-models-not-kernels",
      "The judges are generic: a specification or a kernel is handed to them.",
      { path: "^check/" },
      { path: "^(spec|impl|refinement|proofs|mutants|cli)/" },
    ),
    never(
      "impl-imports-nothing-of-ours",
      "The kernel must not borrow the answer, nor its judges' words; refinement/ is where the two meet.",
      { path: "^impl/" },
      { path: OURS, pathNot: "^impl/" },
    ),
    never(
      "proofs-are-about-the-specification",
      "A theory says of spec/, in the vocabulary of check/prove, what holds at every size.",
      { path: "^proofs/" },
      { path: OURS, pathNot: "^(model|spec|check|proofs)/" },
    ),
    never(
      "the-processor-knows-no-kernel",
      "Another kernel could run on it.",
      { path: "^impl/i486/" },
      { path: "^impl/", pathNot: "^impl/i486/" },
    ),
    never(
      "nothing-imports-cli",
      "The command is the outermost layer. Only its own tests may look inside.",
      { pathNot: "^(cli|test/cli)/" },
      { path: "^cli/" },
    ),
    never(
      "published-imports-no-dist",
      "A file of ours is imported by its path; by the package's name it would come from the last build.",
      { path: PUBLISHED },
      { path: "^dist/" },
    ),
    never(
      "published-imports-no-test-or-bench",
      "test/ and bench/ are not in the package.",
      { path: PUBLISHED },
      { path: "^(test|bench)/" },
    ),
    never(
      "published-imports-no-dev-dependency",
      "A dev dependency is not there when the package is installed.",
      { path: PUBLISHED },
      { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    ),
    never(
      "model-spec-and-impl-are-pure",
      "They read nothing but their state and their parameters, so nothing of Node either.",
      { path: "^(model|spec|impl)/" },
      { dependencyTypes: ["core"] },
    ),
    never("no-circles", "Two files that import each other are one file.", {}, { circular: true }),
    never("no-dangling-import", "Every import leads somewhere.", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules|^dist/" },
    exclude: { path: "^(coverage|\\.sigma486)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
