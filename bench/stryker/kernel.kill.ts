/**
 * A mutant that cannot even be loaded is killed by a test that says so. The stories of the kernel's tests come last: what
 * walks of few sizes do not come to, such as a longer tick or a message of several regions. None of these makes a kernel
 * while its tests are gathered: if that threw, there would be no test to fail.
 */
import { expect, test } from "vitest";

const stories = [
  () => import("../../test/impl/kernel/regions.test.js"),
  () => import("../../test/impl/kernel/messages.test.js"),
  () => import("../../test/impl/kernel/copyfaults.test.js"),
  () => import("../../test/impl/kernel/midcopy.test.js"),
  () => import("../../test/impl/kernel/items.test.js"),
  () => import("../../test/impl/kernel/interrupts.test.js"),
  () => import("../../test/impl/kernel/tasks.test.js"),
  () => import("../../test/impl/kernel/ipc.test.js"),
  () => import("../../test/impl/kernel/time.test.js"),
];

async function load(): Promise<void> {
  const { suite } = await import("./kernel.js");
  suite();
  for (const story of stories) await story();
}

const failure = await load().catch((cause: unknown) => cause);

test("it is loaded", () => expect(failure).toBeUndefined());
