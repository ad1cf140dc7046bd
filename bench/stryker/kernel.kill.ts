/** A mutant that cannot even be loaded is killed by a test that says so. */
import { test } from "vitest";

await import("./kernel.js")
  .then(({ suite }) => suite())
  .catch((cause: unknown) =>
    test("it is loaded", () => {
      throw cause;
    }),
  );
