/** Benchmarks: rates and ratios, printed. `npm run bench -- search scopes walks steps stepping planted i486 kernel large joint-rates joint`, or some of these. */

import { processor } from "./i486.js";
import { joint, jointRates } from "./joint.js";
import { kernel } from "./kernel.js";
import { quickScopes } from "./scopes.js";
import { large, searchRates } from "./search.js";
import { shrinking } from "./shrinking.js";
import { stepping } from "./stepping.js";
import { longWalks, walkRates } from "./walks.js";

const benches: Readonly<Record<string, () => Promise<void> | void>> = {
  search: searchRates,
  scopes: quickScopes,
  walks: walkRates,
  steps: longWalks,
  stepping,
  planted: shrinking,
  i486: processor,
  kernel,
  large,
  "joint-rates": jointRates,
  joint,
};

/** These take minutes: only on request. */
const onRequest = ["large", "joint"];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`bench: ${unknown} is not one of ${Object.keys(benches).join(", ")}`);
  process.exit(64);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 ? onRequest.includes(name) : !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  await bench();
}
