import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["bench/stryker/*.kill.ts"],
    testTimeout: 60_000,
    // A test that hangs is a mutant that hangs: Stryker ends it.
    teardownTimeout: 1000,
  },
});
