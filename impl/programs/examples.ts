/** Small programs that show what programs look like; README.md has them, and what they print. */
import { i486 } from "../i486/index.js";
import { code } from "../kernel/abi.js";
import { pager } from "./pagers.js";
import { sigma0 } from "./sigma0.js";
import { readThroughUnix } from "./unix.js";
import type { Code, User } from "./user.js";
import { World } from "./world.js";

const [PAGER, SERVER, CLIENT] = [1, 2, 3] as const;
/** The pages that the pager has to give, as many as it is asked for. */
const POOL = 0x200_0000;

/** sigma0, a pager, and two tasks that have their pages from it. */
function worldOf(server: Code, client: Code): World {
  const children = [
    { task: SERVER, code: server },
    { task: CLIENT, code: client },
  ];
  return new World(i486(), sigma0([{ task: PAGER, code: pager({ children, pool: POOL }) }]));
}

/** A call and its reply, and a page fault before them. */
export function addition(): readonly string[] {
  const lines: string[] = [];

  function* server(me: User) {
    let asked = yield* me.wait();
    for (;;) {
      const [a, b] = asked.words;
      asked = yield* me.replyAndWait(asked.from, { words: [a + b, 0] });
    }
  }

  function* client(me: User) {
    world.mark();
    yield* me.store(0x100_0000, 20); // A page that is not there: the kernel asks the pager, who maps one.
    lines.push(`a page: ${world.since().entries} entries into the kernel`);
    const word = yield* me.load(0x100_0000);
    world.mark();
    const { words } = yield* me.call(me.idOf(SERVER), { words: [word, 22] });
    const { clocks, entries } = world.since();
    lines.push(`20 + 22 = ${words[0]}: ${entries} entries into the kernel, ${clocks} clocks`);
  }

  const world: World = worldOf(server, client);
  world.run(undefined, 1e6);
  return lines;
}

/** Somebody calls a server that never answers, and gives up; and then sleeps. The timer ticks every 4 ms. */
export function patience(): readonly string[] {
  const lines: string[] = [];

  function* deaf(me: User) {
    yield* me.sleep();
  }

  function* client(me: User) {
    const begun = world.ms;
    const reply = yield* me.call(me.idOf(SERVER), { words: [1, 2] }, {}, { send: 50 });
    const how = reply.code === code.timeout + 0x10 ? "send timeout" : "something else";
    lines.push(`${how} after ${(world.ms - begun).toFixed(1)} ms`);
    yield* me.sleep(100);
    lines.push(`awake again after ${(world.ms - begun).toFixed(1)} ms`);
  }

  const world: World = worldOf(deaf, client);
  world.startTimer();
  world.run(() => lines.length === 2);
  return lines;
}

/** read() of a Unix personality, in seven steps: entries into the kernel, and clocks, when each is done. */
export function unixRead(): readonly string[] {
  const { fromDisk, fromCache } = readThroughUnix();
  const row = (cells: readonly (string | number)[]): string =>
    `${String(cells[0]).padEnd(24)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(9))
      .join("")}`;
  const of = ({ steps }: typeof fromDisk) => ({
    entries: steps.map(({ entries }) => entries),
    clocks: steps.map(({ clocks }) => clocks),
  });
  const [disk, cache] = [of(fromDisk), of(fromCache)];
  return [
    row(["step", 1, 2, 3, 4, 5, 6, 7]),
    row(["from the disk: entries", ...disk.entries]),
    row(["               clocks", ...disk.clocks]),
    row(["from the cache: entries", ...cache.entries]),
    row(["                clocks", ...cache.clocks]),
  ];
}
