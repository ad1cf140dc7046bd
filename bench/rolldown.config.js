// The benchmarks with the published code they measure, chunked as it is published.
import { fileURLToPath } from "node:url";
import published from "../rolldown.config.js";

export default {
  ...published,
  input: {
    main: "bench/main.ts",
    coverage: "bench/branches/main.ts",
    mutation: "bench/stryker/main.ts",
    worker: "check/random/worker.ts",
  },
  output: { ...published.output, dir: fileURLToPath(new URL("../.sigma486/bench", import.meta.url)) },
};
