/** The file server of the slides: blocks come and go in the clients' windows, and nothing that was written is lost. */
import { describe, expect, test } from "vitest";
import { i486 } from "../../../impl/i486/index.js";
import { type Design, l3, variants } from "../../../impl/kernel/design.js";
import { disk } from "../../../impl/programs/disk.js";
import { fileServer, OpenFile } from "../../../impl/programs/fileserver.js";
import { pager } from "../../../impl/programs/pagers.js";
import { sigma0 } from "../../../impl/programs/sigma0.js";
import type { Code } from "../../../impl/programs/user.js";
import { World } from "../../../impl/programs/world.js";

const [PAGER, DISK, SERVER, CLIENT] = [1, 2, 3, 4] as const;
const MEMORY = 0x100_0000;
const POOL = 0x200_0000;
const WINDOW = 0x300_0000;
const BLOCKS = 4;

/** A disk with two files of 4 blocks each, a file server with so many buffers, and clients. */
function worldWith(cache: number, clients: readonly Code[], design: Design = l3): World {
  const children = [
    { task: DISK, code: disk({ memory: MEMORY, blocks: 2 * BLOCKS, chief: PAGER }), pinsMemory: true },
    {
      task: SERVER,
      code: fileServer({ memory: MEMORY, cache, disk: DISK, blocksOfFile: BLOCKS, chief: PAGER }),
      pinsMemory: true,
    },
    ...clients.map((code, n) => ({ task: CLIENT + n, code })),
  ];
  const files = { from: WINDOW, to: WINDOW + 4096, server: SERVER };
  return new World(
    i486(2 ** 22),
    sigma0([{ task: PAGER, code: pager({ children, pool: POOL, files }) }]),
    design,
  );
}

const designs = [{ without: "nothing", design: l3 }, ...variants];

describe.each(designs)("the file server, without $without", ({ design }) => {
  test.each([2, 4])("reads what was written, with a cache of %i blocks for two files of four", (cache) => {
    const seen: number[] = [];
    let hasEnded = false;
    const client: Code = function* (me) {
      const file = new OpenFile(me, SERVER, WINDOW);
      for (const n of [0, 1]) {
        yield* file.open(n);
        for (let block = 0; block < BLOCKS; block++) {
          yield* file.moveTo(block);
          yield* me.store(WINDOW + 4 * block, 100 * (n + 1) + block);
        }
      }
      for (const n of [0, 1]) {
        yield* file.open(n);
        for (let block = BLOCKS - 1; block >= 0; block--) {
          yield* file.moveTo(block);
          seen.push(yield* me.load(WINDOW + 4 * block));
        }
      }
      hasEnded = true;
    };
    expect(worldWith(cache, [client], design).run(() => hasEnded, 50e6)).toBe("done");
    expect(seen).toEqual([103, 102, 101, 100, 203, 202, 201, 200]);
  });

  test("maps the same block to two clients, and maps it again to one when the other has moved on", () => {
    const told: unknown[] = [];
    let faults = 0;
    let hasEnded = false;
    const first: Code = function* (me) {
      const file = new OpenFile(me, SERVER, WINDOW);
      told.push(yield* file.open(0), yield* me.load(WINDOW));
      yield* me.store(WINDOW, 5);
      yield* me.call(me.idOf(CLIENT + 1), {}); // It opens the file too, and writes 6.
      told.push(yield* me.load(WINDOW));
      yield* me.call(me.idOf(CLIENT + 1), {}); // It moves on: the block is taken back from both.
      world.mark();
      told.push(yield* me.load(WINDOW));
      faults = world.since().faults;
      hasEnded = true;
    };
    const second: Code = function* (me) {
      const file = new OpenFile(me, SERVER, WINDOW);
      const { from } = yield* me.wait();
      told.push(yield* file.open(0), yield* me.load(WINDOW));
      yield* me.store(WINDOW, 6);
      yield* me.replyAndWait(from, {}, {}, me.answering);
      told.push(yield* file.moveTo(3), yield* me.load(WINDOW));
      yield* me.send(from, {});
    };
    const world = worldWith(4, [first, second], design);
    expect(world.run(() => hasEnded, 50e6)).toBe("done");
    expect(told).toEqual([true, 0, true, 5, 6, true, 0, 6]);
    expect(faults).toBe(1);
  });
});

test("there are no other files than those on the disk, and no other blocks than those of the file", () => {
  const told: unknown[] = [];
  const client: Code = function* (me) {
    const file = new OpenFile(me, SERVER, WINDOW);
    told.push(yield* file.moveTo(0), yield* file.open(2), yield* file.open(1), yield* file.moveTo(BLOCKS));
  };
  worldWith(2, [client]).run(() => told.length === 4, 50e6);
  expect(told).toEqual([false, false, true, false]);
});
