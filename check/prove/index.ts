/** The judge that proves: formulas with two readings, theories of models, their obligations, and the solver. */
export { type Structure, valueIn } from "./structure.js";
export * from "./theory.js";
export * from "./vocabulary.js";
