/** RPC ping-pong: what a message of so many bytes costs, hot and cold, with each technique and without it. */
import { describe, expect, test } from "vitest";
import { i486 } from "../../../impl/i486/index.js";
import { type Design, l3, variants } from "../../../impl/kernel/design.js";
import { measureRpc } from "../../../impl/programs/pingpong.js";

const MEGABYTES = 2 ** 20;
const SIZES = [8, 512, 4096];

/** Clocks of a round trip with messages of each size, on a machine that is made sooner. */
const roundTrips = (design: Design): number[] =>
  SIZES.map((bytes) => measureRpc(design, bytes, "hot", i486(2 ** 22)).roundTrip);
const ours = roundTrips(l3);

describe("ping-pong", () => {
  test("0 and 8 bytes travel in registers: at most 250 clocks one way, hot, and two entries there and back", () => {
    for (const bytes of [0, 8]) {
      const { oneWay, roundTrip, entries } = measureRpc(l3, bytes);
      expect(oneWay).toBeLessThanOrEqual(250);
      expect(roundTrip).toBeLessThan(2 * 250 + 20);
      expect(entries).toBe(2);
    }
  });

  test("a longer message costs more, by at least 3 clocks a word", () => {
    const costs = [0, 512, 4096, 4 * MEGABYTES].map((bytes) => measureRpc(l3, bytes));
    for (const [n, { bytes, oneWay }] of costs.entries()) {
      const before = costs[n - 1];
      if (before !== undefined)
        expect(oneWay - before.oneWay).toBeGreaterThanOrEqual((3 * (bytes - before.bytes)) / 4);
    }
    expect(costs.map(({ entries }) => entries)).toEqual([2, 2, 2, 2]);
  });

  test.each([0, 512, 4096])("%i bytes cost more cold than hot", (bytes) => {
    const [hot, cold] = [measureRpc(l3, bytes, "hot"), measureRpc(l3, bytes, "cold")];
    expect(cold.oneWay).toBeGreaterThan(hot.oneWay);
    expect(cold.ledger.total().cacheMisses).toBeGreaterThan(hot.ledger.total().cacheMisses);
    expect(cold.entries).toBe(2);
  });

  test("the ledger accounts for every clock of a way", () => {
    const { oneWay, ledger } = measureRpc(l3, 8);
    const kernel = ledger.entries.filter(({ phase }) => phase !== "user");
    expect(kernel.reduce((sum, { clocks }) => sum + clocks, 0)).toBe(oneWay);
    expect([kernel[0]?.instruction, kernel.at(-1)?.instruction]).toEqual(["INT i, inner level", "iret"]);
  });

  test.each(variants)("$without left out makes some message dearer", ({ without, design }) => {
    const dearer = roundTrips(design).map((clocks, n) => clocks - (ours[n] ?? 0));
    if (without === "wakeups")
      expect(dearer).toEqual([0, 0, 0]); // There are no timeouts here.
    else expect(Math.max(...dearer)).toBeGreaterThan(0);
  });

  test("without the window 4 MB are copied twice", () => {
    const once = measureRpc(l3, 4 * MEGABYTES).oneWay;
    const twice = measureRpc({ ...l3, window: false }, 4 * MEGABYTES).oneWay;
    expect(twice / once).toBeGreaterThan(1.6);
    expect(twice / once).toBeLessThan(2.2);
  });
});
