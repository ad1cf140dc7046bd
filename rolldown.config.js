// What is published. The model vocabulary and the specification share one chunk, in which a call from one module
// to another is a plain call.
import { defineConfig } from "rolldown";

export default defineConfig({
  input: {
    "cli/main": "cli/main.ts",
    "model/index": "model/index.ts",
    "check/index": "check/index.ts",
    "spec/sigma/index": "spec/sigma/index.ts",
    "spec/ipc/index": "spec/ipc/index.ts",
    "spec/tlb/index": "spec/tlb/index.ts",
    "spec/kernel/index": "spec/kernel/index.ts",
    "impl/i486/index": "impl/i486/index.ts",
    "impl/kernel/index": "impl/kernel/index.ts",
    "impl/programs/index": "impl/programs/index.ts",
    // Beside the chunks that name them: threads that walk or perform tasks, and where they find their models.
    worker: "check/random/worker.ts",
    "task-worker": "cli/task-worker.ts",
    "mutant-worker": "cli/mutant-worker.ts",
    models: "cli/models.ts",
  },
  platform: "node",
  external: /^[^./]/,
  output: {
    dir: "dist",
    format: "esm",
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: {
      groups: [
        { name: "core", test: /[\\/](model|spec)[\\/].*\.ts$/ },
        { name: "machine", test: /[\\/]impl[\\/].*\.ts$/ },
      ],
    },
  },
});
