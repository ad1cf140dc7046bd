/** Time: who waits for how long, in which list, and what becomes of entries that nobody waits for any more. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { small } from "../../../impl/i486/index.js";
import {
  code,
  IN_SEND_PHASE,
  IPC,
  NIL,
  RECEIVE_FIELD,
  RECEIVE_PAGE_FAULT,
  SEND_FIELD,
  SEND_PAGE_FAULT,
  timeouts,
} from "../../../impl/kernel/abi.js";
import { l3, type Size } from "../../../impl/kernel/design.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { wakeHead } from "../../../impl/kernel/lists.js";
import { NEVER, WAKE_LIST, WAKE_NEXT, WAKEUP } from "../../../impl/kernel/tcb.js";
import { decode, decodePageFault } from "../../../impl/kernel/wakeups.js";
import { Couple } from "./couple.js";
import { everyPlace, type Place } from "./scene.js";

/** sigma0 and one more thread spin, so that ticks meet somebody; a and b wait. */
class Waiting extends Couple {
  constructor(place: Place, changes: Partial<Size> = {}) {
    super(place, changes);
    this.as(this.sigma0);
  }

  /** A thread waits for so many ms. */
  for(id: ThreadId, ms: number): void {
    this.begin(id, IPC, this.registers(NIL, false, "any", { receive: ms }));
  }

  /** Ticks until a thread waits no longer. */
  ticks(id: ThreadId, most = 1000): number {
    let count = 0;
    for (; count < most && this.stateOf(id) === "receiving"; count++) this.tick();
    return count;
  }

  get now(): number {
    return this.look(this.k.at.own.now);
  }
  set now(ms: number) {
    this.poke(this.k.at.own.now, ms);
  }

  /** The numbers of the wake-up lists that a thread is in; the last one is that of the long waits. */
  listsOf(id: ThreadId): number[] {
    const all = Array.from({ length: this.k.size.lists + 1 }, (_, n) => n);
    return all.filter((n) => this.list(wakeHead(this.k, n), WAKE_NEXT).includes(id));
  }
}

/** A clock of few bits, which is renewed often. */
const bits = ({ g }: Place): Partial<Size> => (g.codeInMemory ? { horizon: 32, offsetBits: 7 } : {});

/** Waits of so many ms are exact in the timeout word. */
const exact = [1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 32, 60].map((n) => 0.256 * 4 * n);

describe.each(everyPlace)("timeouts on $title", (place) => {
  test("nobody wakes early, or later than two ticks after, whatever the list and whenever the wait began", () => {
    const s = new Waiting(place);
    for (const [n, ms] of exact.entries())
      for (const phase of [n % 2, 2]) {
        s.tick(phase);
        s.for(s.a, ms);
        const waited = s.ticks(s.a) * s.ms;
        // The wait began in the tick that is over when the first one is counted.
        expect(waited, `${ms} ms`).toBeGreaterThan(ms);
        expect(waited - s.ms, `${ms} ms`).toBeGreaterThanOrEqual(ms);
        expect(waited - 2 * s.ms, `${ms} ms`).toBeLessThan(Math.ceil(ms));
        expect(s.code(s.a)).toBe(code.timeout);
      }
  });

  test("a send, and a receive after it, each have their own time", () => {
    const s = new Waiting(place);
    const times = { send: 2 * s.ms, receive: 6 * s.ms };
    s.begin(s.a, IPC, s.registers(s.b, true, "same", times));
    s.tick();
    s.receive(s.b, s.a);
    expect(s.stateOf(s.a)).toBe("receiving");
    s.tick(6);
    expect(s.stateOf(s.a)).toBe("receiving");
    s.tick(2);
    expect(s.code(s.a)).toBe(code.timeout);
    expect(s.call(s.a, s.b, { send: s.ms })).toBe(undefined);
    s.tick(2);
    expect(s.code(s.a)).toBe(code.timeout + IN_SEND_PHASE);
  });

  test("for ever is longer than anything", () => {
    const s = new Waiting(place);
    s.wait(s.a);
    expect(s.word(s.a, WAKEUP)).toBe(NEVER);
    expect(s.ticks(s.a, 60)).toBe(60);
  });

  test("an entry is judged by what its thread waits for now: a wait that is over wakes nobody", () => {
    const s = new Waiting(place);
    s.for(s.a, 2 * s.ms);
    s.send(s.b, s.a);
    expect(s.code(s.a)).toBe(code.ok);
    s.wait(s.a);
    s.tick(20);
    expect([s.stateOf(s.a), s.listsOf(s.a)]).toEqual(["receiving", []]);
  });

  test("a new wait in the list of the old one, or in another, has its own time", () => {
    for (const [first, second] of [
      [1, 1],
      [1, 3],
      [3, 1],
      [1, 9],
      [2, 60],
      [60, 2],
      [300, 1],
      [70, 70],
    ] as const) {
      const s = new Waiting(place);
      s.for(s.a, first * s.ms);
      s.send(s.b, s.a);
      s.for(s.a, second * s.ms);
      const lists = s.listsOf(s.a);
      if (place.design.wakeups === "lists") expect(lists).toHaveLength(1);
      const ticks = s.ticks(s.a);
      expect(ticks).toBeGreaterThan(second);
      expect(ticks).toBeLessThanOrEqual(second + 2);
    }
  });

  test("an entry that nobody waits for stays until its list is looked through; or goes at once, if lists are exact", () => {
    const s = new Waiting(place, bits(place));
    s.for(s.a, 4 * s.ms);
    s.send(s.b, s.a);
    const { wakeups, lazyWakeups } = place.design;
    expect(s.listsOf(s.a)).toHaveLength(wakeups === "lists" && lazyWakeups ? 1 : 0);
    s.tick(2 * s.k.size.horizon);
    expect(s.listsOf(s.a)).toEqual([]);
  });

  test("many wait for one tick, and wake together", () => {
    const s = new Waiting(place);
    const others = [s.a, s.b, s.thread(s.a, 1, 1), s.thread(s.b, 2, 1), s.thread(s.sigma0, 0, 1)];
    for (const id of others) s.for(id, 3 * s.ms);
    s.tick(3);
    expect(others.map((id) => s.stateOf(id))).toEqual(others.map(() => "receiving"));
    s.tick(2);
    expect(others.map((id) => s.code(id))).toEqual(others.map(() => code.timeout));
  });
});

describe.each(everyPlace)("long waits and the base on $title", (place) => {
  test("a long wait is in the list of the long ones, and comes to its own when it is near", () => {
    const s = new Waiting(place, bits(place));
    const ms = 3 * s.k.size.horizon;
    s.for(s.a, ms);
    const seen = new Set<number>();
    let ticks = 0;
    for (; s.stateOf(s.a) === "receiving" && ticks < 1000; ticks++) {
      for (const list of s.listsOf(s.a)) seen.add(list);
      s.tick();
    }
    expect(ticks * s.ms).toBeGreaterThan(ms);
    expect(ticks * s.ms).toBeLessThanOrEqual(ms + 3 * s.ms);
    if (place.design.wakeups === "lists") expect([...seen][0]).toBe(s.k.size.lists);
    expect(seen.size).toBe(place.design.wakeups === "lists" ? 2 : 0);
  });

  test("the base is renewed in the middle of waits, once or more often", () => {
    for (const start of [0, 1])
      for (const ms of [exact[0] ?? 0, exact[4] ?? 0, exact[11] ?? 0]) {
        const s = new Waiting(place, bits(place));
        const period = 2 ** s.k.size.offsetBits;
        s.now = period - (start + 1) * s.ms;
        s.for(s.a, ms);
        const waited = s.ticks(s.a) * s.ms;
        expect(waited - s.ms, `${ms} ms`).toBeGreaterThanOrEqual(ms);
        expect(waited - 2 * s.ms, `${ms} ms`).toBeLessThan(Math.ceil(ms));
        expect(s.now).toBeLessThan(period);
      }
  });

  test("the lower word of the base overflows into the upper one", () => {
    const s = new Waiting(place, bits(place));
    s.poke(s.k.at.own.base, 0xffff_ffff);
    s.now = 2 ** s.k.size.offsetBits - s.ms;
    s.tick();
    expect([s.look(s.k.at.own.base), s.look(s.k.at.own.base + 4), s.now]).toEqual([0, 1, 0]);
  });

  test("an entry that is stale when the base is renewed, and one that waits for ever, wake nobody", () => {
    const s = new Waiting(place, bits(place));
    const { horizon, offsetBits } = s.k.size;
    s.now = 2 ** offsetBits - 2 * s.ms;
    s.for(s.a, 3 * horizon);
    s.for(s.b, 3 * s.ms);
    s.send(s.sigma0, s.a);
    s.send(s.sigma0, s.b);
    s.wait(s.a);
    s.now = 2 ** offsetBits - s.ms;
    s.tick(4 * horizon);
    expect([s.stateOf(s.a), s.word(s.a, WAKEUP)]).toEqual(["receiving", NEVER]);
    expect([s.listsOf(s.a), s.listsOf(s.b)]).toEqual([[], []]);
  });

  test("a stale entry of the long waits is judged by a short wait that has come since", () => {
    const s = new Waiting(place, bits(place));
    s.for(s.a, 3 * s.k.size.horizon);
    s.send(s.sigma0, s.a);
    expect(s.code(s.a)).toBe(code.ok);
    s.as(s.b);
    s.tick(4 * s.k.size.horizon);
    expect(s.stateOf(s.a)).toBe("ready");
    expect(s.word(s.a, WAKE_NEXT)).toBe(0);
    if (place.design.wakeups === "lists") expect(s.word(s.a, WAKE_LIST)).not.toBe(0);
  });
});

describe("the timeout word", () => {
  test("has no room for more than 19 hours, or 268 s of a pager's time", () => {
    const hour = 3_600_000;
    for (const its of [{ receive: 20 * hour }, { send: 20 * hour }, { sendPageFault: 269_000 }])
      expect(() => timeouts(its)).toThrow(RangeError);
    expect(() => timeouts({ receive: 19 * hour, send: 19 * hour, receivePageFault: 268_000 })).not.toThrow();
  });

  /** What X0 says a field means, in ms, rounded up. */
  const naive = (m: number, e: number): number =>
    e === 0 ? NEVER : m === 0 ? 0 : Math.ceil((m * 4 ** (15 - e)) / 1000);

  test("is decoded as its definition says", () => {
    const { k } = new Waiting({ title: "small", g: small(), design: l3 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (word) => {
        const [mr, ms] = [word >>> 24, (word >>> 16) & 255];
        const [ps, pr, es, er] = [12, 8, 4, 0].map((at) => (word >>> at) & 15);
        expect(decode(k, word, RECEIVE_FIELD)).toBe(naive(mr, er ?? 0));
        expect(decode(k, word, SEND_FIELD)).toBe(naive(ms, es ?? 0));
        expect(decodePageFault(k, word, SEND_PAGE_FAULT)).toBe(ps === 15 ? 0 : naive(1, ps ?? 0));
        expect(decodePageFault(k, word, RECEIVE_PAGE_FAULT)).toBe(pr === 15 ? 0 : naive(1, pr ?? 0));
      }),
    );
  });
});
