// The suites that kill mutants, put together: a mutant is tried by a thread of its own, which loads them in a tenth of a second.
import { fileURLToPath } from "node:url";
import published from "../../rolldown.config.js";

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export default {
  ...published,
  // A story is there for what it does when it is loaded.
  treeshake: { moduleSideEffects: [{ test: /[\\/]test[\\/]/, sideEffects: true }] },
  cwd: inRoot("."),
  input: {
    "kernel.kill": "bench/stryker/kernel.kill.ts",
    "models.kill": "bench/stryker/models.kill.ts",
  },
  output: {
    dir: inRoot(".sigma486/kill"),
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
  },
};
