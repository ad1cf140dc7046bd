/** read() of the Unix personality, in seven steps: each message enters the kernel once. */
import { expect, test } from "vitest";
import { l3, variants } from "../../../impl/kernel/design.js";
import { BLOCK_BYTES, diskWord, type Read, readThroughUnix } from "../../../impl/programs/unix.js";

const block = Array.from({ length: BLOCK_BYTES / 4 }, (_, n) => diskWord(1, n));
const entries = ({ steps }: Read): number[] => steps.map((step) => step.entries);
const numbers = ({ steps }: Read): number[] => steps.map(({ step }) => step);

test("a block on the disk takes eight entries, four of them in step 4 for driver and interrupt", () => {
  const { fromDisk } = readThroughUnix();
  expect(numbers(fromDisk)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(entries(fromDisk)).toEqual([1, 1, 2, 6, 7, 8, 8]);
  expect(fromDisk.steps.at(-1)).toMatchObject({ calls: 7, interrupts: 1, faults: 0 });
  expect(fromDisk.data).toEqual(block);
});

test("a block in the cache takes four", () => {
  const { fromCache } = readThroughUnix();
  expect(numbers(fromCache)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(entries(fromCache)).toEqual([1, 1, 2, 2, 3, 4, 4]);
  expect(fromCache.data).toEqual(block);
});

test.each(variants)("the data come whole without $without", ({ without, design }) => {
  const { fromDisk, fromCache } = readThroughUnix(design);
  expect([fromDisk.data, fromCache.data]).toEqual([block, block]);
  const [disk, cache] = [entries(fromDisk).at(-1) ?? 0, entries(fromCache).at(-1) ?? 0];
  if (without === "oneCall") expect([disk > 8, cache > 4]).toEqual([true, true]);
  else expect([disk, cache]).toEqual([8, 4]);
});

test("most of the time of a read from the disk goes to the disk; the kernel takes microseconds", () => {
  const { fromDisk, fromCache } = readThroughUnix(l3);
  expect(fromDisk.steps.at(-1)?.clocks).toBeGreaterThan(100_000);
  expect(fromCache.steps.at(-1)?.clocks).toBeLessThan(5000);
});
