/** sigma: the address spaces, as a model. Read state.ts, rules.ts and properties.ts, in this order; then release.ts. */
import type { Model } from "../../model/index.js";
import {
  acyclic,
  confine,
  demapEquation,
  demapReachesThree,
  frame,
  grantEquation,
  grantMovesSubtree,
  mapEquation,
  origin,
  root,
  sharedByThree,
  throughTwo,
} from "./properties.js";
import { releaseEquation, releaseRule } from "./release.js";
import { demap, grant, map } from "./rules.js";
import { initial, type Sigma, scope, state } from "./state.js";
import { flat } from "./view.js";

export * from "./properties.js";
export * from "./release.js";
export * from "./rules.js";
export * from "./state.js";
export * from "./view.js";

export const sigma: Model<Sigma> = {
  name: "sigma",
  says: "Address spaces: sigma0 is the physical memory; pages are mapped, granted and demapped by their owners.",
  scope,
  scopes: { quick: { spaces: 3, pages: 2 }, full: { spaces: 3, pages: 3 } },
  state,
  initial,
  rules: [map, grant, demap],
  properties: [
    ...[root, origin, acyclic, frame],
    ...[mapEquation, grantEquation, demapEquation, confine],
    ...[throughTwo, sharedByThree, grantMovesSubtree, demapReachesThree],
  ],
  views: { sigma: flat },
};

/** For the levels above, which take pages from their owners too. */
export const sigmaRelease: Model<Sigma> = {
  ...sigma,
  name: "sigma-release",
  says: "sigma, and besides a page may be taken from its own space.",
  rules: [...sigma.rules, releaseRule],
  properties: [...sigma.properties, releaseEquation],
};
