/** A mutant that cannot even be loaded is killed by a test that says so. */
import { expect, test } from "vitest";

const failure = await import("./kernel.js").then(({ suite }) => suite()).catch((cause: unknown) => cause);

test("it is loaded", () => expect(failure).toBeUndefined());
