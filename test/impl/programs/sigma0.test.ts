/** sigma0 gives each page once; an external pager maps what it has to the tasks that it has created. */
import { describe, expect, test } from "vitest";
import { i486, small } from "../../../impl/i486/index.js";
import { code } from "../../../impl/kernel/abi.js";
import { l3, variants } from "../../../impl/kernel/design.js";
import type { Received } from "../../../impl/programs/message.js";
import type { Action } from "../../../impl/programs/operations.js";
import { pageFromSigma0 } from "../../../impl/programs/sigma0.js";
import type { User } from "../../../impl/programs/user.js";
import { FIRST, SECOND, underPager, underSigma0 } from "./worlds.js";

/** Ask sigma0 for the page at an address, to have it at another. */
const ask = (me: User, page: number, at: number): Action<Received> =>
  me.call(me.idOf(0), { words: [page, 0] }, { accept: at });

describe.each([i486(2 ** 22), small()])("sigma0 on $name", (g) => {
  const page = (n: number): number => n * g.pageBytes;

  test.each([{ without: "nothing", design: l3 }, ...variants])(
    "gives a page once, and again to who has it, but to no other (without $without)",
    ({ design }) => {
      const told: unknown[] = [];
      const world = underSigma0(
        [
          { task: 1, code: first },
          { task: 2, code: second },
        ],
        g,
        design,
      );
      function* first(me: User) {
        for (const at of [20, 21]) {
          const its = yield* ask(me, page(7), page(at));
          yield* me.store(page(at) + 4, at);
          told.push(its.code, its.words[0] === page(7), its.words[1] === page(7));
        }
        told.push(yield* me.load(page(20) + 4));
        yield* me.send(me.idOf(2), {});
      }
      function* second(me: User) {
        yield* me.wait();
        const its = yield* ask(me, page(7), page(20));
        told.push(its.code, its.words);
      }
      world.run(undefined, 1e6);
      expect(told).toEqual([code.ok, true, true, code.ok, true, true, 21, code.ok, [0, 0]]);
      expect(world.machine.cpu.memory.read(page(7) + 4)).toBe(21);
    },
  );

  test("gives any pages until none is left, and never one that it keeps", () => {
    let given = 0;
    let hasEnded = false;
    const world = underSigma0([{ task: 1, code: taker }], g);
    function* taker(me: User) {
      const at = page(g.codeInMemory ? 0x1000 : 16);
      while (yield* pageFromSigma0(me, at + page(given))) given++;
      hasEnded = true;
    }
    expect(world.run(() => hasEnded, 10e6)).toBe("done");
    const kept = g.codeInMemory ? 3 : 1; // The page at 0, sigma0's code, and that of the taker.
    expect(given).toBe(world.machine.kernel.size.userFrames - kept);
  });

  test("refuses what is no page of its own", () => {
    const told: unknown[] = [];
    const world = underSigma0([{ task: 1, code: asker }], g);
    function* asker(me: User) {
      for (const n of [0, me.kernel.size.userFrames]) told.push((yield* ask(me, page(n), page(20))).words);
    }
    world.run(undefined, 1e6);
    expect(told).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe.each([{ without: "nothing", design: l3 }, ...variants])(
  "the pager, without $without",
  ({ design }) => {
    test("gives each of its clients pages of its own, where they fault", () => {
      const told: number[] = [];
      const at = 0x300_0000;
      const world = underPager(
        [
          { task: FIRST, code: client },
          { task: SECOND, code: client },
        ],
        i486(2 ** 22),
        design,
      );
      function* client(me: User) {
        for (let n = 0; n < 5; n++) yield* me.store(at + n * 4096, 10 * me.task + n);
        yield* me.threadSwitch();
        for (let n = 0; n < 5; n++) told.push((yield* me.load(at + n * 4096)) - 10 * me.task);
      }
      world.run(undefined, 1e6);
      expect(told).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    });
  },
);

test("when no page is left, who faults waits, and others go on", () => {
  let touched = 0;
  const told: number[] = [];
  const world = underPager([{ task: FIRST, code: greedy }]);
  const frames = world.machine.kernel.size.userFrames;
  function* greedy(me: User) {
    for (let n = 0; n < frames; n++, touched++) yield* me.store(0x300_0000 + n * 4096, n);
  }
  expect(world.run()).toBe("idle");
  expect(touched).toBeGreaterThan(frames - 10);
  expect(touched).toBeLessThan(frames);
  expect(told).toEqual([]);
});
