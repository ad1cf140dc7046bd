/** The vocabulary that specifications are written in, and a model's two executors. */
export * from "./execute.js";
export * from "./instance.js";
export * from "./itf.js";
export type { Counts } from "./judging.js";
export * from "./model.js";
export { encoder, type Renaming } from "./pack.js";
export * from "./print.js";
export * from "./schema.js";
export * from "./scope.js";
export * from "./sets.js";
export * from "./step.js";
export * from "./symmetry.js";
export * from "./transient.js";
export * from "./values.js";
export * from "./variant.js";
