/** The pager with fewer frames than pages: what clients write comes back, whoever is chosen as the victim. */
import { describe, expect, test } from "vitest";
import { i486, small } from "../../../impl/i486/index.js";
import { type Design, type Size, sizeFor } from "../../../impl/kernel/design.js";
import { disk } from "../../../impl/programs/disk.js";
import type { Child } from "../../../impl/programs/server.js";
import { sigma0 } from "../../../impl/programs/sigma0.js";
import { type SwapEvent, type SwappingOptions, swapping } from "../../../impl/programs/swapping.js";
import type { Code } from "../../../impl/programs/user.js";
import { World } from "../../../impl/programs/world.js";

const [PAGER, DISK, CLIENT] = [1, 2, 3] as const;

/** Words of a client's page n, and the page. */
const FIRST_PAGE = 10;

interface Run {
  readonly events: SwapEvent[];
  readonly frames: number;
  readonly victim: "fifo" | "clock";
  readonly design?: Design;
  readonly writesFirst?: boolean;
  /** ms that the disk needs. */
  readonly seek?: number;
  readonly on?: "i486" | "small";
}

/** A world with a disk, and a swapping pager with clients. */
function worldWith(children: readonly Child[], its: Run): World {
  const g = its.on === "small" ? small() : i486(2 ** 22);
  const size: Size = sizeFor(g, its.on === "small" ? { userFrames: 16, nodes: 48, poolFrames: 56 } : {});
  const page = (n: number): number => n * g.pageBytes;
  const options: SwappingOptions = {
    children,
    pool: page(its.on === "small" ? 20 : 0x400),
    frames: its.frames,
    victim: its.victim,
    disk: DISK,
    writesFirst: its.writesFirst === true,
    saw: (event) => its.events.push(event),
  };
  const root = sigma0([
    {
      task: DISK,
      code: disk({ memory: page(its.on === "small" ? 5 : 0x40), blocks: 8, seek: its.seek ?? 0 }),
    },
    { task: PAGER, code: swapping(options) },
  ]);
  return new World(g, root, its.design, size);
}

/** Writes all pages, reads all, in several rounds: each page has a word of its own in every round. */
const writer = (pages: number, rounds: number, done: (bad: number) => void): Code =>
  function* (me) {
    const at = (n: number): number => (FIRST_PAGE + n) * me.pageBytes + 4 * n;
    let bad = 0;
    for (let n = 0; n < pages; n++) if ((yield* me.load(at(n))) !== 0) bad++;
    for (let round = 1; round <= rounds; round++) {
      for (let n = 0; n < pages; n++) yield* me.store(at(n), 100 * round + n);
      for (let n = pages - 1; n >= 0; n--) if ((yield* me.load(at(n))) !== 100 * round + n) bad++;
    }
    done(bad);
  };

const count = (events: readonly SwapEvent[], of: SwapEvent): number => events.filter((e) => e === of).length;

describe.each(["i486", "small"] as const)("a pager with replacement and swapping, on %s", (on) => {
  test.each(["fifo", "clock"] as const)("brings back what was written (%s)", (victim) => {
    const events: SwapEvent[] = [];
    let bad = -1;
    const code = writer(5, 3, (n) => {
      bad = n;
    });
    const world = worldWith([{ task: CLIENT, code }], { events, frames: on === "small" ? 2 : 3, victim, on });
    expect(world.run(() => bad >= 0, 50e6)).toBe("done");
    expect(bad).toBe(0);
    expect([count(events, "out") > 5, count(events, "in") > 5]).toEqual([true, true]);
    expect(count(events, "again") > 0).toBe(victim === "clock");
  });
});

test("pages of two clients are not mixed up, nor does one see what the other has left in a frame", () => {
  const events: SwapEvent[] = [];
  const bad: number[] = [];
  const child = (task: number) => ({ task, code: writer(3, 2, (n) => bad.push(n)) });
  const world = worldWith([child(CLIENT), child(CLIENT + 1)], { events, frames: 4, victim: "clock" });
  expect(world.run(() => bad.length === 2, 50e6)).toBe("done");
  expect(bad).toEqual([0, 0]);
});

describe("while the disk is busy, another thread of the client counts in the page that goes", () => {
  /** How often the counter was found with less than had been written to it. */
  function lostCounts(writesFirst: boolean, victim: "fifo" | "clock"): { lost: number; counted: number } {
    let [lost, counted, rounds] = [0, 0, 0];
    const counter: Code = function* (me) {
      for (;;) {
        if ((yield* me.load(FIRST_PAGE * me.pageBytes)) < counted) lost++;
        yield* me.store(FIRST_PAGE * me.pageBytes, ++counted);
        yield* me.spend(2000);
      }
    };
    const client: Code = function* (me) {
      yield* me.start(me.threadOf(yield* me.myself(), 1), counter);
      for (; rounds < 12; rounds++)
        for (let n = 1; n < 5; n++) yield* me.store((FIRST_PAGE + n) * me.pageBytes, rounds);
    };
    const its: Run = { events: [], frames: 4, victim, writesFirst, seek: 1 };
    const world = worldWith([{ task: CLIENT, code: client }], its);
    world.startTimer();
    expect(world.run(() => rounds === 12, 500e6)).toBe("done");
    return { lost, counted };
  }

  test.each(["fifo", "clock"] as const)(
    "nothing is lost if the page is taken back before it is written out (%s)",
    (victim) => {
      const { lost, counted } = lostCounts(false, victim);
      expect([lost, counted > 100]).toEqual([0, true]);
    },
  );

  test("counts are lost if it is written out before it is taken back, as the slide has it", () => {
    expect(lostCounts(true, "fifo").lost).toBeGreaterThan(0);
  });
});
