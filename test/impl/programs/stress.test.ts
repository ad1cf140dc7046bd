/**
 * Everything at once: pairs of tasks send each other long messages from and into pages that a pager with few frames swaps
 * out, while the timer preempts them in the middle of copies. What is received is what was sent.
 */
import { describe, expect, test } from "vitest";
import { i486 } from "../../../impl/i486/index.js";
import { code } from "../../../impl/kernel/abi.js";
import { type Design, l3, sizeFor, variants } from "../../../impl/kernel/design.js";
import { disk } from "../../../impl/programs/disk.js";
import type { Child } from "../../../impl/programs/server.js";
import { sigma0 } from "../../../impl/programs/sigma0.js";
import { swapping } from "../../../impl/programs/swapping.js";
import type { User } from "../../../impl/programs/user.js";
import { World } from "../../../impl/programs/world.js";

const [PAGER, DISK, FIRST] = [1, 2, 3] as const;
const AT = 0x300_0000;
/** Words of a string: more than two pages. */
const WORDS = 2500;

interface Outcome {
  readonly rounds: number;
  readonly bad: number;
  readonly codes: readonly number[];
  readonly swaps: number;
}

/** So many pairs play so many rounds, with so many frames for all. */
function play(design: Design, pairs: number, frames: number, rounds: number): Outcome {
  const g = i486(2 ** 22);
  // The array takes longer than 1 ms to be looked through.
  const size = { ...sizeFor(g), tick: design.wakeups === "array" ? 4 : 1, slice: 1 };
  const codes = new Set<number>();
  let [done, bad, swaps] = [0, 0, 0];
  const word = (pair: number, round: number, n: number): number => pair * 0x100_0000 + round * 0x1_0000 + n;

  function* prepared(me: User) {
    const message = me.message(AT, 0, 1);
    const string = { bytes: 4 * WORDS, from: AT + 64, room: 4 * WORDS, to: AT + 64 };
    yield* me.prepare(message, 0, [string]);
    return message;
  }
  const client = (pair: number) =>
    function* (me: User) {
      const message = yield* prepared(me);
      for (let round = 0; round < rounds; round++) {
        for (let n = 0; n < WORDS; n += 7) yield* me.store(AT + 64 + 4 * n, word(pair, round, n));
        const its = yield* me.call(me.idOf(me.task + 1), { words: [pair, round], message }, { message });
        codes.add(its.code);
        for (let n = 0; n < WORDS; n += 7)
          if ((yield* me.load(AT + 64 + 4 * n)) !== word(pair, round, n) + 1) bad++;
      }
      done++;
    };
  const server = (pair: number) =>
    function* (me: User) {
      const message = yield* prepared(me);
      let its = yield* me.wait({ message });
      for (;;) {
        codes.add(its.code);
        for (let n = 0; n < WORDS; n += 7) {
          const was = yield* me.load(AT + 64 + 4 * n);
          if (was !== word(pair, its.words[1], n)) bad++;
          yield* me.store(AT + 64 + 4 * n, was + 1);
        }
        its = yield* me.replyAndWait(its.from, { words: its.words, message }, { message }, me.answering);
      }
    };
  const children: Child[] = Array.from({ length: pairs }, (_, n) => [
    { task: FIRST + 2 * n + 1, code: server(n) },
    { task: FIRST + 2 * n, code: client(n) },
  ]).flat();
  const saw = (): void => {
    swaps++;
  };
  const pager = swapping({ children, pool: 0x400_0000, frames, victim: "clock", disk: DISK, saw });
  const root = sigma0([
    { task: DISK, code: disk({ memory: 0x4_0000, blocks: 64, seek: 1 }) },
    { task: PAGER, code: pager },
  ]);
  const world = new World(g, root, design, size);
  world.startTimer();
  world.run(() => done === pairs, 2e8);
  return { rounds: done * rounds, bad, codes: [...codes], swaps };
}

describe.each([{ without: "nothing", design: l3 }, ...variants])("without $without", ({ design }) => {
  test("what is received is what was sent", () => {
    const { rounds, bad, codes, swaps } = play(design, 2, 12, 3);
    expect([rounds, bad, codes]).toEqual([6, 0, [code.ok]]);
    expect(swaps).toBeGreaterThan(30);
  });
});
