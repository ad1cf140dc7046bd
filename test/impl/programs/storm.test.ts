/** 400 threads that wait with timeouts, on the kernel's lists and on an array.  [slides 60 to 62] */
import { expect, test } from "vitest";
import { l3 } from "../../../impl/kernel/design.js";
import { storm } from "../../../impl/programs/storm.js";

test("lists: 12,500 entries a second while nobody wakes, as the slide reckons", () => {
  const { scannedPerSecond, wakeups } = storm({ ms: 320, waits: (_, round) => (round === 0 ? 100 : 900) });
  expect(wakeups).toBe(0);
  expect(Math.abs(scannedPerSecond - 12_500)).toBeLessThan(125);
});

test("lists: under 1 % of the processor in a storm; nobody is woken early, or two ticks late", () => {
  const { scannedPerSecond, share, wakeups, soonest, latest } = storm();
  // One more look is taken at every wait than its whole rounds through the lists: when it ends.
  expect(scannedPerSecond).toBeLessThan(12_500 + wakeups);
  expect(share).toBeLessThan(0.01);
  expect(wakeups).toBeGreaterThan(500);
  expect(soonest).toBeGreaterThanOrEqual(0);
  expect(latest).toBeLessThan(8);
});

test("lists: threads that wait for less than a round through the lists are woken in time too", () => {
  const { wakeups, soonest, latest } = storm({
    ms: 200,
    waits: (n, round) => 1 + ((7 * n + 5 * round) % 30),
  });
  expect(wakeups).toBeGreaterThan(3000);
  expect(soonest).toBeGreaterThanOrEqual(0);
  expect(latest).toBeLessThan(9);
});

test("exact lists, from which threads are taken as soon as their wait is over, do no worse at waking", () => {
  const { soonest, latest } = storm({ design: { ...l3, lazyWakeups: false }, ms: 400 });
  expect(soonest).toBeGreaterThanOrEqual(0);
  expect(latest).toBeLessThan(8);
});

test("an array of 16,384 entries takes about 2 ms of every tick", () => {
  const { scannedPerSecond, perTick, soonest, latest } = storm({
    design: { ...l3, wakeups: "array" },
    ms: 100,
  });
  // A scan more or less in the 100 ms.
  expect(Math.abs(scannedPerSecond - 16_384 * 250)).toBeLessThanOrEqual(16_384 * 10);
  expect(perTick).toBeGreaterThan(1);
  expect(perTick).toBeLessThan(3);
  expect(soonest).toBeGreaterThanOrEqual(0);
  expect(latest).toBeLessThan(8);
});
