/**
 * A Unix personality: how read() goes through a microkernel, in the seven steps of the CSC469 notes.
 *
 *     1  the application calls read(), and traps to the microkernel
 *     2  which requests the Unix personality to read
 *     3  which sends a message to the file system server: another trap
 *     4  which has to read blocks from the disk: another trap
 *     5  and sends a message back to the personality
 *     6  which sends it back to the application
 *     7  which receives the data
 *
 * The disk's driver is a task too, and its interrupt a message. Data travel in messages, from one task to the next.
 */
import { type Geometry, i486 } from "../i486/index.js";
import { type Design, l3 } from "../kernel/design.js";
import type { Message, Received, Sending } from "./message.js";
import type { Action } from "./operations.js";
import { pager } from "./pagers.js";
import { request, serve } from "./server.js";
import { sigma0 } from "./sigma0.js";
import type { Code, User } from "./user.js";
import { type Since, World } from "./world.js";

/** Steps of the notes. */
export type Step = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What had happened since the application was about to call, when a step was done. */
export interface StepDone extends Since {
  readonly step: Step;
}

/** One read(), step by step, and what the application has received: the words of a block. */
export interface Read {
  readonly steps: readonly StepDone[];
  readonly data: readonly number[];
}

/** Bytes of a block: one read() is for one of them. */
export const BLOCK_BYTES = 512;
/** What the disk has at a word of a block. */
export const diskWord = (block: number, n: number): number => block * 1000 + n;

/** The tasks: the pager's children are one clan. */
const [PAGER, DRIVER, FILE_SYSTEM, PERSONALITY, APPLICATION] = [1, 2, 3, 4, 5] as const;
/** The disk's interrupt line, and the clocks that it takes to find a block: 2 ms. */
const LINE = 5;
const SEEK = 100_000;
/** Where tasks have their messages, and the pager its clients' pages. */
const MEMORY = 0x0100_0000;
const POOL = 0x0200_0000;

/** What the tasks share with those who watch them: steps are written down as they are done. */
interface Watch {
  readonly world: () => World;
  readonly done: (...steps: readonly Step[]) => void;
}

/** A message in which a block fits, at the n-th place of a task's memory. It is made ready to send and to receive a block. */
function* blockAt(me: User, n: number): Action<Message> {
  const message = me.message(MEMORY + n * 2 * BLOCK_BYTES, BLOCK_BYTES / 4);
  yield* me.prepare(message);
  return message;
}

/** The driver: it tells the disk what to do, waits for its interrupt, and takes the block word by word. */
const driver = (watch: Watch): Code =>
  function* (me) {
    const block = yield* blockAt(me, 0);
    yield* me.attach(LINE);
    yield* serve(me, function* ({ words: [, n] }): Action<Sending> {
      watch.world().raiseAfter(LINE, SEEK);
      yield* me.interrupt(LINE);
      for (let word = 0; word < block.words; word++)
        yield* me.store(block.direct + 4 * word, diskWord(n, word));
      return { message: block };
    });
  };

/** The file system server: it asks the driver for the blocks that are not in its cache. */
const fileSystem = (watch: Watch): Code =>
  function* (me) {
    const cache = new Map<number, Message>();
    yield* serve(me, function* ({ words: [, n] }): Action<Sending> {
      watch.done(3);
      const old = cache.get(n);
      const message = old ?? (yield* blockAt(me, cache.size));
      if (old === undefined) yield* me.call(me.idOf(DRIVER), { words: [request.readBlock, n] }, { message });
      cache.set(n, message);
      watch.done(4);
      return { message };
    });
  };

/** The personality: it knows what Unix means by read(), and that files are somebody else's affair. */
const personality = (watch: Watch): Code =>
  function* (me) {
    const message = yield* blockAt(me, 0);
    yield* serve(me, function* ({ words }: Received): Action<Sending> {
      watch.done(1, 2);
      yield* me.call(me.idOf(FILE_SYSTEM), { words }, { message });
      watch.done(5);
      return { message };
    });
  };

/** The application: it reads three times, the first time so that all is touched, the third time what is in the cache. */
const application = (watch: Watch, read: (data: readonly number[]) => void): Code =>
  function* (me) {
    const buffer = yield* blockAt(me, 0);
    for (const block of [0, 1, 1]) {
      watch.world().mark();
      yield* me.call(me.idOf(PERSONALITY), { words: [request.read, block] }, { message: buffer });
      watch.done(6, 7);
      const data: number[] = [];
      for (let n = 0; n < buffer.words; n++) data.push(yield* me.load(buffer.direct + 4 * n));
      read(data);
    }
  };

/** Two times read() through the Unix personality: of a block that is on the disk, and of one that is in the cache. */
export function readThroughUnix(
  design: Design = l3,
  geometry: Geometry = i486(),
): { readonly fromDisk: Read; readonly fromCache: Read } {
  const reads: Read[] = [];
  let steps: StepDone[] = [];
  const watch: Watch = {
    world: () => world,
    done: (...done) => steps.push(...done.map((step) => ({ step, ...world.since() }))),
  };
  const finish = (data: readonly number[]) => {
    reads.push({ steps, data });
    steps = [];
  };
  const children = [
    { task: DRIVER, code: driver(watch) },
    { task: FILE_SYSTEM, code: fileSystem(watch) },
    { task: PERSONALITY, code: personality(watch) },
    { task: APPLICATION, code: application(watch, finish) },
  ];
  const root = sigma0([{ task: PAGER, code: pager({ children, pool: POOL }) }]);
  const world: World = new World(geometry, root, design);
  world.run(() => reads.length === 3);
  const [, fromDisk = NOTHING, fromCache = NOTHING] = reads;
  return { fromDisk, fromCache };
}

const NOTHING: Read = { steps: [], data: [] };
