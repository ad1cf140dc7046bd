/** Programs on the machine: their operations are done, retried and answered as those of real threads would be. */
import { describe, expect, test } from "vitest";
import { i486, small } from "../../../impl/i486/index.js";
import { code } from "../../../impl/kernel/abi.js";
import { l3, variants } from "../../../impl/kernel/design.js";
import { lineId } from "../../../impl/kernel/ids.js";
import { state } from "../../../impl/kernel/tcb.js";
import { allowed } from "../../../impl/programs/storm.js";
import type { Code, User } from "../../../impl/programs/user.js";
import type { World } from "../../../impl/programs/world.js";
import { FIRST, PAGER, runAlone, SECOND, underPager, underSigma0 } from "./worlds.js";

const geometries = [i486(2 ** 22), small()];
const designs = [{ without: "nothing", design: l3 }, ...variants];

describe.each(geometries)("instructions on $name", (g) => {
  const page = (n: number): number => n * g.pageBytes;

  test("fault, wait for the pager, and are done", () => {
    let word = -1;
    const world = runAlone(function* (me) {
      yield* me.store(page(4) + 8, 7);
      word = yield* me.load(page(4) + 8);
    }, g);
    expect([word, world.machine.cpu.memory.read(page(4) + 8)]).toEqual([7, 7]);
  });

  test("strings go on after faults and interrupts, with no word left out", () => {
    const words = g.pageBytes / 4 + 5;
    const seen: number[] = [];
    const world = runAlone(function* (me) {
      for (let n = 0; n < words; n++) yield* me.store(page(3) + 4 * n, n + 1);
      yield* me.copy(page(3), page(5), words);
      for (let n = 0; n < words; n++) seen.push(yield* me.load(page(5) + 4 * n));
      yield* me.fill(page(3), 9, words);
      seen.push(yield* me.load(page(3)), yield* me.load(page(3) + 4 * (words - 1)));
    }, g);
    expect(seen).toEqual([...Array.from({ length: words }, (_, n) => n + 1), 9, 9]);
    expect(world.since().faults).toBeGreaterThanOrEqual(4);
  });

  test("a program that ends sleeps for ever; without a timer nothing ever happens then", () => {
    const world = underSigma0([{ task: PAGER, code: function* () {} }], g);
    expect(world.run()).toBe("idle");
  });
});

test("a copy of 200 pages is interrupted by ticks, and goes on", () => {
  let bad = 0;
  const pages = 200;
  const world = underPager([{ task: FIRST, code: copier }], i486(2 ** 23));
  function* copier(me: User) {
    for (let n = 0; n < pages; n++) yield* me.store(0x100_0000 + n * 4096 + 4 * n, n);
    for (let n = 0; n < pages; n++) yield* me.store(0x200_0000 + n * 4096, 0);
    world.startTimer();
    world.mark();
    yield* me.copy(0x100_0000, 0x200_0000, pages * 1024);
    for (let n = 0; n < pages; n++) if ((yield* me.load(0x200_0000 + n * 4096 + 4 * n)) !== n) bad++;
    done = true;
  }
  let done = false;
  expect(world.run(() => done, 20e6)).toBe("done");
  expect(bad).toBe(0);
  expect(world.since().interrupts).toBeGreaterThanOrEqual(3);
});

describe.each(geometries)("ipc on $name", (g) => {
  describe.each(designs)("without $without", ({ design }) => {
    test("call and reply carry two words, there and back", () => {
      const got: unknown[] = [];
      const world = underSigma0([{ task: PAGER, code: parent }], g, design);
      function* parent(me: User) {
        const self = yield* me.myself();
        yield* me.start(me.threadOf(self, 1), sibling);
        const its = yield* me.call(me.threadOf(self, 1), { words: [3, 4] });
        got.push(its.code, its.from === me.threadOf(self, 1), its.words);
      }
      function* sibling(me: User) {
        const its = yield* me.wait();
        yield* me.send(its.from, { words: [its.words[0] + 10, its.words[1] + 10] });
      }
      world.run(undefined, 1e6);
      expect(got).toEqual([code.ok, true, [13, 14]]);
    });

    test("a long message arrives whole in another task, and is cut where there is no room", () => {
      const got: unknown[] = [];
      const [from, to] = [6 * g.pageBytes, 7 * g.pageBytes];
      const world = underSigma0(
        [
          { task: 1, code: receiver },
          { task: 2, code: sender },
        ],
        g,
        design,
      );
      function* sender(me: User) {
        const message = me.message(from, 6);
        for (let n = 0; n < 6; n++) yield* me.store(message.direct + 4 * n, 100 + n);
        yield* me.prepare(message, 4);
        got.push((yield* me.send(me.idOf(1), { words: [1, 2], message })).code);
        yield* me.prepare(message, 6);
        got.push((yield* me.send(me.idOf(1), { words: [1, 2], message })).code);
      }
      function* receiver(me: User) {
        const message = me.message(to, 5);
        yield* me.prepare(message);
        for (const words of [4, 5]) {
          const its = yield* me.receive(me.idOf(2), { message });
          const text: number[] = [];
          for (let n = 0; n < words; n++) text.push(yield* me.load(message.direct + 4 * n));
          got.push(its.code, its.words, text);
        }
      }
      world.run(undefined, 1e6);
      expect(got.filter((it) => typeof it !== "number")).toEqual([
        [1, 2],
        [100, 101, 102, 103],
        [1, 2],
        [100, 101, 102, 103, 104],
      ]);
      expect(got.filter((it) => typeof it === "number")).toEqual(
        expect.arrayContaining([code.ok, code.ok, code.cut, code.cut + 0x10]),
      );
    });
  });
});

describe("timeouts", () => {
  test("a sleeper sleeps as long as it said, and a tick or two more", () => {
    const slept: number[] = [];
    let world: World | undefined;
    const sleeper: Code = function* (me) {
      for (const ms of [1, 8, 50, 2000]) {
        const since = world?.ms ?? 0;
        expect(yield* me.sleep(ms)).toBe(code.timeout);
        slept.push((world?.ms ?? 0) - since - allowed(ms));
      }
    };
    world = underSigma0([{ task: 1, code: sleeper }]);
    world.startTimer();
    world.run(() => slept.length === 4, 200e6);
    for (const late of slept) {
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(8);
    }
  });

  test("of a send and of a receive end the call, with the phase in the code", () => {
    const codes: number[] = [];
    runAlone(function* (me) {
      const self = yield* me.myself();
      yield* me.start(me.threadOf(self, 1), function* () {});
      yield* me.threadSwitch(me.threadOf(self, 1));
      const other = me.threadOf(self, 1);
      codes.push((yield* me.send(other, {}, { send: 0 })).code);
      codes.push((yield* me.send(other, {}, { send: 8 })).code);
      codes.push((yield* me.receive(other, {}, { receive: 0 })).code);
      codes.push((yield* me.wait({}, { receive: 8 })).code);
      codes.push((yield* me.send(me.idOf(7), {})).code);
    });
    const { timeout, noPartner } = code;
    expect(codes).toEqual([timeout + 0x10, timeout + 0x10, timeout, timeout, noPartner]);
  });
});

describe("threads and tasks", () => {
  test("ex_regs cancels a call, and begins another program", () => {
    const told: unknown[] = [];
    runAlone(function* (me) {
      const other = me.threadOf(yield* me.myself(), 1);
      yield* me.start(other, waits);
      yield* me.threadSwitch(other);
      told.push(yield* me.stateOf(other));
      yield* me.exRegs(other);
      yield* me.threadSwitch(other);
      yield* me.start(other, another, 77);
      yield* me.threadSwitch(other);
    });
    function* waits(me: User) {
      told.push((yield* me.wait()).code);
      yield* me.sleep();
      told.push("never");
    }
    // biome-ignore lint/correctness/useYield: it ends at once.
    function* another(me: User) {
      told.push(me.argument);
    }
    expect(told).toEqual([state.receiving, code.cancelled, 77]);
  });

  test("who waits for a thread of a task that is deleted waits no longer; its number may be used again", () => {
    const told: unknown[] = [];
    const world = runAlone(function* (me) {
      const child = yield* me.spawn(5, function* () {});
      const waiting = me.threadOf(yield* me.myself(), 1);
      yield* me.start(waiting, function* (its) {
        told.push((yield* its.receive(child)).code);
      });
      yield* me.threadSwitch(waiting);
      told.push(yield* me.deleteTask(me.idOf(5)));
      yield* me.threadSwitch(waiting);
      told.push((yield* me.send(child, {})).code);
      const next = yield* me.createTask(5);
      told.push(next !== child && me.taskOf(next) === 5);
      told.push(yield* me.deleteTask(me.idOf(6)));
    });
    expect(told).toEqual([code.ok, code.noPartner, code.noPartner, true, code.noPartner]);
    expect(world.since().entries).toBeGreaterThan(0);
  });

  test("id_nearest leads to the chief before the border of a clan, and nowhere but to itself within it", () => {
    const nearest: boolean[] = [];
    const world = underPager([
      { task: FIRST, code: asks },
      { task: SECOND, code: function* () {} },
    ]);
    function* asks(me: User) {
      nearest.push((yield* me.idNearest(me.idOf(SECOND))) === me.idOf(SECOND));
      nearest.push((yield* me.idNearest(me.idOf(0))) === me.idOf(PAGER));
      nearest.push((yield* me.myself()) === me.idOf(FIRST));
    }
    world.run(undefined, 1e6);
    expect(nearest).toEqual([true, true, true]);
  });

  test("a task that does not run yet is handed over, and the heir may start it", () => {
    const told: unknown[] = [];
    const world = underSigma0([
      { task: 1, code: heir },
      { task: 2, code: giver },
    ]);
    function* giver(me: User) {
      yield* me.createTask(3);
      told.push(yield* me.handOver(me.idOf(3), me.idOf(1)));
      told.push((yield* me.start(me.idOf(3), function* () {})) === code.noPartner);
      yield* me.send(me.idOf(1), {});
    }
    function* heir(me: User) {
      yield* me.wait();
      told.push(yield* me.start(me.idOf(3), function* () {}));
    }
    world.run(undefined, 1e6);
    expect(told).toEqual([code.ok, true, code.ok]);
  });

  test("two that compute share the processor by time slices", () => {
    const turns = [0, 0];
    const spin: Code = function* (me) {
      for (;;) {
        turns[me.task - 1] = (turns[me.task - 1] ?? 0) + 1;
        yield* me.spend(1000);
      }
    };
    const world = underSigma0([
      {
        task: 1,
        code: function* (me) {
          yield* spin(me);
        },
      },
      {
        task: 2,
        code: function* (me) {
          yield* spin(me);
        },
      },
    ]);
    world.startTimer();
    expect(world.run(undefined, 20e6)).toBe("limit");
    const [a = 0, b = 0] = turns;
    expect(Math.abs(a - b)).toBeLessThan(0.1 * (a + b));
  });
});

describe("interrupts", () => {
  test("of a line come as messages to the thread that is attached to it, and to no other", () => {
    const told: unknown[] = [];
    const world = underSigma0([
      { task: 1, code: driver },
      { task: 2, code: late },
    ]);
    function* driver(me: User) {
      told.push(yield* me.attach(5));
      told.push(yield* me.attach(0));
      const start = world.cpu.clock;
      for (const clocks of [90_000, 1000]) world.raiseAfter(5, clocks);
      for (const clocks of [1000, 90_000]) {
        const { code: how, from } = yield* me.interrupt(5);
        const waited = world.cpu.clock - start - clocks;
        told.push([how, from === lineId(5), waited >= 0 && waited < 20_000]);
      }
    }
    function* late(me: User) {
      told.push(yield* me.attach(5));
    }
    world.run(undefined, 1e6);
    const interrupt = [code.ok, true, true];
    expect(told).toEqual([true, false, interrupt, false, interrupt]);
  });
});

test("call and reply enter the kernel twice; four times where send and receive are two calls", () => {
  const entries = [l3, { ...l3, oneCall: false }].map((design) => {
    let counted = 0;
    const world = underSigma0(
      [
        { task: 1, code: server },
        { task: 2, code: client },
      ],
      i486(2 ** 22),
      design,
    );
    function* server(me: User) {
      let its = yield* me.wait();
      for (;;) its = yield* me.replyAndWait(its.from, {}, {}, me.answering);
    }
    function* client(me: User) {
      for (let n = 0; n < 3; n++) {
        world.mark();
        yield* me.call(me.idOf(1), {});
        counted = world.since().entries;
      }
    }
    world.run(undefined, 1e6);
    return counted;
  });
  expect(entries).toEqual([2, 4]);
});
