/** The theory of sigma: what is proved of address spaces for any number of spaces and pages. */
import type { Theory } from "../../check/prove/index.js";
import { type Sigma, sigma, sigmaRelease } from "../../spec/sigma/index.js";
import { axioms, chains, forest, releaseStep, steps } from "./properties.js";
import { demap, grant, initial, map, release } from "./rules.js";
import { told } from "./told.js";
import { sortsOf, symbolsOf } from "./words.js";

const itself = (s: Sigma): Sigma => s;

export const sigmaTheory: Theory<Sigma> = {
  model: sigma,
  scopes: [sigma.scopes.quick],
  sorts: sortsOf(itself),
  symbols: symbolsOf(itself),
  axioms,
  initial,
  rules: [map, grant, demap],
  invariants: [...forest, ...chains],
  steps,
  left: {},
  spare: {
    "grant source-mapped": "so that the caller is told: a grant of a nil page would only clear its target",
    "demap source-mapped": "so that the caller is told: to demap a nil page does nothing",
  },
  told,
};

export const sigmaReleaseTheory: Theory<Sigma> = {
  ...sigmaTheory,
  model: sigmaRelease,
  rules: [map, grant, demap, release],
  steps: [...steps, releaseStep],
  spare: {
    ...sigmaTheory.spare,
    "release mapped": "so that the caller is told: to release a nil page does nothing",
  },
};
