import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What kills mutants of this file; all, if none is named. */
const suiteOf = (file = "") =>
  file.startsWith("spec/") ? "models" : file.startsWith("impl/") ? "kernel" : "*";

const here = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  test: {
    // What rolldown.config.js has put together. All but the entries is loaded as it is.
    include: [`.sigma486/kill/${suiteOf(process.env.MUTATED)}.kill.js`],
    server: { deps: { external: [/\.sigma486\/kill\/(?!\w+\.kill\.js)/] } },
    resolveSnapshotPath: (file, extension) => join(here, "__snapshots__", `${basename(file)}${extension}`),
    testTimeout: 60_000,
    // A test that hangs is a mutant that hangs: Stryker ends it.
    teardownTimeout: 1000,
  },
});
