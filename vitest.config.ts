import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    // The tests of the command spend their time waiting for it: a worker for each core.
    maxWorkers: "100%",
    testTimeout: 120_000,
  },
});
